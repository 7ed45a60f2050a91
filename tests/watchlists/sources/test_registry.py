from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from watchlists.errors import UnknownSourceError
from watchlists.sources import SOURCES, Source, get

WITHOUT_KNOWN_IDS = frozenset({"adb", "be", "ca_terrorists", "ebrd", "fr", "nl", "opensanctions", "own"})
"""Ids are made from content, no published file was at hand to take one from, or anybody may write the list."""
LOADED_BY_HAND = frozenset({"own", "ebrd"})


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.id)
def test_every_source_is_described_whole(source: Source) -> None:
    assert get(source.id) is source
    assert source.files
    assert source.hosts or source.id in LOADED_BY_HAND
    if source.hosts:
        assert all(urlsplit(file.url).scheme == "https" for file in source.files)
        assert all(urlsplit(file.url).hostname in source.hosts for file in source.files)
    assert all(entry_id.startswith(f"{source.series}:") for entry_id in source.must_have)
    assert source.must_have or source.id in WITHOUT_KNOWN_IDS
    assert source.floors.entries > 0
    assert source.licence
    assert source.attribution


def test_another_id_is_unknown() -> None:
    with pytest.raises(UnknownSourceError):
        get("atlantis")


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        SOURCES["x"] = get("un")  # type: ignore[index]  # the attempt is what is tested
