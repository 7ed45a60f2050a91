"""Tables of ongoing monitoring."""

from __future__ import annotations

from kyc_service.storage.tables.monitoring.watch import (
    coverage,
    editions,
    monitoring_chunks,
    monitoring_runs,
    watched_pairs,
)

__all__ = ["coverage", "editions", "monitoring_chunks", "monitoring_runs", "watched_pairs"]
