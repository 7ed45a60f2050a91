from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Entry, Identifier, Kind, NameKind, Place, Relation, Unparsed
from watchlists.sources import ofac_sdn
from watchlists.sources.base import ParsedList

EXTRACTS = Path(__file__).parents[1] / "extracts"
FILES = ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")


def read_files() -> dict[str, bytes]:
    return {name: (EXTRACTS / f"ofac_sdn_2024-01-08.{name}").read_bytes() for name in FILES}


def parse(files: dict[str, bytes]) -> ParsedList:
    return ofac_sdn.parse({name: BytesIO(data) for name, data in files.items()})


def refusal(files: dict[str, bytes]) -> str:
    with pytest.raises(ListRefusedError) as caught:
        parse(files)
    return caught.value.code


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    parsed = parse(read_files())
    assert (parsed.published, parsed.stated_count, parsed.rejected_rows) == (None, None, 0)
    return {entry.id: entry for entry in parsed.entries}


def test_an_organisation_keeps_names_by_kind(entries: dict[str, Entry]) -> None:
    bank = entries["ofac:306"]
    assert bank.kind is Kind.ORGANISATION
    assert [(name.value, name.kind) for name in bank.names] == [
        ("BANCO NACIONAL DE CUBA", NameKind.PRIMARY),
        ("BNC", NameKind.WEAK),
        ("NATIONAL BANK OF CUBA", NameKind.STRONG),
    ]
    assert bank.programmes == ("CUBA",)
    assert bank.addresses[0] == Address("Zweierstrasse 35, Zurich CH-8022, Switzerland", "CH")
    assert bank.url == "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=306"


def test_a_person_is_named_in_reading_order_with_its_parts(entries: dict[str, Entry]) -> None:
    name = entries["ofac:6365"].names[0]
    assert (name.value, name.given, name.family) == (
        "Usama bin Muhammad bin Awad BIN LADIN",
        "Usama bin Muhammad bin Awad",
        "BIN LADIN",
    )
    assert entries["ofac:39842"].caption == "Emmerson Dambudzo MNANGAGWA JR."
    assert entries["ofac:10851"].caption == "Feliciano Semborio DELOS REYES Jr."


def test_a_person_has_dates_places_and_documents(entries: dict[str, Entry]) -> None:
    laden = entries["ofac:6365"]
    assert [str(date) for date in laden.birth_dates] == ["1957-07-30", "1958"]
    assert laden.birth_places == (Place("Jeddah, Saudi Arabia", "SA"), Place("Yemen", "YE"))
    assert entries["ofac:39842"].identifiers == (
        Identifier("passport", "AD005865", "ZW", "Passport; expires 25 Feb 2023"),
        Identifier("national_id", "632149596A67", "ZW", "National ID No."),
    )
    assert entries["ofac:39842"].relations == (Relation("linked_to", target_name="MNANGAGWA, Emmerson Dambudzo"),)


def test_a_ship_has_its_numbers_flag_and_former_names(entries: dict[str, Entry]) -> None:
    ship = entries["ofac:15036"]
    assert ship.kind is Kind.VESSEL
    assert ship.nationalities == ("IR",)
    assert {(found.type, found.value) for found in ship.identifiers} == {
        ("call_sign", "T2EU4"),
        ("imo", "9187629"),
        ("mmsi", "572469210"),
    }
    assert {name.value for name in ship.names if name.kind is NameKind.FORMER} == {"ALPHA", "ABADAN", "SHONA"}
    assert Relation("owned_or_controlled_by", target_name="NITC") in entries["ofac:15904"].relations


def test_an_aircraft_has_its_serial_and_tail_numbers(entries: dict[str, Entry]) -> None:
    found = {(number.type, number.value) for number in entries["ofac:18150"].identifiers}
    assert found == {("aircraft_serial", "391"), ("aircraft_tail", "EP-MMH")}


def test_crypto_addresses_keep_their_coin(entries: dict[str, Entry]) -> None:
    found = [number for number in entries["ofac:29584"].identifiers if number.type == "crypto_address"]
    assert {number.note for number in found} == {"XBT", "ETH"}


def test_remarks_go_on_in_the_comments_file(entries: dict[str, Entry]) -> None:
    bank = entries["ofac:17018"]
    assert Identifier("tax_id", "7707083893", "RU", "Tax ID No.") in bank.identifiers
    assert "Listing Date (EO 14024 Directive 3): 24 Feb 2022" in bank.legal_basis
    assert bank.unparsed == ()


def test_a_remark_that_is_cut_is_not_believed(entries: dict[str, Entry]) -> None:
    assert entries["ofac:29703"].unparsed == (Unparsed("remarks", "Digital Currency Addres"),)


def test_a_remark_cut_at_a_blank_goes_on_after_it() -> None:
    files = read_files()
    files["sdn.csv"] = files["sdn.csv"].replace(b"a.k.a. 'BNC'.", b"Target Type ")
    files["sdn_comments.csv"] = b'306,"Financial Institution."\n' + files["sdn_comments.csv"]
    bank = next(entry for entry in parse(files).entries if entry.id == "ofac:306")
    assert bank.reasons == ("Target Type Financial Institution",)


