"""How lists stand: what may clear, what raises an alarm, what is still needed."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from structlog.testing import capture_logs

from kyc_service.domain.profiles import Purpose
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ScreeningUnavailableError
from kyc_service.policy.list_choices import ListChoice, ListChoices
from kyc_service.services import verifications
from kyc_service.services.lists import standing
from kyc_service.services.runtime import Runtime
from kyc_service.services.screeners import Screeners
from tests.fixtures.runtimes import load_lists, small_version, submission

HOUR = dt.timedelta(hours=1)


def with_choices(rt: Runtime, **choices: ListChoice) -> Runtime:
    """The same runtime with other choices."""
    chosen = ListChoices(choices)
    return dataclasses.replace(rt, choices=chosen, screeners=Screeners(rt.database, rt.settings, chosen))


def choice(source: str, **values: object) -> ListChoice:
    known: dict[str, object] = {"required": True, "max_age": 24 * HOUR, "alarm_age": 12 * HOUR}
    return ListChoice(source=source, **known | values)  # type: ignore[arg-type]


def load(rt: Runtime, source: str, age: dt.timedelta, origin: str = "publisher") -> None:
    with rt.open_system() as system:
        system.lists.add_version(small_version(source), origin=origin, confirmed_at=system.now() - age)


@pytest.mark.parametrize(
    ("age", "fresh", "alarm"),
    [
        (HOUR, True, None),
        (13 * HOUR, True, "list_old"),
        (25 * HOUR, False, "lists_stale"),
        (-HOUR / 60, True, None),
        # The clock was set back since: how long ago that was nobody knows, and it would stay fresh until then.
        (-HOUR, False, "lists_stale"),
        (-10 * 8766 * HOUR, False, "lists_stale"),
    ],
)
def test_a_list_grows_old_and_then_clears_nobody(
    bare_runtime: Runtime, age: dt.timedelta, fresh: bool, alarm: str | None
) -> None:
    rt = with_choices(bare_runtime, un=choice("un"))
    load(rt, "un", age)
    with rt.open_system() as system:
        (found,) = standing.states(system, rt)
    assert (found.fresh, found.alarm) == (fresh, alarm)
    assert rt.screeners.current().fresh is fresh
    with capture_logs() as logs:
        assert standing.sound_alarms(rt) == (alarm is not None)
    assert [log["code"] for log in logs if log["event"] == "list_alarm"] == ([alarm] if alarm else [])


def test_an_age_of_its_own(bare_runtime: Runtime) -> None:
    rt = with_choices(bare_runtime, un=choice("un", max_age=48 * HOUR, alarm_age=40 * HOUR))
    load(rt, "un", 30 * HOUR)
    assert rt.screeners.current().fresh


def test_a_list_that_is_not_required_alarms_and_stops_nobody(bare_runtime: Runtime) -> None:
    rt = with_choices(bare_runtime, un=choice("un"), ofac_cons=choice("ofac_cons", required=False))
    load(rt, "un", HOUR)
    with rt.open_system() as system:
        found = {status.id: status for status in standing.states(system, rt)}
    assert found["ofac_cons"].alarm == "list_missing"
    assert rt.screeners.current().fresh
    load(rt, "ofac_cons", 99 * HOUR)
    assert rt.screeners.current().fresh
    assert {used.source: used.fresh for used in rt.screeners.current().lists} == {"un": True, "ofac_cons": False}


def test_a_list_that_is_not_in_use_is_not_screened_against(loaded_runtime: Runtime) -> None:
    rt = with_choices(loaded_runtime, un=choice("un"))
    assert {used.source for used in rt.screeners.current().lists} == {"un"}


def test_a_list_that_is_replaced_by_hand_does_not_age(bare_runtime: Runtime) -> None:
    rt = with_choices(bare_runtime, un=choice("un", max_age=None, alarm_age=None))
    load(rt, "un", 9999 * HOUR)
    assert rt.screeners.current().fresh


def test_only_versions_that_nothing_needs_are_dropped(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    first = small_version("un")
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission())
    verifications.run(rt, made.id)
    versions = [dataclasses.replace(first, digest=digit * 64) for digit in "123"]
    for version in versions:
        load_lists(rt, (version,))
    assert standing.prune(rt, dt.timedelta(days=1)) == ()
    dropped = standing.prune(rt, dt.timedelta(0))
    assert {version.digest for version in dropped} == {"1" * 64, "2" * 64}
    with rt.open_system() as system:
        assert {version.digest for version in system.lists.versions("un")} == {first.digest, "3" * 64}
        assert system.lists.load("un", first.digest) == first
    assert standing.prune(rt, dt.timedelta(0)) == ()


def test_a_profile_none_of_whose_lists_is_in_use_any_more_clears_nobody(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = with_choices(bare_runtime, un=choice("un", required=False), ofac_cons=choice("ofac_cons", required=False))
    load(rt, "un", HOUR)
    with rt.open_work(tenant.id, "key:one") as work:
        made = work.profiles.draft(Purpose.ONBOARDING, "mine", sources=("ofac_cons",), threshold=0.85, weights={})
    assert rt.screeners.current().fresh
    with pytest.raises(ScreeningUnavailableError, match="none of the lists"):
        rt.screeners.current(made)
