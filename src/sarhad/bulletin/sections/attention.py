"""Attention: what the media told of each country, against its own norm, and how long after the events."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..desk import Desk
from ..numbers import quoted
from ..words import day_name, plural, spell
from .section import Section

_GROUPS = {"all": "all actors"}


def attention(desk: Desk) -> Section | None:
    """A row for each country; None where no media volume of the month is loaded, or the watch does not ask."""
    rows = desk.rows("select * from attention order by country")
    if not rows:
        return None
    stated = {
        name.removeprefix("attention_"): value
        for name, value in desk.issue.parameters.items()
        if name.startswith("attention_")
    }
    by_country = {row["country"]: row for row in rows}
    records = [_record(desk, by_country[iso3], stated["volume"]) for iso3 in desk.issue.countries if iso3 in by_country]
    records.sort(key=lambda record: -(record["ratio"].value if record["ratio"] is not None else 0))
    notes = dict.fromkeys(record["no_lag"] for record in records if record["no_lag"])
    data = {
        "records": records,
        "stated": stated,
        "group": _GROUPS.get(stated["actor_group"], str(stated["actor_group"]).replace("-", " ")),
        "notes": {why: [record["name"] for record in records if record["no_lag"] == why] for why in notes},
        "any_lag": any(record["lag"] is not None for record in records),
        "any_rule": any(record["follows"] is not None for record in records),
        "refs": desk.refs("gdelt"),
        "confidence": rows[0]["confidence"],
        "unknown": max(row["days_unknown"] for row in rows),
        "all": rows,
    }
    return Section("attention", "Media attention", _answer(records), data)


def _record(desk: Desk, row: dict[str, Any], volume: str) -> dict[str, Any]:
    name, month, iso3 = desk.issue.country(row["country"]), desk.issue.month_name, row["country"].lower()

    def ask(key: str, label: str, what: str) -> Any:
        where = f"country = {quoted(row['country'])}"
        return desk.numbers.ask(f"attention-{iso3}-{key}", label, what, table="attention", where=where, left_out={})

    said = not row["cannot_say"]
    lagged = row["lag_of_peak_days"] is not None
    series = row["lag_days"] is not None
    return {
        "name": name,
        "volume": ask("volume", f"GDELT {volume} of {name}, {month}", "volume") if row["days"] else None,
        "ratio": ask("ratio", f"Media volume of {name} by its norm, {month}", "ratio, ratio_low, ratio_high")
        if said
        else None,
        "lag": ask("lag", f"Days from the peak of events to that of the media in {name}, {month}", "lag_of_peak_days")
        if lagged
        else None,
        "peaks": (day_name(row["peak_of_events"]), day_name(row["peak_of_volume"])) if lagged else None,
        "follows": ask("follows", f"Days by which the media follow events in {name}", "lag_days") if series else None,
        "p_value": row["lag_p_value"],
        "above": bool(said and row["ratio_low"] > 1),
        "belated": bool(row["belated"]),
        "cannot_say": row["cannot_say"],
        "no_lag": row["cannot_say_lag"],
    }


def _answer(records: list[dict[str, Any]]) -> Markup:
    told = [record for record in records if record["ratio"] is not None]
    if not told:
        return Markup("Media volume is loaded, but not enough of it to say what is usual for any of the countries.")
    above = [record for record in told if record["above"]]
    count = Markup("the {} {} with a norm").format(spell(len(told)), plural(len(told), "country", "countries"))
    if not above and len(told) == 1:
        return Markup("In {}, the one country with a norm, the media told no more than is usual.").format(
            told[0]["name"]
        )
    if not above:
        return Markup("In none of {} did the media tell more than is usual there.").format(count)
    top = above[0]
    text = Markup("Of {} the media told {} times as much as is usual").format(
        top["name"], top["ratio"].as_text(f"{top['ratio'].value:.1f}")
    )
    if top["belated"]:
        text += Markup(", with a peak {} after that of the events").format(top["lag"].of("day"))
    rest = len(above) - 1
    if rest:
        text += Markup("; {} other {} above the norm too").format(spell(rest), "is" if rest == 1 else "are")
    return text + Markup(".")
