from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.claims import read_claims

GOOD = """\
- id: one
  says: There was an attack.
  kind: exists
  of: {actor: group, from: 2020, until: 2020-06, countries: [AFG]}
"""


def read(tmp_path: Path, text: str | bytes, name: str = "claims.yaml"):
    folder = tmp_path / "claims"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_claims([path])


def test_a_list_of_claims_is_read_with_its_lines(tmp_path):
    claims, problems = read(tmp_path, GOOD + "\n" + GOOD.replace("one", "two"))
    assert not problems
    assert [c.id for c in claims] == ["one", "two"]
    assert [(c.origin.line, c.origin.end_line) for c in claims] == [(1, 5), (6, 9)]
    assert str(claims[1].origin) == "claims/claims.yaml, line 6"


def test_a_source_above_the_claims_holds_for_each(tmp_path):
    text = "source: {title: A report, date: 2024-05-31}\nclaims:\n" + "".join(
        "  " + line + "\n" for line in GOOD.splitlines()
    )
    claims, problems = read(tmp_path, text)
    assert not problems
    assert claims[0].source.title == "A report"
    assert claims[0].source.date == "2024-05-31"


REPORT = """\
# A month

The group attacked.

```claim
id: attacked
says: The group attacked.
kind: exists
of: {actor: group, from: 2020, until: 2020}
```

```yaml
id: no-claim
```

1. Most of it against the state.

   ```claim
   id: against-the-state
   says: Most of it was against the state.
   kind: share
   of: {actor: group, from: 2020, until: 2020}
   part: {opponent: state}
   expect: "> 1.5"
   ```
"""


def test_fenced_blocks_of_a_report_are_read_and_a_mistake_has_the_line_of_the_report(tmp_path):
    claims, problems = read(tmp_path, REPORT, "month.md")
    assert [c.id for c in claims] == ["attacked"]
    assert (claims[0].origin.line, claims[0].origin.end_line) == (6, 9)
    assert [str(p) for p in problems] == [
        "claims/month.md, line 24, expect: claim against-the-state: a share is at most 1; write 1.5 % if per cent is "
        "meant (record left out)"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- id: Bad Id\n  says: x\n  kind: opinion\n", 'line 1, id "Bad Id": claim Bad Id: not an id; lower-case'),
        ("- says: x\n  kind: opinion\n", "line 1, id: is missing"),
        ("- id: a\n  says: x\n  kind: guess\n", 'line 3, kind "guess": claim a: no kind of claim; known are exists,'),
        (
            "- id: a\n  says: x\n  kind: opinion\n  weight: 3\n",
            'line 4, weight "3": claim a: is not a field of a claim',
        ),
        (
            "- id: a\n  says: x\n  kind: opinion\n  expect: first\n",
            "line 4, expect: claim a: an opinion is never judged",
        ),
        (
            "- id: a\n  says: x\n  kind: count\n  of: {actor: g}\n  expect: '> 1'\n",
            "line 4, of.until: claim a: count needs",
        ),
        (
            "- id: a\n  says: x\n  kind: count\n  expect: '> 1'\n"
            "  of:\n    actor: g\n    from: 2020\n    until: 2020\n    country: Iran\n",
            'line 9, of.country "Iran": claim a: not ISO 3166-1 alpha-3: Iran; write AFG for Afghanistan',
        ),
        ("- id: a\n  says: !!int x\n  kind: opinion\n", "line 1: a value cannot be read: invalid literal for int()"),
        (
            "- id: a\n  says: x\n  kind: opinion\n  of: {actor: g, role: c}\n",
            "line 4, of.role \"c\": claim a: must be 'any', 'a' or 'b'",
        ),
        (
            "- id: a\n  says: x\n  kind: opinion\n  of: {line: road, within_km: 5}\n",
            'line 4, of.within_km "5": claim a: must be 10 or more',
        ),
        (
            "- id: a\n  says: x\n  kind: opinion\n  number: three\n",
            'line 4, number "three": claim a: input should be a valid integer',
        ),
        ("- id: a\n  id: b\n", 'line 2 "id": this key stands twice in one entry'),
        ("- &x {id: a}\n- *x\n", "line 2: not YAML: an alias (*name) is not read here; write the value out"),
        ("- id: [\n", "line 2: not YAML: did not find expected node content"),
        ("just a sentence", "line 1: not a claim"),
        ("rules: []\nclaims: []\n", "line 1: unknown beside claims: rules (record left out); known is source"),
        (
            "- id: a\n  says: x\n  kind: opinion\n  of: {from: 2021-02-30}\n",
            'line 4, of.from "2021-02-30": claim a: not a day, month or year; write 2021-08-15, 2021-08 or 2021',
        ),
        (b"\xff\xfe", "not UTF-8 text: invalid start byte at byte 0"),
        (GOOD + GOOD, 'line 5, id "one": the id stands twice, first in claims/claims.yaml, line 1'),
    ],
)
def test_mistakes_are_told_by_file_and_line(tmp_path, text, message):
    claims, problems = read(tmp_path, text)
    assert any(message in str(p) for p in problems), [str(p) for p in problems]
    assert all(p.file == "claims/claims.yaml" and p.severity == "error" for p in problems)
    assert len(claims) == (1 if text == GOOD + GOOD else 0)


def test_all_mistakes_of_all_files_are_told_together(tmp_path):
    (tmp_path / "a.yaml").write_text("- id: a\n  says: x\n  kind: count\n")
    (tmp_path / "b.yaml").write_text("- id: b\n  kind: opinion\n")
    _, problems = read_claims([tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "absent.yaml"])
    assert {(p.file.split("/")[-1], p.column) for p in problems} == {
        ("a.yaml", "of.from"),
        ("a.yaml", "of.until"),
        ("a.yaml", "expect"),
        ("b.yaml", "says"),
        ("absent.yaml", ""),
    }


def test_a_file_too_long_to_be_claims_is_refused(tmp_path):
    _, problems = read(tmp_path, "# " + "x" * 1_000_000)
    assert [str(p) for p in problems] == [
        "claims/claims.yaml: longer than 1 MB: not a file of claims (record left out)"
    ]


@given(st.text(max_size=400), st.sampled_from(["a.yaml", "a.md"]), st.booleans())
def test_no_text_stops_the_reading(tmp_path_factory, text, name, fenced):
    path = tmp_path_factory.mktemp("any") / name
    path.write_text(f"```claim\n{text}\n```\n" if fenced else text, encoding="utf-8", errors="replace")
    claims, problems = read_claims([path])
    assert claims == ()
    assert all(p.what for p in problems)


def test_needs_lets_a_kind_be_named_without_its_fields(tmp_path):
    claims, problems = read(tmp_path, "- id: a\n  says: x\n  kind: trend\n  needs: a dated corpus of releases\n")
    assert not problems
    assert claims[0].recorded_only
