"""A first draft of a mapping, from the names and values of a table's columns: each choice with its reason.

What the values do not decide is left open: a draft never guesses between day and month, nor what a code means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError
from ..vocabulary import countries, fold, spellings
from .date_formats import read_date
from .files import opened
from .layout import CODED, DATE_PARTS, SCALES, CountryCode
from .rows import rows_of

PERSONS = "no private persons"
_FORMATS = (
    "YYYY-MM-DD", "YYYY/MM/DD", "YYYYMMDD", "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "MM.DD.YYYY", "DD-MM-YYYY",
    "MM-DD-YYYY", "YYYY-DD-MM", "DD/MM/YY", "MM/DD/YY", "DD.MM.YY", "D MMMM YYYY", "D-MMM-YYYY", "D-MMM-YY",
    "MMMM D, YYYY", "D de MMMM de YYYY", "YYYY-MM", "MM/YYYY", "YYYY",
)  # fmt: skip
_CLOCKS = ("", " hh:mm", " hh:mm:ss", "Thh:mm:ss", "Thh:mm:ssZ")
_LONGEST = 100  # characters; no column is called so, and comparing takes the square of it
_CLOSE = 0.88  # how alike two names must be to be one misspelled
_LOOKED_AT = 2000  # different values of a column
_MOST = 0.9  # of the values must fit
_FEW = 60  # different values that can be codes
_DATES = ("date", "date_start", "date_end")
_DEATHS = ("deaths_low", "deaths_best", "deaths_high", "deaths_civilians", "deaths_reported", "n_reports")
Test = Callable[[str], object]
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_COMMA = re.compile(r"[-+]?\d+,\d+")


@dataclass(slots=True)
class Proposal:
    """What becomes of one column, and why. An empty `fills` with `reason` is a column left aside.

    `formats` with several entries is a question; `codes` gives for each value, most frequent first, its count and the
    id proposed for it, "" where a person must say.
    """

    column: str
    why: str
    fills: str = ""
    reason: str = ""
    formats: tuple[str, ...] = ()
    written: CountryCode = "name"
    codes: dict[str, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableDraft:
    """The proposals for a table's columns in their order."""

    file: str
    rows: int
    holds: str  # events | indicators
    proposals: tuple[Proposal, ...]
    decimal: str = "."

    def filled(self) -> frozenset[str]:
        """All that some column fills."""
        return frozenset(proposal.fills for proposal in self.proposals if proposal.fills)


def draft_table(path: Path | str) -> TableDraft:
    """Look at the names and values of a table. Raises `InputError` when it cannot be read or has no rows."""
    with opened(path) as file:
        rows = rows_of(file)
        text = rows.read(rows.columns)
        name = file.name
    if not text.table.num_rows:
        raise InputError(f"{name} has no rows to look at", do="give a table with rows")
    values = {column: _counts(text.table[column]) for column in text.table.column_names}
    comma = any(_share(values[c], _COMMA.fullmatch) > _MOST for c, target, _ in _named(values) if target == "latitude")
    holds = _holds(values)
    decimal = "," if comma else "."
    found = _proposals(values, holds, decimal)
    return TableDraft(name, text.table.num_rows, holds, tuple(found[column] for column in values), decimal)


def _counts(column: pa.ChunkedArray) -> Counter[str]:
    held = pc.value_counts(column.combine_chunks()).to_pylist()
    counts: Counter[str] = Counter()
    for entry in held:
        if entry["values"] is not None and (value := entry["values"].strip()):
            counts[value] += entry["counts"]
    return counts


def _holds(values: Mapping[str, Counter[str]]) -> str:
    """Indicators have a value and a period, and no day and no coordinates."""
    names = {fold(name) for name in values}
    known = spellings().indicators
    has = {target for target, spelled in known.items() if names & set(spelled)}
    day = names & {*spellings().events["date"], *spellings().events["date_start"], *spellings().events["latitude"]}
    return "indicators" if "value" in has and has & {"year", "period"} and "country" in has and not day else "events"


