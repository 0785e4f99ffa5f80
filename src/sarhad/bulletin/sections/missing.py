"""What is missing: everything that a reader could take for "nothing happened"."""

from __future__ import annotations

from markupsafe import Markup

from ... import sources
from ..desk import Desk
from ..words import capital, listing, month_runs, plural, spell, with_article
from .section import Section


def missing(desk: Desk) -> Section:
    """The list, made from the database and the coverage of the sources; never written by hand."""
    items = [
        item
        for part in (_months, _countries, _mixed, _kinds, _rows, _nodes, _second, _names, _records)
        for item in part(desk)
    ]
    count = capital(spell(len(items), zero="nothing"))
    if not items:
        return Section(
            "missing",
            "What is missing",
            Markup("Nothing that the build can see; see the methods for what no source tells."),
            {"items": ()},
        )
    answer = Markup("{} {} a reader could take for “nothing happened”, and should not.").format(
        count, plural(len(items), "thing")
    )
    return Section("missing", "What is missing", answer, {"items": items})


Item = tuple[Markup, Markup]


def _item(head: str | Markup, text: str, *args: object) -> Item:
    """`text` is this module's own markup, never data; what is put into it is escaped."""
    return Markup("{}").format(head), Markup(text).format(*args)  # noqa: S704


def _months(desk: Desk) -> list[Item]:
    known = {row["month"] for row in desk.rows("select distinct month from country_month")}
    gaps = [m for m in desk.window[:-1] if m not in known]
    if not gaps:
        return []
    return [
        _item(
            capital(month_runs(gaps)),
            "No file loaded. Series have a gap there, and no sentence says “since” or “record” across it.",
        )
    ]


def _countries(desk: Desk) -> list[Item]:
    out = []
    now = {
        r["country"]: r["origin"]
        for r in desk.rows(f"select country, origin from country_month where month = date '{desk.issue.month}'")
    }
    unknown = [desk.issue.country(c) for c in desk.issue.countries if c not in now]
    if unknown:
        out.append(
            _item(listing(unknown), "No loaded source looks there in {}: unknown, not zero.", desk.issue.month_name)
        )
    figures = [desk.issue.country(c) for c in desk.issue.countries if now.get(c) == "figures"]
    if figures:
        out.append(
            _item(
                "Places and sides",
                "For {} only monthly figures are loaded: no event can be drawn or named.",
                listing(figures),
            )
        )
    with_past = {
        r["country"]
        for r in desk.rows(f"select distinct country from country_month where month < date '{desk.issue.month}'")
    }
    without = [desk.issue.country(c) for c in desk.issue.countries if c not in with_past and c in now]
    if without:
        out.append(
            _item(
                "Past months of " + str(listing(without).striptags()),
                "In no loaded file: nothing to compare with; unknown, not zero.",
            )
        )
    return out


def _lethal_only(desk: Desk, name: str) -> bool:
    """By the blocks in which its events are loaded; of monthly figures, whose blocks are not here, by the source."""
    blocks = [block for block in desk.issue.coverage if block.source == name]
    if blocks:
        return all(block.lethal_only for block in blocks)
    return name in sources.names() and sources.describe(name).coverage.lethal_only


def _mixed(desk: Desk) -> list[Item]:
    told = [problem.what for problem in desk.issue.problems if problem.kind == "mixed-coverage"]
    return [_item("Months of different coverage", "{}.", what) for what in told]


def _kinds(desk: Desk) -> list[Item]:
    names = _counting(desk)
    if names and all(_lethal_only(desk, name) for name in names):
        return [
            _item(
                "Events without a death",
                "The sources that cover the month do not list them. A rocket that harms no one, an arrest or a threat"
                " is out of sight.",
            )
        ]
    return []


def _counting(desk: Desk) -> list[str]:
    """The sources from whose rows or totals the month is counted."""
    return sorted({*desk.looks.values(), *desk.figure_sources})


def _rows(desk: Desk) -> list[Item]:
    out = []
    n, month = desk.numbers, desk.issue.month_name
    if desk.one("select count(*) from checked"):
        rows = n.count("checked-rows", f"Rows under check in {month}", table="checked")
        deaths = n.deaths("checked-deaths", f"Deaths of rows under check in {month}", table="checked")
        out.append(
            _item(
                rows.of("row under check", "rows under check"),
                '{}, in no total; <a href="#check">shown apart</a>.',
                deaths.of("death"),
            )
        )
    where = "coalesce(place_precision, 9) >= 4 OR longitude IS NULL"
    if desk.one(f"select count(*) from counted where {where}"):
        rows = n.count("coarse-rows", "Events with no place closer than a province", where)
        deaths = n.deaths("coarse-deaths", "Deaths of events with no place closer than a province", where)
        out.append(
            _item(
                rows.of("row with no close place", "rows with no close place"),
                "{} known to a province or a country only: shaded or off the map, in no distance.",
                deaths.of("death"),
            )
        )
    if desk.one("select count(*) from counted where deaths_best is null"):
        rows = n.count("no-deaths-rows", "Events without a best estimate", "deaths_best IS NULL")
        out.append(
            _item(
                rows.of("row without an estimate", "rows without an estimate"),
                "The source gives no best estimate of deaths; they are counted as events and add nothing to deaths.",
            )
        )
    if desk.one("select count(*) from counted where share < 1"):
        rows = n.count("spill-rows", "Events that began before the month or ended after it", "share < 1")
        out.append(
            _item(
                rows.of("row over the month’s edge", "rows over the month’s edge"),
                "Their deaths are split evenly by day; the part outside the month is not in its total.",
            )
        )
    return out


def _nodes(desk: Desk) -> list[Item]:
    if not desk.one("select count(*) from nodes where latitude is null"):
        return []
    absent = desk.numbers.ask(
        "nodes-missing",
        "Corridor points without a checked coordinate",
        "count(*)",
        table="nodes",
        where="latitude IS NULL",
    )
    of_all = desk.numbers.ask("nodes", "Corridor points", "count(*)", table="nodes")
    return [
        _item(
            Markup("{} of {} nodes").format(absent, of_all),
            "Corridor points without a checked coordinate: the line has a gap there, neither drawn nor measured.",
        )
    ]


def _second(desk: Desk) -> list[Item]:
    names = _counting(desk)
    if len(names) == 1:
        title = listing(dict.fromkeys(with_article(ref.title) for ref in desk.refs(*names)) or names)
        return [_item("A second source", "Only {} covers the month, so nothing here is cross-checked.", title)]
    return []


def _names(desk: Desk) -> list[Item]:
    if not desk.issue.unresolved:
        return []
    count, rows = len(desk.issue.unresolved), sum(n for _, n in desk.issue.unresolved)
    first = listing(name for name, _ in desk.issue.unresolved[:3])
    return [
        _item(
            f"{count:,} {plural(count, 'name')} of sides",
            "{} of all loaded rows name a side that the registry does not know, most often {}; "
            '<a href="{}">the list</a>.',
            f"{rows:,}",
            first,
            "../actors/index.html#unresolved",
        )
    ]


def _records(desk: Desk) -> list[Item]:
    """Records of the input that could not be used at all."""
    lost = [p for p in desk.issue.problems if p.effect in ("record left out", "value left out")]
    if not lost:
        return []
    return [
        _item(
            f"{len(lost):,} {plural(len(lost), 'record')} in part or in full",
            'Left out because something in them cannot be right; <a href="problems.html">each with its reason</a>.',
        )
    ]
