import pytest

from sarhad.bulletin.annotated import annotate

CLAIM = "```claim\nid: a\nsays: A.\nkind: opinion\n```\n"


def test_a_claim_stands_beside_the_block_that_it_follows():
    text = f"# The *title*\n\nOne.\n\nTwo.\n\n{CLAIM}\n{CLAIM}\nThree.\n"
    found = annotate(text)
    assert found.title == "The title"
    assert [(str(p.html), p.claims) for p in found.passages] == [
        ("<p>One.</p>\n", ()),
        ("<p>Two.</p>\n", ((7, 11), (13, 17))),
        ("<p>Three.</p>\n", ()),
    ]


def test_a_claim_inside_a_list_stands_beside_the_list_and_one_before_the_text_beside_nothing():
    inside = CLAIM.replace("\n", "\n  ").rstrip()
    found = annotate(f"{CLAIM}\n* Item.\n\n  {inside}\n")
    assert (str(found.passages[0].html), found.passages[0].claims) == ("", ((1, 5),))
    assert "<li>" in found.passages[1].html
    assert "kind" not in found.passages[1].html
    assert found.passages[1].claims == ((9, 13),)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "Text <img src=x onerror=alert(1)>",
        "[press](javascript:alert(1))",
        "[press](JaVaScRiPt:alert(1))",
        "[press](data:text/html,<script>alert(1)</script>)",
        "![](https://example.org/tracker.png)",
        "[file](../../etc/passwd)",
        '[a](https://example.org/"onmouseover="alert(1))',
        "<javascript:alert(1)>",
        "| <b>x</b> |\n|---|\n| <i>y</i> |",
        "```html\n<script>alert(1)</script>\n```",
        "[ref]\n\n[ref]: javascript:alert(1)",
    ],
)
def test_nothing_in_a_report_runs_or_is_fetched(hostile):
    html = "".join(p.html for p in annotate(f"Before.\n\n{hostile}\n").passages)
    for tag in ("<script", "<img", "<b>", "<i>"):
        assert tag not in html
    for begin in ('href="javascript', 'href="JaVa', 'href="data', 'href="..', " onmouseover="):
        assert begin not in html


def test_a_link_to_the_web_stays_and_other_fences_are_text():
    html = "".join(p.html for p in annotate("[a](https://example.org/)\n\n# B\n\n```python\nx\n```\n").passages)
    assert '<a href="https://example.org/">a</a>' in html
    assert "<h2>B</h2>" in html, "one heading of the first level a page"
    assert "<code" in html


def test_an_empty_report_has_nothing():
    assert annotate("") == annotate("\n\n")
    assert annotate("").passages == ()
