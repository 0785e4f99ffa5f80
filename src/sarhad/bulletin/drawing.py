"""From an Altair chart or an SVG to what a page and its downloads need.

Charts are drawn with sentinel colours; on the page each becomes a CSS variable, so the drawing follows light, dark and
print; in a download each becomes the light value.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert
from markupsafe import Markup, escape

from ..events.exits import stays

INK, INK2, RULE, ACCENT, ACCENT2, PAPER, HATCH, BAR = (f"#0{n}0{n}0{n}" for n in range(1, 9))
_TOKENS = {
    INK: ("var(--ink)", "#1b1a18"),
    INK2: ("var(--ink-2)", "#57534c"),
    RULE: ("var(--rule)", "#dad6cd"),
    ACCENT: ("var(--accent)", "#1d4f91"),
    ACCENT2: ("var(--accent-2)", "#a9bfdd"),
    PAPER: ("var(--paper)", "#fdfcfa"),
    HATCH: ("url(#hg)", "#e6e2d9"),
    BAR: ("var(--bar)", "#8d8778"),
}
LIGHT = {variable[4:-1]: value for variable, value in _TOKENS.values() if variable.startswith("var(")} | {
    "tint": "#f3f1ec",
    "sea": "#f1f4f5",
    "land": "#ebe7dd",
    "land-2": "#f7f5f1",
    "line": "#fdfcfa",
    "border": "#a8a294",
    "hatch": "#c9c3b6",
    "cor": "#6a5f48",
    "river": "#b9cdd6",
}
"""The light value of each colour variable, as in the style sheet."""
FONT = "Noto Sans, DejaVu Sans, Arial, sans-serif"
_ATTRIBUTES = re.compile(
    r' (?:role|aria-[a-z]+|pointer-events|xmlns:xlink|version|font-family|stroke-miterlimit|cursor)="[^"]*"'
)
_EMPTY_BACKGROUND = re.compile(r'<path class="(?:background|foreground)"[^>]*/>')
_LONG_DECIMAL = re.compile(r"(\d+\.\d)\d+")
_NO_EFFECT = re.compile(
    r' (?:class="(?:mark|background|foreground|role)[^"]*"|transform="translate\(0,0\)"|opacity="1")'
)
_CLIP = re.compile(r'(?<=url\(#)clip\d+(?=\))|(?<=<clipPath id=")clip\d+(?=")')
_EMPTY_GROUP = re.compile(r"<g[^>]*></g>")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a wide and a narrow drawing for the page, and its files under `figures/`.

    `finding` is the title that says what is seen, `about` the unit, rows and span, `alt` the words for who cannot see
    it. `files` maps a file name to its bytes. `interactive` is the name of its page with the live chart, if any.
    """

    name: str
    finding: Markup
    about: str
    alt: str
    wide: Markup
    narrow: Markup
    files: dict[str, bytes]
    interactive: str = ""


class Renderer:
    """Renders charts; `cache` is a folder in which renderings are kept by the hash of what was drawn."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache

    def svg(self, spec: dict[str, Any]) -> str:
        """The SVG of a Vega-Lite specification, still in sentinel colours."""
        key = json.dumps(spec, sort_keys=True, default=str)
        drawn = self._cached(key, "svg", lambda: vl_convert.vegalite_to_svg(spec).encode()).decode()
        return _with_own_ids(drawn, hashlib.sha256(key.encode()).hexdigest()[:8])

    def png(self, svg: str, scale: float = 2) -> bytes:
        """A picture of an SVG with plain colours."""
        return self._cached(f"{scale}{svg}", "png", lambda: vl_convert.svg_to_png(svg, scale=scale))

    def library(self) -> bytes:
        """The JavaScript that draws charts in the browser, from the installed package."""
        return self._cached("bundle", "js", lambda: vl_convert.javascript_bundle().encode())  # type: ignore[call-arg]

    @stays("charts of an issue, kept between builds")
    def _cached(self, key: str, kind: str, make: Any) -> bytes:
        if self._cache is None:
            return bytes(make())
        digest = hashlib.sha256(f"{version('vl-convert-python')}\n{kind}\n{key}".encode()).hexdigest()
        path = self._cache / f"{digest}.{kind}"
        if not path.exists():
            self._cache.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_bytes(make())
            part.replace(path)
        return path.read_bytes()


def _with_own_ids(svg: str, name: str) -> str:
    """Vega numbers clip paths through all that a process draws: told by the drawing, one is the same in any order."""
    numbers: dict[str, int] = {}
    return _CLIP.sub(lambda found: f"clip-{name}-{numbers.setdefault(found[0], len(numbers) + 1)}", svg)


def for_page(svg: str, *, css: str, label: str) -> Markup:
    """A rendered chart as part of a page: colours by variable, one image with one label."""
    svg = _EMPTY_BACKGROUND.sub("", _ATTRIBUTES.sub("", svg))
    svg = _LONG_DECIMAL.sub(r"\1", _NO_EFFECT.sub("", svg))
    while svg != (shorter := _EMPTY_GROUP.sub("", svg)):
        svg = shorter
    svg = re.sub(r'<svg ([^>]*?)width="[^"]*" height="[^"]*" ', r"<svg \1", svg, count=1)
    svg = re.sub(r'<rect width="[^"]*" height="[^"]*" fill="white"/>', "", svg, count=1)
    for sentinel, (variable, _) in _TOKENS.items():
        svg = svg.replace(f'"{sentinel}"', f'"{variable}"')
    head = f'<svg class="{css}" role="img" aria-label="{escape(label)}" '
    return Markup(re.sub(r'<svg (?:xmlns="[^"]*" ?)?(?:class="[^"]*" ?)?', lambda _: head, svg, count=1))  # noqa: S704


def for_download(svg: str) -> str:
    """A rendered chart as a file of its own, in the light colours."""
    for sentinel, (_, value) in _TOKENS.items():
        svg = svg.replace(f'"{sentinel}"', f'"{value}"')
    return svg


def light_spec(spec: Any) -> Any:
    """A Vega-Lite specification with the light colours in place of the sentinels."""
    text = json.dumps(spec, default=str)
    for sentinel, (_, value) in _TOKENS.items():
        text = text.replace(f'"{sentinel}"', f'"{value}"')
    return json.loads(text)
