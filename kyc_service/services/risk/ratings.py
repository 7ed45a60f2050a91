"""Ratings: worked out when checks end and when somebody answers, kept when anything of them changed.

No level rejects anybody. One at which the table wants a person to look keeps a verification from being clear by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kyc_service.domain.cases import Outcome
from kyc_service.domain.checks import CheckKind, CheckStatus
from kyc_service.domain.privacy.requests import add_months
from kyc_service.domain.risk.facts import Facts, Value
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.rating import Contribution, Rating, rate
from kyc_service.domain.risk.records import Override, OverrideEnd, StoredRating
from kyc_service.domain.risk.tables import Factor, Rule
from kyc_service.domain.verifications import Verification, VerificationStatus, conclude
from kyc_service.services.risk import facts as gathering
from kyc_service.services.risk import tables
from kyc_service.services.risk.tables import NamedTable
from kyc_service.services.risk.words import tell_contribution
from kyc_service.storage.audit import Details
from kyc_service.storage.risk_ratings import NewRating
from kyc_service.storage.work import Work

PURPOSE = gathering.PURPOSE
FLAG = "risk"
"""Of a verification that a person has to look at for its level, as `risk:high`."""
_RANK = list(Level)
_WORKED_ON = frozenset({VerificationStatus.PROCESSING, VerificationStatus.REVIEW, VerificationStatus.ACTION_REQUIRED})
_ENDED = frozenset({VerificationStatus.CLEAR, VerificationStatus.REVIEW, VerificationStatus.ACTION_REQUIRED})


@dataclass(frozen=True, slots=True)
class Standing:
    """How a business stands now."""

    rating: StoredRating
    override: Override | None
    """One that holds, or waits for a second person."""
    level: Level
    """The one that counts: a person's, where one holds, else the computed one."""
    review_at: dt.date
    """By when a person looks again."""


def assess(work: Work, verification: Verification) -> None:
    """Rate the business of a verification, once its checks came to something; have a person look where the table says.

    Nothing is written where the facts, the table and the level are what they were.
    """
    checks = work.checks.of(verification.id)
    status = conclude(checks).status
    if verification.status not in _WORKED_ON or status not in _ENDED:
        return
    standing = rate_again(work, verification)
    if standing is None or status is not VerificationStatus.CLEAR:
        return
    table = tables.of_rating(work, standing.rating.table_id).table
    if table.bands[standing.level].review and not _is_accepted(work, standing):
        work.checks.add(
            verification.id,
            verification.subject_id,
            CheckKind.RISK,
            source=standing.level.value,
            required=False,
            status=CheckStatus.ATTENTION,
        )


def rate_again(work: Work, verification: Verification) -> Standing | None:
    """Rate a business by what is on file now; None where the use of its data is restricted."""
    found = gathering.gather(work, verification)
    if found is None:
        return None
    kept = keep(work, verification.subject_id, verification.id, tables.current(work), found)
    return _stand(work, kept)


def keep(work: Work, subject_id: str, verification_id: str | None, named: NamedTable, found: Facts) -> StoredRating:
    """Rate facts by a table, and keep the rating unless it says what the last one said."""
    rating = rate(named.table, found)
    last = work.risk.ratings.latest_of(subject_id)
    written = gathering.write(found)
    # A verification after the review date is the review: the same facts make a new rating, with the next date.
    reviewed = verification_id is not None and last is not None and last.review_at <= work.now().date()
    if last is not None and not reviewed and _is_same(last, named, rating, written):
        return last
    months = named.table.bands[rating.level].review_months
    kept = work.risk.ratings.add(
        NewRating(
            subject_id=subject_id,
            verification_id=verification_id,
            table_id=named.id,
            table_name=named.name,
            table_number=named.number,
            table_digest=named.digest,
            level=rating.level,
            points=round(rating.points, 6),
            review_at=add_months(work.now(), months).date(),
            facts=written,
            contributions=write_contributions(named, rating),
        )
    )
    # The level stays out of the audit: it outlives the business.
    details: Details = {"rating_id": kept.id, "table_digest": named.digest, "sequence": kept.sequence}
    work.audit.append("risk.rated", "done", subject_id=subject_id, verification_id=verification_id, details=details)
    _end_override(work, kept)
    return kept


def stand(work: Work, subject_id: str) -> Standing | None:
    """Say how a business stands; None where it was never rated. Raises SubjectErasedError."""
    rating = work.risk.ratings.latest_of(subject_id)
    return None if rating is None else _stand(work, rating)


