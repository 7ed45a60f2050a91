"""Refused list versions: look at one, compare it with the version in use, approve it all the same."""

from __future__ import annotations

from kyc_service.errors import ConflictError, Fault, InvalidInputError
from kyc_service.services.lists.loading import find_source, switch
from kyc_service.services.runtime import Runtime
from kyc_service.storage.list_refusals import Refusal
from kyc_service.storage.work import SystemWork
from watchlists.changes import ListDiff, diff_packed

SHORTEST_REASON = 10
LONGEST_REASON = 1000


def list_refusals(system: SystemWork, source_id: str) -> tuple[Refusal, ...]:
    """List what was refused of a list, newest first. Raises NotFoundError."""
    return system.refusals.of(find_source(source_id).id)


def compare(system: SystemWork, source_id: str, digest: str) -> ListDiff:
    """Say what a refused version would change. Raises NotFoundError, ConflictError without a current version."""
    refused = system.refusals.packed(find_source(source_id).id, digest)
    state = next((state for state in system.lists.current() if state.source == source_id), None)
    if state is None:
        message = "no version of this list is in use to compare with"
        raise ConflictError(message)
    return diff_packed(system.lists.packed(source_id, state.digest), refused)


def approve(rt: Runtime, source_id: str, digest: str, *, by: str, reason: str) -> Refusal:
    """Make a refused version current after a person looked at it. Who and why is kept and audited.

    Raises NotFoundError, InvalidInputError without a reason, ConflictError when it is settled already.
    """
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        raise InvalidInputError([Fault("/reason", "reason_required")])
    with rt.open_system(by, read_only=True) as system:
        refusal = system.refusals.get(find_source(source_id).id, digest)
        version = system.refusals.load(source_id, digest)
    rt.screeners.prepare([version])
    with rt.open_system(by) as system:
        system.refusals.approve(refusal, by, reason.strip())
        switch(system, version, refusal.origin, refusal.refused_at)
        system.audit.append("list.approved", refusal.code, details={"source": source_id, "digest": digest})
    with rt.open_system(by, read_only=True) as system:
        return system.refusals.get(source_id, digest)
