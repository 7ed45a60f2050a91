from __future__ import annotations

import pytest

from kyc_service.domain.cases import Outcome
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, SubjectErasedError
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.work import Work
from tests.fixtures.parties import open_case, start


def test_a_decision_is_proposed_and_confirmed_once(work: Work) -> None:
    story = start(work)
    case = open_case(work, story)
    proposed = work.decisions.propose(case, Outcome.REJECT, "true_match", "Zelfde persoon", made_by="anna")
    assert (proposed.outcome, proposed.made_by, proposed.sequence, proposed.confirmed_at) == (
        Outcome.REJECT,
        "anna",
        2,
        None,
    )
    assert proposed.note is not None
    assert proposed.note.use("test") == "Zelfde persoon"
    confirmed = work.decisions.confirm(case, approved_by="bert")
    assert confirmed.approved_by == "bert"
    assert confirmed.confirmed_at is not None
    assert work.decisions.of(story.verification.id) == (confirmed,)
    with pytest.raises(ConflictError, match="no decision waits"):
        work.decisions.confirm(case, approved_by="carl")
    with pytest.raises(ConflictError, match="decided already"):
        work.decisions.propose(case, Outcome.CLEAR, "other", None, made_by="anna")


def test_a_decision_that_was_sent_back_is_replaced(work: Work) -> None:
    story = start(work)
    case = open_case(work, story)
    work.decisions.propose(case, Outcome.REJECT, "true_match", "first", made_by="anna")
    work.decisions.propose(case, Outcome.CLEAR, "other", None, made_by="bert")
    (only,) = work.decisions.of(story.verification.id)
    assert (only.outcome, only.made_by, only.note) == (Outcome.CLEAR, "bert", None)


def test_the_tables_refuse_a_maker_who_approves(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "tester") as work:
        case = open_case(work, start(work))
        work.decisions.propose(case, Outcome.REJECT, "true_match", None, made_by="anna")
    with pytest.raises(FourEyesError), database.open_work(tenant.id, "anna") as work:
        work.decisions.confirm(case, approved_by="anna")


def test_a_note_dies_with_the_key_of_the_business(work: Work, keys: KeyStore) -> None:
    story = start(work)
    work.decisions.propose(open_case(work, story), Outcome.REJECT, "true_match", "note", made_by="anna")
    keys.destroy(story.business.key_id)
    with pytest.raises(SubjectErasedError):
        work.decisions.of(story.verification.id)
    with pytest.raises(NotFoundError):
        work.decisions.of("ver_" + "0" * 32)
