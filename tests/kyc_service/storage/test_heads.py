from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kyc_service.domain.trail.chain import Head
from kyc_service.errors import AuditHeadsError
from kyc_service.storage import heads

AT = dt.datetime(2026, 11, 26, 8, 0, 0, 5, tzinfo=dt.UTC)


def head(position: int) -> Head:
    return Head(position, bytes([position]) * 32, AT, b"s" * 64)


def test_heads_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "heads.jsonl"
    assert (heads.read(path), heads.last(path)) == ([], None)
    for position in (1, 2, 3):
        heads.append(path, head(position))
    assert heads.read(path) == [head(1), head(2), head(3)]
    assert heads.last(path) == head(3)


def test_the_last_head_of_a_long_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    for position in range(1, 40):
        heads.append(path, head(position))
    assert path.stat().st_size > heads._TAIL
    assert heads.last(path) == head(39)


def test_a_line_that_was_not_written_to_its_end_is_made_up_for_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    heads.append(path, head(1))
    heads.append(path, head(2))
    path.write_bytes(path.read_bytes()[:-30])
    assert heads.last(path) is None
    with pytest.raises(AuditHeadsError):
        heads.read(path)
    heads.append(path, head(2))
    assert heads.read(path) == [head(1), head(2)]
    assert heads.last(path) == head(2)


@pytest.mark.parametrize("text", ["x", "{}", "[]", '{"position": "a", "hash": "", "at": "", "signature": ""}'])
def test_a_file_of_something_else_is_refused_without_its_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "heads.jsonl"
    path.write_text(text)
    with pytest.raises(AuditHeadsError) as caught:
        heads.read(path)
    assert text not in str(caught.value) or text == "x"


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AuditHeadsError):
        heads.read(tmp_path)
