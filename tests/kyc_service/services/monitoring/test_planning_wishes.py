"""What an operator asked for and a newer edition overtook: it is done for the newer one, from where it stood."""

from __future__ import annotations

import pytest

from kyc_service.domain.monitoring.runs import Run, RunStatus, RunTrigger, Tally
from kyc_service.domain.tenants import Tenant
from kyc_service.services.monitoring import chunks, planning
from kyc_service.services.runtime import Runtime
from tests.fixtures.watches import listed, monitor, onboard, onboard_three, publish, reread, tally
from tests.kyc_service.services.monitoring.test_operating import start

OPERATOR = "key:flow"


@pytest.fixture
def three(loaded_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    """Three subjects, each in a chunk of its own, all of them compared."""
    monkeypatch.setattr(planning, "CHUNK", 1)
    onboard_three(loaded_runtime, tenant)
    monitor(loaded_runtime, tenant)
    return loaded_runtime


def overtake(rt: Runtime, tenant: Tenant, wish: Run) -> Run:
    """Let a chunk of a run be done, and a newer edition come; return the run that comes of that."""
    assert chunks.work_on(rt, wish.id)
    publish(rt, add=(listed("Somebody Else", 1),))
    edition_run = monitor(rt, tenant)
    assert edition_run is not None
    assert reread(rt, tenant, wish).status is RunStatus.OVERTAKEN
    return edition_run


@pytest.mark.parametrize("wanted", [{"everything": True}, {"since_edition": 1, "sources": ("un",)}])
def test_a_wish_is_carried_on_once_after_the_edition_for_whoever_it_had_not_reached(
    three: Runtime, tenant: Tenant, wanted: dict[str, object]
) -> None:
    wish = start(three, tenant, **wanted, reason="a list was mended").run
    edition_run = overtake(three, tenant, wish)
    assert (edition_run.trigger, edition_run.continues) == (RunTrigger.EDITION, None)
    assert tally(three, tenant, edition_run) == Tally(due=3, delta=3)
    again = monitor(three, tenant)
    assert again is not None
    assert (again.trigger, again.scope, again.reason) == (RunTrigger.OPERATOR, wish.scope, "a list was mended")
    assert (again.edition, again.made_by, again.continues) == (wish.edition + 1, OPERATOR, wish.id)
    assert reread(three, tenant, wish).continued_by == again.id
    assert tally(three, tenant, again).due == 2
    assert monitor(three, tenant) is None


def test_whoever_is_due_is_the_concern_of_the_run_of_the_newer_edition(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    onboard(rt, tenant, "shop-1", "Jansen Fietsen B.V.")
    wish = start(rt, tenant).run
    publish(rt, add=(listed("Somebody Else", 1),))
    edition_run = monitor(rt, tenant)
    assert edition_run is not None
    assert (edition_run.trigger, edition_run.continues) == (RunTrigger.EDITION, wish.id)
    assert reread(rt, tenant, wish).continued_by == edition_run.id
    assert monitor(rt, tenant) is None


def test_a_dry_run_begins_anew_so_that_its_figures_are_of_one_edition(three: Runtime, tenant: Tenant) -> None:
    wish = start(three, tenant, everything=True, dry=True).run
    assert chunks.work_on(three, wish.id)
    publish(three, add=(listed("Somebody Else", 1),))
    monitor(three, tenant)
    assert not chunks.work_on(three, wish.id)
    assert reread(three, tenant, wish).status is RunStatus.OVERTAKEN
    again = monitor(three, tenant)
    assert again is not None
    assert (again.dry, again.continues) == (True, wish.id)
    assert tally(three, tenant, again) == Tally(due=3, screened=3)
