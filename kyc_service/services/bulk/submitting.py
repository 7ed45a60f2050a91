"""Submitting: take in many businesses one by one, each in a transaction of its own, and each once.

What was taken in before under the same key is told again and not done again: a batch that was cut off is sent again
whole, and goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kyc_service.domain.subjects import Submission
from kyc_service.errors import IdempotencyKeyReusedError, KycError
from kyc_service.services import verifications
from kyc_service.services.runtime import Runtime
from kyc_service.storage.idempotency import item_key

TIME_OVER = "batch_time_over"
"""Code of an item that was not looked at any more."""
_ACCEPTED = 202


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One business of many, found to be in order."""

    number: int
    """Its place, from 0."""
    submission: Submission
    fingerprint: str
    """Says what the whole batch and this item are, without any data of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of an item: a verification, or the code of what refused it."""

    number: int
    reference: str
    verification_id: str | None = None
    code: str | None = None
    before: bool = False
    """It was taken in by an earlier try."""


def submit_all(
    rt: Runtime,
    tenant_id: str,
    actor: str,
    key: str,
    items: Iterable[Item],
    is_over: Callable[[], bool] = lambda: False,
) -> Iterator[Taken]:
    """Take in items in their order, until the time is over; those left then have the code `batch_time_over`.

    Raises IdempotencyKeyReusedError when the key came with another batch, and what may pass by itself, as
    DatabaseUnavailableError: what was taken in before that stays, and the same key goes on behind it.
    """
    for item in items:
        if is_over():
            yield Taken(number=item.number, reference=item.submission.reference, code=TIME_OVER)
            continue
        try:
            yield _submit(rt, tenant_id, actor, item_key(key, item.number), item)
        except IdempotencyKeyReusedError:
            raise
        except KycError as error:
            if error.transient:
                raise
            yield Taken(number=item.number, reference=item.submission.reference, code=error.code)


def _submit(rt: Runtime, tenant_id: str, actor: str, key: str, item: Item) -> Taken:
    with rt.open_work(tenant_id, actor) as work:
        replay = work.idempotency.begin(key, item.fingerprint)
        if replay is not None:
            known = str(replay.body["id"])
            return Taken(number=item.number, reference=item.submission.reference, verification_id=known, before=True)
        made = verifications.submit(work, rt.policy, item.submission)
        work.idempotency.finish(key, _ACCEPTED, {"id": made.id}, f"/v1/verifications/{made.id}", made.subject_id)
    return Taken(number=item.number, reference=item.submission.reference, verification_id=made.id)
