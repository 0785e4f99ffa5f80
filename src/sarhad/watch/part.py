"""What all parts of `watch.toml` share: no unknown keys, texts of a sane length, known countries."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from .. import vocabulary

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Part(BaseModel):
    """A table of the file: its keys are known, and it is not changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def known_countries(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse codes that are no countries, or stand twice."""
    unknown = [code for code in codes if code not in vocabulary.countries()]
    if unknown:
        raise ValueError(f"not ISO 3166-1 alpha-3 country codes: {', '.join(unknown)}; write AFG for Afghanistan")
    if len(set(codes)) < len(codes):
        raise ValueError("a country stands twice; name each once")
    return codes
