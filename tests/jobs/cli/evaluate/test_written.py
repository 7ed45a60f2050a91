"""Files are written whole, where they may be."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from jobs.cli.evaluate.written import check_place, write_lines


def test_what_was_there_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")

    write_lines(path, ["a", "ü"])

    assert path.read_bytes() == "a\nü\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_on_the_way_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")

    with pytest.raises(UnicodeEncodeError):
        write_lines(path, ["a", "\ud800"])

    assert path.read_text() == "old"


def test_places_are_checked_before(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("x")

    check_place(tmp_path / "new", "OUT", replace=False)
    check_place(there, "OUT")
    with pytest.raises(click.BadParameter, match="--force replaces it"):
        check_place(there, "OUT", replace=False)
    with pytest.raises(click.BadParameter, match="there is no folder"):
        check_place(tmp_path / "none" / "new", "OUT")
    with pytest.raises(click.BadParameter, match="is there already"):
        check_place(tmp_path, "OUT")
