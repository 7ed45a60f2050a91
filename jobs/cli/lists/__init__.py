"""`kyc lists`: the group, and its commands by what they are about."""

from __future__ import annotations

from jobs.cli.lists.group import lists

__all__ = ["lists"]
