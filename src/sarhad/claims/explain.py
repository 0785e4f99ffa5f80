"""A verdict in words: what was asked, what each reading answers, and which single choice turns the answer."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .filters import PLURALS
from .kinds import KINDS
from .readings import PRECISE, Reading
from .shown import WORDS, show_value

if TYPE_CHECKING:
    from .verdict import Verdict

OWN = "rests on the claim's own publication"
"""The reason for which circular evidence is left out."""

_CHOICES: Mapping[str, Mapping[str, str]] = {
    "deaths": {name: f"the {name} estimate of deaths" for name in ("best", "low", "high")},
    "rows": {"all": "all rows", PRECISE: PRECISE},
    "dates": {
        "as dated": "events dated to the period",
        "surely inside": "only events surely inside the period",
        "possibly inside": "also events possibly inside the period",
    },
}
_ONE = {many: one for one, many in PLURALS.items()}
_BESIDE = frozenset(
    {"id", "says", "kind", "measure", "expect", "source", "number", "note", "needs", "would_decide", "origin"}
)
_UNITS = {
    "share of events": "share of events",
    "share of deaths": "share of deaths",
    **{unit: f"number of {unit}" for unit in ("events", "deaths", "relations", "countries")},
    "rank": "place",
    "km": "length in km",
}
_SAYS = {True: "holds", False: "fails", None: "is left open"}
_OF_A_CORRIDOR = "countries"  # the unit of a claim on the nodes or the status of a corridor
_SHOWN = 12  # pieces of evidence named one by one
_LABEL = 12


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an explanation: a label of a word or two, and sentences."""

    label: str
    sentences: tuple[str, ...]


def explain(verdict: Verdict) -> tuple[Part, ...]:
    """The parts of an explanation, in the order in which a person asks; a part with nothing to say is not there.

    "Asked" is the test, "Answer" the verdict with the main reading, "Turns on" each single choice that changes the
    answer, "Agree" the readings that answer as the main one does, "Silent" the sources that do not look there.
    """
    parts = {
        "Asked": _asked(verdict),
        "Answer": _answer(verdict),
        "Turns on": _turning(verdict),
        "Agree": _agreeing(verdict),
        "Silent": _silent(verdict),
        "Left out": _left_out(verdict),
        "Circular": _circular(verdict),
        "Would settle": iter([_sentence(verdict.would_decide)] if verdict.would_decide else []),
        "Evidence": _evidence(verdict),
        "Sources": _sources(verdict),
        "Rule": _rule(verdict),
        "Query": iter(verdict.query.splitlines()),
    }
    told = ((label, tuple(sentences)) for label, sentences in parts.items())
    return tuple(Part(label, sentences) for label, sentences in told if sentences)


def in_lines(parts: Sequence[Part], width: int = 100, indent: int = 0) -> str:
    """Parts as plain text: labels on the left, sentences beside them, no line longer than `width`."""
    blocks = []
    for part in parts:
        for number, sentence in enumerate(part.sentences):
            label = part.label if number == 0 else ""
            first = " " * indent + f"{label:<{_LABEL}}  "
            plain = "".join(c if c.isprintable() else " " for c in sentence)
            blocks.append(
                textwrap.fill(
                    plain, max(width, indent + 40), initial_indent=first, subsequent_indent=" " * len(first),
                    break_on_hyphens=False,
                )
            )  # fmt: skip
    return "\n".join(blocks)


def _asked(verdict: Verdict) -> Iterator[str]:
    claim = verdict.claim
    if claim.recorded_only:
        yield f"nothing is run: this {claim.kind} is recorded only{f'; it needs {claim.needs}' if claim.needs else ''}"
        return
    counted, bound = _UNITS.get(verdict.unit, f"value ({verdict.unit})"), expected(verdict)
    asked = f"the {counted} is expected to be {bound}" if bound and verdict.unit else "it is as said"
    yield f"{claim.kind}: {asked}"
    fields = {name: value for name, value in claim.as_dict().items() if name not in _BESIDE}
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield f"{name}: {_in_words(value)}"
    if single := {name: value for name, value in fields.items() if not isinstance(value, Mapping)}:
        yield _in_words(single)


def expected(verdict: Verdict) -> str:
    """What the claim expects, as it is written: `> 0.5`; empty where it is to be as the filters say."""
    if verdict.unit == _OF_A_CORRIDOR and not verdict.claim.expect:
        return ""
    return verdict.claim.expect or KINDS[verdict.claim.kind].usual_expectation


def _answer(verdict: Verdict) -> Iterator[str]:
    yield f"{WORDS[verdict.verdict]}: {_sentence(verdict.why)}"
    main = _main(verdict)
    if main is not None:
        value = show_value(main.value, main.low, main.high, verdict.unit)
        note = f" ({main.note})" if main.note and main.note not in verdict.why else ""
        yield f"The main reading, {main.label}{f', says {value}' if value else ''}: it {_SAYS[main.holds]}{note}."


