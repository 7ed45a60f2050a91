"""Jobs about verifications. Thin: the use case is in `kyc_service.services.verifications`."""

from __future__ import annotations

from jobs import context
from jobs.guard import guarded
from kyc_service.services import verifications
from kyc_service.services.packs import making
from kyc_service.services.registers import rounds
from kyc_service.services.sandbox import deciding


@guarded
def run_verification(verification_id: str) -> None:
    """Run every due check of a verification."""
    rt = context.runtime()
    tenant_id = verifications.run(rt, verification_id)
    deciding.decide(rt, tenant_id, verification_id)


@guarded
def ask_registers() -> None:
    """Ask every register whatever is due."""
    rounds.run(context.runtime())


@guarded
def make_evidence_pack(pack_id: str) -> None:
    """Make an evidence pack that was asked for."""
    making.make(context.runtime(), pack_id)
