import datetime as dt

import pytest

import sarhad
from sarhad import sources
from sarhad.errors import InputError
from sarhad.sources import gtd as reader

from . import gtd, workbook

# the columns of the published file of 2022, from its codebook
_LAYOUT = (
    "eventid,iyear,imonth,iday,approxdate,extended,resolution,country,country_txt,region,region_txt,provstate,city,"
    "latitude,longitude,specificity,vicinity,location,summary,crit1,crit2,crit3,doubtterr,alternative,alternative_txt,"
    "multiple,success,suicide,attacktype1,attacktype1_txt,attacktype2,attacktype2_txt,attacktype3,attacktype3_txt,"
    "targtype1,targtype1_txt,targsubtype1,targsubtype1_txt,corp1,target1,natlty1,natlty1_txt,targtype2,targtype2_txt,"
    "targsubtype2,targsubtype2_txt,corp2,target2,natlty2,natlty2_txt,targtype3,targtype3_txt,targsubtype3,"
    "targsubtype3_txt,corp3,target3,natlty3,natlty3_txt,gname,gsubname,gname2,gsubname2,gname3,gsubname3,motive,"
    "guncertain1,guncertain2,guncertain3,individual,nperps,nperpcap,claimed,claimmode,claimmode_txt,claim2,claimmode2,"
    "claimmode2_txt,claim3,claimmode3,claimmode3_txt,compclaim,weaptype1,weaptype1_txt,weapsubtype1,weapsubtype1_txt,"
    "weaptype2,weaptype2_txt,weapsubtype2,weapsubtype2_txt,weaptype3,weaptype3_txt,weapsubtype3,weapsubtype3_txt,"
    "weaptype4,weaptype4_txt,weapsubtype4,weapsubtype4_txt,weapdetail,nkill,nkillus,nkillter,nwound,nwoundus,nwoundte,"
    "property,propextent,propextent_txt,propvalue,propcomment,ishostkid,nhostkid,nhostkidus,nhours,ndays,divert,"
    "kidhijcountry,ransom,ransomamt,ransomamtus,ransompaid,ransompaidus,ransomnote,hostkidoutcome,hostkidoutcome_txt,"
    "nreleased,addnotes,scite1,scite2,scite3,dbsource,INT_LOG,INT_IDEO,INT_MISC,INT_ANY,related"
)
LAYOUT = _LAYOUT.split(",")


@pytest.fixture
def events(tmp_path):
    return sarhad.read_events(gtd.write(tmp_path))


def row(events, number):
    wanted = gtd.records()[number - 1]["eventid"].removesuffix(".0")
    (found,) = [found for found in events.table.to_pylist() if found["source_id"] == wanted]
    return found


def test_every_column_of_the_full_layout_is_used_or_ignored_for_a_reason():
    described = sources.describe("gtd")
    assert set(described.columns) == set(LAYOUT)
    assert len(LAYOUT) == 135
    assert all(len(column.ignored) > 10 for column in described.columns.values() if column.ignored is not None)


def test_the_file_is_known_by_its_columns_and_its_name_tells_the_release(tmp_path):
    path = gtd.write(tmp_path)
    assert (sources.detect(path), sources.version_of(path, "gtd")) == ("gtd", "2022-05")
    assert reader.version("globalterrorismdb_2021Jan-June_1222dist.xlsx") == "2022-12"
    assert reader.version("my export.xlsx") == ""


def test_every_record_is_kept_or_left_out_for_a_reason(events):
    assert events.rows_read == len(gtd.records()) == 65
    assert dict(events.provenance.left_out) == {"id-missing": 1, "id-not-exact": 3, "not-a-date": 2, "repeated-id": 1}
    assert len(events) == 65 - 7
    assert events.coverage == ()


@pytest.mark.parametrize(("name", "event_class"), gtd.ATTACKS.items())
def test_every_kind_of_attack_has_its_class(events, name, event_class):
    assert row(events, 1 + list(gtd.ATTACKS).index(name))["event_class"] == event_class


@pytest.mark.parametrize(("name", "target_class"), gtd.TARGETS.items())
def test_every_kind_of_target_has_its_class(events, name, target_class):
    assert row(events, 10 + list(gtd.TARGETS).index(name))["target_class"] == target_class


def test_an_unknown_kind_is_no_fault(events):
    assert [p.value for p in events.problems if p.kind in ("event-class-unknown", "target-class-unknown")] == []


def days(first, last):
    return {"date_start": dt.date.fromisoformat(first), "date_end": dt.date.fromisoformat(last)}


