"""Whatever happens to a file on its way, a parser reads it or refuses it; nothing else."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchlists.errors import ListRefusedError
from watchlists.sources import get

EXTRACTS = Path(__file__).parents[1] / "extracts"
LISTS = {
    "worldbank": {"sanctioned-firms.json": EXTRACTS / "worldbank_2026-02-21.json"},
    "adb": {"published-list.json": EXTRACTS / "handmade_adb.json"},
    "ebrd": {"ineligible-entities.json": EXTRACTS / "handmade_ebrd.json"},
    "ca_terrorists": {"lstd-ntts-eng.xml": EXTRACTS / "handmade_ca_terrorists.xml"},
    "own": {"own.csv": EXTRACTS / "handmade_own.csv"},
    "us_bis": {"dpl.txt": EXTRACTS / "us_bis_2023-11-30.txt"},
    "ca": {"sema-lmes.xml": EXTRACTS / "ca_sema_2025-06.xml"},
    "us_csl": {"consolidated.csv": EXTRACTS / "us_csl_2022-05-06.csv"},
    "ofac_sdn advanced": {"sdn_advanced.xml": EXTRACTS / "ofac_sdn_advanced_2024-02-23.xml"},
    "ofac_sdn enhanced": {"sdn_enhanced.xml": EXTRACTS / "ofac_sdn_enhanced_2024-08-28.xml"},
    "au": {"consolidated.xlsx": EXTRACTS / "au_2024-12.xlsx"},
    "jp": {"shisantouketsu.xlsx": EXTRACTS / "jp_2026-03-05.xlsx"},
    "nl": {"national-terrorism-list.ods": EXTRACTS / "nl_handmade.ods"},
    "fr": {"publication.json": EXTRACTS / "fr_handmade.json"},
    "opensanctions": {"entities.ftm.json": EXTRACTS / "opensanctions_handmade.ftm.json"},
    "be": {"consolidated-list.csv": EXTRACTS / "be_handmade.csv"},
    "un": {"consolidated.xml": EXTRACTS / "un_2025-12-09.xml"},
    "ch": {"consolidated-list.xml": EXTRACTS / "ch_handmade.xml"},
    "eu": {"xmlFullSanctionsList_1_1.xml": EXTRACTS / "eu_2026-05_reconstructed.xml"},
    "uk": {"UK-Sanctions-List.xml": EXTRACTS / "uk_2026-08-22_reconstructed.xml"},
    "uk_ofsi": {"ConList.csv": EXTRACTS / "uk_ofsi_2025-04-10_reconstructed.csv"},
    "ofac_cons": {"consolidated.xml": EXTRACTS / "ofac_cons_2026-01-08.xml"},
    "ofac_sdn": {
        name: EXTRACTS / f"ofac_sdn_2024-01-08.{name}" for name in ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")
    },
}
WORDS = [b"", b",", b"'", b'"', b"(", b")", b";", b"\0", b"\xff", b"&", b"<", b">", b"\n", b"-0-", b"0", "é".encode()]


@pytest.mark.parametrize("source_id", LISTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(source_id: str, data: st.DataObject) -> None:
    files = {name: path.read_bytes() for name, path in LISTS[source_id].items()}
    name = data.draw(st.sampled_from(sorted(files)))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(files[name])))
        length = data.draw(st.integers(0, 40))
        files[name] = files[name][:start] + data.draw(st.sampled_from(WORDS)) + files[name][start + length :]
    with suppress(ListRefusedError):
        parsed = get(source_id.partition(" ")[0]).parse({name: BytesIO(content) for name, content in files.items()})
        assert all(entry.names and all(found.value for found in entry.names) for entry in parsed.entries)
