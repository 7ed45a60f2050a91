"""Commands about change feeds of registers, and about businesses that are due."""

from __future__ import annotations

from jobs.cli.feeds.due import reviews
from jobs.cli.feeds.group import feeds

__all__ = ["feeds", "reviews"]
