"""Earlier answers: what people said before about the very same two parties, and what a case shows already.

Monitoring looks at a business again because something is new about it. What is not new stays answered as it was: as
long as the facts of both sides, and what strong identifiers say of them, are exactly those that a person decided on.
On a review date, and whenever the business itself submits, everything is asked anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kyc_service.domain.allowlist import REASON_CODE
from kyc_service.domain.cases import Hit, HitStatus
from kyc_service.domain.checks import Check
from kyc_service.domain.monitoring.outcomes import Key
from kyc_service.domain.verifications import Trigger
from kyc_service.services.tuning.allowlist import PURPOSE, Answer
from kyc_service.storage.work import Work

UNCHANGED = "unchanged"
"""Reason of a hit that an earlier answer speaks for. Analysts cannot give it."""
_STANDS = frozenset({HitStatus.FALSE_POSITIVE, HitStatus.ACCEPTED_RISK})
"""A confirmed or inconclusive match is put before a person each time."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The hits of a subject that speak for a screening."""

    here: Mapping[Key, Hit] = field(default_factory=dict)
    """Of the same verification, by entry."""
    before: Mapping[Key, Hit] = field(default_factory=dict)
    """The last one that a person answered elsewhere, by entry; empty where it counts for nothing."""

    def shown(self, answer: Answer) -> Hit | None:
        """Return the hit that shows a match already, in this very verification.

        What the allowlist answered is shown so only while the pair holds: once its term is over a person has to look.
        """
        hit = self.here.get(_key(answer))
        if hit is None or not _is_same(hit, answer):
            return None
        return None if hit.reason_code == REASON_CODE and not answer.holds else hit

    def standing(self, answer: Answer) -> Hit | None:
        """Return the hit whose answer stands for a match.

        None where the two were allowlisted and the term is over: it was set so that a person looks again.
        """
        if answer.pair is not None:
            return None
        hit = self.before.get(_key(answer))
        return hit if hit is not None and hit.status in _STANDS and _is_same(hit, answer) else None

    def overtaken(self, answers: Iterable[Answer]) -> list[Hit]:
        """List hits of this verification that give way: to a newer one of the same party, or to nothing at all.

        Where a match is there no more, what a person answered of it stays to be read.
        """
        kept = {hit.id for answer in answers if (hit := self.shown(answer))}
        replaced = {key for answer in answers for key in (_key(answer), *_listings(answer))}
        return [
            hit
            for key, hit in self.here.items()
            if hit.id not in kept and (key in replaced or hit.status is HitStatus.OPEN)
        ]


def find(work: Work, check: Check, trigger: Trigger, answers: Iterable[Answer]) -> Earlier:
    """Find the hits that speak for the matches of a check."""
    if not check.source and not (trigger is Trigger.MONITORING and [*answers]):
        return Earlier()
    here: dict[Key, Hit] = {}
    before: dict[Key, Hit] = {}
    withdrawn = work.allowlist.withdrawn_of(check.subject_id)
    for hit in work.hits.of_subjects([check.subject_id]):
        if hit.verification_id == check.verification_id:
            if hit.status is not HitStatus.SUPERSEDED:
                here[hit.source, hit.entry_id] = hit
        elif hit.disposed_by is not None and hit.reason_code != REASON_CODE and hit.id not in withdrawn:
            before[hit.source, hit.entry_id] = hit
    return Earlier(here, before if trigger is Trigger.MONITORING else {})


def _is_same(hit: Hit, answer: Answer) -> bool:
    return bool(hit.evidence.use(PURPOSE).get("prints") == dict(answer.prints))


def _key(answer: Answer) -> Key:
    return answer.match.entry.source, answer.match.entry.id


def _listings(answer: Answer) -> list[Key]:
    return [(listing.entry.source, listing.entry.id) for listing in answer.match.listings]
