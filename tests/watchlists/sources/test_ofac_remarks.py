from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.model import Gender, Identifier, Kind, Name, NameKind, Place, Relation, Unparsed
from watchlists.sources.drafts import Draft
from watchlists.sources.ofac_remarks import read_remarks


def read(text: str, kind: Kind = Kind.PERSON, *, cut: bool = False) -> Draft:
    draft = Draft(id="ofac:1", source="ofac_sdn", kind=kind)
    read_remarks(draft, text, cut=cut)
    return draft


def test_a_whole_remark_is_understood() -> None:
    draft = read(
        "DOB 1962; alt. DOB circa 1964; POB Baghdad, Iraq; nationality Iraq; alt. citizen Korea, North; Gender Male; "
        "Passport A123 (Iran) issued 18 Jan 1984 expires 17 Jan 1994; a.k.a. 'BNC'; f.k.a. 'OLD, Name'; "
        "Linked To: HAMAS; Vessel Registration Identification IMO 1234567; Digital Currency Address - XBT 1AbC; "
        "Secondary sanctions risk: section 1(b) of Executive Order 13224, as amended by Executive Order 13886."
    )
    assert [str(date) for date in draft.birth_dates] == ["1962", "1964~"]
    assert draft.birth_places == [Place("Baghdad, Iraq", "IQ")]
    assert draft.nationalities == ["IQ", "KP"]
    assert draft.genders == [Gender.MALE]
    assert draft.identifiers == [
        Identifier("passport", "A123", "IR", "Passport; issued 18 Jan 1984 expires 17 Jan 1994"),
        Identifier("imo", "1234567", None, "Vessel Registration Identification IMO"),
        Identifier("crypto_address", "1AbC", None, "XBT"),
    ]
    assert draft.names == [
        Name("BNC", NameKind.WEAK),
        Name("Name OLD", NameKind.FORMER, given="Name", family="OLD"),
    ]
    assert draft.relations == [Relation("linked_to", target_name="HAMAS")]
    assert len(draft.legal_basis) == 1
    assert (draft.unparsed, draft.reasons, draft.positions) == ([], [], [])


@pytest.mark.parametrize(
    ("statement", "identifier"),
    [
        ("Tax ID No. 7707083893 (Russia)", Identifier("tax_id", "7707083893", "RU", "Tax ID No.")),
        ("alt. Cedula No. 6067015 (Colombia)", Identifier("national_id", "6067015", "CO", "Cedula No.")),
        ("SWIFT/BIC SABRRUMM", Identifier("swift_bic", "SABRRUMM", None, "SWIFT/BIC")),
        ("Company Number IMO 5055293", Identifier("imo_company", "5055293", None, "Company Number IMO")),
        ("MMSI 572469210", Identifier("mmsi", "572469210", None, "MMSI")),
        ("Aircraft Tail Number EP-MMH", Identifier("aircraft_tail", "EP-MMH", None, "Aircraft Tail Number")),
        ("Passport D9004878 (undetermined)", Identifier("passport", "D9004878", None, "Passport")),
        ("National ID No. D489833(9) (Hong Kong)", Identifier("national_id", "D489833(9)", "HK", "National ID No.")),
        ("BIK (RU) 044030707", Identifier("registration_number", "044030707", None, "BIK (RU)")),
        ("Email Address info@example.org", Identifier("email", "info@example.org", None, "Email Address")),
        ("info@example.org", Identifier("email", "info@example.org")),
        ("www.example.org", Identifier("website", "www.example.org")),
    ],
)
def test_numbers_have_a_type_and_an_issuer(statement: str, identifier: Identifier) -> None:
    assert read(statement).identifiers == [identifier]


@pytest.mark.parametrize(
    ("statement", "field", "kind"),
    [
        ("Member of the State Duma of the Federal Assembly", "positions", Kind.PERSON),
        ("Position: Owner", "positions", Kind.PERSON),
        ("all offices worldwide", "reasons", Kind.ORGANISATION),
        ("arrested 30 Sep 2002", "reasons", Kind.PERSON),
        ("Target Type Financial Institution", "reasons", Kind.ORGANISATION),
        ("Additional Sanctions Information - Subject to Secondary Sanctions", "legal_basis", Kind.ORGANISATION),
        ("Executive Order 13662 Directive Determination - Subject to Directive 4", "legal_basis", Kind.ORGANISATION),
        ("Effective Date (EO 14024 Directive 2): 26 Mar 2022", "legal_basis", Kind.ORGANISATION),
        ("Organization Established Date 01 Aug 1956", "incorporation_dates", Kind.ORGANISATION),
        ("Nationality of Registration Korea, North", "nationalities", Kind.ORGANISATION),
        ("daughter of Saddam Hussein al-Tikriti", "relations", Kind.PERSON),
        ("(Linked To: HUAWEI INVESTMENT & HOLDING CO., LTD.)", "relations", Kind.ORGANISATION),
        ("d.b.a. 'ANARQUIA PAINTBALL'", "names", Kind.ORGANISATION),
        ("Aircraft Operator Iran Air", "relations", Kind.AIRCRAFT),
    ],
)
def test_every_statement_has_its_place(statement: str, field: str, kind: Kind) -> None:
    draft = read(statement, kind)
    assert len(getattr(draft, field)) == 1
    assert draft.unparsed == []


@pytest.mark.parametrize(
    "statement",
    [
        "Company TELEX 360230",
        "DOB some time ago",
        "nationality Ruritania",
        "Gender unclear",
        "Tribe: Noorzai",
        "a.k.a. 'no end",
    ],
)
def test_what_is_not_understood_is_kept(statement: str) -> None:
    (kept,) = read(statement).unparsed
    assert kept.text in statement


def test_the_last_statement_of_a_cut_remark_is_not_believed() -> None:
    draft = read("DOB 1962; Passport A12", cut=True)
    assert draft.identifiers == []
    assert draft.unparsed == [Unparsed("remarks", "Passport A12")]


@given(st.text(max_size=200), st.sampled_from(Kind), st.booleans())
def test_nothing_is_lost_and_nothing_fails(text: str, kind: Kind, cut: bool) -> None:
    draft = read(text, kind, cut=cut)
    statements = [part for part in text.strip().split(";") if part.strip(" .\t\r\n")]
    kept = sum(
        len(getattr(draft, field))
        for field in (
            "names",
            "birth_dates",
            "incorporation_dates",
            "birth_places",
            "nationalities",
            "identifiers",
            "genders",
            "positions",
            "legal_basis",
            "reasons",
            "relations",
            "unparsed",
        )
    )
    assert kept >= len([part for part in statements if part.strip() and not part.isspace()]) - 1
