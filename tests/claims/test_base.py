import pytest

from sarhad.claims import read_published_lengths
from sarhad.claims.base import line_key
from sarhad.errors import InputError
from tests.claims.bases import base, line

HEADER = "country_a,country_b,published_km,figure,source_title,source_url\n"


def read(tmp_path, text):
    path = tmp_path / "borders.csv"
    path.write_text(text, encoding="utf-8")
    return read_published_lengths(path)


def test_published_lengths_are_read_with_their_source(tmp_path):
    main, other = read(tmp_path, HEADER + "TJK,AFG,1357,main,Factbook,\nAFG,TJK,1206,other,Elsewhere,https://x.org\n")
    assert (main.line, main.km, main.source, main.main) == ("AFG-TJK", 1357, "Factbook", True)
    assert (other.line, other.source, other.main) == ("AFG-TJK", "Elsewhere https://x.org", False)


def test_all_mistakes_are_told_together(tmp_path):
    with pytest.raises(InputError) as caught:
        read(tmp_path, HEADER + "AFG,TJK,-3,main,Factbook,\nAFG,TJK,long,best,,\n")
    assert [str(p) for p in caught.value.problems] == [
        'borders.csv, row 1, published_km "-3": not a length in kilometres',
        'borders.csv, row 2, published_km "long": not a length in kilometres',
        'borders.csv, row 2, figure "best": must be main or other',
        "borders.csv, row 2, source_title: a published length needs its source",
    ]


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(InputError, match=r"borders\.csv lacks the columns figure, source_title"):
        read(tmp_path, "country_a,country_b,published_km\n")


@pytest.mark.parametrize(
    ("name", "key"),
    [("TJK-AFG", "AFG-TJK"), ("AFG-TJK", "AFG-TJK"), ("lapis-lazuli", "lapis-lazuli"), ("zzz-aaa", "zzz-aaa")],
)
def test_a_border_has_one_key_whichever_country_comes_first(name, key):
    assert line_key(name) == key
    assert base(borders=(line(key),)).line(name) is not None
