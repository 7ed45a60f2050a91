"""Commands of the privacy officer: exits, the ledger, requests of subjects."""

from __future__ import annotations

from jobs.cli.privacy.exits import exits
from jobs.cli.privacy.rights import rights

__all__ = ["exits", "rights"]
