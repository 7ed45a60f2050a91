"""Screening profiles. The tables keep what a profile says as it is, and refuse one approved by whoever made it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from kyc_service.domain.profiles import Delisting, Profile, ProfileStatus, Purpose
from kyc_service.storage.rows import Page
from kyc_service.storage.tables import profiles
from kyc_service.storage.versioned import VersionedRows


class ProfileRows(VersionedRows[Profile]):
    """The profiles of one tenant."""

    table = profiles
    noun = "profile"
    title = "profile"
    measured = ProfileStatus.EVALUATED
    once_only = "only a draft can be evaluated; make another version"
    not_yet = "only an evaluated profile can be approved"

    def draft(
        self,
        purpose: Purpose,
        name: str,
        *,
        sources: tuple[str, ...] | None,
        threshold: float,
        weights: Mapping[str, float],
        delisting: Delisting = Delisting.RECONSIDER,
    ) -> Profile:
        """Keep another version of a name. Raises ConflictError when somebody does so at the same moment."""
        listed = None if sources is None else list(sources)
        return self._draft(
            name,
            purpose=purpose,
            sources=listed,
            threshold=threshold,
            weights=dict(weights),
            delisting=delisting,
        )

    def live(self, purpose: Purpose) -> Profile | None:
        """Return the profile that screenings of a purpose use; None where the service's own settings apply."""
        return self._live(purpose=purpose)

    def page(self, after: str | None, limit: int, *, purpose: Purpose | None = None) -> Page[Profile]:
        """List profiles, newest first."""
        return self._page(after, limit, *([profiles.c.purpose == purpose] if purpose is not None else []))

    def evaluate(self, profile: Profile, report: Mapping[str, Any]) -> Profile:
        """Keep what was measured, once. Raises ConflictError for anything but a draft, StaleVersionError."""
        return self._measure(profile, report)

    def approve(self, profile: Profile) -> Profile:
        """Make a profile the live one of its purpose, in the place of the one before.

        Raises FourEyesError for its maker, ConflictError unless it was evaluated, StaleVersionError.
        """
        return self._approve(profile, self.live(profile.purpose))

    def _make(self, row: Row[Any]) -> Profile:
        values = {name: getattr(row, name) for name in Profile.__slots__}
        return Profile(
            **values
            | {
                "purpose": Purpose(row.purpose),
                "status": ProfileStatus(row.status),
                "sources": None if row.sources is None else tuple(row.sources),
            },
        )
