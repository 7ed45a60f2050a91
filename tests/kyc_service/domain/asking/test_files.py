from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.asking.files import LARGEST, LONGEST_NAME, SUFFIXES, FileType, read_file, read_name, tell_type
from kyc_service.errors import InvalidInputError

STARTS = {
    FileType.PDF: b"%PDF-1.7\nrest",
    FileType.PNG: b"\x89PNG\r\n\x1a\nrest",
    FileType.JPEG: b"\xff\xd8\xff\xe0rest",
    FileType.TEXT: "Überschrift\r\n\tline\n".encode(),
}


@pytest.mark.parametrize("kind", FileType)
def test_a_file_is_what_its_first_bytes_say_whatever_it_is_called(kind: FileType) -> None:
    assert tell_type(STARTS[kind]) is kind
    for other, suffixes in SUFFIXES.items():
        for suffix in suffixes:
            if other is kind:
                assert read_file(f"a{suffix.upper()}", STARTS[kind]).type is kind
            else:
                with pytest.raises(InvalidInputError, match="file_type_differs"):
                    read_file(f"a{suffix}", STARTS[kind])


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00", b"PK\x03\x04", b" %PDF-1.7\x00", b"GIF89a\x00", b"\xff\xfeh\x00", b"caf\xe9", b"\x1b[31m"],
)
def test_what_is_none_of_these_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInputError, match="file_type_not_taken"):
        read_file("a", content)


def test_an_empty_file_and_one_that_is_too_large_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="file_empty"):
        read_file("a.txt", b"")
    with pytest.raises(InvalidInputError, match="file_too_large"):
        read_file("a.txt", b"a" * (LARGEST + 1))
    assert len(read_file("a.txt", b"a" * LARGEST).content) == LARGEST


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("extract.pdf", "extract.pdf"),
        ("", "document"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("  ..  ", "document"),
        ("住所証明.pdf", "住所証明.pdf"),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
    ],
)
def test_a_name_leads_nowhere(given_name: str, kept: str) -> None:
    assert read_name(given_name) == kept


@pytest.mark.parametrize("name", ["x" * (LONGEST_NAME + 1), "x" * 10_000, "a\x00.pdf", "a\u202efdp.exe", "a\u200b.pdf"])
def test_a_name_that_hides_something_is_refused(name: str) -> None:
    with pytest.raises(InvalidInputError):
        read_name(name)


def test_a_name_without_an_ending_gets_the_one_that_fits() -> None:
    assert read_file("report", STARTS[FileType.PDF]).name == "report.pdf"
    assert read_file("report.v2", STARTS[FileType.PNG]).name == "report.v2.png"


@given(st.binary(max_size=200))
def test_no_bytes_are_read_as_more_than_one_thing_or_make_trouble(content: bytes) -> None:
    if content and tell_type(content):
        assert read_file("a", content).content == content
    else:
        with pytest.raises(InvalidInputError, match=r"file_empty|file_type_not_taken"):
            read_file("a", content)
