"""What the onboarding flow may know of a verification: where it stands, and nothing personal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kyc_service.domain.asking.requests import REASON as ASKED
from kyc_service.domain.ownership.beneficial import USUAL_THRESHOLD
from kyc_service.domain.personal import Fields, JsonValue
from kyc_service.domain.verifications import Verification, VerificationStatus
from kyc_service.policy.model import Policy
from kyc_service.services import disclosures
from kyc_service.storage.work import Work


@dataclass(frozen=True, slots=True)
class NextAction:
    """What the onboarding flow can do next, in neutral words."""

    field: str | None
    code: str
    text: str
    document: str | None = None
    """Which document is asked for."""
    due_at: dt.datetime | None = None
    """Until when the answer is awaited."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """A list that was compared with."""

    name: str
    version: str
    published: dt.date | None
    confirmed_at: dt.datetime | None
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """What the onboarding flow may know of a verification: nothing personal, no evidence."""

    id: str
    reference: str
    status: str
    reason: str | None
    coverage: str
    sequence: int
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
    completed_at: dt.datetime | None
    policy_version: str
    next_actions: tuple[NextAction, ...]
    sources: tuple[SourceView, ...]


_NEXT: dict[VerificationStatus, NextAction] = {
    VerificationStatus.PROCESSING: NextAction(
        None, "wait", "The checks are running. Ask again, or wait for the webhook."
    ),
    VerificationStatus.REVIEW: NextAction(None, "wait", "The details are being looked at. Nothing is needed from you."),
    VerificationStatus.ACTION_REQUIRED: NextAction(
        "/people", "name_owners", "Name every person who owns or controls {threshold:g} % or more of the business."
    ),
    VerificationStatus.FAILED: NextAction(
        None, "contact_support", "The checks could not be completed. Contact support."
    ),
}


def acknowledge(work: Work, policy: Policy, verification: Verification) -> StatusView:
    """Say where a verification stands that was started in this very transaction."""
    view, leaving = _prepare(work, policy, verification, ())
    disclosures.pass_new(work, leaving)
    return view


def describe(work: Work, policy: Policy, verification_id: str) -> StatusView:
    """Say where a verification stands, as far as the policy lets the onboarding flow know."""
    verification = work.verifications.get(verification_id)
    view, leaving = _prepare(work, policy, verification, _sources(work, verification_id))
    disclosures.pass_whole(work, leaving)
    return view


def glance(work: Work, policy: Policy, verification_id: str) -> StatusView | None:
    """Say the same without writing, or None when it has to be written into the ledger first."""
    verification = work.verifications.get(verification_id)
    view, leaving = _prepare(work, policy, verification, _sources(work, verification_id))
    return view if disclosures.is_whole(leaving) and disclosures.is_known(work, leaving) else None


def _prepare(
    work: Work,
    policy: Policy,
    verification: Verification,
    sources: tuple[SourceView, ...],
) -> tuple[StatusView, disclosures.Exit]:
    """Put together what the onboarding flow asks for, and what the policy makes of it."""
    actions = _find_actions(work, verification)
    payload: Fields = {
        "check.id": verification.id,
        "check.reference": verification.reference,
        "check.status": verification.status.value,
        "check.coverage": verification.coverage.value,
        "check.sequence": verification.sequence,
        "check.created_at": verification.created_at.isoformat(),
        "check.policy_version": verification.policy_version,
        "check.next_actions": _write_actions(actions),
        "check.sources": [source.version for source in sources],
    }
    leaving = disclosures.prepare(
        work,
        policy,
        disclosures.ONBOARDING,
        payload,
        subject_id=verification.subject_id,
        verification_id=verification.id,
        channel="api:status",
    )
    view = StatusView(
        id=verification.id,
        reference=verification.reference,
        status=verification.status.value,
        reason=verification.reason,
        coverage=verification.coverage.value,
        sequence=verification.sequence,
        version=verification.version,
        created_at=verification.created_at,
        updated_at=verification.updated_at,
        completed_at=verification.completed_at,
        policy_version=verification.policy_version,
        next_actions=actions,
        sources=sources,
    )
    return view, leaving


def _find_actions(work: Work, verification: Verification) -> tuple[NextAction, ...]:
    """Say what the onboarding flow can do next; for an owner to be named, from which share on."""
    action = _NEXT.get(verification.status)
    if action is None or verification.status is not VerificationStatus.ACTION_REQUIRED:
        return (action,) if action else ()
    if verification.reason == ASKED:
        return tuple(_find_asked(work, verification))
    found = work.checks.ownership_result_of(verification.id)
    threshold = found.threshold if found and found.threshold else USUAL_THRESHOLD
    return (replace(action, text=action.text.format(threshold=threshold)),)


def _find_asked(work: Work, verification: Verification) -> Iterator[NextAction]:
    """List what an analyst asked for and nobody gave yet."""
    request = work.case_requests.open_of(verification.id)
    for item in request.missing if request else ():
        wanted = item.wanted
        code = "give_document" if wanted.document else "give_field"
        yield NextAction(wanted.pointer, code, wanted.text, wanted.document, request.due_at if request else None)


def _write_actions(actions: tuple[NextAction, ...]) -> JsonValue:
    """Write actions for the policy: a code, or several with what they are about."""
    if any(action.code.startswith("give_") for action in actions):
        return [":".join(filter(None, (action.code, action.field, action.document))) for action in actions]
    return actions[0].code if actions else None


def _sources(work: Work, verification_id: str) -> tuple[SourceView, ...]:
    """List what was compared with, each list version once."""
    found: dict[tuple[str, str], SourceView] = {}
    for result in work.checks.results_of(verification_id).values():
        for used in result.lists:
            view = SourceView(used.source, used.digest, used.published, used.confirmed_at, used.fresh)
            found[used.source, used.digest] = view
    return tuple(found.values())
