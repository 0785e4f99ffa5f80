"""ACLED: the user's own export. `acled.yaml` says what it is and what becomes of its columns."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .. import vocabulary
from ..events import Coverage
from ..events.arrays import distinct, map_text
from ..events.checks import Checked
from .description import SourceDescription
from .reader import Codes, Draft, Reader, plain_draft

_WORDED = re.compile(r"\s*(\d{1,2}) ([A-Za-z]+) (\d{4})\s*")
_SPELLINGS = {"Excessive force against protestors": "Excessive force against protesters"}


def draft(description: SourceDescription, table: pa.Table) -> Draft:
    """The plain draft, with one day for both dates and the country from its numeric code, else from its name."""
    found = plain_draft(description, table)
    found["date_start"] = found["date_end"] = map_text(found["date_start"], _iso_date)
    found["event_class"] = map_text(found["event_class"], lambda text: _SPELLINGS.get(text, text))
    names = table["country"]
    found["country"] = pc.coalesce(map_text(table["iso"], _iso3), names) if "iso" in table.column_names else names
    return found


def check(table: pa.Table, checked: Checked) -> None:
    """Tell rows whose country's code and name are not the same country; the code decides."""
    if "iso" not in table.column_names:
        return
    known = vocabulary.countries()
    codes, code_of = distinct(table["iso"])
    names, name_of = distinct(table["country"])
    by_code = np.array([_iso3(code or "") or "" for code in codes])[code_of]
    by_name = np.array([known.iso3_of_name(name or "", "acled") or "" for name in names])[name_of]
    differ = (by_code != by_name) & (by_code != "") & (by_name != "")
    what = "not the code of the country that the row names; the code decides"
    checked.mark("country-code-differs", ("country",), differ, what, "compare with ACLED's own file", "kept")


def _iso_date(text: str) -> str:
    """2021-05-28 from 28 May 2021; any other text as it is."""
    found = _WORDED.fullmatch(text)
    month = vocabulary.month_of_name(found[2]) if found else None
    return f"{found[3]}-{month:02d}-{int(found[1]):02d}" if found and month else text


def _iso3(code: str) -> str | None:
    """None where ISO 3166-1 has no such number: ACLED writes 0 for Kosovo."""
    text = code.strip().removesuffix(".0")
    return vocabulary.countries().iso3_of_numeric(int(text)) if text.isdecimal() and len(text) <= 3 else None


def coverage(description: SourceDescription, release: str) -> tuple[Coverage, ...]:
    """None: the filters of an export are not in it."""
    return ()


def codes(description: SourceDescription) -> Codes:
    """The sub-event types by the vocabulary's own list of ACLED's codes."""
    classes = {code: term.id for term in vocabulary.terms("event_classes") for code in term.codes.get("acled", ())}
    return {"event_class": classes, "target_class": description.values["target_class"]}


READER = Reader("acled", draft, coverage, lambda name: "", lambda description, release: 0, codes, check)
