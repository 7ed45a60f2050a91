"""Commands about who owns and controls a business."""

from __future__ import annotations

from jobs.cli.ownership.commands import ownership

__all__ = ["ownership"]