def _turning(verdict: Verdict) -> Iterator[str]:
    """One sentence for each single choice with which the answer is another than in the main reading of its source."""
    mains = _mains(verdict)
    boundary = f"; expected is {expected(verdict)}." if expected(verdict) else "."
    if len({main.holds for main in mains.values()}) > 1:
        told = [f"on {name} it {_SAYS[main.holds]}{_given(verdict, main)}" for name, main in mains.items()]
        yield f"{_sentence('; '.join(told), end='')}{boundary}"
    for reading in _looked(verdict):
        name = reading.choices.get("source", "")
        main = mains[name]
        if reading.holds is main.holds:
            continue
        changed = [key for key, value in reading.choices.items() if main.choices.get(key) != value]
        here = " and ".join(_choice(key, reading.choices[key]) for key in changed)
        usual = " and ".join(_choice(key, main.choices.get(key, "")) for key in changed)
        on = f"On {name}, with" if len(mains) > 1 else "With"
        yield (
            f"{on} {here} it {_SAYS[reading.holds]}{_given(verdict, reading)}; "
            f"with {usual} it {_SAYS[main.holds]}{_given(verdict, main)}{boundary}"
        )


def _agreeing(verdict: Verdict) -> Iterator[str]:
    main = _main(verdict)
    rest = [r for r in _looked(verdict) if main is not None and r is not main and r.holds is main.holds]
    if main is None or not rest:
        return
    told = "; ".join(f"{r.label} {show_value(r.value, r.low, r.high, verdict.unit)}".strip() for r in rest)
    yield f"It {_SAYS[main.holds]} too in {len(rest)} other {'readings' if len(rest) > 1 else 'reading'}: {told}."


def _silent(verdict: Verdict) -> Iterator[str]:
    """What the readings say that do not look there, each reason once."""
    for note in dict.fromkeys(r.note or f"{r.label} does not look there" for r in verdict.readings if not r.looked):
        yield _sentence(note)


def _left_out(verdict: Verdict) -> Iterator[str]:
    for reason, n in verdict.left_out.items():
        if n and reason != OWN:
            yield f"{n:,} {'row' if n == 1 else 'rows'}: {reason}."


def _circular(verdict: Verdict) -> Iterator[str]:
    source = verdict.claim.source
    if n := verdict.left_out.get(OWN):
        yield f"{n:,} {'row was' if n == 1 else 'rows were'} dropped: {'it' if n == 1 else 'they'} {_rests(n)}."
    if source:
        yield f"What rests on “{source.title}” is no evidence, for it makes the statement."


def _rests(n: int) -> str:
    return OWN if n == 1 else OWN.replace("rests", "rest", 1)


def _evidence(verdict: Verdict) -> Iterator[str]:
    if verdict.evidence:
        n = len(verdict.evidence)
        more = f" and {n - _SHOWN:,} more" if n > _SHOWN else ""
        yield f"{n:,}: {', '.join(verdict.evidence[:_SHOWN])}{more}."


def _sources(verdict: Verdict) -> Iterator[str]:
    for ref in verdict.sources:
        yield f"{ref.title} {ref.version}".strip()


def _rule(verdict: Verdict) -> Iterator[str]:
    if verdict.tolerance:
        yield _sentence(verdict.tolerance)
    if verdict.parameters:
        yield ", ".join(f"{name} {value}" for name, value in verdict.parameters.items())
    where = f", written in {verdict.claim.origin}" if verdict.claim.origin else ""
    yield f"Checked on {verdict.checked_at}{where}."


def _looked(verdict: Verdict) -> list[Reading]:
    return [reading for reading in verdict.readings if reading.looked]


def _main(verdict: Verdict) -> Reading | None:
    return next(iter(_looked(verdict)), None)


def _mains(verdict: Verdict) -> dict[str, Reading]:
    """The main reading of each set of sources that looks there: its first."""
    mains: dict[str, Reading] = {}
    for reading in _looked(verdict):
        mains.setdefault(reading.choices.get("source", ""), reading)
    return mains


def _choice(key: str, value: str) -> str:
    return _CHOICES.get(key, {}).get(value, value)


def _given(verdict: Verdict, reading: Reading) -> str:
    """The value in brackets or, without one, the note."""
    told = show_value(reading.value, reading.low, reading.high, verdict.unit) or reading.note
    return f" [{told}]" if told else ""


def _in_words(fields: Mapping[str, Any]) -> str:
    told = []
    for name, value in fields.items():
        many = isinstance(value, list | tuple)
        word = _ONE.get(name, name) if many and len(value) == 1 else name
        shown = ", ".join(map(str, value)) if many else f"{value:g}" if isinstance(value, float) else value
        told.append(f"{word.replace('_', ' ')} {shown}")
    return "; ".join(told)


def _sentence(text: str, end: str = ".") -> str:
    """With a capital, unless it begins with an id (`ucdp-ged`), and a full stop."""
    text = text.strip().rstrip(".;")
    begins_with_id = "-" in text.partition(" ")[0]
    return (text if begins_with_id else text[:1].upper() + text[1:]) + end
