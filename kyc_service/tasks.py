"""Names of background work. A dotted name is a wire format: retire it, never rename it."""

from __future__ import annotations

from enum import StrEnum


class Task(StrEnum):
    """What a job can be asked to do; each is a function in `jobs` that takes ids only."""

    RUN_VERIFICATION = "jobs.verifications.run_verification"
    """Run every due check of a verification. Takes `verification_id`."""
    ASK_REGISTERS = "jobs.verifications.ask_registers"
    """Ask every register whatever is due. Takes nothing."""
    DELIVER_EVENT = "jobs.webhooks.deliver_event"
    """Deliver one webhook event. Takes `delivery_id`."""
    REFRESH_LIST = "jobs.lists.refresh_list"
    """Download one list and make it current if it passes the gates. Takes `source_id`."""
    MAKE_EVIDENCE_PACK = "jobs.verifications.make_evidence_pack"
    """Make an evidence pack that was asked for. Takes `pack_id`."""
    SWEEP = "jobs.housekeeping.sweep"
    """Ring again for whatever is due: the scheduler does it itself, and this is for rings of earlier releases."""
    DISPOSE = "jobs.housekeeping.dispose"
    """Dispose of everything whose retention period ran out. Takes nothing."""
    ROTATE_INDEX = "jobs.housekeeping.rotate_index"
    """Replace the key of the blind index when it is old, and make its rows anew. Takes nothing."""
    RATE_AGAIN = "jobs.housekeeping.rate_again"
    """Rate every business that the table in force has not rated. Takes nothing."""
    READ_FEEDS = "jobs.feeds.reading.read_feeds"
    """Read the change feeds of one register. Takes `register_id`."""
    VERIFY_DUE = "jobs.feeds.reading.verify_due"
    """Verify businesses again that a feed, a date or their age makes due. Takes nothing."""
    COUNT_AGAIN = "jobs.housekeeping.count_again"
    """Count again what large desks show of themselves. Takes nothing."""
    MONITOR = "jobs.monitoring.runs.watch"
    """Plan whatever subjects that changed lately have to be compared with. Takes nothing."""
    MONITOR_ALL = "jobs.monitoring.runs.watch_all"
    """The same, asked of all subjects. Takes nothing."""
    MONITOR_CHUNKS = "jobs.monitoring.runs.work_on_chunks"
    """Compare chunks of a run, for some seconds. Takes `run_id` and `slot_id`."""
    TIDY = "jobs.housekeeping.tidy"
    """Drop what has had its time: idempotency records, sent outbox rows, orphan keys. Takes nothing."""


class Queue(StrEnum):
    """One queue a kind of waiting, so that slow work never stands before a submission."""

    SCREENING = "screening"
    REGISTERS = "registers"
    OUTSIDE = "outside"
    WEBHOOKS = "webhooks"
    MONITORING = "monitoring"


QUEUE_OF: dict[Task, Queue] = {
    Task.RUN_VERIFICATION: Queue.SCREENING,
    Task.ASK_REGISTERS: Queue.REGISTERS,
    Task.DELIVER_EVENT: Queue.WEBHOOKS,
    Task.MAKE_EVIDENCE_PACK: Queue.OUTSIDE,
    Task.REFRESH_LIST: Queue.OUTSIDE,
    Task.SWEEP: Queue.OUTSIDE,
    Task.DISPOSE: Queue.OUTSIDE,
    Task.ROTATE_INDEX: Queue.OUTSIDE,
    Task.RATE_AGAIN: Queue.OUTSIDE,
    Task.READ_FEEDS: Queue.MONITORING,
    Task.VERIFY_DUE: Queue.MONITORING,
    Task.COUNT_AGAIN: Queue.OUTSIDE,
    Task.MONITOR: Queue.OUTSIDE,
    Task.MONITOR_ALL: Queue.OUTSIDE,
    Task.MONITOR_CHUNKS: Queue.MONITORING,
    Task.TIDY: Queue.OUTSIDE,
}
