"""Accounts on both databases: who is linked to a provider, and who is forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from kyc_service.domain.people.accounts import FORMER, STAFF, AccountStatus, Person
from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.work import Work

ISSUER = "https://login.example"
LATER = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)


def add(work: Work, email: str = "wilma@desk.example") -> str:
    return work.people.accounts.add(Person("Wilma Fictief", email), [Role.ANALYST]).id


def disable(work: Work, account_id: str) -> None:
    work.people.accounts.set_status(work.people.accounts.get(account_id), AccountStatus.DISABLED)


def due(database: Database, moment: dt.datetime = LATER) -> list[str]:
    with database.open_system("tester", read_only=True) as system:
        return [account_id for _, account_id in system.sign_ins.disabled_before(moment)]


def test_an_account_is_linked_once_and_found_by_issuer_and_subject(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        account_id = add(work)
        assert work.people.credentials.link(account_id, ISSUER, "248")
        assert not work.people.credentials.link(account_id, ISSUER, "249"), "it is linked already"
        linked = work.people.accounts.get(account_id)
        work.people.accounts.set_status(linked, AccountStatus.ACTIVE)
        assert (linked.ways, work.people.credentials.of(account_id).linked) == (("provider",), True)
    with database.open_system("tester") as system:
        found = system.sign_ins.find_identity(ISSUER, "248")
        assert (found.tenant_id, found.account_id) == (tenant.id, account_id) if found else False
        assert system.sign_ins.find_identity(ISSUER, "249") is None
        assert system.sign_ins.find_identity("https://login.example/248", "") is None


def test_two_accounts_are_never_one_person_of_the_provider(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        work.people.credentials.link(add(work), ISSUER, "248")
        other = add(work, "bo@desk.example")
    with pytest.raises(ConflictError), database.open_work(tenant.id, "tester") as work:
        work.people.credentials.link(other, ISSUER, "248")


def test_an_account_without_a_proof_is_not_active(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        account_id = add(work)
    with pytest.raises(RuntimeError, match="refused a row"), database.open_work(tenant.id, "tester") as work:
        work.people.accounts.set_status(work.people.accounts.get(account_id), AccountStatus.ACTIVE)


def test_what_is_forgotten_is_forgotten_with_the_link(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        account_id = add(work)
        work.people.credentials.link(account_id, ISSUER, "248")
        work.people.credentials.forget(account_id)
        assert work.people.credentials.link(account_id, ISSUER, "248")


def test_who_is_disabled_is_erased_when_the_time_is_over_and_nobody_else(
    database: Database, tenant: Tenant, keys: KeyStore
) -> None:
    with database.open_work(tenant.id, "tester") as work:
        gone, here = add(work), add(work, "bo@desk.example")
        disable(work, gone)
        assert work.people.accounts.erase(here) is None
    assert due(database) == [gone]
    assert due(database, LATER - dt.timedelta(days=2)) == []
    with database.open_work(tenant.id, "tester") as work:
        key_id = work.people.accounts.erase(gone)
        assert key_id is not None
        assert keys.destroy(key_id) == 1
        assert work.people.accounts.erase(gone) is None
        erased = work.people.accounts.get(gone)
        assert (erased.erased, erased.person.use(STAFF)) == (True, Person(FORMER, ""))
        assert [one.id for one in work.people.accounts.list()] == [gone, here]
        assert work.people.accounts.indexed_before(99) == (here,)
    assert due(database) == []
    with database.open_work(tenant.id, "tester") as work:
        assert add(work) != gone, "the address is free again"
    with database._engine.begin() as raw:
        found = raw.execute(text("SELECT person, email_digest FROM accounts WHERE id = :id"), {"id": gone}).one()
    assert (bytes(found.person), found.email_digest) == (b"", f"erased:{gone}")


def test_a_row_that_came_back_without_its_key_is_a_former_colleague_and_erased_again(
    database: Database, tenant: Tenant, keys: KeyStore
) -> None:
    with database.open_work(tenant.id, "tester") as work:
        account_id = add(work)
        disable(work, account_id)
    with database._engine.begin() as raw:
        key_id = raw.execute(text("SELECT key_id FROM accounts WHERE id = :id"), {"id": account_id}).scalar_one()
    keys.destroy(key_id)
    with database.open_work(tenant.id, "tester") as work:
        assert work.people.accounts.get(account_id).person.use(STAFF).name == FORMER
        assert work.people.accounts.list()[0].erased
    assert due(database) == [account_id]
