"""Lines of the log that may be shown to somebody outside: known members with plain values, and nothing else.

The log holds no personal value by itself. A file that somebody names may hold anything, so everything that is not
known to be harmless is left out here once more.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kyc_service.errors import KycError
from kyc_service.policy.disposal.guards import Stop
from kyc_service.tasks import Queue, Task
from kyc_service.verifiers.serving import REGISTERS
from watchlists import sources

EVENTS = frozenset(
    [
        "audit.chain_is_shorter",
        "audit.entry_is_not_ours",
        "client_certificate_refused",
        "job.attempt_lost",
        "webhook_attempt_lost",
        "webhook_endpoint_disabled",
        "webhook_given_up",
        "webhook_not_tried",
        "job.failed",
        "list_alarm",
        "list_confirmed",
        "list_refused",
        "quota_near",
        "feed.not_read",
        "feed.read",
        "coverage_reported",
        "database_failed",
        "review.begun",
        "feed.gap",
        "coverage_alarm",
        "coverage_held_back",
        "review.not_begun",
        "monitoring_not_planned",
        "monitoring_run_done",
        "notice_due",
        "pack_made",
        "policy.version_cannot_be_read",
        "process.ended",
        "process.killed",
        "provider_unusable",
        "register.adapter_failed",
        "register.answered",
        "register.attempt_lost",
        "register.needs_operator",
        "register.not_answered",
        "register.traffic_unknown",
        "register.waited_too_long",
        "relay_back",
        "relay_waits",
        "request",
        "request_due",
        "requests_turned_away",
        "retention_alarm",
        "risk_not_rated",
        "scheduler.step_failed",
        "scheduler.waits",
        "server.waits",
        "sign_in_refused",
        "vault.not_answered",
        "webhook_tried",
        "worker.heartbeat_missed",
        "worker.job_failed",
        "worker.left_unseen",
        "worker.not_ready_to_screen",
        "worker.redis_away",
    ]
)
"""What this service logs. A line of a library says something of its own, which is left out."""
_ALARMS = frozenset(
    [
        "disposal_failed",
        "residue_left",
        "hold_needs_person",
        "disposals_replayed",
        "list_missing",
        "lists_stale",
        "list_old",
        "job_refused",
    ]
)
_ID = re.compile(r"(?:[a-z]{2,4}_)?[0-9a-f]{32}", re.ASCII)
_TIME = re.compile(r"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:Z|\+00:00)", re.ASCII)
_TYPE = re.compile(r"[A-Z][A-Za-z]{2,60}(?:Error|Exception|Warning)", re.ASCII)
_ROUTE = re.compile(r"\(none\)|/|/(?:v1|console|healthz|readyz|metrics|docs)(?:[/:.][a-z0-9-]{1,30}|/<[a-z_:]{1,40}>)*")
_METHOD = re.compile(r"GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT|OTHER")
_REASON = re.compile(
    r"(?:[0-9][0-9A-Z]|XX)[0-9P][0-9]{2}|SQLITE_[A-Z_]{2,30}|connection_lost|no_connection_free|no_turn", re.ASCII
)
_LEVEL = re.compile(r"debug|info|warning|error|critical")
_PROCESS = re.compile(r"api|scheduler|redis|prepare|worker:(?:" + "|".join(Queue) + r"):\d{1,3}", re.ASCII)
_JOB = re.compile("|".join(task.name.lower() for task in Task))
_SHOWN: Mapping[str, re.Pattern[str]] = {
    "level": _LEVEL,
    "timestamp": _TIME,
    "exception": _TYPE,
    "error": _TYPE,
    "method": _METHOD,
    "reason": _REASON,
    "route": _ROUTE,
    "job": _JOB,
    "process": _PROCESS,
    "request_id": _ID,
    "job_id": _ID,
    "trace_id": _ID,
}
"""Texts that are shown, each only as long as it looks as it should. Numbers, yes and no are shown under any name."""
_NAME = re.compile(r"[a-z_]{1,40}", re.ASCII)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The end of a log."""

    lines: tuple[str, ...]
    left_out: int
    """Lines that were no JSON object, and so could hold anything."""


def read_last(path: Path, count: int) -> Excerpt:
    """Read the last lines of a log file, at most a megabyte of them. Raises OSError."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _CHUNK))
        raw = file.read().splitlines()[-count:]
    shown = [_show(line) for line in raw if line.strip()]
    return Excerpt(tuple(line for line in shown if line is not None), sum(line is None for line in shown))


def _show(line: bytes) -> str | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    kept = {name: value for name, value in found.items() if _is_harmless(name, value)}
    return json.dumps(kept, ensure_ascii=True)


def _is_harmless(name: str, value: Any) -> bool:  # noqa: ANN401 - whatever a line holds
    if isinstance(value, bool | int | float) or value is None:
        # A long number could be somebody's: a phone, an account.
        return _NAME.fullmatch(name) is not None and len(str(value)) <= 20 and abs(value or 0) < 10**6  # noqa: PLR2004
    if not isinstance(value, str):
        return False
    if name == "event":
        return value in EVENTS
    if name in {"source", "register"}:
        return value in sources.SOURCES or value in REGISTERS
    if name == "code":
        return value in _codes() or _TYPE.fullmatch(value) is not None
    return name in _SHOWN and _SHOWN[name].fullmatch(value) is not None


@cache
def _codes() -> frozenset[str]:
    """Collect the codes of our errors and alarms."""
    found, kinds = set(_ALARMS) | {stop.value for stop in Stop}, [KycError]
    while kinds:
        kind = kinds.pop()
        found.add(kind.code)
        kinds.extend(kind.__subclasses__())
    return frozenset(found)
