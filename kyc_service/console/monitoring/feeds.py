"""Change feeds of registers: how far each was read, what it told, what is due because of it, and what to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from kyc_service.bootstrap import Runtime
from kyc_service.console.door import Desk, Page, Visit
from kyc_service.console.titles import FEED_STEPS
from kyc_service.domain.feeds.standings import Alarm
from kyc_service.domain.people.roles import Permission
from kyc_service.services.feeds import reviewing
from kyc_service.services.feeds.standings import FeedState, states
from kyc_service.verifiers.feeds.serving import FEEDS

HOME = "/console/monitoring/feeds"
TABS = (("coverage", "/console/monitoring"), ("feeds", HOME))
"""Pages of monitoring."""
MOST_DUE = 200
"""Businesses that are counted; the page says when there are more."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A feed as the page shows it."""

    feed: FeedState
    state: str
    look: bool
    """Whether a person has to look."""
    step: str | None
    """Code of what to do."""


def register(desk: Desk) -> None:
    """Add the view."""
    desk.add("/monitoring/feeds", "feeds", Permission.LISTS_READ, show)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show every feed in use, and who is due of the tenant's own."""
    with rt.open_system("console", read_only=True) as system:
        found, now = states(rt, system), system.now()
    due = reviewing.find_due(rt, MOST_DUE, visit.person.tenant_id)
    values: dict[str, Any] = {
        "here": "monitoring",
        "tab": "feeds",
        "tabs": TABS,
        "now": now,
        # Whatever needs a person first.
        "feeds": sorted(map(describe, found), key=lambda one: (not one.look, one.step is None)),
        "due": sorted(Counter(one.reason.value for one in due).items()),
        "more_due": len(due) >= MOST_DUE,
        "possible": sorted({feed.register for feed in FEEDS.values()}),
    }
    return Page("monitoring/feeds.html", values)


def describe(feed: FeedState) -> Shown:
    """Say how a feed stands and what to do, the worst first."""
    if not feed.allowed:
        return Shown(feed, "denied", look=True, step="policy_denied")
    if feed.alarm is not None:
        code = feed.code if feed.alarm is Alarm.NOT_READ and feed.code else feed.alarm.value
        return Shown(feed, feed.alarm.value, look=True, step=code if code in FEED_STEPS else "unknown")
    if feed.code is not None:
        return Shown(feed, "failing", look=False, step=feed.code if feed.code in FEED_STEPS else "unknown")
    return Shown(feed, "read" if feed.read_at else "waits", look=False, step=None)
