"""Searches of the audit: by who, what, how it ended, when, and about which id."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSearch:
    """What is looked for; a part that is None, or empty, matches everything."""

    actor: str | None = None
    """Id of an account or of a key, or the name of a part of the service, as `worker`."""
    op: str | None = None
    """What was done, as `case.assigned`; `case.` for everything that begins so."""
    outcome: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    """Not any more at this moment."""
    about: str | None = None
    """Id of a verification, a case or a subject."""
    sealed: bool = False
    """Whether whoever looks may know that there are suspicions and orders of authorities."""
