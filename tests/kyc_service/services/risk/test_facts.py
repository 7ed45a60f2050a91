"""What is gathered of a business for its rating, on both kinds of database."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.cases import Disposition
from kyc_service.domain.checks import CheckKind
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.risk.facts import Fact
from kyc_service.domain.risk.vocabularies import can_be
from kyc_service.domain.subjects import Party, SubjectKind, Submission
from kyc_service.domain.tenants import Tenant
from kyc_service.services import verifications
from kyc_service.services.risk import facts
from kyc_service.services.runtime import Runtime
from tests.fixtures.owned import LISTED_BIRTH, LISTED_PERSON, answer

COMPANY: Fields = {
    "business.name": "Jansen Fietsen B.V.",
    "business.type": "company",
    "business.industry": "G4690",
    "business.registration.country": "NL",
    "business.registration.number": "12345678",
    "business.registration.date": "2011-04-01",
    "business.addresses": [{"lines": ["Kade 1"], "country": "BE"}, {"lines": ["Kade 2"], "country": "NL"}],
}


def owner(name: str, **more: object) -> Party:
    fields: Fields = {"person.name": name, "person.ownership": {"percent": 40}, "person.nationalities": ["DE"]}
    fields |= {f"person.{key}": value for key, value in more.items()}  # type: ignore[misc]
    return Party(SubjectKind.PERSON, "owner", Personal(fields))


def run(rt: Runtime, tenant: Tenant, *people: Party, flags: tuple[str, ...] = (), **fields: object) -> str:
    known: Fields = {**COMPANY, **fields}  # type: ignore[dict-item]
    known = {path: value for path, value in known.items() if value is not None}
    made = Submission(
        reference="shop-1",
        policy_id="alibaba-com-privacy",
        role="seller",
        business=Party(SubjectKind.BUSINESS, "seller", Personal(known)),
        people=people,
        flags=flags,
    )
    with rt.open_work(tenant.id, "key:flow") as work:
        verification = verifications.submit(work, rt.policy, made)
    verifications.run(rt, verification.id)
    return verification.id


def gather(rt: Runtime, tenant: Tenant, verification_id: str) -> facts.Found | None:
    with rt.open_work(tenant.id, "worker") as work:
        return facts.gather(work, work.verifications.get(verification_id))


def test_codes_and_numbers_are_left_and_no_name(loaded_runtime: Runtime, tenant: Tenant) -> None:
    found = gather(loaded_runtime, tenant, run(loaded_runtime, tenant, owner("Anna Musterfrau"), flags=("a_flag",)))
    assert found is not None
    today = dt.datetime.now(dt.UTC).date()
    age = today.year - 2011 - ((today.month, today.day) < (4, 1))
    assert found == {
        Fact.REGISTRATION_COUNTRY: ("NL",),
        Fact.OPERATION_COUNTRIES: ("BE", "NL"),
        Fact.OWNER_COUNTRIES: ("DE",),
        Fact.INDUSTRY: ("46.90",),
        Fact.LEGAL_FORM: ("company",),
        Fact.AGE_YEARS: (float(age),),
        Fact.ROLE: ("seller",),
        Fact.OWNERSHIP_GAP: (60.0,),
        Fact.CHAIN_LENGTH: (0.0,),
        Fact.OWNERSHIP_FINDINGS: ("gap",),
        Fact.BLOCKED_OWNERS: (),
        Fact.CONFIRMED_TOPICS: (),
        Fact.OPEN_TOPICS: (),
        Fact.CONTACT_FLAGS: (),
        Fact.SUBMISSION_FLAGS: ("a_flag",),
    }
    assert all(can_be(fact, value) for fact, values in found.items() for value in values)


def test_what_nobody_said_is_absent_and_not_none_of_it(loaded_runtime: Runtime, tenant: Tenant) -> None:
    left_out = ("business.industry", "business.type", "business.registration.date", "business.addresses")
    found = gather(loaded_runtime, tenant, run(loaded_runtime, tenant, **dict.fromkeys(left_out)))
    assert found is not None
    unknown = {
        Fact.INDUSTRY,
        Fact.LEGAL_FORM,
        Fact.AGE_YEARS,
        Fact.OPERATION_COUNTRIES,
        Fact.OWNER_COUNTRIES,
        Fact.OWNERSHIP_GAP,
        Fact.CHAIN_LENGTH,
        Fact.OWNERSHIP_FINDINGS,
        Fact.REGISTER_FLAGS,
        Fact.REGISTER_OUTCOMES,
    }
    assert found.keys() == set(Fact) - unknown


@pytest.mark.parametrize(
    ("disposition", "confirmed", "undecided", "blocked"),
    [
        (None, (), ("sanction",), ()),
        (Disposition.INCONCLUSIVE, (), ("sanction",), ()),
        (Disposition.FALSE_POSITIVE, (), (), ()),
        (Disposition.TRUE_MATCH, ("sanction",), (), ("sure",)),
    ],
)
def test_hits_say_their_topics_by_how_they_were_answered(
    loaded_runtime: Runtime,
    tenant: Tenant,
    disposition: Disposition | None,
    confirmed: tuple[str, ...],
    undecided: tuple[str, ...],
    blocked: tuple[str, ...],
) -> None:
    listed = owner(LISTED_PERSON, date_of_birth=LISTED_BIRTH, ownership={"percent": 60})
    made = run(loaded_runtime, tenant, listed)
    if disposition is not None:
        answer(loaded_runtime, tenant.id, made, disposition)
    found = gather(loaded_runtime, tenant, made)
    assert found is not None
    assert (found[Fact.CONFIRMED_TOPICS], found[Fact.OPEN_TOPICS]) == (confirmed, undecided)
    assert found[Fact.BLOCKED_OWNERS] == blocked


def test_registers_say_their_codes(loaded_runtime: Runtime, tenant: Tenant) -> None:
    made = run(loaded_runtime, tenant)
    with loaded_runtime.open_work(tenant.id, "worker") as work:
        business = work.verifications.get(made).subject_id
        check = work.checks.add(made, business, CheckKind.REGISTER, source="kvk", required=False)
        work.checks.override(check, "document_seen")
    found = gather(loaded_runtime, tenant, made)
    assert found is not None
    assert (found[Fact.REGISTER_FLAGS], found[Fact.REGISTER_OUTCOMES]) == ((), ("unavailable",))


@pytest.mark.parametrize("who", ["business", "person"])
def test_nothing_is_read_where_somebody_restricted_the_use_of_their_data(
    loaded_runtime: Runtime, tenant: Tenant, who: str
) -> None:
    made = run(loaded_runtime, tenant, owner("Anna Musterfrau"))
    with loaded_runtime.open_work(tenant.id, "officer") as work:
        business = work.verifications.get(made).subject_id
        subject = business if who == "business" else work.subjects.people_of(business)[0].id
        work.grounds.add(NewGround(kind=GroundKind.RESTRICTION, reference="request", subject_id=subject))
    assert gather(loaded_runtime, tenant, made) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2011-04-01", 15.0),
        ("2026-11-26", 0.0),
        ("2011", 14.0),
        ("2030", 0.0),
        ("never", None),
        (None, None),
        (7, None),
    ],
)
def test_an_age_is_whole_years_and_no_guess(written: object, expected: float | None) -> None:
    assert facts._age(written, dt.date(2026, 11, 26)) == expected


_VALUES = st.lists(st.one_of(st.sampled_from(["NL", "sanction", "46.90"]), st.floats(0, 100)), max_size=4)


@given(st.dictionaries(st.sampled_from(list(Fact)), _VALUES.map(tuple)))
def test_facts_are_read_as_they_were_written(found: facts.Found) -> None:
    assert facts.read(facts.write(found)) == found
    assert facts.read({**facts.write(found), "not_known_any_more": ["x"]}) == found
