"""A long run that is taken up again."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from jobs.cli.evaluate.kept import Kept

ABOUT = {"matcher": "3", "lists": [{"source": "un"}], "sample": None}


def test_what_is_done_is_there_again(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    Kept(path, ABOUT).add("exact/0", {"tally": [1]})

    again = Kept(path, ABOUT)

    assert again.get("exact/0") == {"part": "exact/0", "tally": [1]}
    assert again.get("exact/1") is None


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    kept = Kept(path, ABOUT)
    kept.add("exact/0", {"tally": [1]})
    kept.add("exact/1", {"tally": [2]})
    whole = path.read_text()
    path.write_text(whole[:-9])

    again = Kept(path, ABOUT)
    assert again.get("exact/0")
    assert again.get("exact/1") is None
    again.add("exact/1", {"tally": [2]})
    assert path.read_text() == whole


@pytest.mark.parametrize("text", ["mine", '{"matcher": "2"}\n', '{"matcher": "3"}\nx\n'])
def test_a_file_of_something_else_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(text)

    with pytest.raises(click.BadParameter):
        Kept(path, ABOUT)
    assert path.read_text() == text
