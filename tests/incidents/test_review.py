"""Which pairs are asked about and in which order, and a sitting with answers, second thoughts and pairs set aside."""

from hypothesis import given
from hypothesis import strategies as st

from sarhad.incidents.decisions import Decision, decisions_of
from sarhad.incidents.review import Sitting, waiting
from tests import make

from .pairs import pair, table


def in_review(a, b, probability=0.4, **values):
    return pair(a, b, probability=probability, model_probability=probability, band="review", **values)


EVENTS = make.table(
    make.event(1, deaths_best=2), make.event(2, deaths_best=100), make.event(1, source="acled", deaths_best=None),
    make.event(2, source="acled", deaths_best=None, deaths_reported=3), make.event(3, source="acled"),
)  # fmt: skip


def test_the_most_informative_come_first_and_only_those_that_wait():
    rows = table(
        in_review("ucdp-ged:1", "acled:1", 0.25),
        in_review("ucdp-ged:1", "acled:2", 0.49),
        in_review("ucdp-ged:2", "acled:3", 0.3),
        in_review("ucdp-ged:2", "acled:2", 0.45),
        pair("ucdp-ged:2", "acled:1"),
        pair("ucdp-ged:2", "acled:9", band="apart", probability=0.01),
    )
    decided = decisions_of([Decision("acled:2", "ucdp-ged:2", "unsure", "N", "2026-03-01")])
    found = waiting(rows, EVENTS, decided)
    assert [(row["event_a"], row["event_b"]) for row in found] == [
        ("ucdp-ged:2", "acled:3"),  # 0.6 of log2(102): many deaths go before a probability nearer to one half
        ("ucdp-ged:1", "acled:2"),  # 0.98 of log2(5)
        ("ucdp-ged:1", "acled:1"),  # 0.5 of log2(4)
    ]
    assert waiting(rows, EVENTS, decided, source="ucdp-candidate") == []
    assert len(waiting(rows, EVENTS, decided, source="acled")) == 3


def sitting(*rows):
    written = []
    held = Sitting(
        rows, lambda pair, word, why: written.append((*pair, word, why)), lambda pair: written.append((*pair, "back"))
    )
    return held, written


def test_each_answer_is_written_at_once_and_the_next_pair_comes():
    held, written = sitting(in_review("a:1", "b:1"), in_review("a:2", "b:2"))
    held.answer("different", "two markets")
    assert written == [("a:1", "b:1", "different", "two markets")]
    assert held.current["event_a"] == "a:2"
    held.answer("unsure")
    assert (held.current, held.answered, held.left) == (None, 2, 0)
    held.answer("same")
    assert len(written) == 2, "there is nothing left to answer"


def test_a_source_tells_an_incident_once_so_other_pairs_of_the_two_are_set_aside():
    rows = (
        in_review("a:1", "b:1"), in_review("a:1", "b:2"), in_review("a:2", "b:1"), in_review("a:1", "c:1"),
        in_review("a:3", "b:3"), pair("a:1", "a:4", source_a="a", source_b="a", band="review"),
    )  # fmt: skip
    held, _ = sitting(*rows)
    held.answer("same")
    assert held.set_aside == 2
    assert held.current == rows[3], "a third source may tell it too"
    assert held.left == 3


def test_going_back_writes_nothing_until_it_is_answered_again():
    held, written = sitting(in_review("a:1", "b:1"), in_review("a:1", "b:2"), in_review("a:9", "b:9"))
    assert not held.back()
    held.answer("same")
    assert held.current["event_a"] == "a:9"
    assert held.back()
    assert (held.current["event_b"], held.before, held.place) == ("b:1", "same", 1)
    assert not held.back(), "that was the first"
    assert len(written) == 1
    held.answer("different")
    assert written[1:] == [("a:1", "b:1", "back"), ("a:1", "b:1", "different", "")]
    assert held.current["event_b"] == "b:2", "it was set aside by the answer that was taken back"
    assert held.set_aside == 0


def test_two_of_one_source_set_nothing_aside():
    held, _ = sitting(pair("a:1", "a:2", source_b="a", band="review"), pair("a:1", "a:3", source_b="a", band="review"))
    held.answer("same")
    assert held.set_aside == 0


@given(st.lists(st.sampled_from(["same", "different", "unsure", "back"]), max_size=30))
def test_what_is_written_is_always_what_was_answered_last(steps):
    rows = [in_review(f"a:{n // 3}", f"b:{n % 4}") for n in range(12)]
    rows = list({(row["event_a"], row["event_b"]): row for row in rows}.values())
    standing = {}

    def decide(pair, word, why):
        assert pair not in standing, "a second answer comes after the first is withdrawn"
        standing[pair] = word

    held = Sitting(rows, decide, lambda pair: standing.pop(pair))
    for step in steps:
        if step == "back":
            held.back()
        elif held.current is not None:
            told = held.current
            held.answer(step)
            assert standing[tuple(sorted((told["event_a"], told["event_b"])))] == step
    assert held.answered == len(standing)
    assert held.answered + held.left + held.set_aside == len(rows)
