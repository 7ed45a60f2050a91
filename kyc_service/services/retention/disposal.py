"""Disposal: a subject's keys are destroyed and its rows deleted, residue is searched for, and a receipt is signed.

The order makes a kill harmless at any point: the journal learns of it first, the rows go in one transaction that looks
again whether they may, then the keys, then the search, then the receipt. What was begun is finished by the next run.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from kyc_service.domain.ids import new_id
from kyc_service.domain.retention import receipts
from kyc_service.domain.retention.disposals import BACKUPS_KEPT, Cause, Deferral, Disposal
from kyc_service.domain.subjects import Subject
from kyc_service.errors import ConflictError, NotFoundError, QueueUnavailableError
from kyc_service.policy.disposal.guards import MARGIN
from kyc_service.policy.disposal.planning import POLICY_CLAUSE, Plan
from kyc_service.services.retention.plans import SubjectPlan, plan_household
from kyc_service.services.runtime import Runtime
from kyc_service.storage.disposals import Wiped
from kyc_service.storage.journal import Record, State
from kyc_service.storage.work import Work

ACTOR = "retention"
SAMPLE = 8
"""Pieces of data that are looked for in the files after a disposal."""
DUTY = "legal_duty_to_keep"
ERASE_RULE = "erase"
_NOT_REACHED = "not_reached"
_NOT_SEARCHED = "not_searched"

_log = structlog.get_logger("kyc_service.retention")


@dataclass(frozen=True, slots=True)
class Disposed:
    """What came of a disposal that was carried out."""

    disposal_ids: tuple[str, ...]
    receipt: Mapping[str, Any] | None
    """The signed receipt of the subject itself; None while residue is left, and the next run searches again."""


def dispose_subject(rt: Runtime, subject_id: str, cause: Cause, actor: str = ACTOR) -> Disposed | Deferral:
    """Erase a subject for good, a business with its people, unless a duty, a hold or a living relationship keeps it.

    A deferral is for internal eyes; whoever asked is told the same in every case. Raises NotFoundError.
    """
    with rt.open_system(actor, read_only=True) as system:
        tenant_id = system.disposal_runs.tenant_of_subject(subject_id)
    if tenant_id is None:
        raise NotFoundError
    with rt.open_work(tenant_id, actor, read_only=True) as work:
        chosen, deferral = _choose(rt, work, subject_id, cause, lock=False)
    if deferral is not None:
        return deferral
    done = erase(rt, tenant_id, [one.subject for one in chosen], cause, actor)
    if not done:
        with rt.open_work(tenant_id, actor, read_only=True) as work:
            return _choose(rt, work, subject_id, cause, lock=False)[1] or Deferral(None, ("changed_meanwhile",))
    finished = finish(rt, tenant_id, done)
    return Disposed(done, finished.get(done[-1]))


def erase(
    rt: Runtime, tenant_id: str, subjects: Sequence[Subject], cause: Cause, actor: str = ACTOR
) -> tuple[str, ...]:
    """Delete subjects of one household and destroy their keys; nothing happens when one of them may not go any more.

    Returns the ids of the disposals, in the order of the subjects. `finish` makes their receipts.
    """
    begun = {subject.id: new_id("disposal") for subject in subjects}
    for subject in subjects:
        body = {"tenant_id": tenant_id, "subject_id": subject.id, "key_ids": [subject.key_id], "categories": []}
        rt.keys.journal.append(Record(begun[subject.id], State.BEGUN, body))
    with rt.open_work(tenant_id, actor) as work:
        try:
            chosen, deferral = _choose(rt, work, subjects[-1].id, cause, lock=True)
        except NotFoundError:
            # Somebody else disposed of it since we looked.
            chosen, deferral = (), None
        may = deferral is None and {one.subject.id for one in chosen} == set(begun)
        if may:
            old = [key_id for one in chosen for key_id in _delete(rt, work, one, begun[one.subject.id], cause)]
    if not may:
        for disposal_id in begun.values():
            rt.keys.journal.append(Record(disposal_id, State.DROPPED, {}))
        return ()
    rt.keys.destroy(*(subject.key_id for subject in subjects), *old)
    return tuple(begun.values())


def erase_parts(rt: Runtime, one: SubjectPlan, now: dt.datetime) -> tuple[str, ...]:
    """Delete the categories of a subject that end before the rest of it. Copies in back-ups end with the back-ups."""
    subject, disposal_id = one.subject, new_id("disposal")
    categories = sorted(ending.category for ending in one.plan.parts_due(now - MARGIN))
    body = {"tenant_id": one.tenant_id, "subject_id": subject.id, "key_ids": [], "categories": categories}
    body["until"] = now.isoformat()
    rt.keys.journal.append(Record(disposal_id, State.BEGUN, body))
    with rt.open_work(one.tenant_id, ACTOR) as work:
        household = work.histories.household_of(subject.id, lock=True)
        again = [
            planned
            for planned in (plan_household(rt.policy, household, now) if household else ())
            if planned.subject.id == subject.id
        ]
        still = sorted(ending.category for found in again for ending in found.plan.parts_due(now - MARGIN))
        may = still == categories
        if may:
            wiped = work.disposals.wipe_parts(subject.id, categories, until=now)
            ending = next(found for found in one.plan.endings if found.category == categories[0])
            facts = _facts(rt, subject, wiped, ending.claims[0].words if ending.claims else "", ending.at)
            facts |= {"categories": categories, "key_ids": [*wiped.key_ids]}
            work.audit.append("records.disposed", Cause.DUE.value, subject_id=subject.id)
            work.disposals.add(disposal_id, subject.id, Cause.DUE, facts, deleted_at=work.now())
    if not may:
        rt.keys.journal.append(Record(disposal_id, State.DROPPED, {}))
    return (disposal_id,) if may else ()


def finish(rt: Runtime, tenant_id: str, disposal_ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Search for residue of disposals and make the receipts of those that left none; return these by disposal."""
    with rt.open_work(tenant_id, ACTOR, read_only=True) as work:
        waiting = [work.disposals.get(disposal_id) for disposal_id in disposal_ids]
    ready: dict[str, Mapping[str, Any]] = {one.id: one.receipt for one in waiting if one.receipt is not None}
    waiting = [one for one in waiting if one.finished_at is None]
    if not waiting:
        return ready
    # Again, for a run that was killed between the rows and the keys.
    rt.keys.destroy(*(key_id for one in waiting for key_id in one.facts["key_ids"]))
    queue, files = _clear_queue(rt, waiting), _search_files(rt, waiting)
    for one in waiting:
        receipt = _conclude(rt, one, queue, files)
        if receipt is not None:
            ready[one.id] = receipt
    return ready


