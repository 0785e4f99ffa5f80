"""What can be wrong with an input, told with the place and the way out.

A `Problem` is one finding: file, record, column, value, what is wrong, what became of the record, what to do.
Readers collect problems and go on; they raise an `InputError` that carries all of them when the whole reading
would be wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning"]
Effect = Literal["record left out", "value left out", "kept", "nothing read"]

_VALUE_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about an input.

    `row` counts records from 1 (the first after the header); in TOML, YAML and Markdown files `line` is given instead.
    `kind` is a stable slug (`latitude-out-of-range`) by which findings are counted. `value` is cut to 80 characters.
    """

    kind: str
    what: str
    file: str = ""
    row: int | None = None
    line: int | None = None
    column: str = ""
    value: str = ""
    do: str = ""
    effect: Effect = "kept"
    severity: Severity = "warning"

    def __post_init__(self) -> None:
        shown = self.value if len(self.value) <= _VALUE_LIMIT else self.value[: _VALUE_LIMIT - 1] + "…"
        object.__setattr__(self, "value", "".join(c if c.isprintable() else "\ufffd" for c in shown))

    @property
    def where(self) -> str:
        """File, line or row, and column, as far as they are known."""
        parts = [self.file] if self.file else []
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.row is not None:
            parts.append(f"row {self.row:,}")
        if self.column:
            parts.append(self.column)
        return ", ".join(parts)

    def __str__(self) -> str:
        value = f' "{self.value}"' if self.value else ""
        place = f"{self.where}{value}: " if self.where or value else ""
        effect = f" ({self.effect})" if self.effect in ("record left out", "value left out") else ""
        way_out = f"; {self.do}" if self.do else ""
        return f"{place}{self.what}{effect}{way_out}"

    def as_dict(self) -> dict[str, object]:
        """The finding as plain values, for JSON."""
        return {key: value for key, value in asdict(self).items() if value not in (None, "")}


class SarhadError(Exception):
    """The root of all errors that Sarhad raises on purpose; `problems` holds every finding, `do` the way out."""

    def __init__(self, message: str, *, problems: Iterable[Problem] = (), do: str = "") -> None:
        super().__init__(message)
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.do = do

    def __str__(self) -> str:
        lines = [super().__str__(), *(f"  {problem}" for problem in self.problems[:20])]
        if len(self.problems) > 20:
            lines.append(f"  and {len(self.problems) - 20:,} more")
        if self.do:
            lines.append(f"  do: {self.do}")
        return "\n".join(lines)


class InputError(SarhadError):
    """A file or a setting of the user's cannot be used as it is."""


def count_kinds(problems: Sequence[Problem]) -> dict[str, int]:
    """How many findings there are of each kind, most frequent first."""
    return dict(Counter(problem.kind for problem in problems).most_common())
