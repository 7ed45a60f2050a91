"""Follow the audit's chain against its signed heads. Reads only, and sees one state of the database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kyc_service.domain.trail.chain import Verdict, follow
from kyc_service.services.runtime import Runtime
from kyc_service.storage import heads


def verify(rt: Runtime, head_files: Sequence[Path] = ()) -> Verdict:
    """Say how far the chain holds, and name the position of the first fault.

    Uses the heads of the service's own file, or those of the files given. Raises AuditHeadsError.
    """
    # Heads first: one that is signed meanwhile speaks of links that this reading may not see.
    known = [head for path in head_files or (rt.settings.audit_heads_file,) for head in heads.read(path)]
    with rt.open_system("auditor", read_only=True) as system:
        system.chain.freeze()
        return follow(system.chain.read_sealed(), system.chain.read_loose(), known, rt.keys)
