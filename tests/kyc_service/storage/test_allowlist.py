from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import delete, update

from kyc_service.domain.allowlist import Pair, PairStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError, SubjectErasedError
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.tables import allowlist, checks, hits, subjects, verifications
from kyc_service.storage.work import Work
from tests.fixtures.parties import Story, add_hit, start

PRINTS = {"subject.names": "aa", "entry.names": "bb"}
YEAR = dt.timedelta(days=365)


def propose(work: Work, story: Story | None = None, note: str | None = "Een ander") -> Pair:
    known = story or start(work)
    hit = add_hit(work, known.checks[1])
    answered = work.hits.dispose(hit.id, hit.status.FALSE_POSITIVE, "different_name", None, hit.version)
    return work.allowlist.propose(answered, PRINTS, note=note, expires_at=work.now() + YEAR)


def approve(database: Database, tenant: Tenant, pair: Pair) -> Pair:
    with database.open_work(tenant.id, "second") as work:
        return work.allowlist.approve(pair)


def test_a_pair_keeps_who_why_and_until_when(work: Work) -> None:
    pair = propose(work)
    assert (pair.status, pair.proposed_by, pair.reason_code, pair.prints, pair.version) == (
        PairStatus.PROPOSED,
        "tester",
        "different_name",
        PRINTS,
        1,
    )
    note = work.allowlist.note_of(pair)
    assert note is not None
    assert note.use("test") == "Een ander"
    assert work.allowlist.page(None, 10).items == (pair,)
    assert work.allowlist.page(None, 10, status=PairStatus.ACTIVE).items == ()


def test_pages_go_on_where_the_last_one_ended(work: Work) -> None:
    made = [propose(work, start(work, reference=f"shop-{number}")) for number in range(3)]
    first = work.allowlist.page(None, 2)
    last = work.allowlist.page(first.next, 2)
    assert [pair.id for pair in (*first.items, *last.items)] == [pair.id for pair in reversed(made)]
    assert last.next is None


def test_only_one_pair_of_two_parties_lives(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        pair = propose(work)
    with database.open_work(tenant.id, "tester") as work:
        hit = work.hits.get(pair.hit_id)
        with pytest.raises(ConflictError):
            work.allowlist.propose(hit, PRINTS, note=None, expires_at=work.now() + YEAR)
        assert work.allowlist.live_of(hit.subject_id, {("un", "un:X.1")}) == (pair,)
        assert work.allowlist.live_of(hit.subject_id, {("eu", "un:X.1")}) == ()
        work.allowlist.withdraw(pair)
        again = work.allowlist.propose(hit, PRINTS, note=None, expires_at=work.now() + YEAR)
        assert work.allowlist.note_of(again) is None


def test_an_active_pair_is_found_by_its_entry(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        pair = propose(work)
        assert work.allowlist.active_of(pair.subject_id) == {}
    active = approve(database, tenant, pair)
    with database.open_work(tenant.id, "tester") as work:
        assert work.allowlist.active_of(pair.subject_id) == {("un", "un:X.1"): active}
        ended = work.allowlist.reopen(active, ["entry.names"])
        assert (ended.status, ended.changes) == (PairStatus.REOPENED, ("entry.names",))
        with pytest.raises(StaleVersionError):
            work.allowlist.reopen(active, ["entry.names"])


def test_its_maker_cannot_approve_it(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        pair = propose(work)
    with pytest.raises(FourEyesError), database.open_work(tenant.id, "tester") as work:
        work.allowlist.approve(pair)
    active = approve(database, tenant, pair)
    with pytest.raises(ConflictError), database.open_work(tenant.id, "third") as work:
        work.allowlist.approve(active)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"status": "active", "approved_by": "tester", "approved_at": dt.datetime.now(dt.UTC)}, FourEyesError),
        ({"status": "active"}, RuntimeError),
        ({"status": "withdrawn"}, RuntimeError),
        ({"status": "anything"}, RuntimeError),
        ({"expires_at": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)}, RuntimeError),
    ],
)
def test_the_tables_refuse_what_the_code_would_never_write(
    database: Database, tenant: Tenant, values: dict[str, Any], error: type[Exception]
) -> None:
    with database.open_work(tenant.id, "tester") as work:
        pair = propose(work)
    with pytest.raises(error), database.open_work(tenant.id, "tester") as work:
        work.allowlist._tx.run(update(allowlist).where(allowlist.c.id == pair.id).values(**values))


def test_fingerprints_are_of_one_subject_and_die_with_its_key(work: Work, keys: KeyStore) -> None:
    story = start(work)
    facts = {"names": b'["wilhelmina"]', "weak_names": b'["wilhelmina"]'}
    prints = work.allowlist.print_subject(story.person.id, facts)
    assert prints == work.allowlist.print_subject(story.person.id, facts)
    assert prints["names"] != prints["weak_names"]
    assert prints["names"] not in work.allowlist.print_subject(story.business.id, facts).values()
    pair = propose(work, story)
    keys.destroy(story.person.key_id)
    with pytest.raises(SubjectErasedError):
        work.allowlist.print_subject(story.person.id, facts)
    with pytest.raises(SubjectErasedError):
        work.allowlist.note_of(pair)


def test_a_pair_goes_with_its_subject(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        story = start(work)
        pair = propose(work, story)
        other = propose(work, start(work, reference="shop-2"))
    with database.open_work(tenant.id, "tester") as work:
        run = work.allowlist._tx.run
        run(delete(hits).where(hits.c.subject_id == story.person.id))
        run(delete(checks).where(checks.c.subject_id == story.person.id))
        run(delete(verifications).where(verifications.c.subject_id == story.person.id))
        for table in ("personal_records", "blind_index"):
            mine = subjects.metadata.tables[table]
            run(delete(mine).where(mine.c.subject_id == story.person.id))
        run(delete(subjects).where(subjects.c.id == story.person.id))
        with pytest.raises(NotFoundError):
            work.allowlist.get(pair.id)
        assert work.allowlist.get(other.id) == other


def test_another_tenant_finds_no_pair(database: Database, tenant: Tenant, other_tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        pair = propose(work)
    with database.open_work(other_tenant.id, "tester") as work:
        assert work.allowlist.page(None, 10).items == ()
        with pytest.raises(NotFoundError):
            work.allowlist.get(pair.id)
        with pytest.raises(NotFoundError):
            work.allowlist.print_subject(pair.subject_id, {"names": b"x"})
    with database.open_system() as system:
        assert system.sweeper.tenant_of_pair(pair.id) == tenant.id
        assert system.sweeper.tenant_of_pair("alw_" + "0" * 32) is None
