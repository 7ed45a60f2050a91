from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from watchlists.sources import ofac_cons, ofac_sdn
from watchlists.sources.base import Source
from watchlists.sources.recognise import name_files

EXTRACTS = Path(__file__).parents[1] / "extracts"


@pytest.mark.parametrize(
    ("source", "file", "expected"),
    [
        (ofac_sdn.SOURCE, "ofac_sdn_2024-01-08.sdn.csv", "sdn.csv"),
        (ofac_sdn.SOURCE, "ofac_sdn_2024-01-08.alt.csv", "alt.csv"),
        (ofac_sdn.SOURCE, "ofac_sdn_2024-01-08.add.csv", "add.csv"),
        (ofac_sdn.SOURCE, "ofac_sdn_2024-01-08.sdn_comments.csv", "sdn_comments.csv"),
        (ofac_sdn.SOURCE, "ofac_sdn_advanced_2024-02-23.xml", "sdn_advanced.xml"),
        (ofac_sdn.SOURCE, "ofac_sdn_enhanced_2024-08-28.xml", "sdn_enhanced.xml"),
        (ofac_sdn.SOURCE, "ofac_cons_2026-01-08.xml", "sdn.xml"),
        (ofac_cons.SOURCE, "ofac_cons_2026-01-08.xml", "consolidated.xml"),
        (ofac_cons.SOURCE, "ofac_sdn_2024-01-08.sdn.csv", "cons_prim.csv"),
        (ofac_cons.SOURCE, "ofac_sdn_advanced_2024-02-23.xml", "cons_advanced.xml"),
    ],
)
def test_a_file_is_told_by_what_it_holds(source: Source, file: str, expected: str) -> None:
    assert name_files(source, [EXTRACTS / file]) == {expected: EXTRACTS / file}


@pytest.mark.parametrize(
    "head", [b"", b"id,name\r\n", b"<html><body>", b'"x', b"\x00\xff", b"36,AEROCARIBBEAN\xff,1\n"]
)
def test_anything_else_is_no_file_of_the_list(head: bytes) -> None:
    assert ofac_sdn.SOURCE.recognise is not None
    assert ofac_sdn.SOURCE.recognise("sdn.csv", head) is None


def test_the_layout_that_says_most_is_read() -> None:
    files = {
        "sdn_advanced.xml": BytesIO((EXTRACTS / "ofac_sdn_advanced_2024-02-23.xml").read_bytes()),
        "sdn_enhanced.xml": BytesIO((EXTRACTS / "ofac_sdn_enhanced_2024-08-28.xml").read_bytes()),
        "sdn.csv": BytesIO((EXTRACTS / "ofac_sdn_2024-01-08.sdn.csv").read_bytes()),
    }
    assert {entry.id for entry in ofac_sdn.parse(files).entries} >= {"ofac:36", "ofac:46883"}


def test_the_lists_that_are_not_sdn_come_as_csv_too() -> None:
    """Hand-made in the published layout, which is that of the SDN files under other names."""
    nothing = b"-0- ," * 6 + b"-0- ,"
    files = {
        "cons_prim.csv": b'17016,"GAZPROMBANK OAO",-0- ,"UKRAINE-EO13662] [RUSSIA-EO14024",' + nothing
        + b'"Tax ID No. 7744001497 (Russia)."\r\n\x1a',
        "cons_alt.csv": b'17016,25000,"aka","GPB, OAO",-0- \r\n\x1a',
        "cons_add.csv": b'17016,25100,"16 Nametkina Street","Moscow 117420","Russia",-0- \r\n\x1a',
    }  # fmt: skip
    (bank,) = ofac_cons.parse({name: BytesIO(data) for name, data in files.items()}).entries
    assert (bank.id, bank.source) == ("ofac:17016", "ofac_cons")
    assert bank.programmes == ("UKRAINE-EO13662", "RUSSIA-EO14024")
    assert [name.value for name in bank.names] == ["GAZPROMBANK OAO", "GPB, OAO"]
    assert [(found.type, found.country) for found in bank.identifiers] == [("tax_id", "RU")]
    assert bank.addresses[0].country == "RU"
