"""How feeds do: the alarm in the log, the figures, and that neither names anybody."""

from __future__ import annotations

import structlog.testing
from prometheus_client import CollectorRegistry, generate_latest

from jobs.standins.base import Scenario, say
from kyc_service.api.metrics.feeds import FeedCollector
from kyc_service.domain.feeds.standings import Alarm
from kyc_service.services.feeds import standings
from kyc_service.services.feeds.standings import FeedState
from kyc_service.verifiers.feeds.serving import FEEDS
from tests.fixtures.standing_desks import number_of
from tests.fixtures.standing_listeners import Listener


def states(listener: Listener) -> dict[str, FeedState]:
    with listener.rt.open_system("tester", read_only=True) as system:
        return {one.id: one for one in standings.states(listener.rt, system)}


def figures(listener: Listener) -> str:
    registry = CollectorRegistry()
    registry.register(FeedCollector(listener.rt))
    return generate_latest(registry).decode()


def test_every_feed_in_use_has_its_line(listener: Listener) -> None:
    found = states(listener)
    assert set(found) == set(FEEDS)
    assert {(one.read_at, one.alarm, one.allowed) for one in found.values()} == {(None, None, True)}
    assert standings.sound(listener.rt) == 0


def test_a_feed_that_cannot_be_read_is_an_alarm_that_names_nobody(listener: Listener) -> None:
    listener.known("brreg")
    listener.read("brreg")
    listener.standing.behaviours["brreg"] = lambda _: say({}, 503)
    listener.hands.turn(hours=2)
    listener.read("brreg")
    with structlog.testing.capture_logs() as logs:
        assert standings.sound(listener.rt) == 2
    assert {(line["event"], line["feed"], line["code"]) for line in logs} == {
        ("feed.not_read", "brreg_entities", "server_error"),
        ("feed.not_read", "brreg_roles", "server_error"),
    }
    assert states(listener)["brreg_entities"].alarm is Alarm.NOT_READ
    told = figures(listener)
    assert 'kyc_register_feed_alarm{code="not_read",feed="brreg_entities"} 1.0' in told
    assert 'kyc_register_feed_read_age_seconds{feed="brreg_roles"} 72' in told
    assert number_of("brreg", Scenario.FOUND) not in told + str(logs)


def test_a_feed_that_says_nothing_for_too_long_is_an_alarm(listener: Listener) -> None:
    listener.read("brreg")
    listener.hands.turn(days=6)
    listener.read("brreg")
    assert states(listener)["brreg_entities"].alarm is Alarm.SILENT
    listener.say("brreg", "310000183", "other")
    listener.hands.turn(minutes=10)
    listener.say("brreg", "310000183", "other")
    listener.read("brreg")
    assert 'kyc_register_feed_said_age_seconds{feed="brreg_roles"} 51' in figures(listener)


def test_what_waits_is_counted_by_register(listener: Listener) -> None:
    listener.read("brreg")
    listener.hands.turn(minutes=10)
    listener.known("brreg")
    listener.say("brreg", number_of("brreg", Scenario.FOUND), "name")
    listener.read("brreg")
    assert states(listener)["brreg_entities"].waiting == 1
    assert states(listener)["kvk_signals"].waiting == 0
    assert 'kyc_register_feed_waiting{feed="brreg_entities"} 1.0' in figures(listener)
