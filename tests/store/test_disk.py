import errno

import pytest

from sarhad.errors import InputError
from sarhad.store import DiskFullError, full_disk_told, is_full

CASES = [
    (OSError(errno.ENOSPC, "No space left on device"), True, "what Python raises"),
    (OSError(errno.EDQUOT, "Disk quota exceeded"), True, "a quota is a disk of one's own"),
    (OSError("Error writing bytes to file. Detail: [errno 28] No space left on device"), True, "Arrow, without errno"),
    (RuntimeError("IO Error: Could not write file: No space left on device"), True, "DuckDB has errors of its own"),
    (OSError(errno.EACCES, "Permission denied"), False, "another trouble"),
    (ValueError("full"), False, "another trouble"),
]


@pytest.mark.parametrize(("error", "full", "reason"), CASES, ids=[c[2] for c in CASES])
def test_a_full_disk_is_known_by_number_or_by_words(error, full, reason):
    assert is_full(error) is full, reason


@pytest.mark.parametrize(("error", "full", "reason"), CASES, ids=[c[2] for c in CASES])
def test_only_a_full_disk_becomes_the_error_that_names_it(tmp_path, error, full, reason):
    with (
        pytest.raises(DiskFullError if full else type(error)) as raised,
        full_disk_told(tmp_path, "the site"),
    ):
        raise error
    if full:
        assert f"no space left on the disk: {tmp_path}" in str(raised.value)
        assert "MB free now); the site stays as it was" in str(raised.value)
        assert "do: free some space there and run the command again" in str(raised.value)


def test_an_error_that_already_tells_its_place_is_left_alone(tmp_path):
    with pytest.raises(InputError, match=r"rows\.csv"), full_disk_told(tmp_path, "the site"):
        raise InputError("rows.csv: No space left on device")
