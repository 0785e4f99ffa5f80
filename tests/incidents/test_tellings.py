"""Each event as the telling of an incident: its strongest link and the likeliest other."""

from __future__ import annotations

from sarhad.incidents import reconcile
from tests.incidents.test_reconcile import decided, engine, told
from tests.make import table


def test_the_strongest_link_and_the_likeliest_other_are_named() -> None:
    known = [("a:1", "b:1", 0.9), ("a:1", "c:1", 0.8), ("b:1", "c:1", 0.95), ("a:1", "b:2", 0.1), ("a:1", "b:3", 0.2)]
    found = reconcile(table(*told("a:1", "b:1", "b:2", "b:3", "c:1")), engine=engine(*known), within=False)
    rows = {row["event_id"]: row for row in found.tellings.to_pylist()}
    assert (rows["a:1"]["linked_to"], rows["a:1"]["probability"]) == ("b:1", 0.9)
    assert (rows["b:1"]["linked_to"], rows["b:1"]["probability"]) == ("c:1", 0.95)
    assert (rows["a:1"]["runner_up"], rows["a:1"]["runner_up_probability"]) == ("b:3", 0.2)
    assert (rows["b:2"]["linked_to"], rows["b:2"]["weight_days"], rows["b:2"]["runner_up"]) == (None, None, "a:1")
    assert rows["b:1"]["runner_up"] is None
    assert {row["incident_id"] for row in (rows["a:1"], rows["b:1"], rows["c:1"])} == {"incident:a:1"}


def test_of_equal_ones_the_first_by_id_is_named_and_what_is_denied_is_none() -> None:
    known = [("a:1", "b:2", 0.2), ("a:1", "b:1", 0.3), ("a:1", "b:3", 0.3), ("a:2", "b:2", 0.4)]
    plain = reconcile(table(*told("a:1", "a:2", "b:1", "b:2", "b:3")), engine=engine(*known), within=False)
    assert plain.tellings["runner_up"][0].as_py() == "b:1"
    found = reconcile(
        table(*told("a:1", "a:2", "b:1", "b:2", "b:3")), engine=engine(*known), within=False,
        decisions=decided(("a:2", "b:2", "different")),
    )  # fmt: skip
    rows = {row["event_id"]: row for row in found.tellings.to_pylist()}
    assert rows["a:2"]["runner_up"] is None
    assert rows["b:1"]["runner_up"] == "a:1"
    assert rows["a:1"]["runner_up"] == "b:2", "what the denied pair held went to it"