def _named(values: Iterable[str], holds: str = "events") -> Iterator[tuple[str, str, str]]:
    """Which columns are known by their name: column, what it fills, why."""
    known = spellings().events if holds == "events" else spellings().indicators
    for column in values:
        folded = fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column))
        exact = [target for target, spelled in known.items() if folded in spelled or fold(column) in spelled]
        if exact:
            yield column, exact[0], "by its name"
            continue
        if len(folded) > _LONGEST:
            continue
        close = max(
            ((SequenceMatcher(None, folded, name).ratio(), target, name) for target, all_ in known.items()
             for name in all_ if len(name) > 3),
            default=(0.0, "", ""),
        )  # fmt: skip
        if close[0] >= _CLOSE:
            yield column, close[1], f'its name is close to "{close[2]}"'


def _proposals(values: Mapping[str, Counter[str]], holds: str, decimal: str) -> dict[str, Proposal]:
    found: dict[str, Proposal] = {}
    for column, counts in values.items():
        if fold(column) in spellings().persons:
            found[column] = Proposal(column, "by its name", reason=PERSONS)
        elif counts and _share(counts, _MAIL.fullmatch) > 0.5:
            found[column] = Proposal(column, "its values are addresses of mail", reason=PERSONS)
        elif not counts:
            found[column] = Proposal(column, "no row has a value", reason="empty in the file that was looked at")
    named = [entry for entry in _named(values, holds) if entry[0] not in found]
    order = list(spellings().events if holds == "events" else spellings().indicators)
    known = spellings().events if holds == "events" else spellings().indicators
    preference = {name: place for spelled in known.values() for place, name in enumerate(spelled)}
    named.sort(key=lambda entry: (order.index(entry[1]), preference.get(fold(entry[0]), len(preference))))
    taken: dict[str, str] = {}
    for column, target, why in named:
        _place(found, taken, values, Proposal(column, why, target), holds, decimal)
    if holds == "events":
        _by_values(found, taken, values)
    for column, counts in values.items():
        if column not in found:
            some = ", ".join(_short(value) for value, _ in counts.most_common(3))
            found[column] = Proposal(column, f"nothing of this name is known; it holds {some}", reason="not used")
    return found


def _place(
    found: dict[str, Proposal],
    taken: dict[str, str],
    values: Mapping[str, Counter[str]],
    proposal: Proposal,
    holds: str,
    decimal: str,
) -> None:
    """Let the proposal stand if its values bear it out and nothing else fills the same."""
    column, target = proposal.column, proposal.fills
    both = {"date": {"date_start"}, "year": {"date", "date_start", "period"}}
    both |= {"month": both["year"], "day": both["year"]}
    before = next((taken[name] for name in (target, *both.get(target, ())) if name in taken), "")
    if before:
        reason = f"the {target} of {before}" if target in DATE_PARTS else f"{before} fills {target}"
        found[column] = Proposal(column, proposal.why, reason=reason)
        return
    wrong = _bears_out(proposal, values[column], decimal)
    if wrong:
        found[column] = Proposal(column, f"called like {target}, but {wrong}", reason="not used")
        return
    if holds == "events" and target in CODED:
        if len(values[column]) > _FEW:
            what = f"called like {target}, but has {len(values[column]):,} different values"
            found[column] = Proposal(column, what, reason="too many values for codes")
            return
        known = spellings().values[target]
        proposal.codes = {value: (n, known.get(fold(value), "")) for value, n in values[column].most_common()}
    elif target in SCALES:
        own = fold(column) in ("where prec", "date prec")
        proposal.codes = {value: (n, value if own else "") for value, n in sorted(values[column].items())[:_FEW]}
    found[column] = proposal
    taken[target] = column


def _bears_out(proposal: Proposal, counts: Counter[str], decimal: str) -> str:
    """What speaks against a proposal, after its formats and codes were found in the values; "" when nothing does."""
    target = proposal.fills
    if target in _DATES or target == "period":
        return _dated(proposal, counts)
    if target == "country":
        return _country(proposal, counts)
    if target in ("latitude", "longitude"):
        limit = 90 if target == "latitude" else 180
        share = _share(counts, lambda value: _within(value, limit, decimal))
        proposal.why += f", and its values lie between -{limit} and {limit}"
        return "" if share >= _MOST else f"only {share:.0%} of its values lie between -{limit} and {limit}"
    if target in _DEATHS:
        share = _share(counts, lambda value: _number(value, decimal) is not None)
        proposal.why += ", and it holds numbers"
        return "" if share >= _MOST else f"only {share:.0%} of its values are numbers"
    if target == "source_id" and (twice := [value for value, n in counts.items() if n > 1]):
        return f"{len(twice):,} of its values stand in several rows"
    if target == "citation" and proposal.fills and _share(counts, _NUMBER.fullmatch) > 0.5:
        return "it holds numbers"
    return ""


