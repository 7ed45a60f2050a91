from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from watchlists.errors import ListRefusedError
from watchlists.sources import get
from watchlists.sources.recognise import name_files

UN = get("un")
SDN = get("ofac_sdn")


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def by_first_bytes(name: str, head: bytes) -> str | None:
    if head.startswith(b"<one"):
        return "one.xml"
    return "two.csv" if name.endswith(".csv") else None


LAYOUTS = replace(UN, recognise=by_first_bytes)


def test_the_one_file_of_a_list_may_have_any_name(tmp_path: Path) -> None:
    path = write(tmp_path, "un_2026.xml", b"<l/>")
    assert name_files(UN, [path]) == {"consolidated.xml": path}


def test_files_are_told_apart_by_the_end_of_their_names(tmp_path: Path) -> None:
    paths = [write(tmp_path, name, b"x") for name in ("2024-01-08.sdn.csv", "2024-01-08.alt.csv")]
    assert name_files(SDN, paths) == dict(zip(("sdn.csv", "alt.csv"), paths, strict=True))
    packed = write(tmp_path, "add.csv.gz", gzip.compress(b"x"))
    assert name_files(SDN, [packed]) == {"add.csv": packed}


def test_a_layout_is_told_by_the_first_bytes_packed_or_not(tmp_path: Path) -> None:
    plain = write(tmp_path, "anything", b"<one/>")
    packed = write(tmp_path, "anything.gz", gzip.compress(b"<one/>"))
    table = write(tmp_path, "b.csv.gz", gzip.compress(b"a,b"))
    assert name_files(LAYOUTS, [plain]) == {"one.xml": plain}
    assert name_files(LAYOUTS, [packed, table]) == {"one.xml": packed, "two.csv": table}


@pytest.mark.parametrize("names", [("x.txt",), ("a.csv", "b.csv")], ids=["another list", "one layout twice"])
def test_a_file_of_another_list_or_one_too_many_is_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(ListRefusedError) as caught:
        name_files(LAYOUTS, [write(tmp_path, name, b"x") for name in names])
    assert caught.value.code == "list_wrong_format"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefusedError) as caught:
        name_files(LAYOUTS, [tmp_path / "gone.xml"])
    assert caught.value.code == "list_incomplete"


def test_a_gzip_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.xml.gz", gzip.compress(bytes(range(256)) * 100)[:40])
    with pytest.raises(ListRefusedError) as caught:
        name_files(LAYOUTS, [path])
    assert caught.value.code == "list_incomplete"
