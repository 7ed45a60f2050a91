from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import re
from pathlib import Path

import pytest

from watchlists import bundled, versions
from watchlists.errors import UnknownSourceError
from watchlists.fetch import gates
from watchlists.model import NameKind
from watchlists.sources import get
from watchlists.versions import ListVersion


@pytest.fixture(scope="module")
def loaded() -> dict[str, ListVersion]:
    return {source_id: bundled.load(source_id) for source_id in bundled.SOURCE_IDS}


@pytest.mark.parametrize(
    ("source_id", "kinds", "names", "birth_dates", "identifiers"),
    [
        (
            "un",
            {"person": 730, "organisation": 273},
            {"primary": 1003, "strong": 2131, "weak": 705, "former": 55, "original_script": 406},
            893,
            449,
        ),
        (
            "ofac_sdn",
            {"person": 6646, "organisation": 6033, "vessel": 764, "aircraft": 378},
            {"primary": 13_821, "strong": 16_526, "weak": 3304, "former": 653},
            7311,
            15_304,
        ),
        (
            "ofac_cons",
            {"person": 79, "organisation": 363},
            {"primary": 442, "strong": 931, "weak": 72, "former": 141},
            74,
            1355,
        ),
    ],
)
def test_the_real_lists_are_read_whole(
    loaded: dict[str, ListVersion],
    source_id: str,
    kinds: dict[str, int],
    names: dict[str, int],
    birth_dates: int,
    identifiers: int,
) -> None:
    summary = versions.summarise(loaded[source_id])
    assert summary.by_kind == kinds
    assert summary.names_by_kind == names
    assert (summary.birth_dates, summary.identifiers) == (birth_dates, identifiers)
    assert loaded[source_id].rejected_rows == 0


@pytest.mark.parametrize(
    ("source_id", "not_understood"),
    [("un", {"document": 14, "birth_date": 2}), ("ofac_sdn", {"remarks": 31}), ("ofac_cons", {})],
)
def test_little_is_not_understood(
    loaded: dict[str, ListVersion], source_id: str, not_understood: dict[str, int]
) -> None:
    assert versions.summarise(loaded[source_id]).not_understood == not_understood


def test_the_publisher_states_as_many_as_there_are(loaded: dict[str, ListVersion]) -> None:
    assert loaded["ofac_cons"].stated_count == len(loaded["ofac_cons"].entries) == 442


@pytest.mark.parametrize("source_id", bundled.SOURCE_IDS)
def test_every_bundled_list_passes_its_gates(loaded: dict[str, ListVersion], source_id: str) -> None:
    version = loaded[source_id]
    assert version.published == bundled.published(source_id)
    gates.check(get(source_id), version, versions.summarise(version), dt.date(2026, 3, 1))
    assert gates.find_alarms(version, versions.summarise(version)) == ()


@pytest.mark.parametrize("source_id", bundled.SOURCE_IDS)
def test_every_entry_is_sound(loaded: dict[str, ListVersion], source_id: str) -> None:
    for entry in loaded[source_id].entries:
        assert entry.id.startswith(f"{get(source_id).series}:")
        assert entry.source == source_id
        assert entry.names[0].kind is NameKind.PRIMARY
        assert all(name.value.strip() == name.value != "" for name in entry.names), entry.id
        assert all(len(code) == 2 for code in entry.countries)


@pytest.mark.parametrize("source_id", bundled.SOURCE_IDS)
def test_a_real_list_survives_packing(loaded: dict[str, ListVersion], source_id: str) -> None:
    assert versions.unpack(versions.pack(loaded[source_id])) == loaded[source_id]


def test_the_attribution_names_every_file_with_its_digest() -> None:
    folder = Path(next(iter(bundled.files("un").values()))).parent
    stated = dict(re.findall(r"`([\w.-]+\.gz)` \| `([0-9a-f]{64})`", (folder / "ATTRIBUTION.md").read_text()))
    shipped = {path.name: path for path in folder.glob("*.gz")}
    assert stated.keys() == shipped.keys()
    for name, path in shipped.items():
        assert hashlib.sha256(gzip.decompress(path.read_bytes())).hexdigest() == stated[name]
        assert path.read_bytes()[4:8] == bytes(4), "no time stamp, so that packing again gives the same bytes"


@pytest.mark.parametrize("ask", [bundled.files, bundled.published, bundled.load])
def test_another_list_does_not_ship(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(UnknownSourceError):
        ask("eu")