def test_bytes_that_mean_the_same_are_read_the_same() -> None:
    files = read_files()
    bom = {name: b"\xef\xbb\xbf" + data for name, data in files.items()}
    lines = {name: data.replace(b"\r\n", b"\n").rstrip(b"\x1a") for name, data in files.items()}
    assert parse(bom) == parse(files)
    assert parse(lines).entries == parse(files).entries
    assert parse(files).missing == ()
    assert parse(lines).missing == tuple(
        f"the end of {name}" for name in ("sdn_comments.csv", "sdn.csv", "alt.csv", "add.csv")
    )


def test_the_comments_file_may_be_missing() -> None:
    files = read_files()
    del files["sdn_comments.csv"]
    sberbank = next(entry for entry in parse(files).entries if entry.id == "ofac:17018")
    assert [value.field for value in sberbank.unparsed] == ["remarks"]


@pytest.mark.parametrize("name", ["sdn.csv", "alt.csv", "add.csv"])
def test_a_missing_file_is_refused(name: str) -> None:
    files = read_files()
    del files[name]
    assert refusal(files) == "list_incomplete"


def test_the_parties_alone_are_read_and_are_not_the_whole_list() -> None:
    parsed = parse({"sdn.csv": read_files()["sdn.csv"]})
    assert parsed.missing == ("alt.csv", "add.csv")
    assert len(parsed.entries) == len(parse(read_files()).entries)


def test_a_line_end_after_the_end_mark_is_no_row() -> None:
    files = {name: data.rstrip(b"\x1a") + b"\x1a\r\n" for name, data in read_files().items()}
    assert parse(files) == parse(read_files())


def test_a_row_with_an_empty_cell_is_read() -> None:
    files = read_files()
    files["alt.csv"] = b"306,234234,aka,Another name,\n" + files["alt.csv"]
    parsed = parse(files)
    bank = next(entry for entry in parsed.entries if entry.id == "ofac:306")
    assert "Another name" in {name.value for name in bank.names}
    assert parsed.rejected_rows == 0


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "list_empty"),
        (b"\r\n\x1a", "list_empty"),
        (b"<!DOCTYPE html><html><body>Down for maintenance</body></html>", "list_wrong_format"),
        (b"  \n<html>\n<head></head></html>", "list_wrong_format"),
        (b'36,"A\x00B",-0-\r\n', "list_encoding"),
        ('36,"CAFÉ"\r\n'.encode("cp1252"), "list_encoding"),
        (b'36,"AEROCARIBBEAN AIRLINES",-0- ,"CU', "list_incomplete"),
        (b"id,name\r\n1,A\r\n", "list_schema_changed"),
    ],
)
@pytest.mark.parametrize("name", ["sdn.csv", "alt.csv", "add.csv"])
def test_a_file_that_is_something_else_is_refused(name: str, data: bytes, code: str) -> None:
    assert refusal(read_files() | {name: data}) == code


def test_a_column_added_is_a_changed_schema() -> None:
    files = read_files()
    files["sdn.csv"] = files["sdn.csv"].replace(b"\r\n", b",-0- \r\n")
    assert refusal(files) == "list_schema_changed"


def test_a_column_moved_is_a_changed_schema() -> None:
    files = read_files()
    rows = [line.split(b",", 2) for line in files["sdn.csv"].split(b"\r\n")[:-1]]
    files["sdn.csv"] = b"\r\n".join(b",".join((row[0], b"-0- ", *row[1:2], row[2].partition(b",")[2])) for row in rows)
    files["sdn.csv"] += b"\r\n\x1a"
    assert refusal(files) == "list_schema_changed"


def test_one_bad_row_is_counted_and_the_rest_read() -> None:
    files = read_files()
    files["alt.csv"] = files["alt.csv"].replace(b'"NATIONAL BANK OF CUBA"', b'"NATIONAL "BANK OF CUBA')
    parsed = parse(files)
    assert (len(parsed.entries), parsed.rejected_rows) == (len(parse(read_files()).entries), 1)


def test_a_row_of_a_party_that_is_not_there_is_counted() -> None:
    files = read_files()
    files["add.csv"] = b'99999999,1,"Street","Town","Cuba",-0- \r\n' + files["add.csv"]
    assert parse(files).rejected_rows == 1


def test_two_rows_with_one_id_keep_both_names() -> None:
    files = read_files()
    row = files["sdn.csv"].split(b"\r\n")[0]
    files["sdn.csv"] = row.replace(b"BANCO NACIONAL DE CUBA", b"SOMEBODY ELSE") + b"\r\n" + files["sdn.csv"]
    bank = next(entry for entry in parse(files).entries if entry.id == "ofac:306")
    assert {"BANCO NACIONAL DE CUBA", "SOMEBODY ELSE"} <= {name.value for name in bank.names}
    assert Unparsed("duplicate_id", "BANCO NACIONAL DE CUBA") in bank.unparsed


def test_the_xml_layout_is_read_where_it_is_given() -> None:
    xml = (EXTRACTS / "ofac_cons_2026-01-08.xml").read_bytes()
    parsed = parse(read_files() | {"sdn.xml": xml})
    assert parsed.stated_count == 3
    assert {entry.source for entry in parsed.entries} == {"ofac_sdn"}
    assert {entry.id for entry in parsed.entries} == {"ofac:9639", "ofac:9641", "ofac:17248"}


def test_the_publishers_firewall_lets_the_user_agent_pass() -> None:
    agent = ofac_sdn.SOURCE.user_agent or ""
    assert agent.startswith("Mozilla/5")
    assert len(agent) >= 40
