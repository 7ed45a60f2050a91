"""Restores: a back-up that comes back brings nobody back. Disposals are replayed before the service is ready.

What was disposed of stands in three places: the database, the key store, and a file of each machine that disposed.
Whichever of them was restored to an earlier day, the others know what it has forgotten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from kyc_service.domain.retention.disposals import Cause, Disposal
from kyc_service.errors import NotFoundError
from kyc_service.services.retention import disposal
from kyc_service.services.runtime import Runtime
from kyc_service.storage.journal import Record, State

_KEYS_AT_ONCE = 500

_log = structlog.get_logger("kyc_service.retention")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did again."""

    known: int
    """Disposals that are known, in whatever place."""
    keys: int = 0
    """Keys that had come back and were destroyed again."""
    subjects: int = 0
    """Subjects that had come back and were deleted again."""
    records: int = 0
    """Records of disposals that one of the places had forgotten."""


def is_replayed(rt: Runtime) -> bool:
    """Whether none of the three places has forgotten a disposal that another knows. Asks for the newest of each."""
    journal = rt.keys.journal
    stored, filed = journal.newest_of_store(), journal.newest_of_file()
    with rt.open_system("replay", read_only=True) as system:
        runs = system.disposal_runs
        newest = runs.newest_finished()
        in_database = all(runs.is_finished(one) for one in (stored, filed) if one is not None)
    return in_database and all(journal.knows(one) for one in (newest, filed) if one is not None)


def ensure_replayed(rt: Runtime) -> Replayed | None:
    """Replay if something was restored; None when nothing was. Harmless to repeat, and for several at once."""
    return None if is_replayed(rt) else replay(rt)


def replay(rt: Runtime) -> Replayed:
    """Do again whatever one of the three places knows as done, and tell the others.

    An installation knows the disposals of years, and a back-up brings back those of a day: the others may cost little.
    """
    known, stored = _gather(rt)
    keys = _destroy_again(rt, [key_id for body in known.values() for key_id in body["key_ids"]])
    # What the database knows as finished it has deleted: in the transaction that wrote the disposal down.
    subjects = sum(_delete_again(rt, key, body) for key, body in known.items() if key not in stored)
    records = _spread(rt, known)
    _log.warning("retention_alarm", code="disposals_replayed", keys=keys, subjects=subjects, records=records)
    return Replayed(len(known), keys, subjects, records)


def resume(rt: Runtime) -> int:
    """Bring every disposal that was begun to its end; return how many got a receipt now."""
    finished = 0
    for disposal_id in rt.keys.journal.unfinished():
        one = _find(rt, disposal_id)
        if one is None:
            # The rows were never deleted: if it is still due, the run takes it up anew.
            rt.keys.journal.append(Record(disposal_id, State.DROPPED, {}))
        elif one.receipt is not None:
            disposal.note_done(rt, one, one.receipt)
        else:
            finished += len(disposal.finish(rt, one.tenant_id, [one.id]))
    return finished


def _gather(rt: Runtime) -> tuple[dict[str, Mapping[str, Any]], set[str]]:
    """Collect every finished disposal that any of the three places knows, oldest first; say which the database does."""
    stored: set[str] = set()
    known: dict[str, Mapping[str, Any]] = {}
    for record in (*rt.keys.journal.of_file(), *rt.keys.journal.of_store()):
        if record.state is State.DONE:
            known.setdefault(record.id, record.body)
    with rt.open_system("replay", read_only=True) as system:
        tenants = [tenant.id for tenant in system.tenants.list()]
    for tenant_id in tenants:
        with rt.open_work(tenant_id, "replay", read_only=True) as work:
            page = work.disposals.page(None, 500)
            found = list(page.items)
            while page.next:
                page = work.disposals.page(page.next, 500)
                found.extend(page.items)
        for one in reversed(found):
            if one.receipt is not None:
                stored.add(one.id)
                known.setdefault(one.id, disposal.journal_body(one, one.receipt))
    return known, stored


def _destroy_again(rt: Runtime, key_ids: Sequence[str]) -> int:
    """Destroy the keys that came back; return how many those are."""
    destroyed = 0
    for first in range(0, len(key_ids), _KEYS_AT_ONCE):
        alive = rt.keys.alive(key_ids[first : first + _KEYS_AT_ONCE])
        destroyed += rt.keys.destroy(*alive) if alive else 0
    return destroyed


def _delete_again(rt: Runtime, disposal_id: str, body: Mapping[str, Any]) -> int:
    """Delete a subject that came back, and write its disposal down where the database forgot it."""
    tenant_id, subject_id = str(body["tenant_id"]), str(body["subject_id"])
    deleted_at = dt.datetime.fromisoformat(body["deleted_at"])
    with rt.open_system("replay", read_only=True) as system:
        if tenant_id not in {tenant.id for tenant in system.tenants.list()}:
            # The back-up is older than the tenant itself, so it holds nothing of the subject.
            return 0
    old: tuple[str, ...] = ()
    with rt.open_work(tenant_id, "replay") as work:
        back = 0
        try:
            subject = work.subjects.get(subject_id)
        except NotFoundError:
            pass
        else:
            if body["categories"]:
                wiped = work.disposals.wipe_parts(subject_id, body["categories"], until=deleted_at)
            else:
                work.audit.append("subject.disposed", "replayed", subject_id=subject_id)
                wiped = work.disposals.wipe(subject)
            old = wiped.key_ids
            back = int(bool(wiped.tables))
        work.disposals.add(disposal_id, subject_id, Cause(body["cause"]), {}, deleted_at=deleted_at)
        work.disposals.finish(disposal_id, body["receipt"], at=work.now())
    if old:
        rt.keys.destroy(*old)
    return back


def _spread(rt: Runtime, known: Mapping[str, Mapping[str, Any]]) -> int:
    """Tell the journal's halves what they do not know; return how many records that were."""
    journal = rt.keys.journal
    stored = {record.id for record in journal.of_store() if record.state is State.DONE}
    filed = {record.id for record in journal.of_file() if record.state is State.DONE}
    for disposal_id, body in known.items():
        record = Record(disposal_id, State.DONE, body)
        if disposal_id not in stored:
            journal.append_to_store(record)
        if disposal_id not in filed:
            journal.append_to_file(record)
    return len(set(known) - stored) + len(set(known) - filed)


def _find(rt: Runtime, disposal_id: str) -> Disposal | None:
    with rt.open_system("replay", read_only=True) as system:
        tenant_id = system.disposal_runs.tenant_of_disposal(disposal_id)
    if tenant_id is None:
        return None
    with rt.open_work(tenant_id, "replay", read_only=True) as work:
        return work.disposals.get(disposal_id)
