"""Commands about what proves afterwards how things went."""

from __future__ import annotations

from jobs.cli.trail.audit import audit

__all__ = ["audit"]
