"""Building: one key for the same versions, one directory, written once."""

from pathlib import Path

import pytest

from tests.fixtures.listed import BOUT, DIN, LISTED, make_version
from watchlists.index.build import build, index_key
from watchlists.index.files import MANIFEST


def test_the_key_does_not_depend_on_order_but_on_every_part() -> None:
    versions = [("un", "a", "un/1"), ("ofac_sdn", "b", "ofac/1")]
    key = index_key(versions)
    assert key == index_key(reversed(versions))
    for changed in (("un", "c", "un/1"), ("un", "a", "un/2"), ("uk", "a", "un/1")):
        assert index_key([changed, versions[1]]) != key
    assert index_key(versions[:1]) != key


def test_building_again_changes_nothing(tmp_path: Path) -> None:
    version = make_version("un", LISTED)
    first = build([version], tmp_path)
    before = (first / MANIFEST).stat()
    assert build([version], tmp_path) == first
    assert (first / MANIFEST).stat().st_mtime_ns == before.st_mtime_ns
    assert [path.name for path in tmp_path.iterdir()] == [first.name]


def test_the_same_versions_give_the_same_bytes(tmp_path: Path) -> None:
    versions = [make_version("un", [DIN]), make_version("ofac_sdn", [BOUT])]
    first = build(versions, tmp_path / "a")
    second = build(versions[::-1], tmp_path / "b")
    assert first.name == second.name
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name


def test_a_directory_without_a_manifest_is_built_anew(tmp_path: Path) -> None:
    version = make_version("un", LISTED)
    target = tmp_path / index_key([(version.source, version.digest, version.parser)])
    target.mkdir()
    (target / "leftover.npy").write_bytes(b"half")
    assert build([version], tmp_path) == target
    assert (target / MANIFEST).exists()
    assert not (target / "leftover.npy").exists()


def test_a_failed_build_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        message = "disk full"
        raise OSError(message)

    monkeypatch.setattr("watchlists.index.build.write_files", fail)
    with pytest.raises(OSError, match="disk full"):
        build([make_version("un", LISTED)], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_versions_make_an_empty_index(tmp_path: Path) -> None:
    assert (build([], tmp_path) / MANIFEST).exists()
