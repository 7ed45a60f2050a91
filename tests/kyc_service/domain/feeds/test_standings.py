"""When a person has to look at a feed."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.feeds.standings import Alarm, FeedStanding, alarm_of

NOW = dt.datetime(2026, 11, 26, 20, 30, tzinfo=dt.UTC)
EVERY, QUIET = dt.timedelta(minutes=10), dt.timedelta(days=5)


def ago(**by: float) -> dt.datetime:
    return NOW - dt.timedelta(**by)


def standing(**more: dt.datetime) -> FeedStanding:
    return FeedStanding(feed_id="x", cursor="1", version=3, begun_at=ago(days=90), **more)


@pytest.mark.parametrize(
    ("found", "alarm"),
    [
        (None, None),
        (standing(read_at=ago(minutes=59), event_at=ago(days=4)), None),
        (standing(read_at=ago(minutes=61), event_at=ago(minutes=61)), Alarm.NOT_READ),
        (standing(), Alarm.NOT_READ),
        (standing(read_at=NOW, event_at=ago(days=6)), Alarm.SILENT),
        (standing(read_at=NOW), Alarm.SILENT),
        (standing(read_at=NOW, event_at=ago(days=6), gap_at=ago(days=6)), Alarm.GAP),
        (standing(read_at=NOW, event_at=NOW, gap_at=ago(days=8)), None),
        (standing(read_at=ago(hours=2), event_at=NOW, gap_at=NOW), Alarm.NOT_READ),
    ],
)
def test_what_is_an_alarm(found: FeedStanding | None, alarm: Alarm | None) -> None:
    assert alarm_of(found, EVERY, QUIET, NOW) is alarm


def test_a_feed_that_was_just_switched_on_is_none() -> None:
    found = FeedStanding(feed_id="x", cursor=None, version=0, begun_at=ago(minutes=30))
    assert alarm_of(found, EVERY, QUIET, NOW) is None


def test_a_rare_feed_may_miss_its_turns() -> None:
    found = standing(read_at=ago(hours=5), event_at=NOW)
    assert alarm_of(found, dt.timedelta(hours=1), QUIET, NOW) is None
    assert alarm_of(found, EVERY, QUIET, NOW) is Alarm.NOT_READ
