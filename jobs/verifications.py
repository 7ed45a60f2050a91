"""Jobs about verifications. Thin: the use case is in `kyc_service.services.verifications`."""

from __future__ import annotations

from jobs import context
from jobs.guard import guarded
from kyc_service.services import verifications


@guarded
def run_verification(verification_id: str) -> None:
    """Run every due check of a verification."""
    verifications.run(context.runtime(), verification_id)
