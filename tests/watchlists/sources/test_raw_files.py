from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from watchlists.errors import ListRefusedError
from watchlists.sources.raw_files import digest_files, open_raw


def test_packed_and_plain_files_have_one_digest(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"36\r\n")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"36\r\n"))
    plain = digest_files("un", {"a.csv": tmp_path / "a.csv"})
    assert plain == digest_files("un", {"a.csv": tmp_path / "a.csv.gz"})
    with open_raw("un", "a.csv", tmp_path / "a.csv.gz") as stream:
        assert stream.read() == b"36\r\n"


def test_names_and_borders_of_files_count(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(b"ab")
    (tmp_path / "2").write_bytes(b"c")
    (tmp_path / "3").write_bytes(b"a")
    (tmp_path / "4").write_bytes(b"bc")
    digests = {
        digest_files("un", {"x": tmp_path / "1", "y": tmp_path / "2"}),
        digest_files("un", {"y": tmp_path / "1", "x": tmp_path / "2"}),
        digest_files("un", {"x": tmp_path / "3", "y": tmp_path / "4"}),
    }
    assert len(digests) == 3


@pytest.mark.parametrize("spoil", ["cut", "crc"])
def test_a_damaged_gzip_file_is_refused(tmp_path: Path, spoil: str) -> None:
    packed = bytearray(gzip.compress(b"36\r\n" * 1000))
    if spoil == "cut":
        del packed[-12:]
    else:
        packed[-6] ^= 1
    (tmp_path / "a").write_bytes(packed)
    with pytest.raises(ListRefusedError) as caught:
        digest_files("un", {"a": tmp_path / "a"})
    assert caught.value.code == "list_incomplete"


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(gzip.compress(b"\0" * (8 << 20)))
    with pytest.raises(ListRefusedError) as caught:
        digest_files("un", {"a": tmp_path / "a"})
    assert caught.value.code == "archive_limits"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefusedError) as caught:
        digest_files("un", {"a": tmp_path / "a"})
    assert caught.value.code == "list_incomplete"