def _choose(
    rt: Runtime, work: Work, subject_id: str, cause: Cause, *, lock: bool
) -> tuple[tuple[SubjectPlan, ...], Deferral | None]:
    """Find who goes with a subject, the people first, and what stands against it."""
    household = work.histories.household_of(subject_id, lock=lock)
    if household is None:
        raise NotFoundError
    now = work.now()
    planned = plan_household(rt.policy, household, now)
    whole = subject_id == household.business.id
    chosen = planned if whole else tuple(one for one in planned if one.subject.id == subject_id)
    if cause is Cause.DUE:
        # Of a household that is not due as a whole, some of the people may be: those alone.
        against = [one for one in chosen if not one.plan.is_due(now - MARGIN)]
    else:
        against = [one for one in chosen if one.plan.kept_by or _bound_until(one.plan, now)]
    if not against:
        return chosen, None
    dates = [date for one in against if (date := _bound_until(one.plan, now) or one.plan.at) is not None]
    reasons = {reason for one in against for reason in one.plan.kept_by}
    reasons |= {DUTY for one in against if _bound_until(one.plan, now)}
    return chosen, Deferral(max(dates, default=None), tuple(sorted(reasons or {"not_due"})))


def _bound_until(plan: Plan, now: dt.datetime) -> dt.datetime | None:
    """Say until when a law keeps the data, or None when none does."""
    bound = [claim.until for claim in plan.claims if claim.law != POLICY_CLAUSE and claim.until > now]
    return max(bound, default=None)


def _delete(rt: Runtime, work: Work, one: SubjectPlan, disposal_id: str, cause: Cause) -> tuple[str, ...]:
    """Delete a subject's rows; return the keys besides its own that have to be destroyed."""
    subject, plan = one.subject, one.plan
    rule = plan.claims[0].words if cause is Cause.DUE and plan.claims else f"rule `{ERASE_RULE}`: {cause.value}"
    work.audit.append("subject.disposed", cause.value, subject_id=subject.id, details={"disposal_id": disposal_id})
    wiped = work.disposals.wipe(subject)
    facts = _facts(rt, subject, wiped, rule, plan.at if cause is Cause.DUE else None)
    work.disposals.add(disposal_id, subject.id, cause, facts, deleted_at=work.now())
    return wiped.key_ids


