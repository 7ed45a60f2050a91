"""Gather what a pack shows, through the same doors as whoever works on the case. Reads only.

Suspicions, orders of authorities and what left because of them are asked for nowhere here: a pack is the same with and
without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kyc_service.domain.packs.packs import EvidencePack
from kyc_service.domain.trail.chain import Entry
from kyc_service.errors import PolicyDeniedError
from kyc_service.policy.model import Policy
from kyc_service.services.packs.proof import tell
from kyc_service.services.people.names import name_actor
from kyc_service.services.risk import ratings
from kyc_service.services.risk.ratings import Standing
from kyc_service.services.views import evidence
from kyc_service.services.views.evidence import EvidenceView
from kyc_service.storage.audit import make_content
from kyc_service.storage.decisions import Decision
from kyc_service.storage.work import Work

PURPOSE = "aml_check"
"""Purpose of the policy under which a pack is made and read."""
MOST_ENTRIES = 2000
"""Entries of the audit in a pack: the last ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackView:
    """Everything that a pack shows. Personal: it goes to no log."""

    pack: EvidencePack
    evidence: EvidenceView = field(repr=False)
    restricted: frozenset[str]
    """Parties whose data may not be used now."""
    decisions: tuple[Decision, ...]
    standing: Standing | None
    policy: Policy
    """In force when the pack was made."""
    entries: tuple[Entry, ...]
    """Of the audit, oldest first."""
    names: Mapping[str, str] = field(repr=False)
    """What colleagues call each actor."""


def gather(work: Work, policy: Policy, pack: EvidencePack) -> PackView:
    """Gather everything about a verification. Raises NotFoundError, SubjectErasedError."""
    view = evidence.gather(work, pack.verification_id)
    parties = {check.subject.id for check in view.checks} | {view.verification.subject_id}
    audited = work.audit.about(pack.verification_id, view.case.id if view.case else None, MOST_ENTRIES)
    entries = tuple(Entry(one.seq, make_content(one), one.mac) for one in audited)
    found = PackView(
        pack=pack,
        evidence=view,
        restricted=work.subjects.restricted(parties),
        decisions=work.decisions.of(pack.verification_id),
        standing=_stand(work, view.verification.subject_id),
        policy=policy,
        entries=entries,
        names={},
    )
    names = {actor: name_actor(work, actor) for actor in set(_actors(found))}
    return PackView(**{name: getattr(found, name) for name in PackView.__slots__} | {"names": names})


def _stand(work: Work, subject_id: str) -> Standing | None:
    try:
        return ratings.stand(work, subject_id)
    except PolicyDeniedError:
        return None


def _actors(view: PackView) -> Iterator[str]:
    yield view.pack.requested_by
    for entry in view.entries:
        yield tell(entry)["actor"]
    for hit in view.evidence.hits:
        if hit.disposed_by:
            yield hit.disposed_by
    for decision in view.decisions:
        yield decision.made_by
        if decision.approved_by:
            yield decision.approved_by
    case = view.evidence.case
    if case and case.assignee:
        yield case.assignee
    override = view.standing.override if view.standing else None
    if override:
        yield override.made_by
        if override.approved_by:
            yield override.approved_by
