"""Repeat a screening on the very list versions it used: the same lists and the same matcher give the same answer.

Evidence for an auditor. Nothing is stored but that it was done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kyc_service.domain.checks import FoundEntry, ListUsed, ScreeningResult
from kyc_service.services.runtime import Runtime
from kyc_service.services.screening import MOST, PURPOSE, to_subject
from kyc_service.storage.work import Work
from watchlists.matching.score import WEIGHTS, tune
from watchlists.matching.screener import MATCHER_VERSION, Screener


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One screening, then and now."""

    check_id: str
    lists: tuple[ListUsed, ...]
    matcher_then: str
    matcher_now: str
    then: tuple[FoundEntry, ...]
    now: tuple[FoundEntry, ...]

    @property
    def same(self) -> bool:
        """Whether both found the same entries with the same scores."""
        return self.then == self.now


def replay(rt: Runtime, tenant_id: str, verification_id: str, actor: str) -> tuple[Replay, ...]:
    """Repeat every screening of a verification. A changed subject or matcher shows as a difference.

    Raises SubjectErasedError, and NotFoundError for an unknown verification or a version that is not kept any more.
    """
    with rt.open_work(tenant_id, actor) as work:
        checks = work.checks.of(verification_id)
        results = work.checks.results_of(verification_id)
        parties = work.subjects.read_all({check.subject_id for check in checks})
        hits = work.hits.of_verification(verification_id)
        weights = {check_id: _weights_of(work, result) for check_id, result in results.items()}
        work.audit.append("screening.replayed", "done", verification_id=verification_id)
    replays = []
    screeners: dict[tuple[object, ...], Screener] = {}
    for check in checks:
        result = results.get(check.id)
        if result is None:
            continue
        party, fields = parties[check.subject_id]
        key = (result.lists, result.threshold, result.profile, result.profile_number)
        if key not in screeners:
            screeners[key] = rt.screeners.over(result.lists, result.threshold, weights[check.id])
        matches = screeners[key].screen(to_subject(party.kind, fields.use(PURPOSE)), limit=MOST, per_party=True)
        kept = _sort(FoundEntry(hit.entry_id, hit.score) for hit in hits if hit.check_id == check.id)
        replays.append(
            Replay(
                check_id=check.id,
                lists=result.lists,
                matcher_then=result.matcher_version,
                matcher_now=MATCHER_VERSION,
                then=kept if result.found is None else result.found,
                now=_sort(FoundEntry(match.entry.id, match.score) for match in matches),
            )
        )
    return tuple(replays)


def _weights_of(work: Work, result: ScreeningResult) -> Mapping[str, float]:
    """Return the weights of the profile that a screening used."""
    if result.profile is None or result.profile_number is None:
        return WEIGHTS
    return tune(work.profiles.find(result.profile, result.profile_number).weights)


def _sort(found: Iterable[FoundEntry]) -> tuple[FoundEntry, ...]:
    return tuple(sorted(found))
