from __future__ import annotations

import pytest

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, NotFoundError, StaleVersionError, SubjectErasedError
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.work import Work
from tests.fixtures.parties import EVIDENCE, add_hit, start


def test_a_hit_comes_back_with_its_evidence(work: Work) -> None:
    story = start(work)
    hit = add_hit(work, story.checks[1])
    assert work.hits.get(hit.id) == hit
    assert (hit.subject_id, hit.verification_id) == (story.checks[1].subject_id, story.verification.id)
    assert (hit.status, hit.version, hit.score) == (HitStatus.OPEN, 1, 0.9)
    assert hit.evidence.use("test") == EVIDENCE
    with pytest.raises(NotFoundError):
        work.hits.get("hit_" + "0" * 32)


def test_hits_are_listed_best_first(work: Work) -> None:
    story = start(work)
    for entry, score in (("un:2", 0.8), ("un:1", 0.8), ("un:3", 0.95)):
        add_hit(work, story.checks[0], entry, score)
    listed = work.hits.of_verification(story.verification.id)
    assert [hit.entry_id for hit in listed] == ["un:3", "un:1", "un:2"]


def test_hits_of_subjects_are_listed_by_verification(database: Database, tenant: Tenant, other_tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        story = start(work)
        mine = add_hit(work, story.checks[0]), add_hit(work, story.checks[0], "un:9")
        add_hit(work, story.checks[1])
        subject_id = story.checks[0].subject_id
        assert {hit.id for hit in work.hits.of_subjects([subject_id])} == {hit.id for hit in mine}
        assert work.hits.of_subjects([]) == ()
    with database.open_work(other_tenant.id, "tester") as work:
        assert work.hits.of_subjects([subject_id]) == ()


def test_a_check_hits_an_entry_once(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        story = start(work)
        add_hit(work, story.checks[0])
    with pytest.raises(ConflictError), database.open_work(tenant.id, "tester") as work:
        add_hit(work, story.checks[0])


def test_an_answer_is_kept_with_who_gave_it(work: Work) -> None:
    hit = add_hit(work, start(work).checks[0])
    answered = work.hits.dispose(hit.id, HitStatus.FALSE_POSITIVE, "other", "Een andere vrouw", 1)
    assert (answered.status, answered.reason_code, answered.disposed_by) == (
        HitStatus.FALSE_POSITIVE,
        "other",
        "tester",
    )
    assert answered.note is not None
    assert answered.note.use("test") == "Een andere vrouw"
    again = work.hits.dispose(hit.id, HitStatus.TRUE_MATCH, "same_identifier", None, 2)
    assert (again.status, again.note, again.version) == (HitStatus.TRUE_MATCH, None, 3)
    with pytest.raises(StaleVersionError):
        work.hits.dispose(hit.id, HitStatus.FALSE_POSITIVE, "other", None, 2)


@pytest.mark.parametrize("settled", [HitStatus.ACCEPTED_RISK, HitStatus.BLOCKED, HitStatus.SUPERSEDED])
def test_a_settled_hit_takes_no_more_answers(work: Work, settled: HitStatus) -> None:
    hit = work.hits.settle(add_hit(work, start(work).checks[0]).id, settled)
    assert (hit.status, hit.version) == (settled, 2)
    with pytest.raises(ConflictError):
        work.hits.dispose(hit.id, HitStatus.FALSE_POSITIVE, "other", None, 2)


def test_the_evidence_dies_with_the_key_of_its_subject(work: Work, keys: KeyStore) -> None:
    story = start(work)
    kept, lost = (add_hit(work, check) for check in sorted(story.checks, key=lambda c: c.subject_id == story.person.id))
    keys.destroy(story.person.key_id)
    assert work.hits.get(kept.id) == kept
    with pytest.raises(SubjectErasedError):
        work.hits.get(lost.id)
    with pytest.raises(SubjectErasedError):
        work.hits.of_verification(story.verification.id)
