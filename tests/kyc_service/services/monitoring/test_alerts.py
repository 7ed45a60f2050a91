"""Where what monitoring finds is shown: also where submissions are judged otherwise, and without asking for ever."""

from __future__ import annotations

import pytest

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.profiles import Purpose
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Trigger, VerificationStatus
from kyc_service.errors import ConflictError, ScreeningUnavailableError
from kyc_service.services import verifications
from kyc_service.services.monitoring import planning
from kyc_service.services.runtime import Runtime
from tests.fixtures.runtimes import submission
from tests.fixtures.watches import ACTOR, hits, latest, listed, monitor, onboard, publish


def judge(rt: Runtime, tenant: Tenant, purpose: Purpose, threshold: float) -> None:
    """Let a purpose have a threshold of its own."""
    with rt.open_work(tenant.id, "key:one") as work:
        made = work.profiles.draft(purpose, purpose.value, sources=None, threshold=threshold, weights={})
        measured = work.profiles.evaluate(made, {"pairs": 0})
    with rt.open_work(tenant.id, "key:two") as work:
        work.profiles.approve(measured)


def test_what_submissions_would_not_find_is_shown_beside_the_open_case(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    judge(rt, tenant, Purpose.ONBOARDING, 0.98)
    with rt.open_work(tenant.id, ACTOR) as work:
        first = verifications.submit(work, rt.policy, submission(flags=("placeholder_name",)))
    verifications.run(rt, first.id)
    assert latest(rt, tenant, "shop-1").status is VerificationStatus.REVIEW
    monitor(rt, tenant)
    publish(rt, add=(listed("Jansen Fietsen", 1),))
    monitor(rt, tenant)
    found = latest(rt, tenant, "shop-1")
    assert (found.trigger, hits(rt, tenant, found)) == (Trigger.MONITORING, {"un:TST.001": HitStatus.OPEN})
    assert monitor(rt, tenant) is None


def test_a_looser_look_of_monitoring_is_not_taken_back_by_a_stricter_one(
    loaded_runtime: Runtime, tenant: Tenant
) -> None:
    rt = loaded_runtime
    judge(rt, tenant, Purpose.ONBOARDING, 0.98)
    publish(rt, add=(listed("Jansen Fietsen", 1),))
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    monitor(rt, tenant)
    assert monitor(rt, tenant) is None
    with rt.open_work(tenant.id, ACTOR, read_only=True) as work:
        begun = [one.trigger for one in work.verifications.page(None, 10).items]
    assert begun.count(Trigger.MONITORING) == 1


def test_one_tenant_that_cannot_be_looked_at_keeps_nobody_waiting(
    loaded_runtime: Runtime, tenant: Tenant, other_tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt, looked = loaded_runtime, []

    def look(_rt: Runtime, tenant_id: str, *, everybody: bool) -> None:
        looked.append(tenant_id)
        raise ScreeningUnavailableError if everybody else ConflictError

    monkeypatch.setattr(planning, "watch_tenant", look)
    assert planning.watch(rt, everybody=True) == 0
    assert set(looked) == {tenant.id, other_tenant.id}


def test_more_matches_than_a_case_shows_are_not_asked_about_for_ever(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    publish(rt, add=tuple(listed("Jansen Fietsen", number) for number in range(60)))
    first = onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    assert len(hits(rt, tenant, first)) == 50
    monitor(rt, tenant)
    verifications.run(rt, first.id)
    assert monitor(rt, tenant) is None
