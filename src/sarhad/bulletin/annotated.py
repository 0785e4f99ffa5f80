"""A report as HTML in passages, each with the claims that follow it; nothing in it runs or is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of the text, and the first and last line of each claim block that stands in or after it (from 1)."""

    html: Markup
    claims: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Annotated:
    """The title is that of the first heading, or empty; it is in no passage."""

    title: str
    passages: tuple[Passage, ...]


class _Markdown(MarkdownIt):
    """CommonMark with tables; HTML is shown as text, pictures are not, and links lead to the web or nowhere."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False})
        self.enable("table").disable("image")

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return url.lower().startswith(("https://", "http://", "mailto:"))


def annotate(text: str) -> Annotated:
    """Take a report apart. Headings of the first level that are not the title become the second."""
    markdown = _Markdown()
    env: dict[str, object] = {}
    blocks = list(_blocks(markdown.parse(text, env)))
    title = ""
    if blocks and blocks[0][0].type == "heading_open" and blocks[0][0].tag == "h1":
        title = "".join(child.content for child in blocks.pop(0)[1].children or ())
    passages: list[Passage] = []
    for block in blocks:
        claims = tuple((t.map[0] + 1, t.map[1]) for t in block if _is_claim(t) and t.map)
        rest = [token for token in block if not _is_claim(token)]
        for token in rest:
            token.tag = "h2" if token.tag == "h1" else token.tag
        if rest:
            html = Markup(markdown.renderer.render(rest, markdown.options, env))  # noqa: S704 the renderer escapes
            passages.append(Passage(html, claims))
        elif passages:
            passages[-1] = Passage(passages[-1].html, (*passages[-1].claims, *claims))
        else:
            passages.append(Passage(Markup(), claims))
    return Annotated(title, tuple(passages))


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each block of the text's own level."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _is_claim(token: Token) -> bool:
    return token.type == "fence" and token.info.split()[:1] == ["claim"]
