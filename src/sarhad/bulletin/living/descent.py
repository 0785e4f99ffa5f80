"""The lineage of an actor as a drawing: a row for each organisation, older ones above, lines from each to the next."""

from __future__ import annotations

import datetime as dt
import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from ...actors import Actor, Registry
from ...actors.lineage import CARRIED_ON, FROM_THE_OTHER, Step
from .lines import NARROW, WIDE, Drawing, wrapped
from .phrases import BASIS, relation_words, span_words

MOST_ROWS = 40
_LANE, _DOT, _TEXT_GAP = 18, 5.5, 16
_NAME_SIZE, _NAME_LINE, _WORDS_SIZE, _WORDS_LINE, _ROW_GAP = 14, 18, 12, 16, 12


@dataclass(frozen=True, slots=True)
class Descent:
    """The drawing, and how many organisations of the line are not in it."""

    drawing: Drawing
    left_out: int


def descent(registry: Registry, actor_id: str) -> Descent | None:
    """What an actor came from and what became of it; None where the registry knows of no step.

    Splinters of the same group (siblings) are not in the line. A full line is the same organisation carried on; a
    dashed one is a split, or a government in another's place. A line back up leads to a group that was joined again.
    """
    steps = registry.lineage.line(actor_id)
    if not steps:
        return None
    order = _in_order(registry, steps)
    shown = _nearest(order, steps, actor_id)
    rows = [node for node in order if node in shown]
    steps = tuple(s for s in steps if s.earlier in shown and s.later in shown)
    lanes = _lanes(rows, steps)
    told = [f"{registry.name(s.relation.actor)} {_step_words(registry, s)}" for s in steps]
    alt = f"Lineage of {registry.name(actor_id)}: {'; '.join(told)}"
    wide, narrow = (_draw(registry, actor_id, rows, steps, lanes, width, alt) for width in (WIDE, NARROW))
    return Descent(Drawing(wide, narrow, alt), len(order) - len(rows))


def _in_order(registry: Registry, steps: Sequence[Step]) -> list[str]:
    """The actors of the steps, each after all that it came from, by first day and id where that leaves a choice."""
    after: dict[str, set[str]] = defaultdict(set)
    before: dict[str, set[str]] = defaultdict(set)
    days: dict[str, dt.date] = {}
    for step in steps:
        after[step.earlier].add(step.later)
        before[step.later].add(step.earlier)
        for node in (step.earlier, step.later):
            actor = registry.actor(node)
            founded = actor.founded.first if actor and actor.founded else dt.date.min
            days[node] = max(days.get(node, founded), step.day or dt.date.min) if node == step.later else founded
    waiting = {node: len(before[node]) for node in days}
    ready = [(days[node], node) for node, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order: list[str] = []
    while len(order) < len(days):
        if not ready:  # one that split off and came back: its way back does not keep the other waiting
            stuck = {node for node in days if node not in order}
            split = {s.later for s in steps if s.relation.kind in FROM_THE_OTHER and {s.earlier, s.later} <= stuck}
            first = min(stuck - split or stuck, key=lambda node: (days[node], node))
            waiting[first] = 0
            ready = [(days[first], first)]
        node = heapq.heappop(ready)[1]
        order.append(node)
        for later in after[node]:
            waiting[later] -= 1
            if waiting[later] == 0 and later not in order:
                heapq.heappush(ready, (days[later], later))
    return order


def _nearest(order: Sequence[str], steps: Iterable[Step], actor_id: str) -> set[str]:
    """The actors fewest steps away, as many as are drawn."""
    beside: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        beside[step.earlier].add(step.later)
        beside[step.later].add(step.earlier)
    away = {actor_id: 0}
    todo = [actor_id]
    for node in todo:
        for other in sorted(beside[node] - away.keys()):
            away[other] = away[node] + 1
            todo.append(other)
    rank = {node: n for n, node in enumerate(order)}
    return set(sorted(rank, key=lambda node: (away.get(node, len(order)), rank[node]))[:MOST_ROWS])


def _lanes(rows: Sequence[str], steps: Iterable[Step]) -> Mapping[str, int]:
    """The column of each row's dot: an actor keeps its column until its last line has left it."""
    at = {node: n for n, node in enumerate(rows)}
    last: dict[str, int] = {}
    for step in steps:
        last[step.earlier] = max(last.get(step.earlier, 0), at[step.later])
    going_back = {step.earlier for step in steps if at[step.later] < at[step.earlier]}
    lanes: dict[str, int] = {}
    for n, node in enumerate(rows):
        taken = {lanes[other] for other in rows[:n] if last.get(other, -1) > n}
        free = next(lane for lane in range(len(rows)) if lane not in taken)
        lanes[node] = max(lanes.values(), default=-1) + 1 if node in going_back else free
    return lanes


def _draw(
    registry: Registry, actor_id: str, rows: Sequence[str], steps: Sequence[Step], lanes: Mapping[str, int],
    width: int, alt: str,
) -> Markup:  # fmt: skip
    left = (max(lanes.values()) + 1) * _LANE + _TEXT_GAP - 6
    room = width - left
    told: dict[str, list[str]] = defaultdict(list)
    for step in steps:
        told[step.relation.actor].append(_step_words(registry, step))
    texts: list[Markup] = []
    centre: dict[str, float] = {}
    y = 4.0
    for node in rows:
        actor = registry.actor(node)
        centre[node] = y + 9
        name = registry.name(node)
        css = "dn me" if node == actor_id else "dn"
        for line in wrapped(name, _NAME_SIZE * 1.06, room):
            texts.append(_text(line, left, y + 14, css, _NAME_SIZE))
            y += _NAME_LINE
        for words in (*([_life(actor)] if actor and _life(actor) else []), *told[node]):
            for line in wrapped(words, _WORDS_SIZE, room):
                texts.append(_text(line, left, y + 11, "dw", _WORDS_SIZE))
                y += _WORDS_LINE
        y += _ROW_GAP
    height = y - _ROW_GAP + 4
    lines = [_line(step, centre, lanes) for step in steps]
    dots = [
        Markup('<circle cx="{}" cy="{}" r="{}" class="{}"/>').format(
            _n(_x(lanes[node])), _n(centre[node]), _DOT, "dd me" if node == actor_id else "dd"
        )
        for node in rows
    ]
    return Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        "only-d" if width == WIDE else "only-s", width, _n(height), alt, Markup("").join([*lines, *dots, *texts])
    )


