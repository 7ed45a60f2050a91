"""Jobs about verifications. Thin: the use case is in `kyc_service.services.verifications`."""

from __future__ import annotations

from jobs import context
from jobs.guard import guarded
from kyc_service.services import verifications
from kyc_service.services.registers import rounds


@guarded
def run_verification(verification_id: str) -> None:
    """Run every due check of a verification."""
    verifications.run(context.runtime(), verification_id)


@guarded
def ask_registers() -> None:
    """Ask every register whatever is due."""
    rounds.run(context.runtime())
