"""Commands about when data end: due dates, disposals, receipts, legal holds."""

from __future__ import annotations

from jobs.cli.retention.holds import holds
from jobs.cli.retention.runs import retention

__all__ = ["holds", "retention"]
