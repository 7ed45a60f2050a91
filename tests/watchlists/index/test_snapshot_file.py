"""An open index: what was put in comes out, in every process; damage is noticed."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.listed import BOUT, IRISL, LISTED, index_entries, make_version
from watchlists.errors import IndexFileError
from watchlists.index import Index, IndexedVersion
from watchlists.index.build import build
from watchlists.index.files import MANIFEST
from watchlists.index.layout import prepare


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return build([make_version("un", LISTED)], tmp_path)


def test_entries_come_back_as_they_were(built: Path) -> None:
    index = Index.open(built)
    assert len(index) == len(LISTED)
    assert tuple(index.entry(number) for number in range(len(index))) == LISTED
    assert index.find("ofac:9002") == IRISL
    assert index.find("ofac:0") is None
    assert index.key == built.name
    assert index.versions == (IndexedVersion("un", "0" * 64, dt.date(2026, 2, 27), len(LISTED)),)


def test_names_come_back_prepared(built: Path) -> None:
    index = Index.open(built)
    for number in range(len(index)):
        entry = index.entry(number)
        prepared = [index.prepared(name) for name in index.names_of(number)]
        assert prepared == [part for name in entry.names for part in prepare(name, entry.kind)]


def test_identifiers_lead_to_entries(built: Path) -> None:
    index = Index.open(built)
    assert [index.entry(int(number)) for number in index.with_identifier("21N0532664")] == [BOUT]
    assert not len(index.with_identifier("0"))


@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_a_damaged_file_is_refused(built: Path, damage: str) -> None:
    path = built / "token_weights.npy"
    data = bytearray(path.read_bytes())
    if damage == "remove":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(data[:-1])
    else:
        data[-1] ^= 1
        path.write_bytes(data)
    with pytest.raises(IndexFileError, match="token_weights"):
        Index.open(built)


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"format": "watchlists-index/0", "files": {}}', '{"format": 7', "\x00"]
)
def test_a_manifest_that_is_damaged_or_of_another_format_is_refused(built: Path, manifest: str) -> None:
    (built / MANIFEST).write_text(manifest)
    with pytest.raises(IndexFileError):
        Index.open(built)


def test_a_manifest_that_forgets_a_file_is_refused(built: Path) -> None:
    manifest = json.loads((built / MANIFEST).read_text())
    del manifest["files"]["form_texts"]
    (built / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(IndexFileError, match="incomplete"):
        Index.open(built)


def test_a_missing_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError):
        Index.open(tmp_path / "nowhere")


def test_two_processes_open_the_same_index(built: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from watchlists.index import Index;"
        "index = Index.open(Path(sys.argv[1])); print(len(index), index.find('ofac:9001').caption)"
    )
    index = Index.open(built)
    root = Path(__file__).parents[3]
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(built)], stdout=subprocess.PIPE, text=True, cwd=root)
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=60)[0].strip() for process in running]
    assert answers == [f"{len(index)} {BOUT.caption}"] * 2


def test_an_empty_index_opens(tmp_path: Path) -> None:
    index = index_entries([], tmp_path)
    assert len(index) == index.names == 0
    assert index.find("un:1") is None


def test_a_closed_index_answers_no_more(built: Path) -> None:
    index = Index.open(built)
    index.close()
    with pytest.raises(KeyError):
        index.find("ofac:9001")