def _line(step: Step, centre: Mapping[str, float], lanes: Mapping[str, int]) -> Markup:
    """Down the column of the earlier actor, then across to the later one."""
    x, to_x = _x(lanes[step.earlier]), _x(lanes[step.later])
    y, to_y = centre[step.earlier], centre[step.later]
    path = f"M{_n(x)} {_n(y)}V{_n(to_y)}"
    if x != to_x:
        turn, down = (7 if to_x > x else -7), (7 if to_y > y else -7)
        path = f"M{_n(x)} {_n(y)}V{_n(to_y - down)}Q{_n(x)} {_n(to_y)} {_n(x + turn)} {_n(to_y)}H{_n(to_x)}"
    css = "dln" if step.relation.kind in CARRIED_ON else "dln ds"
    line = Markup('<path d="{}" class="{}"/>').format(path, css)
    if to_y > y:
        return line
    tip = to_x + _DOT + 1  # a way back up the drawing shows where it leads
    head = f"M{_n(tip + 6)} {_n(to_y - 4)}L{_n(tip)} {_n(to_y)}L{_n(tip + 6)} {_n(to_y + 4)}"
    return line + Markup('<path d="{}" class="dln"/>').format(head)


def _step_words(registry: Registry, step: Step) -> str:
    relation = step.relation
    when = span_words(relation.starts, relation.ends)
    return (
        f"{relation_words(relation, registry.name(relation.to))}{when or ', date not known'} ({BASIS[relation.basis]})"
    )


def _life(actor: Actor) -> str:
    words = [f"founded {actor.founded}" if actor.founded else "", f"ended {actor.ended}" if actor.ended else ""]
    return ", ".join(filter(None, words))


def _text(text: str, x: float, y: float, css: str, size: float) -> Markup:
    return Markup('<text x="{}" y="{}" font-size="{}" class="{}">{}</text>').format(
        _n(x), _n(y), size, css, escape(text)
    )


def _x(lane: int) -> float:
    return lane * _LANE + 8


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
