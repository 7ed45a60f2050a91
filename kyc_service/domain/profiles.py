"""Screening profiles: lists, threshold and weights for one purpose, measured and approved before they are used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kyc_service.domain.verifications import Trigger

LOWEST_THRESHOLD = 0.5
HIGHEST_THRESHOLD = 0.99


class Purpose(StrEnum):
    """What a screening is for."""

    ONBOARDING = "onboarding"
    MONITORING = "monitoring"
    AD_HOC = "ad_hoc"


class ProfileStatus(StrEnum):
    """Where a profile stands."""

    DRAFT = "draft"
    EVALUATED = "evaluated"
    """Measured on labelled cases; waits for a second person."""
    LIVE = "live"
    """The one that screenings of its purpose use."""
    RETIRED = "retired"


class Delisting(StrEnum):
    """What follows when an entry that a subject is alike to leaves its list, or changes until it is no longer alike."""

    RECONSIDER = "reconsider"
    """A hit that nobody answered is closed; what a person confirmed is put before a person again."""
    LEAVE = "leave"
    """It is written down, and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One version of a named configuration. What it says never changes; another version says something else."""

    id: str
    purpose: Purpose
    name: str
    number: int
    """Version: 1, 2, ... of this name."""
    sources: tuple[str, ...] | None
    """Ids of lists; None for all that are in use."""
    threshold: float
    weights: Mapping[str, float]
    """Only those that differ from the matcher's own."""
    delisting: Delisting
    """For profiles of monitoring."""
    status: ProfileStatus
    made_by: str
    made_at: dt.datetime
    report: Mapping[str, Any] | None
    """What the evaluation measured: figures and digests, no case of it."""
    evaluated_by: str | None
    evaluated_at: dt.datetime | None
    approved_by: str | None
    approved_at: dt.datetime | None
    retired_by: str | None
    retired_at: dt.datetime | None
    version: int
    """Rises with each step, for If-Match."""


def purpose_of(trigger: Trigger) -> Purpose:
    """Say what the screenings of a verification are for."""
    return Purpose.MONITORING if trigger in {Trigger.MONITORING, Trigger.REVIEW_DATE} else Purpose.ONBOARDING
