from __future__ import annotations

import datetime as dt
import gzip
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.entries import ENTRIES, VERSIONS
from watchlists import versions
from watchlists.errors import ListRefusedError
from watchlists.model import Entry, Kind, Name, NameKind, Unparsed
from watchlists.sources import get
from watchlists.versions import ListVersion

EXTRACTS = Path(__file__).parent / "extracts"
UN_BEFORE = {"consolidated.xml": EXTRACTS / "un_2025-06-18.xml"}
UN_AFTER = {"consolidated.xml": EXTRACTS / "un_2025-12-09.xml"}
SDN = {name: EXTRACTS / f"ofac_sdn_2024-01-08.{name}" for name in ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")}


@settings(max_examples=50)
@given(VERSIONS)
def test_a_version_survives_packing(version: ListVersion) -> None:
    packed = versions.pack(version)
    assert versions.unpack(packed) == version
    assert versions.pack(versions.unpack(packed)) == packed


@given(ENTRIES, st.data())
def test_the_content_hash_changes_with_the_content(entry: Entry, data: st.DataObject) -> None:
    assert versions.content_hash(entry) == versions.content_hash(replace(entry))
    position = data.draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
    changed = replace(entry, positions=(*entry.positions, position))
    assert versions.content_hash(changed) != versions.content_hash(entry)


def test_a_version_is_addressed_by_its_unpacked_files(tmp_path: Path) -> None:
    packed = tmp_path / "consolidated.xml.gz"
    packed.write_bytes(gzip.compress(UN_AFTER["consolidated.xml"].read_bytes()))
    version = versions.load(get("un"), UN_AFTER)
    assert versions.load(get("un"), {"consolidated.xml": packed}) == version
    assert len(version.digest) == 64
    assert version.digest != versions.load(get("un"), UN_BEFORE).digest
    assert version.parser == get("un").parser
    assert version.published == dt.date(2025, 12, 9)


def test_the_date_is_told_where_the_files_carry_none() -> None:
    told = dt.date(2024, 1, 8)
    assert versions.load(get("ofac_sdn"), SDN).published is None
    assert versions.load(get("ofac_sdn"), SDN, published=told).published == told
    assert versions.load(get("un"), UN_AFTER, published=told).published == dt.date(2025, 12, 9)


def test_a_gzip_file_cut_short_is_refused(tmp_path: Path) -> None:
    packed = tmp_path / "consolidated.xml"
    packed.write_bytes(gzip.compress(UN_AFTER["consolidated.xml"].read_bytes())[:-20])
    with pytest.raises(ListRefusedError) as caught:
        versions.load(get("un"), {"consolidated.xml": packed})
    assert caught.value.code == "list_incomplete"


def test_a_refusal_names_no_listed_party(tmp_path: Path) -> None:
    cut = tmp_path / "consolidated.xml"
    shutil.copy(UN_AFTER["consolidated.xml"], cut)
    cut.write_bytes(cut.read_bytes()[:-3000])
    with pytest.raises(ListRefusedError) as caught:
        versions.load(get("un"), {"consolidated.xml": cut})
    assert "TANTOUSH" not in str(caught.value).upper()
    assert caught.value.__cause__ is None


def test_a_summary_counts_what_is_there() -> None:
    entries = (
        Entry(
            id="un:1",
            source="un",
            kind=Kind.PERSON,
            names=(Name("A"), Name("B", NameKind.WEAK)),
            unparsed=(Unparsed("birth_date", "30-35 years old"),),
        ),
        Entry(id="un:2", source="un", kind=Kind.ORGANISATION, names=(Name("C"),)),
    )
    version = ListVersion(source="un", digest="d", published=None, parser="un/1", entries=entries)
    summary = versions.summarise(version)
    assert (summary.entries, summary.names, summary.birth_dates) == (2, 3, 0)
    assert summary.by_kind == {"person": 1, "organisation": 1}
    assert summary.names_by_kind == {"primary": 2, "weak": 1}
    assert summary.not_understood == {"birth_date": 1}


@pytest.mark.parametrize("spoil", ["cut", "bit", "plain", "format", "short"])
def test_a_damaged_pack_is_refused(spoil: str) -> None:
    packed = bytearray(versions.pack(versions.load(get("un"), UN_AFTER)))
    text = gzip.decompress(bytes(packed))
    match spoil:
        case "cut":
            data = bytes(packed[:-30])
        case "bit":
            packed[len(packed) // 2] ^= 1
            data = bytes(packed)
        case "plain":
            data = text
        case "format":
            data = gzip.compress(text.replace(b"watchlists/1", b"watchlists/0"))
        case _:
            data = gzip.compress(b"\n".join(text.splitlines()[:-1]))
    with pytest.raises(ListRefusedError) as caught:
        versions.unpack(data)
    assert caught.value.code == "list_incomplete"
