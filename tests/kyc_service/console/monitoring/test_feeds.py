"""The page of change feeds: empty at first, then how each does, what it told, and what a person has to do."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kyc_service.console.monitoring import feeds
from kyc_service.console.titles import FEED_STATES, FEED_STEPS
from kyc_service.domain.feeds.reviews import DueReason
from kyc_service.domain.feeds.standings import Alarm
from kyc_service.egress.registers import Outage
from tests.fixtures.heard import feed_state
from tests.fixtures.service import Caller
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import read

PATH = "/console/monitoring/feeds"
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
FEED = feed_state("brreg_entities", NOW)


def test_without_a_feed_the_page_says_how_one_is_switched_on(analyst: Visitor) -> None:
    page = read(analyst.get(PATH))
    assert "No register is listened to" in page
    assert "<code>brreg</code> <code>companies_house</code>" in page
    assert f'<a href="{PATH}" aria-current="page">' in page
    assert f'<a href="{PATH}">' in read(analyst.get("/console/monitoring"))


def test_a_feed_is_shown_with_how_far_it_was_read_and_what_it_told(
    analyst: Visitor, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = caller.run(caller.submit())
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        subject_id, now = work.verifications.get(made).subject_id, work.now()
    with caller.rt.open_system("tester") as system:
        system.marks.add({(caller.tenant.id, subject_id)}, "brreg", DueReason.REGISTER_EVENT, now)
    broken = dataclasses.replace(FEED, id="kvk_signals", alarm=Alarm.NOT_READ, code="credentials_refused")
    monkeypatch.setattr(feeds, "states", lambda *_: (FEED, broken))
    page = read(analyst.get(PATH))
    for said in ("10427381", "81\u202f204", "every 10 min", "5 d of silence", FEED_STEPS["credentials_refused"]):
        assert said in page
    assert "<b>1</b> business: its register told of a change" in page
    assert 'class="look"><b>1</b> need a person' in page
    assert "Aero" not in page


@pytest.mark.parametrize(
    ("given", "state", "step"),
    [
        ({}, "read", None),
        ({"read_at": None}, "waits", None),
        ({"allowed": False, "alarm": Alarm.GAP}, "denied", "policy_denied"),
        ({"code": "timed_out"}, "failing", "timed_out"),
        ({"code": "something_new"}, "failing", "unknown"),
        ({"alarm": Alarm.NOT_READ}, "not_read", "not_read"),
        ({"alarm": Alarm.NOT_READ, "code": "tls_failed"}, "not_read", "tls_failed"),
        ({"alarm": Alarm.SILENT}, "silent", "silent"),
        ({"alarm": Alarm.GAP, "code": "timed_out"}, "gap", "gap"),
    ],
)
def test_what_is_worst_is_said_with_what_to_do(given: dict[str, object], state: str, step: str | None) -> None:
    shown = feeds.describe(dataclasses.replace(FEED, **given))  # type: ignore[arg-type]
    assert (shown.state, shown.step) == (state, step)
    assert shown.look is (state in {"denied", "not_read", "silent", "gap"})
    assert state in FEED_STATES


def test_every_outage_of_a_register_has_a_step() -> None:
    assert {one.value for one in Outage} <= FEED_STEPS.keys()
