"""Many cases at once: each in a transaction of its own, so that one that is refused costs the others nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.cases import Case, Disposition, HitStatus, HoldReason, Outcome
from kyc_service.errors import Fault, IdempotencyInProgressError, IdempotencyKeyReusedError, InvalidInputError, KycError
from kyc_service.policy.model import Policy
from kyc_service.services import cases as service
from kyc_service.services.cases import Ruling
from kyc_service.services.desk import working
from kyc_service.services.runtime import Runtime
from kyc_service.storage.idempotency import item_key
from kyc_service.storage.work import Work

MOST = 100
USUAL_REASON = "different_name"


class BulkAction(StrEnum):
    """What is done with each of many cases."""

    ASSIGN = "assign"
    TAG = "tag"
    """The tags come to those that a case has."""
    HOLD = "hold"
    CLEAR = "clear"
    """Every hit that nobody answered is a false positive, and the case is decided as clear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """What is done with all of them."""

    action: BulkAction
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    until: dt.datetime | None = None
    reason: HoldReason | None = None
    note: str | None = None

    def check(self) -> None:
        """Raises InvalidInputError that names what the action lacks."""
        lacks = {
            BulkAction.TAG: ("tags",),
            BulkAction.HOLD: ("until", "reason"),
            BulkAction.CLEAR: ("note",),
        }.get(self.action, ())
        faults = [Fault(f"/{name}", "required") for name in lacks if not getattr(self, name)]
        if faults:
            raise InvalidInputError(faults)


@dataclass(frozen=True, slots=True)
class Item:
    """One case, as it was seen."""

    case_id: str
    version: int
    reason_code: str = USUAL_REASON
    """Of a false positive."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case."""

    case_id: str
    version: int | None
    """Where it was done: the version it has now."""
    code: str | None = None
    """Where it was refused: why."""


@dataclass(frozen=True, slots=True)
class Once:
    """The key of the whole request, and a fingerprint of it: an item that was done is not done again."""

    key: str
    fingerprint: str


def run(
    rt: Runtime, tenant_id: str, actor: str, bulk: Bulk, items: Sequence[Item], once: Once | None = None
) -> tuple[Result, ...]:
    """Do the same with each case. Raises InvalidInputError for an action that lacks something, before any is done.

    Raises IdempotencyKeyReusedError and IdempotencyInProgressError, as any request with a key.
    """
    bulk.check()
    results = []
    for place, item in enumerate(items):
        key = Once(item_key(once.key, place), once.fingerprint) if once else None
        results.append(_run_one(rt, tenant_id, actor, bulk, item, key))
    return tuple(results)


def _run_one(rt: Runtime, tenant_id: str, actor: str, bulk: Bulk, item: Item, once: Once | None) -> Result:
    try:
        with rt.open_work(tenant_id, actor) as work:
            replay = work.idempotency.begin(once.key, once.fingerprint) if once else None
            if replay is not None:
                return _read(item, replay.body)
            case = act(work, rt.policy, bulk, item)
            if once:
                work.idempotency.finish(once.key, 200, {"version": case.version}, None, case.subject_id)
            return Result(item.case_id, case.version)
    except (IdempotencyKeyReusedError, IdempotencyInProgressError):
        raise
    except KycError as error:
        faults = getattr(error, "faults", ())
        return Result(item.case_id, None, faults[0].code if faults else error.code)


def _read(item: Item, body: Mapping[str, object]) -> Result:
    version = body["version"]
    return Result(item.case_id, version if isinstance(version, int) else None)


def act(work: Work, policy: Policy, bulk: Bulk, item: Item) -> Case:
    """Do it with one case. Raises what the single act raises."""
    if bulk.action is BulkAction.ASSIGN:
        return service.assign(work, item.case_id, bulk.assignee, item.version)
    if bulk.action is BulkAction.TAG:
        tags = (*work.desk.tags.of([item.case_id])[item.case_id], *bulk.tags)
        return working.set_tags(work, item.case_id, tags, item.version)
    if bulk.action is BulkAction.HOLD and bulk.until and bulk.reason:
        return working.hold(work, item.case_id, bulk.until, bulk.reason, bulk.note, item.version)
    return _clear(work, policy, bulk.note or "", item)


def _clear(work: Work, policy: Policy, note: str, item: Item) -> Case:
    case = service.get_open(work, item.case_id, item.version)
    for hit in work.hits.of_verification(case.verification_id):
        if hit.status is HitStatus.OPEN:
            service.dispose(work, hit.id, Disposition.FALSE_POSITIVE, item.reason_code, note, hit.version)
    now = work.cases.get(item.case_id)
    return service.decide(work, policy, item.case_id, Ruling(Outcome.CLEAR, "no_match", note), now.version)
