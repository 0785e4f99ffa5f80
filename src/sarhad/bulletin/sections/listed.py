"""Rows from sources that do not cover the month: hand-picked lists, excerpts. Shown, never counted."""

from __future__ import annotations

from markupsafe import Markup

from ..desk import Desk
from ..words import capital, day_span, listing, plural, with_article
from .section import Section

_SHOWN = 12


def listed(desk: Desk) -> Section | None:
    """The rows one by one; none where there is none."""
    rows = desk.rows("select * from listed order by date_start, event_id")
    if not rows:
        return None
    names = sorted({row["source"] for row in rows})
    titles = listing([with_article(ref.title) for ref in desk.refs(*names)] or names)
    number = desk.numbers.count(
        "listed-rows", f"Rows of {desk.issue.month_name} in lists that do not cover it", table="listed"
    )
    shown = []
    for row in rows[:_SHOWN]:
        best = row["deaths_best"] if row["deaths_best"] is not None else row["deaths_reported"]
        shown.append(row | {
            "when": day_span(row["date_start"], row["date_end"]),
            "country_name": desk.issue.country(row["country"]),
            "deaths": best,
            "reported": row["deaths_best"] is None and row["deaths_reported"] is not None,
        })  # fmt: skip
    answer = Markup("{} {} {} of the month; a selection, from which no total can be made.").format(
        capital(titles), "names" if len(names) == 1 else "name", number.of("incident")
    )
    return Section(
        "listed",
        "Listed, not counted",
        answer,
        {"rows": shown, "more": len(rows) - len(shown), "names": names, "plural": plural},
    )
