from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from kyc_service.domain.tenants import Tenant
from kyc_service.errors import InvalidInputError, SubjectErasedError
from kyc_service.storage.audit import AuditEntry
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.subjects import _dump
from kyc_service.storage.work import Work
from tests.fixtures.parties import BUSINESS, add_business, start


def test_an_entry_says_who_did_what_under_which_policy(work: Work) -> None:
    story = start(work)
    work.audit.append(
        "verification.submitted",
        "onboarding",
        subject_id=story.business.id,
        verification_id=story.verification.id,
        rule_ids=("r1", "r2"),
        details={"people": 1, "final": False, "code": "x"},
    )
    (entry,) = work.audit.page(None, 10).items
    assert (entry.op, entry.outcome, entry.actor) == ("verification.submitted", "onboarding", "tester")
    assert (entry.tenant_id, entry.subject_id) == (work.tenant_id, story.business.id)
    assert (entry.rule_ids, entry.policy_version) == (("r1", "r2"), "v1")
    assert entry.details == {"people": 1, "final": False, "code": "x"}
    assert work.audit.is_authentic(entry)


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "another"},
        {"at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"op": "x"},
        {"outcome": "x"},
        {"details": {"people": 2}},
        {"rule_ids": ("r1",)},
        {"tenant_id": None},
        {"commitment": "0" * 64},
        {"mac": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_not_authentic(work: Work, change: dict[str, Any]) -> None:
    work.audit.append("subject.read", "done", subject_id=add_business(work).id, details={"people": 1})
    (entry,) = work.audit.page(None, 10).items
    assert work.audit.is_authentic(entry)
    assert not work.audit.is_authentic(dataclasses.replace(entry, **change))


def test_an_entry_is_authentic_for_the_master_key_it_was_made_with_only(work: Work, tmp_path: Path) -> None:
    work.audit.append("subject.read", "done")
    (entry,) = work.audit.page(None, 10).items
    other = KeyStore.connect(f"sqlite:///{tmp_path}/other.db", tmp_path / "other.key", create=True)
    work._tx.keys = other
    assert not work.audit.is_authentic(entry)
    other.dispose()


def test_the_commitment_proves_what_was_known_until_the_key_is_destroyed(work: Work, keys: KeyStore) -> None:
    business = add_business(work)
    work.audit.append("subject.read", "done", subject_id=business.id)
    (entry,) = work.audit.page(None, 10).items
    known = {"records": BUSINESS, "identity": {"name": "voorbeeldhandel", "registration": "nl|87654321"}}
    assert entry.commitment == keys.commit_to(business.key_id, _dump(known))
    assert entry.commitment != keys.commit_to(business.key_id, _dump(known | {"identity": {}}))
    keys.destroy(business.key_id)
    with pytest.raises(SubjectErasedError):
        keys.commit_to(business.key_id, _dump(known))
    assert work.audit.is_authentic(entry)


@pytest.mark.parametrize("statement", ["UPDATE audit SET outcome = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_an_entry(database: Database, tenant: Tenant, statement: str) -> None:
    with database.open_work(tenant.id, "tester") as work:
        work.audit.append("subject.read", "done")
    with pytest.raises(Exception, match=r"append only|refused a row"), database._engine.begin() as connection:
        connection.execute(text(statement))
    with database.open_work(tenant.id, "tester") as work:
        assert [entry.outcome for entry in work.audit.page(None, 10).items] == ["done"]


def test_postgres_refuses_to_empty_the_audit(postgres_url: str, keys: KeyStore) -> None:
    database = Database.connect(postgres_url, keys)
    with pytest.raises(Exception, match="append only"), database._engine.begin() as connection:
        connection.execute(text("TRUNCATE audit"))
    database.dispose()


def test_a_long_text_is_no_code(work: Work) -> None:
    with pytest.raises(ValueError, match="codes and ids"):
        work.audit.append("x", "y", details={"note": "n" * 201})


def test_pages_are_newest_first(work: Work) -> None:
    for number in range(5):
        work.audit.append("op", str(number))
    seen: list[AuditEntry] = []
    cursor = None
    for _ in range(3):
        page = work.audit.page(cursor, 2)
        seen.extend(page.items)
        cursor = page.next
    assert [entry.outcome for entry in seen] == ["4", "3", "2", "1", "0"]
    assert cursor is None
    with pytest.raises(InvalidInputError):
        work.audit.page("x", 2)


def test_the_system_has_an_audit_of_its_own(database: Database, tenant: Tenant) -> None:
    with database.open_system("operator") as system:
        system.audit.append("key.made", "done", details={"tenant": tenant.id})
        (entry,) = system.audit.page(None, 10).items
    assert (entry.tenant_id, entry.actor) == (None, "operator")
    with database.open_work(tenant.id, "tester") as work:
        assert work.audit.page(None, 10).items == ()
