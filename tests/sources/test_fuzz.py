"""Damaged files of every source: read or refused in words. `benchmarks/fuzz.py` does the same for as long as asked."""

import random

import pytest

from benchmarks.fuzz import attempt, mutate, run
from sarhad import sources

from .seeds import Seed, seeds


def test_every_source_has_a_seed():
    assert set(sources.names()) <= {seed.source for seed in seeds()}


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: f"{seed.source}-{seed.file}")
def test_the_seed_itself_is_read(tmp_path, seed):
    assert attempt(seed, seed.data, tmp_path).outcome == "read"


def test_a_crash_a_hang_and_a_refusal_are_told_apart(tmp_path, monkeypatch):
    def crash(path):
        raise ZeroDivisionError("of course")

    def hang(path):
        while True:
            pass

    monkeypatch.setattr("benchmarks.fuzz.SECONDS", 0.2)
    assert attempt(Seed("x", "a.csv", b"", crash), b"", tmp_path).detail.startswith("ZeroDivisionError")
    assert attempt(Seed("x", "a.csv", b"", hang), b"", tmp_path).detail.startswith("Hang")
    assert attempt(Seed("x", "a.csv", b"", sources.detect), b"", tmp_path).outcome == "refused"


def test_the_same_seed_makes_the_same_damage():
    data, other = b"a,b\n1,2\n", b"c,d\n"
    assert [mutate(random.Random(7), data, other) for _ in range(2)] == [mutate(random.Random(7), data, other)] * 2
    assert mutate(random.Random(8), data, other) != mutate(random.Random(7), data, other)


def test_damaged_files_are_read_or_refused():
    found = run((), 40 * len(seeds()), number=20261126)
    assert found["failures"] == {}
    assert found["counts"]["refused"] > 0
    assert found["counts"]["read"] > 0
