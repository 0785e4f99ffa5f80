"""Other providers: sums of rows that may not be passed on, each provider with the words it asks for."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ... import sources
from ...events.gate import LEAST
from ...vocabulary import terms
from ..desk import Desk
from ..numbers import Number, quoted
from ..words import listing, plural, spell, with_article
from .section import Section

_OTHER = {"not given": "class not given"}


def providers(desk: Desk) -> Section | None:
    """A table for each provider; none where no sum is loaded."""
    cells = desk.rows("select * from providers order by source, country, event_class nulls first")
    if not cells:
        return None
    names = list(dict.fromkeys(cell["source"] for cell in cells))
    seen = {cell["country"] for cell in cells if cell["events"] != 0}
    titles = listing([with_article(provider_title(desk, name)) for name in names])
    answer = Markup("Of {} only sums may be published: here for {} with an event.").format(
        titles, f"{spell(len(seen), zero='no')} {plural(len(seen), 'country', 'countries')}"
    )
    tables = [
        {
            "title": provider_title(desk, name),
            "attribution": desk.issue.attributions[name],
            "countries": [
                _country(desk, name, country, [c for c in cells if (c["source"], c["country"]) == (name, country)])
                for country in dict.fromkeys(c["country"] for c in cells if c["source"] == name)
            ],
        }
        for name in names
    ]
    data = {"tables": tables, "all": [_download(desk, cell) for cell in cells], "least": LEAST}
    return Section("providers", "Other providers", answer, data)


def provider_title(desk: Desk, name: str) -> str:
    """The provider's name as a reader knows it."""
    if name in sources.names():
        return sources.describe(name).title.removesuffix(", your own export")
    return next((ref.title for ref in desk.issue.sources if ref.name == name), name)


def _country(desk: Desk, name: str, country: str, cells: list[dict[str, Any]]) -> dict[str, Any]:
    labels = {term.id: term.label for term in terms("event_classes")} | _OTHER | {None: "all classes"}
    told = [cell for cell in cells if not cell["withheld"]]
    told.sort(key=lambda cell: (-cell["events"], str(cell["event_class"])))
    return {
        "name": desk.issue.country(country),
        "cells": [
            {
                "label": labels.get(cell["event_class"], cell["event_class"]),
                "events": _number(desk, cell, "events"),
                "deaths": _number(desk, cell, "deaths"),
            }
            for cell in told
        ],
        "withheld": [labels.get(cell["event_class"], cell["event_class"]) for cell in cells if cell["withheld"]],
    }


def _number(desk: Desk, cell: dict[str, Any], what: str) -> Number:
    kind = cell["event_class"]
    where = f"source = {quoted(cell['source'])} AND country = {quoted(cell['country'])}"
    where += f" AND event_class = {quoted(kind)}" if kind else " AND event_class IS NULL"
    of = f", {_OTHER.get(kind, kind)}" if kind else ""
    return desk.numbers.ask(
        "-".join([cell["source"], cell["country"].lower(), *([kind.replace(" ", "-")] if kind else []), what]),
        f"{what.capitalize()} in {desk.issue.country(cell['country'])}, {desk.issue.month_name}, by "
        f"{provider_title(desk, cell['source'])}{of}",
        what,
        table="providers",
        where=where,
        note=f"A sum of rows that may not be passed on. {desk.issue.attributions[cell['source']]}",
    )


def _download(desk: Desk, cell: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": cell["source"],
        "country": cell["country"],
        "month": f"{cell['month']:%Y-%m}",
        "event_class": cell["event_class"] or "all",
        "events": cell["events"],
        "deaths": cell["deaths"],
        "withheld": f"fewer than {LEAST}" if cell["withheld"] else "",
        "attribution": desk.issue.attributions[cell["source"]],
    }
