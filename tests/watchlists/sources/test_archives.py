from __future__ import annotations

import io
import stat
import struct
import zipfile

import pytest

from tests.fixtures.workbooks import pack
from tests.fixtures.xml_bombs import MIB, member, overlapping
from watchlists.errors import ListRefusedError
from watchlists.sources import archives
from watchlists.sources.archives import open_zip


def refusal(data: bytes, **limits: int) -> str:
    with pytest.raises(ListRefusedError) as caught:
        read_all(data, **limits)
    return caught.value.code


def read_all(data: bytes, **limits: int) -> dict[str, bytes]:
    with open_zip("un", "list.zip", io.BytesIO(data), **limits) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_honest_archive_is_opened() -> None:
    members = {"a/list.xml": b"<l/>", "b.txt": b""}
    assert read_all(pack(members)) == members


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("a member that grows ten thousandfold", pack({"zeros": b"\0" * 32 * MIB})),
        ("members that share their bytes", overlapping(20)),
        ("more members than any list has", pack({f"{number}": b"" for number in range(10_001)})),
    ],
)
def test_a_bomb_is_refused_by_its_directory(what: str, data: bytes) -> None:
    assert refusal(data) == "archive_limits", what


def test_members_are_limited_together(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pack({f"{number}": bytes(range(256)) * 2048 for number in range(8)})
    assert refusal(data, most=3 * MIB) == "archive_limits"
    monkeypatch.setattr(archives, "ALWAYS_ALLOWED", 1)
    assert refusal(pack({"a": b"0" * MIB})) == "archive_limits"


def test_a_member_never_gives_more_than_its_directory_says() -> None:
    data = overlapping(1).replace(struct.pack("<I", MIB), struct.pack("<I", 1000))
    assert refusal(data) == "list_incomplete"


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("a way out", member("../../etc/passwd", stat.S_IFREG)),
        ("a way out in the middle", member("a/../../b", stat.S_IFREG)),
        ("a way out by backslashes", member("a\\..\\..\\b", stat.S_IFREG)),
        ("an absolute path", member("/etc/passwd", stat.S_IFREG)),
        ("a drive", member("C:/windows/b", stat.S_IFREG)),
        ("a symbolic link", member("link", stat.S_IFLNK | 0o777)),
        ("a character device", member("device", stat.S_IFCHR)),
        ("a block device", member("device", stat.S_IFBLK)),
        ("a pipe", member("pipe", stat.S_IFIFO)),
        ("a socket", member("socket", stat.S_IFSOCK)),
    ],
)
def test_a_member_that_is_no_plain_file_inside_is_refused(what: str, data: bytes) -> None:
    assert refusal(data) == "archive_path", what


def test_a_member_that_comes_twice_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("content.xml", b"one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("content.xml", b"two")
    assert refusal(target.getvalue()) == "archive_path"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_archive_is_incomplete(kept: float) -> None:
    data = pack({"list.xml": bytes(range(256)) * 40, "b.txt": b"x" * 100})
    assert refusal(data[: int(len(data) * kept)]) == "list_incomplete"


def test_a_damaged_member_is_incomplete() -> None:
    data = bytearray(pack({"list.xml": bytes(range(256)) * 40}))
    data[60] ^= 0xFF
    assert refusal(bytes(data)) == "list_incomplete"


def test_a_member_with_a_password_is_incomplete() -> None:
    data = bytearray(pack({"list.xml": b"<l/>"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    assert refusal(bytes(data)) == "list_incomplete"
