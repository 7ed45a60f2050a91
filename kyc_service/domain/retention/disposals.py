"""Disposals: what made a subject's data end, and what is known of it afterwards. No personal value, ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

BACKUPS_KEPT = dt.timedelta(days=35)
"""Copies of the database that still hold the ciphertext are gone by then; its keys are gone at once."""


class Cause(StrEnum):
    """What made the data end."""

    DUE = "due"
    """Its retention period ran out."""
    ERASURE_REQUEST = "erasure_request"
    """The subject asked, and no duty or hold keeps the data."""
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OBJECTION_UPHELD = "objection_upheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal:
    """One subject that was disposed of."""

    id: str
    tenant_id: str
    subject_id: str
    """A random id that names nobody any more."""
    cause: Cause
    deleted_at: dt.datetime
    finished_at: dt.datetime | None
    """When its receipt was made; None while its end is still under way."""
    facts: Mapping[str, Any]
    """Rule, dates, counts for each table, ids of keys, digest of the ciphertext: what the receipt is made of."""
    receipt: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Deferral:
    """Why a subject is not disposed of now. For internal eyes: whoever asked gets one neutral text for every reason."""

    until: dt.datetime | None
    """The computed date; None where none can be told yet."""
    reasons: tuple[str, ...]
    """`relationship`, `case`, `hold:<reason>`, `people`, `legal_duty_to_keep`."""
