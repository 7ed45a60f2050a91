"""Follow the audit's chain against its signed heads. Reads only, and sees one state of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kyc_service.domain.trail.chain import FaultKind, Verdict, follow
from kyc_service.errors import ConflictError
from kyc_service.services.runtime import Runtime
from kyc_service.storage import heads

FAULTS: Mapping[FaultKind, str] = {
    FaultKind.CHANGED: "the entry is not the one that was sealed there",
    FaultKind.MISSING: "the entry is gone",
    FaultKind.REWRITTEN: "the link was not made by this service",
    FaultKind.CUT: "what stood there was cut off",
    FaultKind.INSERTED: "an entry that this service did not write, or not twice, was put in before it",
    FaultKind.HEAD: "a signed head says otherwise, or was not signed by this service",
    FaultKind.NO_HEAD: "no signed head says how far the chain went",
}
MOST_AT_ONCE = 50_000
"""Links of a chain that is followed while somebody waits for the page; a longer one is for `kyc audit verify`."""


def verify_now(rt: Runtime, tenant_id: str, actor: str) -> Verdict:
    """Follow the chain while somebody waits, and write down that it was. Raises ConflictError for a long one."""
    with rt.open_system("auditor", read_only=True) as system:
        if system.chain.count() > MOST_AT_ONCE:
            message = "the chain is too long to be followed while you wait; run `kyc audit verify` at the service"
            raise ConflictError(message)
    found = verify(rt)
    with rt.open_work(tenant_id, actor) as work:
        outcome = found.fault.kind.value if found.fault else "whole"
        work.audit.append("audit.verified", outcome, details={"sealed": found.sealed, "signed": found.signed})
    return found


def verify(rt: Runtime, head_files: Sequence[Path] = ()) -> Verdict:
    """Say how far the chain holds, and name the position of the first fault.

    Uses the heads of the service's own file, or those of the files given. Raises AuditHeadsError.
    """
    # Heads first: one that is signed meanwhile speaks of links that this reading may not see.
    known = [head for path in head_files or (rt.settings.audit_heads_file,) for head in heads.read(path)]
    with rt.open_system("auditor", read_only=True) as system:
        chain = system.chain
        chain.freeze()
        return follow(chain.read_sealed(), chain.read_loose(), known, rt.keys, chain.doubled())
