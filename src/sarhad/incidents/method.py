"""The parts of the method that can be left out, so that what each adds can be measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """What is done. Left out, a part is replaced by what a plainer method does.

    `one_to_one`: a source tells an incident once; without, each pair is judged by itself. `placebo`: shares of
    agreement among non-matches come from a moved source; without, from all candidates (and nothing is local). `local`:
    how crowded the place of each event is with the same actors, and that attacks come in series; without, only how
    many candidates it has. `learn_aliases`: names of one source that keep meeting a name of the other.
    """

    one_to_one: bool = True
    placebo: bool = True
    local: bool = True
    learn_aliases: bool = True
