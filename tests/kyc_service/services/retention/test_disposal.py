"""Disposing of subjects."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kyc_service.domain.cases import HitStatus, Outcome
from kyc_service.domain.retention import receipts
from kyc_service.domain.retention.disposals import Cause, Deferral
from kyc_service.domain.subjects import SubjectStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, InvalidInputError, NotFoundError, SubjectErasedError
from kyc_service.policy.retention import add
from kyc_service.policy.rules import Period
from kyc_service.services.retention import disposal, holds
from kyc_service.services.retention.disposal import Disposed, dispose_subject
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Secret
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.tables import idempotency, metadata
from tests.fixtures.parties import open_case, start
from tests.fixtures.relationships import LONG_AGO, end, take_in, take_in_and_end

KEPT = {"tenants", "audit", "disclosures", "disposals", "disposal_runs", "outbox", "leases", "alembic_version"}
DAY = dt.timedelta(days=1)


def rows_of(rt: Runtime) -> dict[str, int]:
    with rt.database._engine.begin() as connection:
        return {
            name: len(connection.execute(select(table)).all())
            for name, table in metadata.tables.items()
            if name not in KEPT
        }


def erase(rt: Runtime, subject_id: str, cause: Cause = Cause.DUE) -> Disposed:
    found = dispose_subject(rt, subject_id, cause)
    assert isinstance(found, Disposed), found
    return found


def defer(rt: Runtime, subject_id: str, cause: Cause = Cause.DUE) -> Deferral:
    found = dispose_subject(rt, subject_id, cause)
    assert isinstance(found, Deferral), found
    return found


def test_nothing_of_a_business_that_is_due_stays(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    business = take_in_and_end(rt, tenant, people=2)
    with rt.open_work(tenant.id, "tester") as work:
        keys = [one.key_id for one in (business, *work.subjects.people_of(business.id, active_only=False))]
    assert rt.keys.alive(keys) == set(keys)
    done = erase(rt, business.id)
    assert len(done.disposal_ids) == 3
    assert not any(rows_of(rt).values())
    assert rt.keys.alive(keys) == set()
    for key_id in keys:
        with pytest.raises(SubjectErasedError):
            rt.keys.encrypt(key_id, b"text", "place")


def test_the_receipt_says_what_went_and_names_nobody(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    business = take_in_and_end(rt, tenant)
    receipt = erase(rt, business.id).receipt
    assert receipt is not None
    content = receipts.verify(receipt, receipts.write_public_key(rt.keys.receipt_key()))
    assert (content["subject"], content["cause"], content["kind"]) == (business.id, "due", "business")
    assert content["keys_destroyed"] == [business.key_id]
    assert content["tables"] == {
        "outbox": 1,
        "check_results": 2,
        "checks": 2,
        "verifications": 1,
        "personal_records": 2,
        "blind_index": 1,
        "subjects": 1,
    }
    assert content["policy"]["sha256"] == rt.policy.sha256
    assert "31 CFR" not in content["rule"]
    assert content["rule"].startswith("rule `approved` (privacy policy, section D.1): 2 years after")
    assert content["residue"] == {
        "rows": 0,
        "keys": 0,
        "queue": "not_reached",
        "files": "not_searched" if rt.database._engine.dialect.name == "postgresql" else 0,
    }
    assert dt.date.fromisoformat(content["backups_end_on"]) == dt.datetime.now(dt.UTC).date() + 35 * DAY
    text = str(receipt)
    assert not any(word in text for word in ("Kaneelbroodje", "Proefkonijn", "shop-1"))


def test_another_key_does_not_verify_a_receipt_nor_does_a_changed_one(
    bare_runtime: Runtime, tenant: Tenant, tmp_path: Path
) -> None:
    rt = bare_runtime
    receipt: dict[str, Any] = dict(erase(rt, take_in_and_end(rt, tenant).id).receipt or {})
    public = receipts.write_public_key(rt.keys.receipt_key())
    other = KeyStore.connect(f"sqlite:///{tmp_path}/other/keys.db", tmp_path / "other.key", create=True)
    stranger = receipts.write_public_key(other.receipt_key())
    other.dispose()
    with pytest.raises(InvalidInputError, match="not_authentic"):
        receipts.verify(receipt, stranger)
    changed = {**receipt, "receipt": {**receipt["receipt"], "cause": "erasure_request"}}
    with pytest.raises(InvalidInputError, match="not_authentic"):
        receipts.verify(changed, public)
    assert receipts.verify(receipt, public)["subject"]


def test_what_is_not_due_stays_whatever_asks(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    living = take_in(rt, tenant, "shop-1")
    assert defer(rt, living.id) == Deferral(None, ("relationship",))
    assert defer(rt, living.id, Cause.ERASURE_REQUEST).reasons == ("relationship",)
    now = dt.datetime.now(dt.UTC)
    take_in(rt, tenant, "shop-2")
    end(rt, tenant, "shop-2", now - 100 * DAY)
    with rt.open_work(tenant.id, "tester") as work:
        ended = work.subjects.by_reference("shop-2")
        assert ended is not None
    found = defer(rt, ended.id)
    assert (found.reasons, found.until) == (("not_due",), add(now - 100 * DAY, Period(years=2)))
    before = rows_of(rt)
    with pytest.raises(NotFoundError):
        dispose_subject(rt, "sub_" + "0" * 32, Cause.DUE)
    assert rows_of(rt) == before
    assert rt.keys.alive([living.key_id, ended.key_id]) == {living.key_id, ended.key_id}


def test_a_request_to_erase_is_granted_once_nothing_but_the_owners_own_period_keeps_the_data(
    bare_runtime: Runtime, tenant: Tenant
) -> None:
    rt = bare_runtime
    ended = take_in(rt, tenant)
    end(rt, tenant, at=dt.datetime.now(dt.UTC) - DAY)
    receipt = erase(rt, ended.id, Cause.ERASURE_REQUEST).receipt
    assert receipt is not None
    assert (receipt["receipt"]["rule"], receipt["receipt"]["due_at"]) == ("rule `erase`: erasure_request", None)
    assert not any(rows_of(rt).values())


def test_a_legal_duty_defers_a_request_to_erase_until_its_day(bare_runtime: Runtime) -> None:
    rt = bare_runtime
    with rt.open_system("tester") as system:
        obliged = system.tenants.add(
            "Bank", policy_id=rt.policy.id, obliged_entity=True, home_region="EU", required_checks=("screening",)
        )
    ended = take_in(rt, obliged)
    moment = dt.datetime.now(dt.UTC) - 3 * 365 * DAY
    end(rt, obliged, at=moment)
    found = defer(rt, ended.id, Cause.ERASURE_REQUEST)
    assert found == Deferral(add(moment, Period(years=5)), ("legal_duty_to_keep",))
    assert defer(rt, ended.id).until == add(moment, Period(years=5))


def test_a_hold_wins_over_the_clock_and_over_a_request(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    business = take_in_and_end(rt, tenant)
    with rt.open_work(tenant.id, "anna") as work:
        (person,) = work.subjects.people_of(business.id, active_only=False)
        held = holds.request(work, rt.policy, person.id, "litigation", "case 12")
    for cause in Cause:
        assert defer(rt, person.id, cause).reasons[0] == "hold:litigation"
        assert "people" in defer(rt, business.id, cause).reasons
    with rt.open_work(tenant.id, "bert") as work:
        holds.refuse(work, held.id, held.version)
    erase(rt, business.id)
    assert not any(rows_of(rt).values())


def test_a_hold_that_comes_between_the_look_and_the_deletion_still_wins(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    business = take_in_and_end(rt, tenant, people=0)
    with rt.open_work(tenant.id, "anna") as work:
        holds.request(work, rt.policy, business.id, "authority_order", None)
    before = rows_of(rt)
    assert disposal.erase(rt, tenant.id, [business], Cause.DUE) == ()
    assert rows_of(rt) == before
    assert rt.keys.alive([business.key_id]) == {business.key_id}
    assert rt.keys.journal.unfinished() == ()


def test_one_person_who_left_goes_without_the_business(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    business = take_in(rt, tenant, people=2)
    with rt.open_work(tenant.id, "tester") as work:
        left, stays = work.subjects.people_of(business.id)
        work.subjects.set_status(left.id, SubjectStatus.REMOVED, relationship_ended_at=LONG_AGO)
    erase(rt, left.id)
    with rt.open_work(tenant.id, "tester") as work:
        assert [one.id for one in work.subjects.people_of(business.id, active_only=False)] == [stays.id]
        assert work.subjects.read(stays.id)
        (verification,) = work.verifications.page(None, 9).items
        assert {check.subject_id for check in work.checks.of(verification.id)} == {business.id, stays.id}


def test_pairs_hits_notes_holds_and_events_go_with_their_subject(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    with rt.open_work(tenant.id, "anna") as work:
        story = start(work)
        case = open_case(work, story)
        (hit,) = work.hits.of_verification(story.verification.id)
        answered = work.hits.dispose(hit.id, HitStatus.FALSE_POSITIVE, "different_country", "note", hit.version)
        until = work.now() + 30 * DAY
        work.allowlist.propose(answered, {"names": "print"}, note="note", expires_at=until)
        work.decisions.propose(case, Outcome.REJECT, "other", "note", made_by="anna")
        work.decisions.confirm(case, approved_by="bert")
        work.cases.close(work.cases.propose(case, Outcome.REJECT, "anna"), Outcome.REJECT, "bert")
        work.webhooks.endpoints.add("https://a.example", Secret("s"))
        work.webhooks.events.add("verification.updated", work.verifications.get(story.verification.id))
        work.idempotency.begin("key", "a")
        work.idempotency.finish("key", 200, {}, None, story.business.id)
        held = holds.request(work, rt.policy, story.business.id, "open_dispute", "words")
        work.holds.refuse(held)
        for one in (story.person, story.business):
            work.subjects.set_status(one.id, SubjectStatus.RELATIONSHIP_ENDED, relationship_ended_at=LONG_AGO)
    present = {name for name, count in rows_of(rt).items() if count}
    assert {"allowlist", "hits", "decisions", "cases", "webhook_deliveries", "idempotency", "holds"} <= present
    erase(rt, story.business.id)
    assert {name for name, count in rows_of(rt).items() if count} == {"webhook_endpoints", "idempotency"}
    with rt.open_work(tenant.id, "tester", read_only=True) as work:
        (used,) = work._tx.run(select(idempotency)).all()
    assert (used.key, used.fingerprint, used.body, used.subject_id) == ("key", "", None, None)


def test_what_residue_search_finds_is_no_receipt_until_it_is_gone(
    bare_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = bare_runtime
    business = take_in_and_end(rt, tenant, people=0)
    monkeypatch.setattr(Database, "count_in_files", lambda *_: 1)
    found = erase(rt, business.id)
    assert found.receipt is None
    monkeypatch.setattr(Database, "count_in_files", lambda *_: 0)
    assert disposal.finish(rt, tenant.id, found.disposal_ids).keys() == set(found.disposal_ids)


def test_the_words_are_the_same_whatever_defers() -> None:
    said = set()
    for deferral in (Deferral(None, ("hold:authority_order",)), Deferral(LONG_AGO, ("legal_duty_to_keep",))):
        with pytest.raises(ConflictError) as caught:
            disposal.refuse_if_deferred(deferral)
        said.add((str(caught.value), caught.value.code))
    assert len(said) == 1
