"""Commands about what proves afterwards how things went."""

from __future__ import annotations

from jobs.cli.trail.audit import audit
from jobs.cli.trail.packs import evidence_pack

__all__ = ["audit", "evidence_pack"]
