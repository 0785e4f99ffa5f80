"""The page of the sources is that of the code."""

from scripts.make_source_docs import PAGE, page


def test_the_page_of_the_sources_is_made_anew_when_a_description_changes():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python scripts/make_source_docs.py"
