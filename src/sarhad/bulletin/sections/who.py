"""Who against whom: the month by pair of sides."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..desk import Desk
from ..numbers import Number, quoted
from ..ranges import Scale
from ..words import capital, listing, share, spell, with_article
from .section import Section

_KEEP = 7


def who(desk: Desk) -> Section | None:
    """The pairs with most deaths; none where there is no settled event."""
    pairs = desk.rows(
        "select side_a, side_b, any_value(actor_a) as actor_a, any_value(actor_b) as actor_b, country, violence_type,"
        " count(*) as n, sum(deaths_best * share) as best, sum(deaths_low * share) as low, sum(deaths_high * share) as"
        " high from counted group by side_a, side_b, country, violence_type"
        " order by best desc nulls last, high desc nulls last, n desc, side_a, side_b, country"
    )
    if not pairs:
        return None
    for pair in pairs:
        pair["names"] = _names(pair)
    shown, rest = pairs[:_KEEP], pairs[_KEEP:]
    if len(rest) == 1:
        shown, rest = pairs, []
    scale = Scale(*(p["high"] for p in shown), *(p["best"] for p in shown))
    for pair in shown:
        pair["deaths"], pair["events"] = _deaths(desk, pair), _events(desk, pair)
        pair["drawing"] = scale.row(pair["best"], pair["low"], pair["high"])
        pair["land"] = desk.issue.country(pair["country"])
    return Section(
        "who",
        "Who against whom",
        _answer(desk, pairs),
        {
            "finding": _finding(desk, pairs),
            "pairs": shown,
            "rest": {
                "n": len(rest),
                "events": sum(p["n"] for p in rest),
                "best": sum(p["best"] or 0 for p in rest),
                "low": sum(p["low"] or 0 for p in rest),
                "high": sum(p["high"] or 0 for p in rest),
            },
            "scale": scale.head(),
            "all": pairs,
            "several": len({p["country"] for p in pairs}) > 1,
            "unknown": desk.numbers.count(
                "unnamed-sides",
                "Rows with a side that the source has not named",
                "lower(side_a) = 'unknown' OR lower(side_b) = 'unknown'",
                table="month",
            ),
        },
    )


def _names(pair: dict[str, Any]) -> tuple[str, str]:
    return pair["side_a"] or "unknown", pair["side_b"] or "unknown"


def _is(column: str, value: str | None) -> str:
    return f"{column} IS NULL" if value is None else f"{column} = {quoted(value)}"


def _key(desk: Desk, pair: dict[str, Any]) -> str:
    a, b = pair["names"]
    return "pair-" + desk.slugs(f"{a} {b} {pair['country']} {pair['violence_type']}")


def _where(pair: dict[str, Any]) -> str:
    return " AND ".join(_is(c, pair[c]) for c in ("side_a", "side_b", "country", "violence_type"))


def _about(desk: Desk, pair: dict[str, Any]) -> str:
    a, b = pair["names"]
    return f"{a} and {b}, {desk.issue.country(pair['country'])}"


def _deaths(desk: Desk, pair: dict[str, Any]) -> Number:
    return desk.numbers.deaths(_key(desk, pair), f"Deaths: {_about(desk, pair)}", _where(pair))


def _events(desk: Desk, pair: dict[str, Any]) -> Number:
    return desk.numbers.count(f"{_key(desk, pair)}-events", f"Events: {_about(desk, pair)}", _where(pair))


def _part(desk: Desk, pair: dict[str, Any], total: float) -> Markup:
    """The pair's share of the month's deaths, as a link."""
    what = f"100.0 * sum(deaths_best * share) FILTER (WHERE {_where(pair)}) / sum(deaths_best * share)"
    number = desk.numbers.ask(f"{_key(desk, pair)}-share", f"Share of deaths, per cent: {_about(desk, pair)}", what)
    return number.as_text(share(pair["best"], total))


def _answer(desk: Desk, pairs: list[dict[str, Any]]) -> Markup:
    top = pairs[0]
    a, b = top["names"]
    total = sum(p["best"] or 0 for p in pairs)
    if not top["best"]:
        return Markup("{} {} of sides, none with a death in the best estimate.").format(
            spell(len(pairs)).capitalize(), "pair" if len(pairs) == 1 else "pairs"
        )
    number = _deaths(desk, top)
    what = Markup("Fighting between {} and {}").format(with_article(a), with_article(b))
    if top["violence_type"] == "one-sided":
        what = Markup("Violence by {} against {}").format(with_article(a), b if b != "Civilians" else "civilians")
    where = (
        Markup(" in {}").format(desk.issue.country(top["country"])) if len({p["country"] for p in pairs}) > 1 else ""
    )
    if len(pairs) == 1:
        return Markup("{}{} took {}: all of the month.").format(what, where, number.deaths)
    return Markup("{}{} took {}: {} of the total.").format(what, where, number.deaths, _part(desk, top, total))


def _finding(desk: Desk, pairs: list[dict[str, Any]]) -> Markup:
    total = sum(p["best"] or 0 for p in pairs)
    for few in range(1, min(4, len(pairs))):
        part = sum(p["best"] or 0 for p in pairs[:few])
        if total and part >= 0.7 * total:
            lands = list(dict.fromkeys(desk.issue.country(p["country"]) for p in pairs[:few]))
            count = f"{spell(few)} {'pair' if few == 1 else 'pairs'} of sides in {listing(lands)}"
            return Markup("{} {} for {} of the deaths").format(
                capital(count),
                "accounts" if few == 1 else "account",
                share(part, total),
            )
    return (
        Markup("{} pairs of sides, none of them with most of the deaths").format(spell(len(pairs)).capitalize())
        if (len(pairs) > 1)
        else Markup("One pair of sides")
    )
