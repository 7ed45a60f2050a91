"""Shapes: how a business stands as plain values, the same from the API and from the command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kyc_service.domain.risk.rating import rate
from kyc_service.domain.risk.records import Override, StoredRating
from kyc_service.domain.risk.voices import ENGLISH, Voice
from kyc_service.domain.subjects import Subject
from kyc_service.errors import NotFoundError
from kyc_service.services.risk import facts as gathering
from kyc_service.services.risk import ratings, tables
from kyc_service.services.risk.pictures import draw
from kyc_service.services.risk.ratings import Standing
from kyc_service.services.risk.words import tell_factor, tell_level, tell_review
from kyc_service.storage.rows import Page
from kyc_service.storage.work import Work

Values = dict[str, Any]
RESTRICTED = "processing_restricted"
NOT_YET = "not_rated_yet"


@dataclass(frozen=True, slots=True)
class RiskView:
    """How a business stands, for the analyst's scope."""

    subject: Subject
    standing: Standing | None
    restricted: bool
    """The use of its data is restricted: nothing of it is opened."""
    history: Page[StoredRating]
    overrides: tuple[Override, ...]


def read(work: Work, reference: str, after: str | None, limit: int) -> RiskView:
    """Read how a business stands, and how it stood. The reading is in the audit. Raises NotFoundError."""
    subject = work.subjects.by_reference(reference)
    if subject is None:
        raise NotFoundError
    people = [person.id for person in work.subjects.people_of(subject.id, active_only=False)]
    restricted = bool(work.subjects.restricted([subject.id, *people]))
    work.audit.append("subject.risk_read", "done", subject_id=subject.id)
    if restricted:
        return RiskView(subject, None, restricted, Page((), None), ())
    return RiskView(
        subject,
        ratings.stand(work, subject.id),
        restricted,
        work.risk.ratings.page(subject.id, after, limit),
        work.risk.overrides.of_subject(subject.id),
    )


def write(work: Work, view: RiskView, *, picture: bool, voice: Voice = ENGLISH) -> Values:
    """Write the whole answer; its sentences by a voice."""
    base: Values = {
        "reference": view.subject.reference,
        "not_rated": None,
        "overrides": [write_override(one) for one in view.overrides],
        "history": [_write_history(one) for one in view.history.items],
    }
    if view.standing is None:
        nothing = dict.fromkeys(
            ("level", "computed_level", "points", "table", "verification_id", "rated_at", "review_at", "override"),
        )
        reason = RESTRICTED if view.restricted else NOT_YET
        return {
            **base,
            **nothing,
            "not_rated": reason,
            "contributions": [],
            "unknown": [],
            "text": [],
            "picture": None,
        }
    return base | _write_standing(work, view.standing, picture=picture, voice=voice)


def write_override(one: Override) -> Values:
    """Write a level that a person set, with the words of why."""
    plain = {name: getattr(one, name) for name in type(one).__slots__ if name not in {"note", "subject_id"}}
    return {**plain, "note": one.note.use(gathering.PURPOSE)}


def _write_standing(work: Work, standing: Standing, *, picture: bool, voice: Voice) -> Values:
    rating = standing.rating
    written = rating.facts.use(gathering.PURPOSE)
    facts = gathering.read(written)
    named = tables.of_rating(work, rating.table_id)
    again = rate(named.table, facts)
    # The service's own table may have moved on since; its picture would show another rating.
    same = named.digest == rating.table_digest
    contributions = rating.contributions.use(gathering.PURPOSE)
    if same and voice is not ENGLISH:
        told = {one.factor: tell_factor(named.table, one, voice) for one in again.contributions}
        contributions = [_retell(one, *told[one["factor"]]) for one in contributions]
    return {
        "level": standing.level.value,
        "computed_level": rating.level.value,
        "points": rating.points,
        "text": [tell_level(named.table, again, voice), tell_review(named.table, rating.level, voice)] if same else [],
        "contributions": sorted(contributions, key=lambda one: -float(one["points"])),
        "unknown": sorted({factor.fact.value for factor in named.table.factors if factor.fact not in facts}),
        "table": {
            "id": rating.table_id,
            "name": rating.table_name,
            "number": rating.table_number,
            "digest": rating.table_digest,
        },
        "verification_id": rating.verification_id,
        "rated_at": rating.made_at,
        "review_at": standing.review_at,
        "override": write_override(standing.override) if standing.override else None,
        "picture": draw(named.table, again, facts, voice) if picture and same else None,
    }


def _retell(one: Values, title: str, said: str) -> Values:
    """Say again in another language what was kept in English."""
    return {**one, "title": title, "text": f"{title}: {said}"}


def _write_history(one: StoredRating) -> Values:
    names = ("id", "verification_id", "level", "points", "table_name", "table_number", "review_at", "made_at")
    return {name: getattr(one, name) for name in names}