def _facts(rt: Runtime, subject: Subject, wiped: Wiped, rule: str, due_at: dt.datetime | None) -> dict[str, Any]:
    return {
        "kind": subject.kind.value,
        "rule": rule,
        "due_at": due_at.isoformat() if due_at else None,
        "tables": dict(wiped.tables),
        "key_ids": [subject.key_id, *wiped.key_ids],
        "categories": [],
        "ciphertext_sha256": wiped.ciphertext_sha256,
        "policy": {"id": rt.policy.id, "version": rt.policy.version, "sha256": rt.policy.sha256},
        "ids": {name: list(values) for name, values in wiped.ids.items()},
        "needles": list(wiped.needles),
    }


def _clear_queue(rt: Runtime, waiting: Sequence[Disposal]) -> int | str:
    ids = {value for one in waiting for values in one.facts.get("ids", {}).values() for value in values}
    try:
        return rt.bell.forget(ids) if ids else 0
    except QueueUnavailableError:
        # A job holds random ids only and ends within the hour; the receipt says that nobody looked.
        return _NOT_REACHED


def _search_files(rt: Runtime, waiting: Sequence[Disposal]) -> int | str:
    needles = [base64.b64decode(piece) for one in waiting for piece in one.facts.get("needles", ())]
    step = max(1, len(needles) // SAMPLE)
    found = rt.database.count_in_files(needles[::step][:SAMPLE])
    return _NOT_SEARCHED if found is None else found


def _conclude(rt: Runtime, one: Disposal, queue: int | str, files: int | str) -> Mapping[str, Any] | None:
    facts = one.facts
    with rt.open_work(one.tenant_id, ACTOR) as work:
        rows = 0 if facts["categories"] else work.disposals.residue(one.subject_id, facts["ids"])
        keys = len(rt.keys.alive(facts["key_ids"]))
        residue = {"rows": rows, "keys": keys, "queue": queue, "files": files}
        if any(isinstance(count, int) and count for count in residue.values()):
            counts = {name: count for name, count in residue.items() if isinstance(count, int)}
            _log.warning("retention_alarm", code="residue_left", disposal_id=one.id, **counts)
            return None
        now = work.now()
        receipt = receipts.seal(
            _content(one, residue, now), rt.keys.sign_receipt, receipts.name_key(rt.keys.receipt_key())
        )
        work.disposals.finish(one.id, receipt, at=now)
    note_done(rt, one, receipt)
    return receipt


def note_done(rt: Runtime, one: Disposal, receipt: Mapping[str, Any]) -> None:
    """Tell the journal that a disposal has its receipt."""
    rt.keys.journal.append(Record(one.id, State.DONE, journal_body(one, receipt)))


def journal_body(one: Disposal, receipt: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a replay needs to know of a disposal."""
    content = receipt["receipt"]
    return {
        "tenant_id": one.tenant_id,
        "subject_id": one.subject_id,
        "cause": one.cause.value,
        "deleted_at": one.deleted_at.isoformat(),
        "key_ids": content["keys_destroyed"],
        "categories": content["categories"],
        "receipt": receipt,
    }


def _content(one: Disposal, residue: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    facts = one.facts
    return {
        "disposal": one.id,
        "tenant": one.tenant_id,
        "subject": one.subject_id,
        "kind": facts["kind"],
        "cause": one.cause.value,
        "rule": facts["rule"],
        "due_at": facts["due_at"],
        "deleted_at": one.deleted_at.isoformat(),
        "finished_at": now.isoformat(),
        "tables": facts["tables"],
        "categories": facts["categories"],
        "keys_destroyed": facts["key_ids"],
        "ciphertext_sha256": facts["ciphertext_sha256"],
        "policy": facts["policy"],
        "residue": dict(residue),
        "backups_end_on": (one.deleted_at + BACKUPS_KEPT).date().isoformat(),
    }


def refuse_if_deferred(found: Disposed | Deferral) -> Disposed:
    """Return what was disposed of. Raises ConflictError, the same for every reason."""
    if isinstance(found, Deferral):
        message = "the data cannot be erased now; `kyc retention show` says why to those who may know"
        raise ConflictError(message, "erasure_deferred")
    return found
