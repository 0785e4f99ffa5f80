import pytest

from sarhad import sources
from sarhad.errors import InputError
from sarhad.sources.deletions import read_deletions

from . import acled


def write(folder, *lines, name="deleted.csv"):
    path = folder / name
    path.write_text("\n".join(["event_id_cnty,deleted_timestamp", *lines, ""]), encoding="utf-8")
    return path


def test_a_list_is_read_and_what_cannot_be_read_is_told(tmp_path):
    path = write(
        tmp_path, "AFG1,1720000000", "AFG2,1720000000.0", "AFG1,1710000000", ",1720000000", "AFG3,soon", "AFG4"
    )
    assert sources.detect(path) == "acled-deletions"
    found = read_deletions(path)
    assert (found.source, found.rows_read) == ("acled", 6)
    assert found.deleted == {"AFG1": 1720000000, "AFG2": 1720000000}
    assert [str(p).split(";")[0] for p in found.problems] == [
        "deleted.csv, row 6: 2 columns expected, found 1 (record left out)",
        "deleted.csv, row 4, event_id_cnty: no id (record left out)",
        'deleted.csv, row 5, deleted_timestamp "soon": not a number of seconds since 1970 (record left out)',
    ]


def test_an_export_is_no_list_of_deletions(tmp_path):
    with pytest.raises(InputError, match="acled holds events, not deletions"):
        read_deletions(acled.write(tmp_path))