def _stand(work: Work, rating: StoredRating) -> Standing:
    override = work.risk.overrides.live_of(rating.subject_id)
    now = work.now()
    if override is not None and override.expires_at <= now:
        override = None
    level = rating.level
    if override is not None and override.holds(now):
        level = override.level if override.lowers else max(override.level, rating.level, key=_RANK.index)
    months = tables.of_rating(work, rating.table_id).table.bands[level].review_months
    sooner = add_months(rating.made_at, months).date()
    return Standing(rating, override, level, min(rating.review_at, sooner))


def is_above(one: Level, other: Level) -> bool:
    """Whether a level is above another."""
    return _RANK.index(one) > _RANK.index(other)


def flags(work: Work, subject_id: str) -> tuple[str, ...]:
    """Name the level as something that speaks against a business, where the table wants a person to look at it."""
    standing = stand(work, subject_id)
    if standing is None or not tables.of_rating(work, standing.rating.table_id).table.bands[standing.level].review:
        return ()
    return (f"{FLAG}:{standing.level}",)


def needs_second_person(work: Work, subject_id: str) -> bool:
    """Whether clearing a business takes two people, for its level."""
    standing = stand(work, subject_id)
    return standing is not None and standing.level is Level.PROHIBITED


def write_contributions(named: NamedTable, rating: Rating) -> list[dict[str, Any]]:
    """Write what each factor did of which a rule held, so that it can be read when the table has moved on."""
    factors = {factor.id: factor for factor in named.table.factors}
    return [_write(named, factors[one.factor], one) for one in rating.contributions if one.applied]


def _write(named: NamedTable, factor: Factor, one: Contribution) -> dict[str, Any]:
    return {
        "factor": one.factor,
        "title": factor.title,
        "fact": factor.fact.value,
        "points": round(one.points, 6),
        "most": factor.most,
        "at_least": one.at_least.value if one.at_least else None,
        "basis": factor.basis,
        "text": tell_contribution(named.table, one),
        "applied": [_write_rule(named, rule, values) for rule, values in one.applied],
    }


def _write_rule(named: NamedTable, rule: Rule, values: Sequence[Value]) -> dict[str, Any]:
    source = named.table.sources.get(rule.source)
    return {
        "reason": rule.reason,
        "points": rule.points,
        "at_least": rule.at_least.value if rule.at_least else None,
        "values": list(values),
        "unknown": rule.unknown,
        "source": {"title": source.title, "as_of": source.as_of.isoformat(), "url": source.url} if source else None,
    }


def _is_same(last: StoredRating, named: NamedTable, rating: Rating, written: Mapping[str, Any]) -> bool:
    same = last.table_digest == named.digest and last.level is rating.level
    return same and last.facts.use(PURPOSE) == written


def _end_override(work: Work, kept: StoredRating) -> None:
    """End a level that a person set when its term is over, or when new facts say more than it."""
    override = work.risk.overrides.live_of(kept.subject_id)
    if override is None:
        return
    if override.expires_at <= work.now():
        _end(work, override, OverrideEnd.EXPIRED)
        return
    rose = is_above(kept.level, override.computed)
    # One that raises is still right while it says more than the facts.
    if rose and (override.lowers or not is_above(override.level, kept.level)):
        _end(work, override, OverrideEnd.LEVEL_ROSE)


def _end(work: Work, override: Override, reason: OverrideEnd) -> None:
    work.risk.overrides.end(override, reason)
    details = {"override_id": override.id}
    work.audit.append("risk_override.ended", reason.value, subject_id=override.subject_id, details=details)


def _is_accepted(work: Work, standing: Standing) -> bool:
    """Whether a person cleared this business before at this level, by this table, on facts that were no better."""
    moment = work.decisions.last_of(standing.rating.subject_id, Outcome.CLEAR)
    if moment is None:
        return False
    before = work.risk.ratings.in_force_at(standing.rating.subject_id, moment)
    if before is None or before.table_digest != standing.rating.table_digest or is_above(standing.level, before.level):
        return False
    return _is_no_worse(standing.rating.contributions.use(PURPOSE), before.contributions.use(PURPOSE))


def _is_no_worse(now: Sequence[Mapping[str, Any]], then: Sequence[Mapping[str, Any]]) -> bool:
    """Whether no factor counts more, or asks for a higher level, than it did."""
    points = {one["factor"]: one["points"] for one in then}
    floors = {one["factor"]: _floor(one) for one in then}
    return all(
        one["points"] <= points.get(one["factor"], 0.0) and _floor(one) <= floors.get(one["factor"], -1) for one in now
    )


def _floor(one: Mapping[str, Any]) -> int:
    return _RANK.index(Level(one["at_least"])) if one["at_least"] else -1
