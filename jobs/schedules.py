"""What happens by the clock: one table, brought into the database exactly as it stands here at every start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kyc_service.services.feeds.reviewing import EVERY
from kyc_service.settings import Mode
from kyc_service.tasks import Task
from kyc_service.verifiers.feeds.serving import feeds_of

TIDY_SECONDS = 3600
DISPOSE_SECONDS = 4 * 3600
"""What is due is gone within a day, even if several runs in a row fail."""
REFRESH_SECONDS = 4 * 3600
"""Six chances a day to confirm a list that may be at most a day old."""

ROTATE_SECONDS = 3600
COUNT_SECONDS = 60
RATE_SECONDS = 3600
"""Whoever a table that went live has not rated is rated within the hour, though a ring was lost."""

MONITOR_SECONDS = 60
MONITOR_ALL_SECONDS = 3600
"""Who is due is asked of all subjects, not only of those that changed lately."""

Schedule = tuple[Task, int, Mapping[str, str]]
"""What to do, how many seconds apart, with which ids."""


def schedules(mode: Mode, sources: Sequence[str], heard: Sequence[str] = ()) -> Mapping[str, Schedule]:
    """Return the table by name; `sources` are the lists that are fetched, `heard` the registers whose feeds are read.

    A demo asks no publisher.
    """
    table: dict[str, Schedule] = {
        "tidy": (Task.TIDY, TIDY_SECONDS, {}),
        "rotate_index": (Task.ROTATE_INDEX, ROTATE_SECONDS, {}),
        "rate_again": (Task.RATE_AGAIN, RATE_SECONDS, {}),
        "count_again": (Task.COUNT_AGAIN, COUNT_SECONDS, {}),
        "monitor": (Task.MONITOR, MONITOR_SECONDS, {}),
        "monitor_all": (Task.MONITOR_ALL, MONITOR_ALL_SECONDS, {}),
        "dispose": (Task.DISPOSE, DISPOSE_SECONDS, {}),
        "verify_due": (Task.VERIFY_DUE, int(EVERY.total_seconds()), {}),
    }
    table |= {
        f"feeds:{register}": (Task.READ_FEEDS, _turn_seconds(register), {"register_id": register}) for register in heard
    }
    if mode is Mode.PRODUCTION:
        table |= {
            f"refresh:{source}": (Task.REFRESH_LIST, REFRESH_SECONDS, {"source_id": source}) for source in sources
        }
    return table


def _turn_seconds(register_id: str) -> int:
    """Say how often a register's feeds are read: as often as the most frequent of them wants."""
    return int(min(feed.every for feed in feeds_of(register_id)).total_seconds())
