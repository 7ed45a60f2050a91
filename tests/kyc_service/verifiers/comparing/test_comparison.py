"""What was submitted about a business, against what a register says of it."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc_service.domain.comparisons import Compared, Matter, Result, needs_a_look
from kyc_service.domain.personal import Fields
from kyc_service.domain.registers import Extract, Flag, Officer, Owner, RegisteredAddress, Standing
from kyc_service.verifiers.comparing import SubmittedBusiness, SubmittedPerson, compare, flags
from kyc_service.verifiers.comparing.comparison import (
    ANOTHER_NAME,
    TRADING_NAME,
    compare_incorporation,
    compare_names,
    compare_numbers,
)
from watchlists.dates import PartialDate

TODAY = dt.date(2026, 11, 26)
BUSINESS: Fields = {
    "business.name": "Acme Trading B.V.",
    "business.trading_names": ["Acme Tools"],
    "business.registration.number": "12345678",
    "business.registration.country": "NL",
    "business.registration.date": "2011-04-01",
    "business.type": "company",
    "business.addresses": [
        {"lines": ["Keizersgracht 123"], "postal_code": "1015 CJ", "city": "Amsterdam", "country": "NL"}
    ],
}
DIRECTOR: Fields = {"person.role": "director", "person.name": "Jan Jansen", "person.date_of_birth": "1970-02-01"}
EXTRACT = Extract(
    name="ACME TRADING BV",
    number="12345678",
    address=RegisteredAddress(lines=("Keizersgracht 123",), postal_code="1015CJ", city="Amsterdam", country="NL"),
    legal_form="Besloten Vennootschap",
    standing=Standing.ACTIVE,
    status="active",
    incorporated_on=PartialDate.of(2011, 4, 1),
    officers=(Officer(name="JANSEN, Jan", role="bestuurder", born=PartialDate.of(1970, 2)),),
    names_officers=True,
)


def business(**changes: object) -> SubmittedBusiness:
    paths = {f"business.{name.replace('__', '.')}": value for name, value in changes.items()}
    return SubmittedBusiness.read({**BUSINESS, **paths})


def test_a_business_that_is_what_it_says() -> None:
    compared = compare(business(), [SubmittedPerson.read(DIRECTOR)], EXTRACT)
    assert {row.matter: row.result for row in compared} == dict.fromkeys(set(Matter) - {Matter.OWNER}, Result.MATCH)
    assert flags(EXTRACT, compared, TODAY) == ()
    assert not needs_a_look(compared, ())


@pytest.mark.parametrize(
    ("ours", "trading", "theirs", "others", "result", "note"),
    [
        ("Acme Trading B.V.", [], "ACME TRADING BESLOTEN VENNOOTSCHAP", (), "match", None),
        ("Acme Trading", [], "ACME TRADING B.V.", (), "match", None),
        ("Acme Trading GmbH", [], "ACME TRADING LTD", (), "match", None),
        ("Müller & Söhne KG", [], "MUELLER UND SOEHNE KG", (), "match", None),
        ("Smørås AS", [], "SMOERAAS AS", (), "match", None),
        ("Acme Trading (UK) Limited", [], "ACME TRADING LIMITED", (), "match", None),
        ("Shanghai Aikemei Trading Co., Ltd.", [], "上海爱克美贸易有限公司", (), "match", None),
        ("Acme Tools", [], "Acme Trading B.V.", ("Acme Tools",), "partial", ANOTHER_NAME),
        ("Old Acme Ltd", [], "New Acme Ltd", ("OLD ACME LIMITED",), "partial", ANOTHER_NAME),
        ("Zebra Holding B.V.", ["Acme Tools"], "Acme Tools B.V.", (), "partial", TRADING_NAME),
        ("Zebra Holding B.V.", ["Acme Tools"], "Yak B.V.", ("ACME TOOLS",), "partial", ANOTHER_NAME),
        ("Acmee Trading BV", [], "Acme Trading BV", (), "partial", "one letter differs"),
        ("Acme Tools", [], "Acme Trading", (), "mismatch", None),
        ("Acme 1", [], "Acme 2", (), "mismatch", None),
        ("Acme", [], "Acme Holding B.V.", (), "mismatch", None),
        ("Acme", [], None, (), "not_provided_by_registry", None),
        (None, [], "Acme", (), "not_submitted", None),
    ],
)
def test_names(
    ours: str | None, trading: list[str], theirs: str | None, others: tuple[str, ...], result: str, note: str | None
) -> None:
    submitted = SubmittedBusiness(name=ours, trading_names=tuple(trading))
    found = compare_names(submitted, Extract(name=theirs, other_names=others))
    assert found.result == result, found.note
    assert note is None or note in (found.note or "")


def test_a_sole_trader_is_registered_under_a_persons_name_in_any_order() -> None:
    extract = Extract(name="JANSEN, Johannes Petrus")
    assert compare_names(business(name="Johannes Petrus Jansen", type="sole_trader"), extract).result is Result.MATCH
    assert compare_names(business(name="Anna Pietersen", type="sole_trader"), extract).result is Result.MISMATCH


def test_the_name_in_its_own_script_counts_as_the_name() -> None:
    submitted = business(name="Shanghai Import", original_script_name="上海爱克美贸易有限公司")
    assert compare_names(submitted, Extract(name="上海爱克美贸易有限公司")).result is Result.MATCH


@pytest.mark.parametrize(
    ("ours", "country", "theirs", "result"),
    [
        ("12345678", "NL", "12345678", "match"),
        ("NL 1234.5678", "NL", "NL12345678", "match"),
        ("3977902", "GB", "03977902", "match"),
        ("sc 123456", "GB", "SC123456", "match"),
        ("552 100 554 00013", "FR", "552100554", "match"),
        ("NO 923 609 016 MVA", "NO", "923609016", "match"),
        ("CHE-107.787.577 MWST", "CH", "CHE107787577", "match"),
        ("53 004 085 616", "AU", "004085616", "match"),
        ("HRB 86891", "DE", "HRB86891", "match"),
        ("HRA 86891", "DE", "HRB86891", "mismatch"),
        ("12345678", "NL", "12345679", "mismatch"),
        ("12345678", "NL", None, "not_provided_by_registry"),
        (None, "NL", "12345678", "not_submitted"),
    ],
)
def test_numbers(ours: str | None, country: str, theirs: str | None, result: str) -> None:
    submitted = business(registration__number=ours, registration__country=country)
    assert compare_numbers(submitted, Extract(number=theirs), "registration").result == result


def test_a_register_that_was_asked_by_vat_number_is_compared_by_it() -> None:
    submitted = business(tax__vat="NL004495445B01")
    assert compare_numbers(submitted, Extract(number="NL004495445B01"), "vat").result is Result.MATCH
    assert compare_numbers(submitted, Extract(number="NL999999999B01"), "vat").result is Result.MISMATCH
    assert compare_numbers(business(), Extract(number="NL004495445B01"), "vat").result is Result.NOT_SUBMITTED


@pytest.mark.parametrize(
    ("ours", "theirs", "result"),
    [
        ("2011-04-01", "2011-04-01", "match"),
        ("2011", "2011-04-01", "match"),
        ("2011-04-01", "2011", "match"),
        ("2011-04-01", "2011-01-04", "partial"),
        ("2011-04-01", "2011-09-17", "partial"),
        ("2011-04-01", "1995-06-12", "mismatch"),
        (None, "2011", "not_submitted"),
        ("2011", None, "not_provided_by_registry"),
    ],
)
def test_days_of_incorporation(ours: str | None, theirs: str | None, result: str) -> None:
    dates = [PartialDate.parse(text) if text else None for text in (ours, theirs)]
    assert compare_incorporation(*dates).result == result


@pytest.mark.parametrize(
    ("ours", "theirs", "result"),
    [
        ("company", "Besloten Vennootschap", "match"),
        ("company", "BeslotenVennootschap", "match"),
        ("sole_trader", "Individual/Sole Trader", "match"),
        ("sole_trader", "Eenmanszaak", "match"),
        ("company", "private-limited-company", "match"),
        ("company", "ltd", "match"),
        ("partnership", "llp", "match"),
        ("company", "5710", "match"),
        ("sole_trader", "1000", "match"),
        ("company", "Eenmanszaak", "mismatch"),
        ("company", "9220", "mismatch"),
        ("foundation", "Stichting", "match"),
        ("company", "AS", "match"),
        ("company", "Spółka z ograniczoną odpowiedzialnością", "match"),
        ("company", "Gesellschaft mit beschränkter Haftung", "match"),
        ("company", "Australian Private Company", "match"),
        ("company", "54M6", "partial"),
        ("other", "Besloten Vennootschap", "partial"),
        (None, "Besloten Vennootschap", "not_submitted"),
        ("company", None, "not_provided_by_registry"),
    ],
)
def test_legal_forms(ours: str | None, theirs: str | None, result: str) -> None:
    compared = compare(business(type=ours), [], Extract(legal_form=theirs))
    assert _row(compared, Matter.LEGAL_FORM).result == result


@pytest.mark.parametrize(
    ("standing", "result", "look"),
    [
        (Standing.ACTIVE, "match", False),
        (Standing.WINDING_UP, "mismatch", True),
        (Standing.ENDED, "mismatch", True),
        (Standing.UNKNOWN, "not_provided_by_registry", False),
    ],
)
def test_only_an_active_business_agrees_with_being_submitted(standing: Standing, result: str, look: bool) -> None:
    compared = compare(business(), [], Extract(standing=standing))
    assert _row(compared, Matter.STATUS).result == result
    assert needs_a_look(compared, ()) is look


@pytest.mark.parametrize(
    ("extract", "people", "expected"),
    [
        (Extract(flags=(Flag.LEI_LAPSED,)), [], [Flag.LEI_LAPSED]),
        (Extract(standing=Standing.ENDED, flags=(Flag.DISSOLVED,)), [], [Flag.DISSOLVED]),
        (Extract(incorporated_on=PartialDate.of(2026, 6, 1)), [], [Flag.VERY_YOUNG]),
        (Extract(incorporated_on=PartialDate.of(2026, 5, 1)), [], []),
        (Extract(incorporated_on=PartialDate.of(2026)), [], []),
        (Extract(officers=EXTRACT.officers, names_officers=True), [], [Flag.OFFICER_NOT_SUBMITTED]),
        (Extract(officers=EXTRACT.officers, names_officers=True), [DIRECTOR], []),
        (Extract(owners=(Owner(name="Piet Pietersen"),), names_owners=True), [], [Flag.OWNER_NOT_SUBMITTED]),
        (Extract(names_officers=True), [DIRECTOR], [Flag.PERSON_NOT_REGISTERED]),
        (Extract(), [DIRECTOR], []),
    ],
)
def test_flags(extract: Extract, people: list[Fields], expected: list[Flag]) -> None:
    compared = compare(business(), [SubmittedPerson.read(fields) for fields in people], extract)
    assert list(flags(extract, compared, TODAY)) == expected


def _row(compared: tuple[Compared, ...], matter: Matter) -> Compared:
    return next(row for row in compared if row.matter is matter)


TEXT = st.one_of(st.none(), st.text(max_size=40), st.integers(), st.lists(st.text(max_size=10), max_size=3))
PATHS = [
    "business.name", "business.trading_names", "business.original_script_name", "business.registration.number",
    "business.registration.country", "business.registration.date", "business.tax.vat", "business.type",
    "business.addresses", "person.name", "person.given_name", "person.family_name", "person.aliases", "person.role",
    "person.date_of_birth", "person.ownership",
]  # fmt: skip
FIELDS = st.dictionaries(st.sampled_from(PATHS), TEXT)
TEXTS = st.one_of(st.none(), st.text(max_size=40))


@settings(deadline=None)
@given(FIELDS, FIELDS, TEXTS, TEXTS, TEXTS, st.sampled_from(Standing))
def test_whatever_is_stored_or_answered_is_compared(
    ours: Fields, person: Fields, name: str | None, number: str | None, form: str | None, standing: Standing
) -> None:
    extract = Extract(
        name=name,
        other_names=(name,) if name else (),
        number=number,
        legal_form=form,
        standing=standing,
        officers=(Officer(name=name or "", role="x"),),
        names_officers=True,
        names_owners=True,
    )
    compared = compare(SubmittedBusiness.read(ours), [SubmittedPerson.read(person)], extract)
    assert {row.matter for row in compared} >= set(Matter) - {Matter.OFFICER, Matter.OWNER}
    drawn = flags(extract, compared, TODAY)
    assert len(set(drawn)) == len(drawn)
    if Flag.DISSOLVED in drawn:
        assert needs_a_look(compared, drawn)
