"""A decision beside what is found in the same moment: nobody is cleared past a hit, or a question, that nobody saw."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from typing import Any

import pytest

from kyc_service.domain.cases import Case, Disposition, HitStatus
from kyc_service.domain.checks import FINAL, CheckReason
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.errors import ConflictError, StaleVersionError
from kyc_service.services import cases, screening, verifications
from kyc_service.services.monitoring import alerts
from kyc_service.services.runtime import Runtime
from tests.fixtures.runtimes import submission
from tests.kyc_service.services.test_cases import ANALYST, CLEAR, decide, hits_of, open_case

PATIENCE = 1.0
"""Seconds for which a step waits for what is begun in the midst of it, which may have to wait for the step."""


def open_flagged(rt: Runtime, tenant: Tenant, name: str, reference: str = "shop-1") -> Case:
    """Open a case for a flag, while the screening waits."""
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission(reference, name, flags=("placeholder_name",)))
        for check in work.checks.claim(made.id, rt.settings.lease):
            work.checks.put_off(check, CheckReason.LISTS_STALE, work.now())
        verifications.add_up(work, made)
        case = work.cases.of_verification(made.id)
    assert case is not None
    return case


def look_again(rt: Runtime, tenant: Tenant, case: Case) -> None:
    """Have a business screened again, as monitoring does when it found something."""
    with rt.open_work(tenant.id, "monitoring") as work:
        alerts.raise_for(work, rt.policy, case.subject_id, [case.subject_id])


def begin_beside(
    patch: pytest.MonkeyPatch, at: tuple[Any, str], step: Callable[[], object], *, behind: bool = False
) -> threading.Thread:
    """Lay something into a function: the first who comes to it, or out of it, begins another step beside its own."""
    beside, usual = threading.Thread(target=step), getattr(*at)

    def begin() -> None:
        if beside.ident is None:
            beside.start()
            beside.join(PATIENCE)

    def passing(*given: Any, **named: Any) -> Any:
        if not behind:
            begin()
        found = usual(*given, **named)
        begin()
        return found

    patch.setattr(*at, passing)
    return beside


def is_done(step: Callable[[], object]) -> bool:
    """Take a step; say whether it was done, and not refused."""
    try:
        step()
    except (ConflictError, StaleVersionError):
        return False
    return True


def test_nobody_is_cleared_past_a_hit_that_a_worker_writes_down_meanwhile(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = loaded_runtime
    case = open_flagged(rt, tenant, "Aero-Caribbean")
    at = (cases.outcomes, "assess")
    worker = begin_beside(monkeypatch, at, lambda: verifications.run(rt, case.verification_id))
    cleared = is_done(lambda: decide(rt, tenant, case, CLEAR))
    worker.join()
    with rt.open_work(tenant.id, "tester") as work:
        statuses = [hit.status for hit in work.hits.of_verification(case.verification_id)]
        assert work.verifications.get(case.verification_id).status is VerificationStatus.REVIEW
    assert (cleared, statuses) == (False, [HitStatus.OPEN])


def test_what_monitoring_asks_while_a_decision_is_made_is_answered(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = loaded_runtime
    case = open_flagged(rt, tenant, "Jansen Fietsen B.V.")
    verifications.run(rt, case.verification_id)
    at = (cases.four_eyes, "needs_second_person")
    monitoring = begin_beside(monkeypatch, at, lambda: look_again(rt, tenant, case))
    decide(rt, tenant, case, CLEAR)
    monitoring.join()
    with rt.open_work(tenant.id, "tester") as work:
        latest = work.verifications.latest_of(case.subject_id)
        assert latest is not None
        assert latest.status in verifications.WORKED_ON
        assert any(check.status not in FINAL for check in work.checks.of(latest.id))


def test_what_an_analyst_answers_while_a_hit_goes_is_kept_or_refused(
    loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt, answered = loaded_runtime, list[bool]()
    case = open_case(rt, tenant)
    (hit,) = hits_of(rt, tenant, case)
    look_again(rt, tenant, case)
    compare = screening.compare
    # As if its entry were off the list by now.
    monkeypatch.setattr(screening, "compare", lambda *given: dataclasses.replace(compare(*given), matches=()))

    def answer() -> None:
        with rt.open_work(tenant.id, ANALYST) as work:
            cases.dispose(work, hit.id, Disposition.FALSE_POSITIVE, "different_name", None, hit.version)

    at = (screening.earlier, "find")
    answering = begin_beside(monkeypatch, at, lambda: answered.append(is_done(answer)), behind=True)
    verifications.run(rt, case.verification_id)
    answering.join()
    (left,) = hits_of(rt, tenant, case)
    expected = HitStatus.FALSE_POSITIVE if answered == [True] else HitStatus.SUPERSEDED
    assert left.status is expected
