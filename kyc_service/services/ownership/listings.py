"""Listings: who of the parties stands on a sanctions list for sure, and of whom that is still to be decided.

Only a person's answer makes somebody blocked. A hit that nobody answered, or that somebody could not, is a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kyc_service.domain.cases import Hit, HitStatus
from kyc_service.domain.subjects import Subject
from kyc_service.storage.work import Work

SANCTION = "sanction"
"""Topic of lists and entries that block. A politically exposed person, or a debarment, blocks nobody."""
CONFIRMED = frozenset({HitStatus.TRUE_MATCH, HitStatus.ACCEPTED_RISK, HitStatus.BLOCKED})
"""What an analyst's true match is, before and after a decision."""
UNDECIDED = frozenset({HitStatus.OPEN, HitStatus.INCONCLUSIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A hit of a party on a sanctions list."""

    party: str
    hit_id: str
    verification_id: str
    source: str
    """Id of the list."""
    entry_id: str
    status: HitStatus


@dataclass(frozen=True, slots=True)
class Listings:
    """Hits that say something."""

    confirmed: tuple[Listing, ...]
    undecided: tuple[Listing, ...]


def find_listings(work: Work, business: Subject, party_of: Mapping[str, str], purpose: str) -> Listings:
    """Find how the hits of the parties on sanctions lists stand."""
    found = [hit for hit in find_standing(work, business, party_of) if SANCTION in topics_of(hit, purpose)]
    return Listings(
        tuple(_write(hit, party_of) for hit in found if hit.status in CONFIRMED),
        tuple(_write(hit, party_of) for hit in found if hit.status in UNDECIDED),
    )


def find_standing(work: Work, business: Subject, subject_ids: Iterable[str]) -> list[Hit]:
    """Find the hits of some subjects that stand, each pair of a subject and an entry by the newest answer to it."""
    found = work.hits.of_subjects(list(subject_ids))
    if not found:
        return []
    passed = _find_passed(work, business)
    newest: dict[tuple[str, str, str], Hit] = {}
    latest = work.verifications.latest_of(business.id)
    for hit in found:
        pair = (hit.subject_id, hit.source, hit.entry_id)
        if hit.subject_id in passed and latest and hit.verification_id == latest.id:
            passed[hit.subject_id].add((hit.source, hit.entry_id))
        # A new verification asks again: a question takes back no answer.
        asked_again = hit.status is HitStatus.OPEN and pair in newest and newest[pair].status in CONFIRMED
        if hit.status is not HitStatus.SUPERSEDED and not asked_again:
            newest[pair] = hit
    return [
        hit
        for (subject_id, source, entry_id), hit in newest.items()
        if subject_id not in passed or (source, entry_id) in passed[subject_id]
    ]


def topics_of(hit: Hit, purpose: str) -> frozenset[str]:
    """Return what being listed means, on every list that a hit speaks for."""
    evidence: dict[str, Any] = hit.evidence.use(purpose)
    listed = [evidence["entry"], *(listing["entry"] for listing in evidence.get("listings", ()))]
    return frozenset(topic for entry in listed for topic in entry.get("topics", ()))


def _find_passed(work: Work, business: Subject) -> dict[str, set[tuple[str, str]]]:
    """Find whom the newest verification has screened: what it did not find again, they are not listed for any more."""
    latest = work.verifications.latest_of(business.id)
    if latest is None:
        return {}
    done = work.checks.results_of(latest.id)
    return {check.subject_id: set() for check in work.checks.of(latest.id) if check.id in done}


def _write(hit: Hit, party_of: Mapping[str, str]) -> Listing:
    return Listing(
        party=party_of[hit.subject_id],
        hit_id=hit.id,
        verification_id=hit.verification_id,
        source=hit.source,
        entry_id=hit.entry_id,
        status=hit.status,
    )
