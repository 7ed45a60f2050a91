"""Tables of ongoing monitoring."""

from __future__ import annotations

from kyc_service.storage.tables.monitoring.proof import coverage_days, coverage_reports
from kyc_service.storage.tables.monitoring.watch import (
    coverage,
    coverage_blocks,
    editions,
    monitoring_chunks,
    monitoring_runs,
    watched_pairs,
)

__all__ = [
    "coverage",
    "coverage_blocks",
    "coverage_days",
    "coverage_reports",
    "editions",
    "monitoring_chunks",
    "monitoring_runs",
    "watched_pairs",
]
