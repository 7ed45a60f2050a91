from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from kyc_service.domain.personal import Fields
from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, NotFoundError, StaleVersionError, SubjectErasedError
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.tables import blind_index, personal_records
from kyc_service.storage.work import Work
from tests.fixtures.parties import BUSINESS, PERSON, add_business, add_person


def merge(records: dict[str, Fields]) -> Fields:
    return {path: value for fields in records.values() for path, value in fields.items()}


def test_what_is_added_can_be_read_and_found(work: Work) -> None:
    business = add_business(work)
    assert work.subjects.get(business.id) == business
    assert work.subjects.by_reference("shop-1") == business
    assert work.subjects.by_reference("shop-2") is None
    assert (business.version, business.status, business.kind) == (1, SubjectStatus.ACTIVE, SubjectKind.BUSINESS)
    assert work.subjects.read(business.id).use("test") == merge(BUSINESS)
    with pytest.raises(NotFoundError):
        work.subjects.get("sub_" + "0" * 32)


def test_each_subject_has_a_key_of_its_own(work: Work, keys: KeyStore) -> None:
    business = add_business(work)
    first, second = add_person(work, business), add_person(work, business)
    assert len({business.key_id, first.key_id, second.key_id}) == 3
    keys.destroy(first.key_id)
    with pytest.raises(SubjectErasedError):
        work.subjects.read(first.id)
    assert work.subjects.read(second.id).use("test") == merge(PERSON)
    assert work.subjects.read(business.id).use("test") == merge(BUSINESS)


def test_people_are_listed_in_order_and_without_those_removed(work: Work) -> None:
    business = add_business(work)
    people = [add_person(work, business) for _ in range(3)]
    add_person(work, add_business(work, "another"))
    assert [person.id for person in work.subjects.people_of(business.id)] == [person.id for person in people]
    work.subjects.set_status(people[1].id, SubjectStatus.REMOVED)
    assert [person.id for person in work.subjects.people_of(business.id)] == [people[0].id, people[2].id]
    assert len(work.subjects.people_of(business.id, active_only=False)) == 3


def test_replacing_leaves_nothing_of_what_was_there(work: Work) -> None:
    business = add_business(work)
    changed = work.subjects.replace(business.id, {"company": {"business.name": "Nieuw"}}, {"name": "nieuw"})
    assert changed.version == 2
    assert changed.key_id == business.key_id
    assert changed.updated_at >= business.updated_at
    assert work.subjects.read(business.id).use("test") == {"business.name": "Nieuw"}
    assert work.subjects.matches_identity(business.id, {"name": "nieuw", "registration": "x"}) == {
        "name": True,
        "registration": None,
    }


def test_replacing_on_an_old_version_is_refused(work: Work) -> None:
    business = add_business(work)
    work.subjects.replace(business.id, BUSINESS, {}, expected_version=1)
    with pytest.raises(StaleVersionError):
        work.subjects.replace(business.id, BUSINESS, {}, expected_version=1)


def test_a_person_who_comes_back_is_active_again(work: Work) -> None:
    person = add_person(work, add_business(work))
    work.subjects.set_status(person.id, SubjectStatus.REMOVED)
    assert work.subjects.replace(person.id, PERSON, {}).status is SubjectStatus.ACTIVE


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"name": "voorbeeldhandel"}, {"name": True, "registration": None}),
        ({"name": "other"}, {"name": False, "registration": None}),
        ({"name": "", "registration": "nl|87654321"}, {"name": None, "registration": True}),
        ({"vat": "1"}, {"vat": None, "name": None, "registration": None}),
        ({}, {"name": None, "registration": None}),
    ],
)
def test_identity_is_compared_name_by_name(work: Work, asked: dict[str, str], expected: dict[str, bool | None]) -> None:
    assert work.subjects.matches_identity(add_business(work).id, asked) == expected


def test_the_end_of_a_relationship_is_kept(work: Work) -> None:
    business = add_business(work)
    at = dt.datetime(2026, 5, 6, 7, 8, 9, 123456, tzinfo=dt.UTC)
    ended = work.subjects.set_status(business.id, SubjectStatus.RELATIONSHIP_ENDED, relationship_ended_at=at)
    assert (ended.status, ended.relationship_ended_at, ended.version) == (SubjectStatus.RELATIONSHIP_ENDED, at, 2)


def test_a_reference_names_one_business(database: Database, tenant: Tenant, other_tenant: Tenant) -> None:
    for owner in (tenant, other_tenant):
        with database.open_work(owner.id, "tester") as work:
            add_business(work)
    with pytest.raises(ConflictError), database.open_work(tenant.id, "tester") as work:
        add_business(work)


def test_a_record_does_not_open_in_the_place_of_another(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        business = add_business(work)
    with database._engine.begin() as connection:
        mine = personal_records.c.category == "company"
        connection.execute(personal_records.update().where(mine).values(category="swapped"))
    with pytest.raises(ValueError, match="damaged"), database.open_work(tenant.id, "tester") as work:
        work.subjects.read(business.id)


def test_two_tenants_have_nothing_in_common_in_the_blind_index(
    database: Database, tenant: Tenant, other_tenant: Tenant
) -> None:
    for owner in (tenant, other_tenant):
        with database.open_work(owner.id, "tester") as work:
            add_business(work)
    with database._engine.begin() as connection:
        digests = connection.execute(select(blind_index.c.digest)).scalars().all()
    assert len(digests) == len(set(digests)) == 4
