"""Versions of the policy: proposed by one person, published by another, and from then on never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class PublicationStatus(StrEnum):
    """Where a version of the policy stands."""

    PROPOSED = "proposed"
    """Waits for a second person."""
    PUBLISHED = "published"
    """In force from its day on, until a later one is."""
    WITHDRAWN = "withdrawn"
    """Never was in force, and never will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One version of the policy, with what it changes."""

    id: str
    policy_id: str
    version: str
    sha256: str
    """Digest of the file's bytes, hex."""
    effective_from: dt.date
    content: bytes
    balancing_tests: Mapping[str, str]
    """Texts of the balancing tests that it names, by name."""
    compared_with: str | None
    """Digest of the version that was in force when it was proposed; None for the first."""
    changes: tuple[Mapping[str, Any], ...]
    """What it changes: `where`, `what`, `material`."""
    material: bool
    status: PublicationStatus
    adopted: bool
    """Taken from the settings without a second person: the first version of all, or in a demo."""
    proposed_by: str
    proposed_at: dt.datetime
    approved_by: str | None
    published_at: dt.datetime | None
    withdrawn_by: str | None
    withdrawn_at: dt.datetime | None
    revision: int
    """Counts changes of this record, for If-Match; the policy itself does not change."""