def _dated(proposal: Proposal, counts: Counter[str]) -> str:
    """The formats that fit every value; of two that differ in the order of day and month, both."""
    some = [value for value, _ in counts.most_common(_LOOKED_AT)]
    fits = {
        form + clock: sum(read_date(value, [form + clock]) is not None for value in some)
        for form in _FORMATS
        for clock in _CLOCKS
    }
    best = max(fits.values())
    if best < _MOST * len(some):
        return f'its values, such as "{_short(some[0])}", are no dates in a known format'
    formats = tuple(form for form, n in fits.items() if n == best)
    if any(form.startswith("YYYY-MM-DD") for form in formats):  # ISO 8601 leaves no doubt
        formats = tuple(form for form in formats if not form.startswith("YYYY-DD-MM"))
    whole = tuple(form for form in formats if "D" in form) or formats
    kept = {_days(some, form): form for form in reversed(whole)}
    proposal.formats = tuple(reversed(kept.values()))
    if len(proposal.formats) == 1:
        form = proposal.formats[0]
        proof = next((v for v in some if _only_by(v, form)), some[0])
        proposal.why += f'; "{_short(proof)}" and all others are {form}'
        if best < len(some):
            proposal.why += f", but for {len(some) - best:,} that are no dates"
    return ""


def _days(values: Iterable[str], form: str) -> tuple[object, ...]:
    return tuple(read_date(value, [form]) for value in values)


def _only_by(value: str, form: str) -> bool:
    """Whether a date shows which part is the day: the other order does not read it."""
    if "DD" not in form or "MMM" in form:
        return False
    other = form.replace("DD", "?").replace("MM", "DD").replace("?", "MM")
    return read_date(value, [other]) is None


def _country(proposal: Proposal, counts: Counter[str]) -> str:
    known = countries()
    two = {country.iso2 for country in known}
    kinds: dict[CountryCode, Test] = {
        "iso3": lambda value: value.upper() in known and len(value) == 3,
        "iso2": lambda value: value.upper() in two and len(value) == 2,
        "numeric": lambda value: value.isascii() and value.isdigit() and known.iso3_of_numeric(int(value)) is not None,
        "name": lambda value: known.iso3_of_name(value) is not None,
    }
    shares = {kind: _share(counts, test) for kind, test in kinds.items()}
    best = max(shares, key=lambda kind: shares[kind])
    if shares[best] < 0.7:
        return f'its values, such as "{_short(counts.most_common(1)[0][0])}", are no known countries'
    proposal.written = best
    test = kinds[best]
    unknown = [_short(value) for value in counts if not test(value)]
    told = f"; not known: {', '.join(unknown[:5])}" if unknown else ""
    proposal.why += f", and its values are known ({best}){told}"
    return ""


def _by_values(found: dict[str, Proposal], taken: dict[str, str], values: Mapping[str, Counter[str]]) -> None:
    """A date and a country that no name tells, where the values leave no doubt."""
    for column, counts in values.items():
        if column in found:
            continue
        dated = not ({*_DATES, "year"} & taken.keys()) and all(map(_may_be_date, list(counts)[:_LOOKED_AT]))
        for target, tried in (("date", dated), ("country", not {"country", "gw"} & taken.keys() and len(counts) < 250)):
            proposal = Proposal(column, "by its values", target)
            if tried and not _bears_out(proposal, counts, "."):
                found[column] = proposal
                taken[target] = column
                break


def _may_be_date(value: str) -> bool:
    return any(c.isdigit() for c in value) and len(value) >= 8 and not _NUMBER.fullmatch(value)


def _share(counts: Counter[str], test: Test) -> float:
    """How many rows pass, of those that have a value."""
    total = counts.total()
    return sum(n for value, n in counts.items() if test(value)) / total if total else 0.0


def _number(value: str, decimal: str) -> float | None:
    plain = value.replace(decimal, ".") if decimal == "," else value
    return float(plain) if _NUMBER.fullmatch(plain) else None


def _within(value: str, limit: int, decimal: str) -> bool:
    number = _number(value, decimal)
    return number is not None and abs(number) <= limit


def _short(value: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in value)
    return shown if len(shown) <= 30 else shown[:29] + "…"
