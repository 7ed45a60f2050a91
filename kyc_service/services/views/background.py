"""What lies behind a case: how its pairs were answered before, what changed since, and who else it has to do with.

Other businesses are named by the client's own references; nothing of them is opened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kyc_service.domain.cases import Case, Hit
from kyc_service.domain.subjects import Subject
from kyc_service.services.views.changes import Change, compare, entries_of
from kyc_service.storage.hits import Past
from kyc_service.storage.relations import Elsewhere, Neighbour
from kyc_service.storage.work import Work

PURPOSE = "aml_check"
"""Purpose of the policy under which evidence is opened here."""
MOST_ANSWERS = 500
"""Earlier answers that are looked through, the newest ones."""
MOST_SHOWN = 20
"""Relations of a kind that are shown."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """How the pair of a hit was answered before."""

    past: Past
    changes: tuple[Change, ...]
    """What is other now."""
    known: bool
    """Whether what identified the two was kept then: without it a change of the subject cannot be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What lies behind a case."""

    earlier: Mapping[str, tuple[Earlier, ...]]
    """By the id of a hit: how its pair was answered before, the newest first."""
    people: tuple[Subject, ...]
    """People of the business who are not named any more."""
    elsewhere: tuple[Elsewhere, ...]
    cases: tuple[Neighbour, ...]
    """Other open cases of the business."""
    sharing: tuple[Neighbour, ...]
    """Open cases of other businesses with a hit on the same listed party."""


def read(work: Work, case_id: str) -> Background:
    """Read what lies behind a case. The reading is in the audit. Raises NotFoundError, SubjectErasedError."""
    case = work.cases.get(case_id)
    found = gather(work, case, work.hits.of_verification(case.verification_id))
    work.audit.append("case.background_read", "done", case_id=case.id, verification_id=case.verification_id)
    return found


def gather(work: Work, case: Case, hits: Collection[Hit]) -> Background:
    """Gather what lies behind a case with its hits, for a page that writes its own reading down."""
    everybody = work.subjects.people_of(case.subject_id, active_only=False)
    named = {case.subject_id, *(check.subject_id for check in work.checks.of(case.verification_id))}
    ids = {case.subject_id, *(person.id for person in everybody)}
    entries = {pair for hit in hits for pair in entries_of(hit.evidence.use(PURPOSE))}
    return Background(
        earlier=_find_earlier(work, case, hits),
        people=tuple(person for person in everybody if person.id not in named),
        elsewhere=work.relations.elsewhere(case.subject_id, ids, MOST_SHOWN),
        cases=work.relations.cases_of(case.subject_id, case.id, MOST_SHOWN),
        sharing=work.relations.sharing(case.subject_id, entries, MOST_SHOWN),
    )


def _find_earlier(work: Work, case: Case, hits: Collection[Hit]) -> dict[str, tuple[Earlier, ...]]:
    subject_ids = {hit.subject_id for hit in hits}
    if not subject_ids:
        return {}
    pasts = work.hits.answered_before(case.verification_id, subject_ids, MOST_ANSWERS)
    return {hit.id: tuple(_pair(hit, pasts)) for hit in hits}


def _pair(hit: Hit, pasts: Collection[Past]) -> Iterator[Earlier]:
    """Find the answers to the same pair: a party may head a hit by one listing now, and by another one then."""
    now = hit.evidence.use(PURPOSE)
    for past in pasts:
        if past.hit.subject_id != hit.subject_id or past.hit.id == hit.id:
            continue
        then: Mapping[str, Any] = past.hit.evidence.use(PURPOSE)
        if entries_of(now) & entries_of(then):
            yield Earlier(past, compare(then, now), known=bool(then.get("prints") and now.get("prints")))
