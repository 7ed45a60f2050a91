"""Who is on file, as parties; and what registers write, as shares and control."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.ownership.parties import Means, PartyKind
from kyc_service.domain.registers import Extract, Owner
from kyc_service.domain.subjects import Subject, SubjectKind, SubjectStatus
from kyc_service.services.ownership.gathering import Gathered, Statement
from kyc_service.verifiers.comparing import SubmittedPerson
from watchlists.dates import PartialDate

DAY = dt.date(2026, 11, 26)
NOW = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
PARENT = "accounting consolidation parent"


def subject(ident: str, kind: SubjectKind = SubjectKind.PERSON) -> Subject:
    return Subject(
        id=ident,
        tenant_id="ten",
        kind=kind,
        reference=None,
        business_id="T",
        role="owner",
        status=SubjectStatus.ACTIVE,
        key_id="k",
        version=1,
        created_at=NOW,
        updated_at=NOW,
        relationship_ended_at=None,
    )


def begin() -> Gathered:
    return Gathered(subject("T", SubjectKind.BUSINESS), "Voorbeeld Handel B.V.")


def someone(name: str, born: str | None = None) -> SubmittedPerson:
    return SubmittedPerson(role="owner", names=(name,), born=PartialDate.parse(born) if born else None)


def named(*owners: Owner) -> list[Statement]:
    gathered = begin()
    gathered.add_owners(Extract(owners=owners), "register:r", DAY)
    return gathered.statements


@pytest.mark.parametrize(
    ("low", "high", "natures", "expected"),
    [
        (50.0, 75.0, ("ownership-of-shares-50-to-75-percent",), (50.0, 75.0, set())),
        (25.0, 75.0, ("ownership-of-shares-25-to-50-percent", "voting-rights-50-to-75-percent"), (25, 75, {"votes"})),
        (25.0, 50.0, ("voting-rights-25-to-50-percent",), (0.0, 50.0, set())),
        (75.0, 100.0, ("voting-rights-75-to-100-percent-as-trust",), (0.0, 100.0, {"votes"})),
        (None, None, ("right-to-appoint-and-remove-directors",), (0.0, 25.0, {"board"})),
        (None, None, ("significant-influence-or-control-as-firm",), (0.0, 25.0, {"other"})),
        (None, None, (PARENT,), (0.0, 100.0, {"other"})),
        (None, None, (), (None, None, set())),
        (None, None, ("something new",), (None, None, set())),
    ],
)
def test_natures_are_shares_or_control(
    low: float | None, high: float | None, natures: tuple[str, ...], expected: tuple[float, float, set[str]]
) -> None:
    (said,) = named(Owner(name="Anna Vexhammer", low=low, high=high, natures=natures))
    assert (said.low, said.high, set(said.control)) == (expected[0], expected[1], {Means(one) for one in expected[2]})


def test_who_owns_no_more_says_nothing() -> None:
    assert named(Owner(name="Anna Vexhammer", low=75.0, until=dt.date(2020, 1, 1))) == []


def test_a_person_of_the_register_is_the_one_on_file_as_far_as_both_say_when_they_were_born() -> None:
    for born, count in (("1970-02", 1), ("1999-05", 2), (None, 1)):
        gathered = begin()
        gathered.add_person(subject("P"), someone("Anna Vexhammer", "1970-02-11"))
        date = PartialDate.parse(born) if born else None
        gathered.add_owners(Extract(owners=(Owner(name="VEXHAMMER, Anna", born=date),)), "register:r", DAY)
        assert len({"P", *(said.owner for said in gathered.statements)}) == count


def test_of_two_namesakes_in_a_register_one_is_on_file() -> None:
    gathered = begin()
    gathered.add_person(subject("P"), someone("Anna Vexhammer"))
    twins = tuple(Owner(name="Anna Vexhammer", born=PartialDate.parse(born)) for born in ("1970-02", "1999-05"))
    gathered.add_owners(Extract(owners=twins), "register:r", DAY)
    assert len({said.owner for said in gathered.statements}) == 2


def test_a_company_is_found_again_by_its_name_whatever_its_legal_form() -> None:
    gathered = begin()
    first = gathered.add_company("Drakemarsh Holding B.V.")
    assert gathered.add_company("DRAKEMARSH HOLDING BV", subject("C", SubjectKind.BUSINESS)) == first
    assert gathered.add_company("Grimswold Trading S.A.") != first
    assert gathered.party_of["C"] == first
    assert gathered.add_company("Drakemarsch Holding B.V.") != first, "one letter more may be another"
    umlaut = gathered.add_company("Müller Maschinen GmbH")
    assert gathered.add_company("Mueller Maschinen GmbH") == umlaut


def test_two_of_one_chain_are_never_one_though_only_their_legal_forms_differ() -> None:
    gathered = begin()
    first, second = gathered.add_chain(["Drakemarsh Holding B.V.", "Drakemarsh Holding Ltd"])
    assert first != second
    assert gathered.add_chain(["Drakemarsh Holding Ltd", "Drakemarsh Holding B.V."]) == (second, first)


def test_a_register_that_names_who_stands_behind_a_company_speaks_of_that_holding() -> None:
    gathered = begin()
    gathered.add_person(subject("P"), someone("Anna Vexhammer"))
    chain = (gathered.add_company("Drakemarsh Holding B.V."),)
    gathered.statements.append(Statement(owner="P", through=chain, low=60, high=60, source="submission", as_of=DAY))
    gathered.add_owners(Extract(owners=(Owner(name="Anna Vexhammer", low=50, high=75),)), "register:r", DAY)
    assert [said.through for said in gathered.statements] == [chain, chain]


def test_only_who_something_is_said_of_is_a_party() -> None:
    gathered = begin()
    gathered.add_person(subject("P"), someone("Anna Vexhammer"))
    assert [party.id for party in gathered.parties] == ["T"]
    gathered.add_owners(Extract(owners=(Owner(name="Vexhammer Groep", is_person=False),)), "register:r", DAY)
    assert [party.kind for party in gathered.parties] == [PartyKind.COMPANY, PartyKind.COMPANY]
