"""How a case is worked, on both databases: put aside, escalated, urgent, tagged, opened again."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.cases import Case, CaseStatus, Disposition, HitStatus, HoldReason, Outcome, Queue
from kyc_service.domain.desk.acts import LONGEST_HOLD, ActKind, ReopenReason
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.errors import ConflictError, FourEyesError, InvalidInputError, StaleVersionError
from kyc_service.services import cases as service
from kyc_service.services import upkeep, verifications
from kyc_service.services.cases import Ruling
from kyc_service.services.desk import working
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work
from tests.fixtures.databases import add_tenant
from tests.fixtures.runtimes import submission

LISTED = "Aero-Caribbean"
DAY = dt.timedelta(days=1)
PURPOSE = "aml_check"


class Desk:
    """A tenant with one case."""

    def __init__(self, rt: Runtime) -> None:
        self.rt = rt
        self.tenant_id = add_tenant(rt.database, "Test Marketplace").id
        self.verification_id = self.submit()
        with self.work() as work:
            case = work.cases.of_verification(self.verification_id)
        assert case is not None
        self.case_id = case.id

    def submit(self) -> str:
        """Submit a business that is listed, and screen it."""
        with self.work("tester") as work:
            started = verifications.submit(work, self.rt.policy, submission("shop-1", LISTED))
        verifications.run(self.rt, started.id)
        return started.id

    def work(self, actor: str = "anna"):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a context of the database
        return self.rt.open_work(self.tenant_id, actor)

    def read(self) -> Case:
        """Read the case."""
        with self.work() as work:
            return work.cases.get(self.case_id)

    def decide(self, work: Work, disposition: Disposition, outcome: Outcome) -> Case:
        """Answer every hit alike and decide."""
        reason = "different_name" if disposition is Disposition.FALSE_POSITIVE else "same_name_and_facts"
        for hit in work.hits.of_verification(self.verification_id):
            service.dispose(work, hit.id, disposition, reason, None, hit.version)
        ruling = Ruling(outcome, "other", "Looked at it.")
        return service.decide(work, self.rt.policy, self.case_id, ruling, work.cases.get(self.case_id).version)

    def ops(self) -> list[tuple[str, str]]:
        """List what the audit says of the case, oldest first."""
        with self.work() as work:
            entries = work.audit.page(None, 99).items[::-1]
        return [(entry.op, entry.outcome) for entry in entries if entry.case_id == self.case_id]


@pytest.fixture
def desk(loaded_runtime: Runtime) -> Desk:
    return Desk(loaded_runtime)


def test_a_case_that_is_put_aside_is_not_decided_before_it_is_taken_up_again(desk: Desk) -> None:
    with desk.work() as work:
        held = working.hold(
            work, desk.case_id, work.now() + DAY, HoldReason.DOCUMENTS_AWAITED, "The passport.", desk.read().version
        )
        assert (held.status, held.held_for) == (CaseStatus.ON_HOLD, HoldReason.DOCUMENTS_AWAITED)
        assert [case.id for case in work.queues.page(Queue.HELD, None, 9).items] == [desk.case_id]
        assert work.queues.find_next(None) is None
        ruling = Ruling(Outcome.CLEAR, "no_match", "Another company.")
        with pytest.raises(ConflictError) as refused:
            service.decide(work, desk.rt.policy, desk.case_id, ruling, held.version)
        assert refused.value.code == "case_held"
        with pytest.raises(ConflictError):
            service.assign(work, desk.case_id, "bob", held.version)
        resumed = working.resume(work, desk.case_id, held.version)
        with pytest.raises(ConflictError):
            working.resume(work, desk.case_id, resumed.version)
        newest, before = working.read_acts(work, resumed)
        assert (newest.kind, before.kind, before.reason) == (
            ActKind.RESUMED,
            ActKind.HELD,
            HoldReason.DOCUMENTS_AWAITED,
        )
        assert before.note is not None
        assert before.note.use(PURPOSE) == "The passport."
    assert desk.read().status is CaseStatus.IN_PROGRESS
    assert desk.ops()[-2:] == [("case.held", "documents_awaited"), ("case.resumed", "asked")]


@pytest.mark.parametrize(
    ("length", "reason", "note", "code"),
    [
        (dt.timedelta(0), HoldReason.OTHER, "Why not.", "hold_out_of_range"),
        (LONGEST_HOLD + DAY, HoldReason.OTHER, "Why not.", "hold_out_of_range"),
        (DAY, HoldReason.OTHER, " x ", "reason_required"),
    ],
)
def test_a_hold_that_cannot_be_changes_nothing(
    desk: Desk, length: dt.timedelta, reason: HoldReason, note: str, code: str
) -> None:
    before = desk.read()
    with pytest.raises(InvalidInputError) as refused, desk.work() as work:
        working.hold(work, desk.case_id, work.now() + length, reason, note, before.version)
    assert [fault.code for fault in refused.value.faults] == [code]
    assert desk.read() == before


def test_a_case_comes_back_by_itself_once_however_many_look(desk: Desk) -> None:
    with desk.work() as work:
        work.cases.hold(desk.read(), work.now() - dt.timedelta(seconds=1), HoldReason.AUTHORITY_ASKED)
    upkeep.sweep(desk.rt)
    assert working.resume_due(desk.rt) == 0
    assert desk.read().status is CaseStatus.IN_PROGRESS
    assert desk.ops()[-1] == ("case.resumed", "term_over")


def test_before_its_time_nothing_comes_back(desk: Desk) -> None:
    with desk.work() as work:
        working.hold(work, desk.case_id, work.now() + DAY, HoldReason.AUTHORITY_ASKED, None, desk.read().version)
    assert working.resume_due(desk.rt) == 0
    assert desk.read().status is CaseStatus.ON_HOLD


def test_an_escalated_case_is_nobodys_until_a_senior_takes_it(desk: Desk) -> None:
    with desk.work() as work:
        case = service.assign(work, desk.case_id, "anna", desk.read().version)
        with pytest.raises(InvalidInputError):
            working.escalate(work, desk.case_id, "", case.version)
        escalated = working.escalate(work, desk.case_id, "Two passports.", case.version)
        assert (escalated.assignee, escalated.escalated_by) == (None, "anna")
        with pytest.raises(ConflictError):
            working.escalate(work, desk.case_id, "Again.", escalated.version)
        assert work.queues.count()[Queue.ESCALATED] == 1
        assert work.queues.count()[Queue.UNASSIGNED] == 0
    with desk.work("senior") as work:
        taken = service.assign(work, desk.case_id, "senior", escalated.version)
        returned = working.return_escalated(work, desk.case_id, "Ask for both.", taken.version)
        assert (returned.escalated_at, returned.assignee) == (None, "senior")
        with pytest.raises(ConflictError):
            working.return_escalated(work, desk.case_id, None, returned.version)
    assert desk.ops()[-3:] == [("case.escalated", "asked"), ("case.assigned", "done"), ("case.returned", "answered")]


def test_urgent_is_set_and_taken_once(desk: Desk) -> None:
    with desk.work() as work:
        urgent = working.set_urgent(work, desk.case_id, desk.read().version, urgent=True)
        assert urgent.urgent
        with pytest.raises(ConflictError):
            working.set_urgent(work, desk.case_id, urgent.version, urgent=True)
        assert not working.set_urgent(work, desk.case_id, urgent.version, urgent=False).urgent


def test_tags_are_replaced_and_make_older_pages_stale(desk: Desk) -> None:
    with desk.work() as work:
        seen = desk.read().version
        case = working.set_tags(work, desk.case_id, ["vip", "b2b"], seen)
        assert work.desk.tags.of([desk.case_id]) == {desk.case_id: ("b2b", "vip")}
        with pytest.raises(StaleVersionError):
            working.set_tags(work, desk.case_id, [], seen)
        working.set_tags(work, desk.case_id, ["vip"], case.version)
        assert work.desk.tags.of([desk.case_id]) == {desk.case_id: ("vip",)}
        assert work.desk.tags.in_use(9) == ("vip",)
    assert desk.read().status is CaseStatus.NEW


def test_a_clear_business_is_looked_at_again_and_cleared_anew(desk: Desk) -> None:
    with desk.work() as work:
        closed = desk.decide(work, Disposition.FALSE_POSITIVE, Outcome.CLEAR)
        assert closed.status is CaseStatus.CLOSED
    with desk.work("senior") as work:
        with pytest.raises(InvalidInputError):
            working.reopen(work, desk.case_id, ReopenReason.COMPLAINT, "", closed.version)
        again = working.reopen(work, desk.case_id, ReopenReason.NEW_INFORMATION, "A newspaper.", closed.version)
        assert (again.status, again.outcome, again.reopened_by) == (CaseStatus.IN_PROGRESS, None, "senior")
        assert again.due_at is not None
        assert closed.due_at is not None
        assert again.due_at >= closed.due_at
        assert work.verifications.get(desk.verification_id).status is VerificationStatus.UNDER_REMEDIATION
        with pytest.raises(ConflictError):
            working.reopen(work, desk.case_id, ReopenReason.COMPLAINT, "Twice.", again.version)
    with desk.work() as work:
        desk.decide(work, Disposition.FALSE_POSITIVE, Outcome.CLEAR)
        assert work.verifications.get(desk.verification_id).status is VerificationStatus.CLEAR
        decisions = work.decisions.of(desk.verification_id)
        assert [one.confirmed_at is not None for one in decisions] == [True, True]
        events = [event.kind for event in work.webhooks.events.page(None, 99).items]
    # In review, clear, under remediation, clear again: each tells whoever listens.
    assert events.count("verification.updated") >= 4


def test_a_rejected_business_is_in_review_again_and_needs_two_persons_again(desk: Desk) -> None:
    with desk.work() as work:
        proposed = desk.decide(work, Disposition.TRUE_MATCH, Outcome.REJECT)
        assert proposed.status is CaseStatus.PENDING_APPROVAL
    with desk.work("senior") as work:
        closed = service.approve(work, desk.case_id, proposed.version)
        again = working.reopen(work, desk.case_id, ReopenReason.DECIDED_WRONGLY, "Another company.", closed.version)
        assert (again.maker, again.proposed) == (None, None)
        assert work.verifications.get(desk.verification_id).status is VerificationStatus.REVIEW
        assert {hit.status for hit in work.hits.of_verification(desk.verification_id)} == {HitStatus.TRUE_MATCH}
        waiting = desk.decide(work, Disposition.TRUE_MATCH, Outcome.CLEAR)
        with pytest.raises(FourEyesError):
            service.approve(work, desk.case_id, waiting.version)
    with desk.work() as work:
        service.approve(work, desk.case_id, waiting.version)
        assert work.verifications.get(desk.verification_id).status is VerificationStatus.CLEAR
        assert [one.outcome for one in work.decisions.of(desk.verification_id)] == [Outcome.REJECT, Outcome.CLEAR]


def test_a_case_of_a_business_that_was_verified_since_stays_closed(desk: Desk) -> None:
    with desk.work() as work:
        desk.decide(work, Disposition.FALSE_POSITIVE, Outcome.CLEAR)
    desk.submit()
    with pytest.raises(ConflictError) as refused, desk.work("senior") as work:
        working.reopen(work, desk.case_id, ReopenReason.COMPLAINT, "They wrote.", desk.read().version)
    assert refused.value.code == "verified_since"
