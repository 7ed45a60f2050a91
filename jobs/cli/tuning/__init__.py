"""Commands about what people decide ahead of a screening."""

from __future__ import annotations

from jobs.cli.tuning.allowlist import allowlist
from jobs.cli.tuning.profiles import profiles

__all__ = ["allowlist", "profiles"]