@pytest.mark.parametrize(
    ("trap", "found"),
    [
        ("day unknown", {**days("2016-07-01", "2016-07-31"), "date_precision": 4}),
        ("day unknown in February", {**days("2016-02-01", "2016-02-29"), "date_precision": 4}),
        ("month unknown", {**days("2016-01-01", "2016-12-31"), "date_precision": 5}),
        (
            "floats",
            {**days("2016-07-23", "2016-07-23"), "date_precision": 1, "deaths_reported": 3, "place_precision": 1},
        ),
        ("near", {"place_precision": 2}),
        ("near, as a float", {"place_precision": 2}),
        ("district", {"place_precision": 3}),
        ("no town", {"place_precision": 3}),
        ("province", {"place_precision": 4}),
        ("country", {"place_precision": 6, "latitude": None, "longitude": None, "country": "AFG"}),
        ("no such precision", {"place_precision": None}),
        ("doubted", {"under_check": "doubted to be terrorism proper"}),
        ("doubt not asked", {"under_check": None}),
        ("doubt of another kind", {"under_check": None}),
        ("deaths unknown", {"deaths_reported": None, "deaths_best": None}),
        ("deaths not told", {"deaths_reported": None}),
        ("half a death", {"deaths_reported": None}),
        ("nobody named", {"side_a": "unknown", "side_b": None}),
        ("nowhere", {"place": None, "admin1": None}),
        ("beyond the world", {"longitude": None, "latitude": None}),
        ("West Bank", {"country": "PSE"}),
        ("Bosnia", {"country": "BIH"}),
        ("Soviet Union", {"country": "RUS"}),
        ("Yugoslavia", {"country": "SRB"}),
        ("no country", {"country": None}),
        ("as a float", {"source_id": "201607230099", "event_id": "gtd:201607230099"}),
    ],
)
def test_each_trap(events, trap, found):
    kept = row(events, gtd.number_of(trap))
    assert {name: kept[name] for name in found} == found


@pytest.mark.parametrize(
    ("trap", "said"),
    [
        ("no such day", ['iyear "2016": iyear 2016, imonth 2, iday 30 make no date after 1900 (record left out)']),
        ("no year", ["iyear: iyear , imonth 7, iday 23 make no date after 1900 (record left out)"]),
        ("no such precision", ['specificity "7": not in the source\'s codebook (value left out)']),
        ("doubt of another kind", ['doubtterr "4": not in the source\'s codebook (value left out)']),
        ("half a death", ['nkill "2.5": not a whole number (value left out)']),
        ("deaths not told", []),
        ("no country", ['country_txt "International": not a known country (1 row']),
        ("rounded", ['eventid "2.01607E+11": not the 12 digits of an id: a spreadsheet rounds them (record left out)']),
        ("rounded and written out", ['eventid "201607000000": not the 12 digits of an id']),
        ("short", ['eventid "20160723": not the 12 digits of an id']),
        ("no id", ["eventid: no id (record left out)"]),
        ("twice", [f"the id stands already in row {gtd.number_of('once')}, which is kept"]),
        ("floats", []),
    ],
)
def test_what_is_wrong_is_told_with_its_place(events, trap, said):
    problems = [str(p) for p in events.problems if p.row == gtd.number_of(trap)]
    assert len(problems) == len(said), problems
    assert all(any(part in problem for problem in problems) for part in said), problems


def test_free_text_names_and_sources_are_never_kept(events):
    assert "INVENTED" not in str(events.table.to_pydict())
    assert set(events.table["licence_class"].to_pylist()) == {"aggregate-only"}


def test_a_file_whose_ids_a_spreadsheet_has_rounded_is_refused(tmp_path):
    rows = [{**record, "eventid": "2.01607E+11"} for record in gtd.records()]
    with pytest.raises(InputError, match=r"every eventid is rounded, such as 2\.01E\+11"):
        sarhad.read_events(gtd.write(tmp_path, rows))


def test_a_workbook_reads_like_the_csv_with_its_ids_exact(tmp_path, events):
    numbers = {*gtd.USED} - {"country_txt", "provstate", "city", "attacktype1_txt", "targtype1_txt", "gname"}

    def cell(name, text):
        plain = text.lstrip("-").replace(".", "", 1).isdigit()
        return float(text) if name in numbers and plain else text or None

    rows = [[cell(name, record.get(name, "")) for name in gtd.COLUMNS] for record in gtd.records()]
    path = workbook.write(tmp_path / "globalterrorismdb_0522dist.xlsx", {"Data": [gtd.COLUMNS, *rows]})
    read = sarhad.read_events(path)
    assert read.source.version == "2022-05"
    assert read.table.equals(events.table)
