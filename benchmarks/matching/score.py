"""How well pairs agree with the truth of a simulation."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sarhad.incidents import LINKED

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of links, shares of 1."""

    precision: float
    recall: float
    f1: float
    links: int


def links(pairs: pa.Table) -> set[Pair]:
    """The pairs in the band "linked"."""
    rows = zip(*(pairs[name].to_pylist() for name in ("event_a", "event_b", "band")), strict=True)
    return {(a, b) for a, b, band in rows if band == LINKED}


def truth_pairs(truth: pa.Table) -> set[Pair]:
    """The pairs of the truth."""
    return set(zip(truth["event_a"].to_pylist(), truth["event_b"].to_pylist(), strict=True))


def pairwise(linked: Iterable[Pair], truth: pa.Table) -> Score:
    """Precision, recall and F1 of links over pairs.

    Every pair of the truth counts, also the several of an incident that one source tells in parts: of an incident in
    three parts a method with one partner for each event finds a third, and its recall is held down by what it
    cannot find.
    """
    found, true = set(linked), truth_pairs(truth)
    return _score(len(found & true), len(found), len(true))


def pairwise_once(linked: Iterable[Pair], truth: pa.Table) -> Score:
    """The same with every incident counted once: it is found when at least one of its pairs is linked.

    The number of links is that of wrong ones and of incidents found.
    """
    columns = (truth[name].to_pylist() for name in ("event_a", "event_b", "incident"))
    incident = {(a, b): number for a, b, number in zip(*columns, strict=True)}
    found = set(linked)
    right = {incident[pair] for pair in found if pair in incident}
    wrong = sum(pair not in incident for pair in found)
    return _score(len(right), len(right) + wrong, len(set(incident.values())))


def b_cubed(linked: Iterable[Pair], truth: pa.Table, events: Iterable[str]) -> Score:
    """Precision, recall and F1 of the clusters that links make, averaged over events (Bagga & Baldwin 1998)."""
    found, true = _clusters(linked), _clusters(truth_pairs(truth))
    precision, recall = [], []
    for event in events:
        mine, theirs = found.get(event, {event}), true.get(event, {event})
        both = len(mine & theirs)
        precision.append(both / len(mine))
        recall.append(both / len(theirs))
    p, r = float(np.mean(precision)), float(np.mean(recall))
    return Score(p, r, 2 * p * r / (p + r), len(set(linked)))


def candidate_recall(pairs: pa.Table, truth: pa.Table) -> float:
    """The share of the truth's pairs that are candidates at all."""
    candidates = set(zip(pairs["event_a"].to_pylist(), pairs["event_b"].to_pylist(), strict=True))
    true = truth_pairs(truth)
    return len(candidates & true) / len(true)


BINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Edges of the bins of probabilities; the last one holds its upper edge."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs whose probability lies from `low` to below `high`: how many, their mean, the share that is true."""

    low: float
    high: float
    pairs: int
    said: float
    observed: float


def calibration(pairs: pa.Table, truth: pa.Table, column: str = "model_probability") -> list[Bin]:
    """What probabilities say against the share of true pairs, for each bin that has pairs."""
    true = truth_pairs(truth)
    rows = zip(*(pairs[name].to_pylist() for name in ("event_a", "event_b", column)), strict=True)
    said, real = [], []
    for a, b, probability in rows:
        if probability is not None:
            said.append(probability)
            real.append((a, b) in true)
    return _binned(np.asarray(said), np.asarray(real, dtype=float))


def calibration_error(bins: Iterable[Bin]) -> float:
    """The mean distance of said and observed, weighted by the pairs of each bin (expected calibration error)."""
    held = list(bins)
    total = sum(b.pairs for b in held)
    return sum(b.pairs * abs(b.said - b.observed) for b in held) / total if total else 0.0


def _binned(said: np.ndarray, real: np.ndarray) -> list[Bin]:
    which = np.clip(np.digitize(said, BINS) - 1, 0, len(BINS) - 2)
    found = []
    for n, (low, high) in enumerate(itertools.pairwise(BINS)):
        held = which == n
        if held.any():
            found.append(Bin(low, high, int(held.sum()), float(said[held].mean()), float(real[held].mean())))
    return found


def _score(right: int, found: int, true: int) -> Score:
    precision = right / found if found else 0.0
    recall = right / true if true else 0.0
    return Score(precision, recall, 2 * right / (found + true) if found + true else 0.0, found)


def _clusters(pairs: Iterable[Pair]) -> Mapping[str, set[str]]:
    """For each event that is in a pair the events that hang together with it, itself included."""
    near: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    cluster: dict[str, set[str]] = {}
    for event in near:
        if event in cluster:
            continue
        members, waiting = {event}, [event]
        while waiting:
            for other in near[waiting.pop()] - members:
                members.add(other)
                waiting.append(other)
        cluster |= dict.fromkeys(members, members)
    return cluster
