"""Overrides: a level that a person sets in the place of the computed one, for a time and for a reason.

One that raises holds at once. One that lowers waits for a second person, and never stands against what a person
confirmed.
"""

from __future__ import annotations

import datetime as dt

from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import LONGEST_OVERRIDE, Override, OverrideEnd, OverrideReason, OverrideStatus
from kyc_service.domain.subjects import Subject
from kyc_service.errors import ConflictError, Fault, InvalidInputError, NotFoundError, StaleVersionError
from kyc_service.services.risk import ratings
from kyc_service.services.risk.ratings import Standing
from kyc_service.storage.audit import Details
from kyc_service.storage.work import Work

MIN_NOTE = 3
"""Fewest letters of the words that say why."""


def propose(
    work: Work,
    reference: str,
    level: Level,
    reason: OverrideReason,
    note: str,
    expires_at: dt.datetime | None = None,
) -> Override:
    """Set another level than the computed one: until a moment, or as long as it may be.

    Raises NotFoundError, InvalidInputError; ConflictError for a business without a rating, or with a level set already.
    """
    subject, standing = _find(work, reference)
    rating = standing.rating
    lowers = ratings.is_above(rating.level, level)
    if lowers and rating.level is Level.PROHIBITED:
        message = "a person confirmed what makes this business prohibited; decide that hit anew instead"
        raise ConflictError(message, "risk_confirmed_block")
    end = _longest(work, standing) if expires_at is None else expires_at
    faults = []
    if level is rating.level:
        faults.append(Fault("/level", "same_level"))
    if len(note.strip()) < MIN_NOTE:
        faults.append(Fault("/note", "reason_required"))
    if not work.now() < end <= _longest(work, standing):
        faults.append(Fault("/expires_at", "override_out_of_range"))
    if faults:
        raise InvalidInputError(faults)
    _make_room(work, subject.id)
    made = work.risk.overrides.add(rating, level, lowers=lowers, reason=reason, note=note, expires_at=end)
    _write_down(work, "risk_override.proposed" if lowers else "risk_override.set", reason.value, made)
    return made


def approve(work: Work, reference: str, version: int) -> Override:
    """Agree to a lower level that another person proposed. Raises FourEyesError for its maker, ConflictError.

    Raises ConflictError too when the business was rated higher since: that is not what the first person looked at.
    """
    subject, standing = _find(work, reference)
    override = _get(work, subject, version)
    if override.expires_at <= work.now() or ratings.is_above(standing.rating.level, override.computed):
        message = "its term is over, or the business was rated higher since; end it and propose it again"
        raise ConflictError(message)
    approved = work.risk.overrides.approve(override)
    _write_down(work, "risk_override.approved", approved.status.value, approved)
    return approved


def end(work: Work, reference: str, version: int) -> Override:
    """Let the computed level hold again, or refuse one that waits. Raises ConflictError when there is none."""
    subject, _ = _find(work, reference)
    override = _get(work, subject, version)
    waits = override.status is OverrideStatus.PROPOSED
    ended = work.risk.overrides.end(override, OverrideEnd.NOT_APPROVED if waits else OverrideEnd.BY_HAND)
    _write_down(work, "risk_override.ended", ended.end_reason or "", ended)
    return ended


def _find(work: Work, reference: str) -> tuple[Subject, Standing]:
    subject = work.subjects.by_reference(reference)
    if subject is None:
        raise NotFoundError
    standing = ratings.stand(work, subject.id)
    if standing is None:
        message = "this business has no rating yet"
        raise ConflictError(message, "not_rated")
    return subject, standing


def _get(work: Work, subject: Subject, version: int) -> Override:
    override = work.risk.overrides.live_of(subject.id)
    if override is None:
        message = "no level is set here, and none waits"
        raise ConflictError(message)
    if override.version != version:
        raise StaleVersionError
    return override


def _longest(work: Work, standing: Standing) -> dt.datetime:
    """Return the last moment to which a level may be set: within a year, and no later than the next review."""
    review = dt.datetime.combine(standing.rating.review_at, dt.time.max, tzinfo=dt.UTC)
    return min(work.now() + LONGEST_OVERRIDE, review)


def _make_room(work: Work, subject_id: str) -> None:
    """End one whose term is over: nothing does so by the clock."""
    before = work.risk.overrides.live_of(subject_id)
    if before is not None and before.expires_at <= work.now():
        _write_down(
            work, "risk_override.ended", OverrideEnd.EXPIRED, work.risk.overrides.end(before, OverrideEnd.EXPIRED)
        )


def _write_down(work: Work, op: str, outcome: str, override: Override) -> None:
    details: Details = {"override_id": override.id, "reason_code": override.reason_code.value}
    work.audit.append(op, str(outcome), subject_id=override.subject_id, details=details)
