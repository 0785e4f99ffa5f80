"""Pages from templates: everything from the data is escaped, nothing runs, nothing is fetched from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from .issue import Issue
from .sections import VERDICTS
from .words import capital, day_name, day_span, exact, listing, low_high, month_name, plural, share, spell, whole

STYLES = ("site.css", "sections.css", "actors.css", "map.css", "claims.css", "narrow.css", "print.css")
_BLANK_LINES = re.compile(r"\n[ \t]*(?=\n)")


@cache
def environment() -> Environment:
    """The templates of this room, with autoescape on and undefined names as errors."""
    env = Environment(
        loader=PackageLoader("sarhad.bulletin", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.globals.update(
        plural=plural, low_high=low_high, listing=listing, share=share, spell=spell, capital=capital, VERDICTS=VERDICTS,
        day_name=day_name, day_span=day_span, month_name=month_name,
    )  # fmt: skip
    env.filters.update(whole=whole, exact=exact)
    return env


def render(template: str, issue: Issue, root: str, here: str, /, **context: Any) -> bytes:
    """A page. `root` leads to the site's root and `here` to the folder with the style sheet, both relative."""
    text = environment().get_template(template).render(issue=issue, root=root, here=here, **context)
    return _BLANK_LINES.sub("", text).encode()


@cache
def style() -> bytes:
    """The whole style sheet."""
    folder = files("sarhad.bulletin").joinpath("assets")
    return "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in STYLES).encode()


@cache
def asset(name: str) -> bytes:
    """Another file of the assets."""
    return files("sarhad.bulletin").joinpath("assets", name).read_bytes()
