"""Going on without an answer: who decides what, and what it leads to."""

from __future__ import annotations

import pytest

from jobs.standins.base import Call, Said, Scenario, say
from kyc_service.domain.cases import Disposition, HitStatus
from kyc_service.domain.cases import Outcome as Ruled
from kyc_service.domain.checks import Check, CheckReason, CheckStatus
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.errors import ConflictError
from kyc_service.services import cases, verifications
from kyc_service.services.cases import Ruling
from kyc_service.services.registers import rounds
from kyc_service.services.registers.overrides import OverrideReason, override
from tests.fixtures.runtimes import person
from tests.fixtures.standing_desks import Desk, fields_for

SEEN = OverrideReason.DOCUMENT_SEEN
CLEAR = Ruling(Ruled.CLEAR, "no_match", "All of it was seen on paper.")
REJECT = Ruling(Ruled.REJECT, "true_match", "The register says that it is gone.")
LISTED = "Aero-Caribbean"


def down(_: Call) -> Said:
    return say({}, 503)


def asked(desk: Desk, verification_id: str, source: str) -> Check:
    with desk.rt.open_work(desk.tenant.id, "tester", read_only=True) as work:
        return next(one for one in work.checks.of(verification_id) if one.source == source)


def go_on(desk: Desk, verification_id: str, source: str, reason: OverrideReason = SEEN) -> Check:
    check = asked(desk, verification_id, source)
    with desk.rt.open_work(desk.tenant.id, "anna") as work:
        return override(work, verification_id, check.id, reason)


def decide(desk: Desk, verification_id: str, ruling: Ruling, actor: str = "anna") -> str:
    with desk.rt.open_work(desk.tenant.id, actor) as work:
        case = work.cases.of_verification(verification_id)
        assert case is not None
        return cases.decide(work, desk.rt.policy, case.id, ruling, case.version).status.value


def answer_hits(desk: Desk, verification_id: str) -> None:
    with desk.rt.open_work(desk.tenant.id, "anna") as work:
        for hit in work.hits.of_verification(verification_id):
            cases.dispose(work, hit.id, Disposition.FALSE_POSITIVE, "different_name", None, hit.version)


def test_nothing_is_cleared_while_a_required_register_waits(strict_desk: Desk) -> None:
    desk = strict_desk
    desk.standing.behaviours["kvk"] = down
    made = desk.submit(fields_for("kvk") | {"business.name": LISTED})
    assert desk.run(made).status is VerificationStatus.REVIEW
    answer_hits(desk, made)
    with pytest.raises(ConflictError) as refused:
        decide(desk, made, CLEAR)
    assert refused.value.code == "checks_waiting"
    assert desk.get(made).status is VerificationStatus.REVIEW

    go_on(desk, made, "kvk")
    assert desk.get(made).status is VerificationStatus.REVIEW, "somebody looks at it already"
    assert decide(desk, made, CLEAR) in {"closed", "pending_approval"}


def test_a_rejection_needs_no_hit_where_a_register_speaks(strict_desk: Desk) -> None:
    made = strict_desk.submit(fields_for("companies_house", Scenario.ENDED))
    assert strict_desk.run(made).status is VerificationStatus.REVIEW
    with strict_desk.rt.open_work(strict_desk.tenant.id, "tester") as work:
        assert all(hit.status is not HitStatus.TRUE_MATCH for hit in work.hits.of_verification(made))
    assert decide(strict_desk, made, REJECT) in {"closed", "pending_approval"}


def test_the_audit_says_who_and_why(strict_desk: Desk) -> None:
    strict_desk.standing.behaviours["kvk"] = down
    made = strict_desk.submit(fields_for("kvk"))
    strict_desk.run(made)
    go_on(strict_desk, made, "kvk", OverrideReason.REGISTER_OUT_OF_SERVICE)
    with strict_desk.rt.open_work(strict_desk.tenant.id, "tester") as work:
        rows = work._tx.connection.exec_driver_sql(
            "SELECT actor, outcome FROM audit WHERE op = 'check.overridden'"
        ).all()
        answer = work.checks.register_results_of(made)[asked(strict_desk, made, "kvk").id]
    assert [(row.actor, row.outcome) for row in rows] == [("anna", "register_out_of_service")]
    assert answer.code == "register_out_of_service"


def test_what_was_given_up_is_gone_on_without_and_done(strict_desk: Desk) -> None:
    """A check that was given up failed its verification: the override is what lets it go on."""
    desk = strict_desk
    desk.standing.behaviours["kvk"] = down
    made = desk.submit(fields_for("kvk"))
    desk.run(made)
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        work._tx.connection.exec_driver_sql(
            "UPDATE checks SET due_at = '2020-01-01 00:00:00.000000', attempt = 3 WHERE kind = 'register'"
        )
    rounds.run(desk.rt)
    check = asked(desk, made, "kvk")
    assert (check.status, check.reason) == (CheckStatus.UNAVAILABLE, CheckReason.NEEDS_OPERATOR)
    assert desk.get(made).status is VerificationStatus.FAILED
    go_on(desk, made, "kvk")
    assert desk.get(made).status is VerificationStatus.CLEAR


def test_what_is_settled_keeps_its_evidence(desk: Desk) -> None:
    desk.standing.behaviours["kvk"] = down
    made = desk.submit(fields_for("kvk"))
    assert desk.run(made).status is VerificationStatus.CLEAR
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        before = work.checks.register_results_of(made)
    with pytest.raises(ConflictError):
        go_on(desk, made, "kvk")
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        assert work.checks.register_results_of(made) == before


def test_a_check_that_is_being_asked_is_not_taken_away(strict_desk: Desk) -> None:
    made = strict_desk.submit(fields_for("kvk"))
    verifications.run(strict_desk.rt, made)
    with strict_desk.rt.open_system("tester") as system:
        assert len(system.register_checks.claim("kvk", 1, strict_desk.rt.settings.lease)) == 1
    with pytest.raises(ConflictError):
        go_on(strict_desk, made, "kvk")


def test_a_second_person_does_not_agree_to_what_was_found_since(strict_desk: Desk) -> None:
    """A register may name somebody after a decision was proposed: whoever that is, is looked at first."""
    desk = strict_desk
    made = desk.submit(fields_for("companies_house", Scenario.ENDED), person("Jan Jansen"))
    assert desk.run(made).status is VerificationStatus.REVIEW
    if decide(desk, made, REJECT) != "pending_approval":
        pytest.fail("the policy asks for a second person when something is rejected")
    with desk.rt.open_work(desk.tenant.id, "tester") as work:
        business = work.verifications.get(made).subject_id
        named = work.subjects.people_of(business)[0]
        screening = next(one for one in work.checks.of(made) if one.subject_id == named.id)
        work.hits.add(screening, entry_id="un:1", source="un", list_digest="d", score=0.9, evidence={})
        case = work.cases.of_verification(made)
        assert case is not None
    with desk.rt.open_work(desk.tenant.id, "bert") as work, pytest.raises(ConflictError) as refused:
        cases.approve(work, case.id, case.version)
    assert refused.value.code == "hits_open"
