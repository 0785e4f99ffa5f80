"""The page's first sentences: what happened, as far as the loaded sources tell."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from ..desk import Desk
from ..numbers import Number, quoted
from ..words import capital, listing, plural, spell, with_article
from .providers import provider_title

_LARGE_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Opening:
    """The first sentences, the smaller ones under them, and what a reader finds quoted elsewhere (plain text)."""

    lead: Markup
    more: tuple[Markup, ...]

    @property
    def plain(self) -> str:
        """The first sentences without links, for the feed and the home page."""
        return self.lead.striptags()


def opening(desk: Desk) -> Opening:
    """Say what the month holds, for whatever is loaded: settled rows, monthly figures, a hand-picked list, nothing."""
    counted = desk.one("select count(*) from counted")
    figures = desk.rows(
        f"select country from country_month where month = date '{desk.issue.month}' and origin = 'figures'"
    )
    lead: list[Markup] = []
    if desk.looks:
        lead += _rows(desk) if counted else [_no_rows(desk)]
    if figures:
        lead.append(_figures(desk, [row["country"] for row in figures], also=bool(desk.looks)))
    if not lead:
        lead.append(_nothing(desk))
    more = [text for text in (_checked(desk), _listed(desk), _outside(desk), _providers(desk)) if text]
    return Opening(Markup(" ").join(lead), tuple(more))


def scope(desk: Desk) -> str:
    """`the eight countries`, or the country's name where there is only one."""
    countries = desk.issue.countries
    return f"the {spell(len(countries))} countries" if len(countries) > 1 else desk.issue.country(countries[0])


def _rows(desk: Desk) -> list[Markup]:
    month = desk.issue.month_name
    n = desk.numbers
    events = n.count("events", f"Events in {month}")
    deaths = n.deaths("deaths", f"Deaths in {month}")
    sources = _titles(desk)
    candidate = desk.one("select count(*) from counted where status = 'candidate'")
    verb = "marks" if len(set(desk.looks.values())) == 1 else "mark"
    said = Markup("{} {} {} of the month as clear").format(sources, verb, events.of("event"))
    if not candidate:
        said = Markup("{} {} {} in the month").format(
            sources, "lists" if verb == "marks" else "list", events.of("event")
        )
    where = Markup("in {}").format(desk.issue.country(desk.issue.countries[0]))
    countries = n.ask("countries", f"Countries with an event in {month}", "count(DISTINCT country)")
    if len(desk.issue.countries) > 1:
        where = Markup("in {} of {}").format(countries.words, scope(desk))
        if countries.value == len(desk.issue.countries):
            where = Markup("in {}").format(countries.as_text(f"each of {scope(desk)}"))
    top = desk.rows(
        "select country, sum(deaths_best * share) as d from counted group by 1 order by d desc nulls last, 1"
    )
    tail = Markup("")
    if len(top) > 1 and top[0]["d"]:
        tail = Markup(", {} of them in {}").format(
            country_deaths(desk, top[0]["country"]), desk.issue.country(top[0]["country"])
        )
    first = Markup("{}: {} {}{}.").format(capital(said), deaths.deaths, where, tail)
    without = [c for c in desk.issue.countries if c in desk.looks and c not in {r["country"] for r in top}]
    out = [first]
    if without and len(desk.issue.countries) > 1:
        out.append(
            Markup("For {} it has no row.").format(listing(desk.issue.country(c) for c in without))
            if verb == "marks"
            else Markup("For {} they have no row.").format(listing(desk.issue.country(c) for c in without))
        )
    known = {
        r["country"] for r in desk.rows(f"select country from country_month where month = date '{desk.issue.month}'")
    }
    unknown = [c for c in desk.issue.countries if c not in known]
    if unknown:
        out.append(Markup("It does not cover {}.").format(listing(desk.issue.country(c) for c in unknown)))
    return out


def _titles(desk: Desk) -> Markup:
    """The sources counted in the month, each once."""
    titles = dict.fromkeys(with_article(ref.title) for ref in desk.main_sources)
    return listing(titles or sorted(set(desk.looks.values())))


def _no_rows(desk: Desk) -> Markup:
    sources = _titles(desk)
    zero = desk.numbers.count("events", f"Events in {desk.issue.month_name}")
    verb = "has" if len(set(desk.looks.values())) == 1 else "have"
    checked = desk.one("select count(*) from checked")
    settled = "settled row" if checked else "row"
    covered = [desk.issue.country(c) for c in desk.issue.countries if c in desk.looks]
    return Markup("{} {} {} {} of the month in {}.").format(
        capital(sources), verb, zero.as_text("no"), settled, listing(covered, "or")
    )


