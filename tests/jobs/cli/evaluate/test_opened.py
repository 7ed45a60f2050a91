"""Lists for an evaluation: found by name or content, refused by name of source and file."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import click
import pytest

from jobs.cli.evaluate.opened import find_files, load_entries, open_lists
from watchlists.errors import ListRefusedError

EXTRACTS = Path(__file__).parents[3] / "watchlists" / "extracts"
UN = EXTRACTS / "un_2026-02-27.xml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of OFAC's files, by OFAC's names, one of them gzipped."""
    for name in ("sdn.csv", "alt.csv", "add.csv"):
        shutil.copy(EXTRACTS / f"ofac_sdn_2024-01-08.{name}", tmp_path / name)
    (tmp_path / "add.csv.gz").write_bytes(gzip.compress((tmp_path / "add.csv").read_bytes()))
    (tmp_path / "add.csv").unlink()
    return tmp_path


def test_one_file_may_have_any_name() -> None:
    assert find_files([f"un={UN}"]) == {"un": {"consolidated.xml": UN}}


def test_a_folder_holds_the_files_of_a_list(folder: Path) -> None:
    (folder / "readme.txt").write_text("not a list")

    found = find_files([f"ofac_sdn={folder}"])["ofac_sdn"]

    assert {name: path.name for name, path in found.items()} == {
        "sdn.csv": "sdn.csv",
        "alt.csv": "alt.csv",
        "add.csv": "add.csv.gz",
    }


def test_files_of_one_list_may_be_named_one_by_one(folder: Path) -> None:
    named = [f"ofac_sdn={folder / name}" for name in ("sdn.csv", "alt.csv", "add.csv.gz")]

    assert find_files(named) == find_files([f"ofac_sdn={folder}"])


def test_the_beginning_of_entry_ids_names_a_source_too(folder: Path) -> None:
    assert list(find_files([f"ofac={folder}"])) == ["ofac_sdn"]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("un", "has to be SOURCE=PATH"),
        ("=x", "has to be SOURCE=PATH"),
        ("un=", "has to be SOURCE=PATH"),
        ("un=none.xml", "un: there is no none.xml"),
        (f"nowhere={UN}", "there is no such source"),
    ],
)
def test_what_names_no_list_is_refused(named: str, said: str) -> None:
    with pytest.raises(click.BadParameter, match=said):
        find_files([named])


def test_a_list_is_not_named_twice(folder: Path) -> None:
    with pytest.raises(click.BadParameter, match="ofac_sdn is named twice"):
        find_files([f"ofac_sdn={folder}", f"ofac={folder}"])


@pytest.mark.parametrize("source", ["ofac_sdn", "ofac"])
def test_a_file_that_is_missing_or_foreign_is_refused(folder: Path, source: str) -> None:
    (folder / "sdn.csv").unlink()

    with pytest.raises(ListRefusedError):
        load_entries([f"{source}={folder}"])


def test_the_index_of_files_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with open_lists([f"un={UN}"], 0.8) as screener:
        assert screener.threshold == 0.8
        assert [used.source for used in screener.index.versions] == ["un"]
        assert list(tmp_path.iterdir())

    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("in_house")
def test_the_services_lists_are_taken_when_none_is_named() -> None:
    with open_lists([], None) as screener:
        assert screener.index.find("un:T0") is not None

    assert "un:T0" in {entry.id for entry in load_entries([])}


def test_the_entries_of_files_are_read() -> None:
    assert all(entry.source == "un" for entry in load_entries([f"un={UN}"]))
