"""Corridors: hops, gaps, lengths, and what is said about a bad file."""

from pathlib import Path

import pytest
from pyproj import Geod

from sarhad.errors import InputError
from sarhad.places import read_corridors
from sarhad.places.corridors import COLUMNS

HEADER = ",".join(COLUMNS)


def rows(*cells: str) -> str:
    """A file of rows `seq,node,country,latitude,longitude` of one railway."""
    return "\n".join([HEADER, *(f"rail,The railway,railway,planned,{row},GeoNames,a page," for row in cells)])


def write(folder: Path, text: str) -> Path:
    path = folder / "corridors.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_chain_of_hops_is_drawn_and_measured(tmp_path: Path) -> None:
    path = write(tmp_path, rows("1,Termez,UZB,37.22417,67.27833", "2,Mazar-e Sharif,AFG,36.70904,67.11087"))
    (line,), warnings = read_corridors(path, max_hop_km=300)
    _, _, metres = Geod(ellps="WGS84").inv(67.27833, 37.22417, 67.11087, 36.70904)
    assert (line.id, line.name, line.kind, line.status) == ("rail", "The railway", "railway", "planned")
    assert line.measured_km == pytest.approx(metres / 1000, abs=1e-6)
    assert line.chain_km == pytest.approx(line.measured_km)
    assert list(line.parts[0].coords) == [(67.27833, 37.22417), (67.11087, 36.70904)]
    assert (line.gaps, line.whole_km, line.source, warnings) == ((), None, "a page", ())


def test_a_missing_node_is_a_gap_neither_drawn_nor_measured(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        rows("1,A,UZB,37.0,67.0", "2,B,AFG,36.5,67.0", "3,C,AFG,,", "4,D,AFG,35.5,67.0", "5,E,AFG,35.0,67.0"),
    )
    (line,), warnings = read_corridors(path, max_hop_km=300)
    assert [len(part.coords) for part in line.parts] == [2, 2]
    assert line.gaps == ("C is not located",)
    assert line.chain_km is not None
    assert line.measured_km == pytest.approx(line.chain_km / 2, rel=0.001)  # the hop from B to D is only in the chain
    assert [node.located for node in line.nodes] == [True, True, False, True, True]
    assert [str(warning) for warning in warnings] == [
        "corridors.csv, rail: C is not located; give the node a checked place, or leave the gap"
    ]


def test_a_long_hop_is_a_gap(tmp_path: Path) -> None:
    path = write(tmp_path, rows("1,Peshawar,PAK,34.008,71.57849", "2,Karachi,PAK,24.8608,67.0104"))
    (line,), _ = read_corridors(path, max_hop_km=300)
    assert (line.parts, line.measured_km) == ((), 0)
    assert line.gaps == ("Peshawar to Karachi is 1,106 km, more than 300 km",)
    assert line.chain_km == pytest.approx(1106, abs=1)
    (line,), _ = read_corridors(path, max_hop_km=1200)
    assert line.gaps == ()
    assert line.measured_km == pytest.approx(1106, abs=1)


def test_nodes_stand_in_the_order_of_seq(tmp_path: Path) -> None:
    (line,), _ = read_corridors(write(tmp_path, rows("10,B,AFG,36.0,67.0", "2,A,AFG,37.0,67.0")), max_hop_km=300)
    assert [node.name for node in line.nodes] == ["A", "B"]


def test_the_published_length_and_quoted_cells_are_read(tmp_path: Path) -> None:
    text = (
        f'{HEADER},published_km\ntapi,"TAPI, gas",gas pipeline,planned,1,A,TKM,37.0,62.0,file,page,"two\nlines",1814\n'
    )
    (line,), _ = read_corridors(write(tmp_path, "\ufeff" + text), max_hop_km=300)
    assert (line.name, line.whole_km, line.nodes[0].note) == ("TAPI, gas", 1814.0, "two\nlines")


def test_every_mistake_is_told_with_its_row(tmp_path: Path) -> None:
    text = "\n".join(
        [
            HEADER,
            "rail,Rail,railway,open,1,A,AFG,36.0,67.0,s,s,",
            "rail,Rail,railway,open,1,B,AF,91.5,67.0,s,s,",
            "rail,Tram,railway,open,x,C,AFG,36.0,67.0,s,s,",
            "rail,Rail,railway,open,4,,AFG,,67.0,s,s,",
            "rail,Rail,railway,open,5,E,AFG,north,67.0,s,s,",
            ",Rail,railway,open,6,F,AFG,36.0,67.0,s,s,",
            "rail,Rail,railway,open,7,G,AFG,36.0,67.0,s,s,note, with a comma",
        ]
    )
    with pytest.raises(InputError) as caught:
        read_corridors(write(tmp_path, text), max_hop_km=300)
    assert str(caught.value).splitlines() == [
        "corridors.csv: 11 mistakes",
        "  corridors.csv, row 7 \"[' with a comma']\": has more cells than the first line; "
        "put a cell that holds a comma in double quotes",
        "  corridors.csv, row 6, corridor: has no corridor id; give every row its corridor",
        '  corridors.csv, row 2, seq "1": is already another node of this corridor',
        '  corridors.csv, row 2, country "AF": is not a country code; write the ISO 3166-1 alpha-3 code, as in "AFG"',
        '  corridors.csv, row 2, latitude "91.5": lies outside -90 to 90 degrees; write WGS 84 degrees',
        '  corridors.csv, row 3, seq "x": is not a whole number; number the nodes 1, 2, 3',
        "  corridors.csv, row 4, node: has no name",
        "  corridors.csv, row 4, latitude: is empty while the other coordinate is given",
        '  corridors.csv, row 5, latitude "north": is not a number; write degrees as in 62.326',
        '  corridors.csv, row 1, status "open": is not a status; use operating, under construction, planned, '
        "suspended, superseded, cancelled or retired",
        '  corridors.csv, row 3, name "Tram": differs from the first row of corridor rail ("Rail"); '
        "write the same on every row",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "corridor,name\nx,y",
            "corridors.csv: no column kind, status, seq, node, country, latitude, longitude, coordinate_source, "
            f"route_source, note\n  do: the first line is: {HEADER}",
        ),
        (
            f"{HEADER},published_km\nr,R,railway,planned,1,A,AFG,36,67,s,s,,-5",
            "corridors.csv: 1 mistake\n"
            '  corridors.csv, row 1, published_km "-5": is not a length in kilometres; write 1814',
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_corridors(write(tmp_path, text), max_hop_km=300)
    assert str(caught.value) == message


def test_an_absent_file_and_a_wrong_encoding_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"corridors\.csv: no such file"):
        read_corridors(tmp_path / "corridors.csv", max_hop_km=300)
    (tmp_path / "corridors.csv").write_bytes(b"corridor,name\nx,Stra\xdfe")
    with pytest.raises(InputError, match=r"^corridors\.csv: is not UTF-8 text \(byte 20\)"):
        read_corridors(tmp_path / "corridors.csv", max_hop_km=300)


def test_a_file_with_only_its_first_line_has_no_corridor(tmp_path):
    path = tmp_path / "corridors.csv"
    path.write_text(HEADER, encoding="utf-8")
    assert read_corridors(path, max_hop_km=300) == ((), ())
