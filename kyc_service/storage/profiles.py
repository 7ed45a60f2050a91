"""Screening profiles. The tables keep what a profile says as it is, and refuse one approved by whoever made it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, func, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.profiles import Profile, ProfileStatus, Purpose
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import profiles


class ProfileRows(Repository):
    """The profiles of one tenant."""

    def draft(
        self,
        purpose: Purpose,
        name: str,
        *,
        sources: tuple[str, ...] | None,
        threshold: float,
        weights: Mapping[str, float],
    ) -> Profile:
        """Keep another version of a name. Raises ConflictError when somebody does so at the same moment."""
        profile_id = new_id("profile")
        last = select(func.max(profiles.c.number)).where(*self._mine(), profiles.c.name == name)
        self._tx.add(
            profiles,
            tenant_id=self._tx.tenant_id,
            id=profile_id,
            purpose=purpose,
            name=name,
            number=(self._tx.run(last).scalar_one() or 0) + 1,
            sources=None if sources is None else list(sources),
            threshold=threshold,
            weights=dict(weights),
            status=ProfileStatus.DRAFT,
            made_by=self._tx.actor,
            made_at=self._tx.now(),
            version=1,
        )
        return self.get(profile_id)

    def get(self, profile_id: str) -> Profile:
        """Return a profile. Raises NotFoundError."""
        row = self._tx.run(select(profiles).where(*self._mine(), profiles.c.id == profile_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return _make(row)

    def find(self, name: str, number: int) -> Profile:
        """Return a version of a name. Raises NotFoundError."""
        wanted = select(profiles).where(*self._mine(), profiles.c.name == name, profiles.c.number == number)
        row = self._tx.run(wanted).one_or_none()
        if row is None:
            raise NotFoundError
        return _make(row)

    def live(self, purpose: Purpose) -> Profile | None:
        """Return the profile that screenings of a purpose use; None where the service's own settings apply."""
        wanted = select(profiles).where(
            *self._mine(), profiles.c.purpose == purpose, profiles.c.status == ProfileStatus.LIVE
        )
        row = self._tx.run(wanted).one_or_none()
        return _make(row) if row else None

    def page(self, after: str | None, limit: int, *, purpose: Purpose | None = None) -> Page[Profile]:
        """List profiles, newest first."""
        wanted = select(profiles).where(*self._mine())
        if after is not None:
            wanted = wanted.where(is_older(after, profiles.c.made_at, profiles.c.id))
        if purpose is not None:
            wanted = wanted.where(profiles.c.purpose == purpose)
        ordered = wanted.order_by(profiles.c.made_at.desc(), profiles.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, _make, lambda row: mark_time(row.made_at, row.id))

    def evaluate(self, profile: Profile, report: Mapping[str, Any]) -> Profile:
        """Keep what was measured, once. Raises ConflictError for anything but a draft, StaleVersionError."""
        self._expect(profile, ProfileStatus.DRAFT, "only a draft can be evaluated; make another version")
        done = {"evaluated_by": self._tx.actor, "evaluated_at": self._tx.now()}
        return self._update(profile, status=ProfileStatus.EVALUATED, report=dict(report), **done)

    def approve(self, profile: Profile) -> Profile:
        """Make a profile the live one of its purpose, in the place of the one before.

        Raises FourEyesError for its maker, ConflictError unless it was evaluated, StaleVersionError.
        """
        self._expect(profile, ProfileStatus.EVALUATED, "only an evaluated profile can be approved")
        if profile.made_by == self._tx.actor:
            message = "another person has to approve this profile"
            raise FourEyesError(message)
        before = self.live(profile.purpose)
        if before is not None:
            self.retire(before)
        done = {"approved_by": self._tx.actor, "approved_at": self._tx.now()}
        return self._update(profile, status=ProfileStatus.LIVE, **done)

    def retire(self, profile: Profile) -> Profile:
        """Take a profile out of use, or drop a draft. Raises ConflictError when it is retired, StaleVersionError."""
        if profile.status is ProfileStatus.RETIRED:
            message = "this profile is retired already"
            raise ConflictError(message)
        done = {"retired_by": self._tx.actor, "retired_at": self._tx.now()}
        return self._update(profile, status=ProfileStatus.RETIRED, **done)

    def _expect(self, profile: Profile, status: ProfileStatus, message: str) -> None:
        if profile.status is not status:
            raise ConflictError(message)

    def _update(self, profile: Profile, **values: Any) -> Profile:  # noqa: ANN401 - values of columns
        mine = (*self._mine(), profiles.c.id == profile.id, profiles.c.version == profile.version)
        changed = update(profiles).where(*mine).values(**values, version=profile.version + 1)
        if self._tx.run(changed).rowcount != 1:
            raise StaleVersionError
        return self.get(profile.id)

    def _mine(self) -> tuple[Any, ...]:
        return (profiles.c.tenant_id == self._tx.tenant_id,)


def _make(row: Row[Any]) -> Profile:
    values = {name: getattr(row, name) for name in Profile.__slots__}
    return Profile(
        **values
        | {
            "purpose": Purpose(row.purpose),
            "status": ProfileStatus(row.status),
            "sources": None if row.sources is None else tuple(row.sources),
        },
    )