def _figures(desk: Desk, countries: list[str], *, also: bool) -> Markup:
    month = desk.issue.month
    where = f"month = date '{month}' AND origin = 'figures'"
    name = desk.issue.month_name
    events = desk.numbers.ask(
        "figures-events", f"Events in {name} by monthly figures", "sum(events)", table="country_month", where=where
    )
    deaths = desk.numbers.ask(
        "figures-deaths",
        f"Deaths in {name} by monthly figures",
        "sum(deaths_best), sum(deaths_low), sum(deaths_high)",
        table="country_month",
        where=where,
    )
    names = [desk.issue.country(c) for c in countries]
    which = listing(names) if also or len(countries) < len(desk.issue.countries) else listing([scope(desk)])
    top = desk.rows(
        f"select country, deaths_best as d from country_month where {where} order by d desc, country limit 1"
    )
    tail = Markup("")
    if len(countries) > 1 and top[0]["d"] and deaths.value:
        number = country_figure(desk, top[0]["country"])
        tail = Markup(", {} of them in {}").format(number, desk.issue.country(top[0]["country"]))
    said = Markup("For {} monthly figures are loaded, not the events: {}, {}{}.")
    return said.format(which, events.of("event"), deaths.deaths, tail)


def _checked(desk: Desk) -> Markup | None:
    if not desk.one("select count(*) from checked"):
        return None
    month = desk.issue.month_name
    rows = desk.numbers.count("checked-rows", f"Rows under check in {month}", table="checked")
    deaths = desk.numbers.deaths("checked-deaths", f"Deaths of rows under check in {month}", table="checked")
    stand = "It stands" if rows.value == 1 else "They stand"
    text = Markup("A further {} with {} {} still under check at the source. {} apart on this page, under the sign ◇, "
                  "and {} in no total.").format(
        rows.of("row"), deaths.of("death"), plural(rows.value, "is", "are"), stand, plural(rows.value, "is", "are")
    )  # fmt: skip
    largest = largest_checked(desk)
    if rows.value != 1 and largest and deaths.value and (largest.value or 0) >= _LARGE_SHARE * deaths.value:
        text += Markup(" One of them alone has {}.").format(largest)
    return text


def largest_checked(desk: Desk) -> Number | None:
    """The deaths of the largest row under check."""
    found = desk.rows(
        "select event_id from checked where deaths_best is not null order by deaths_best * share desc, event_id limit 1"
    )
    if not found:
        return None
    event_id = found[0]["event_id"]
    label = f"Deaths of the largest row under check, {event_id}"
    return desk.numbers.deaths("checked-largest", label, f"event_id = {quoted(event_id)}", table="checked")


def country_deaths(desk: Desk, iso3: str) -> Number:
    """Deaths of a country's counted rows."""
    label = f"Deaths in {desk.issue.country(iso3)}, {desk.issue.month_name}"
    return desk.numbers.deaths(f"{iso3.lower()}-deaths", label, f"country = {quoted(iso3)}")


def country_figure(desk: Desk, iso3: str, what: str = "deaths") -> Number:
    """A country's events or deaths of the month by monthly figures."""
    return desk.numbers.ask(
        f"{iso3.lower()}-figures-{what}",
        f"{what.capitalize()} in {desk.issue.country(iso3)}, {desk.issue.month_name}, by monthly figures",
        "deaths_best, deaths_low, deaths_high" if what == "deaths" else "events",
        table="country_month",
        where=f"month = date '{desk.issue.month}' AND origin = 'figures' AND country = {quoted(iso3)}",
    )


def _listed(desk: Desk) -> Markup | None:
    if not desk.one("select count(*) from listed"):
        return None
    names = [r["source"] for r in desk.rows("select distinct source from listed order by 1")]
    titles = listing([with_article(ref.title) for ref in desk.refs(*names)] or names)
    rows = desk.numbers.count(
        "listed-rows", f"Rows of {desk.issue.month_name} in lists that do not cover it", table="listed"
    )
    return Markup("{}: {} of the month. It does not cover the month, so {} shown apart and {} in no total.").format(
        capital(titles), rows.of("row"), plural(rows.value, "it is", "they are"), plural(rows.value, "is", "are")
    )


def _nothing(desk: Desk) -> Markup:
    if desk.one("select count(*) from providers"):
        return Markup("No source whose events may be shown covers {}.").format(desk.issue.month_name)
    return Markup("No loaded source covers {}: what happened in the month is not known here.").format(
        desk.issue.month_name
    )


def _providers(desk: Desk) -> Markup | None:
    names = desk.rows("select distinct source from providers order by 1")
    if not names:
        return None
    titles = listing([with_article(provider_title(desk, row["source"])) for row in names])
    return Markup('What {} {} of the month stands apart, <a href="#providers">in sums</a>, and in no total.').format(
        titles, "holds" if len(names) == 1 else "hold"
    )


def _outside(desk: Desk) -> Markup | None:
    rows = desk.rows("select country, count(*) as n from outside where clear group by 1 order by 2 desc, 1")
    if not rows:
        return None
    parts = []
    for row in rows:
        iso3 = row["country"]
        number = desk.numbers.count(
            f"outside-{iso3.lower()}",
            f"Rows in {desk.issue.country(iso3)}",
            f"country = {quoted(iso3)} AND clear",
            table="outside",
        )
        actors = listing(desk.issue.registry.name(actor) for actor in desk.issue.also.get(iso3, ()))
        parts.append(
            Markup("{} in {} (only events by or against {})").format(number.of("row"), desk.issue.country(iso3), actors)
        )
    return Markup("Outside the region, and in no total: {}.").format(listing(parts))


__all__ = ["Opening", "country_deaths", "country_figure", "largest_checked", "opening", "scope"]
