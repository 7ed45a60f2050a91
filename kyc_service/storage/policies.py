"""Versions of the policy, and under which of them each subject's data were collected.

The tables keep a version as it was proposed, and refuse one that its proposer approves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.trail.publications import Publication, PublicationStatus
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage import standings
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import disclosures, personal_records, policy_bases, policy_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """What a version of the policy says, and what it changes."""

    policy_id: str
    version: str
    sha256: str
    effective_from: dt.date
    content: bytes
    balancing_tests: Mapping[str, str]
    compared_with: str | None
    changes: Sequence[Mapping[str, Any]]
    material: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line of the ledger was asked, and what it granted; nobody's id, no value."""

    recipient: str
    purpose: str
    granted: tuple[str, ...]
    withheld: tuple[str, ...]
    facts: Mapping[str, bool]


class PolicyRows(Repository):
    """The versions of the policy; they belong to no tenant."""

    def add(self, new: NewVersion, *, adopted: bool = False) -> Publication:
        """Keep a version as proposed; an adopted one is published at once. Raises ConflictError for a known one."""
        now = self._tx.now()
        values = {name: getattr(new, name) for name in NewVersion.__slots__}
        row: dict[str, Any] = values | {
            "id": new_id("policy"),
            "balancing_tests": dict(new.balancing_tests),
            "changes": [dict(change) for change in new.changes],
            "status": PublicationStatus.PUBLISHED if adopted else PublicationStatus.PROPOSED,
            "adopted": adopted,
            "proposed_by": self._tx.actor,
            "proposed_at": now,
            "published_at": now if adopted else None,
            "revision": 1,
        }
        self._tx.add(policy_versions, **row)
        return self.get(row["id"])

    def get(self, policy_id: str) -> Publication:
        """Return a version by its id. Raises NotFoundError."""
        row = self._tx.run(select(policy_versions).where(policy_versions.c.id == policy_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return _make(row)

    def published(self) -> list[tuple[str, str, dt.date]]:
        """List digest, version and first day of every published version, in the order in which they come into force."""
        ordered = (policy_versions.c.effective_from, policy_versions.c.published_at, policy_versions.c.id)
        columns = (policy_versions.c.sha256, policy_versions.c.version, policy_versions.c.effective_from)
        wanted = select(*columns).where(policy_versions.c.status == PublicationStatus.PUBLISHED).order_by(*ordered)
        return [(row.sha256, row.version, row.effective_from) for row in self._tx.run(wanted)]

    def content(self, sha256: str) -> bytes:
        """Return the file of a published version. Raises NotFoundError."""
        mine = (policy_versions.c.sha256 == sha256, policy_versions.c.status == PublicationStatus.PUBLISHED)
        found = self._tx.run(select(policy_versions.c.content).where(*mine)).scalar_one_or_none()
        if found is None:
            raise NotFoundError
        return bytes(found)

    def page(self, after: str | None, limit: int) -> Page[Publication]:
        """List versions, the newest proposal first."""
        wanted = select(policy_versions)
        if after is not None:
            wanted = wanted.where(is_older(after, policy_versions.c.proposed_at, policy_versions.c.id))
        ordered = wanted.order_by(policy_versions.c.proposed_at.desc(), policy_versions.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, _make, lambda row: mark_time(row.proposed_at, row.id))

    def last_disclosures(self, limit: int) -> list[Asked]:
        """List what the newest lines of every tenant's ledger were asked."""
        names = ("recipient", "purpose", "granted", "withheld", "facts")
        wanted = select(*(disclosures.c[name] for name in names)).order_by(disclosures.c.last_at.desc()).limit(limit)
        return [
            Asked(row.recipient, row.purpose, tuple(row.granted), tuple(path for path, _ in row.withheld), row.facts)
            for row in self._tx.run(wanted)
        ]

    def approve(self, found: Publication) -> Publication:
        """Publish a version. Raises FourEyesError for its proposer, ConflictError, StaleVersionError."""
        _expect_proposed(found)
        if found.proposed_by == self._tx.actor:
            message = "another person has to approve this version"
            raise FourEyesError(message)
        done = {"approved_by": self._tx.actor, "published_at": self._tx.now()}
        return self._update(found, status=PublicationStatus.PUBLISHED, **done)

    def withdraw(self, found: Publication) -> Publication:
        """Take a proposal back. Raises ConflictError once it is published, StaleVersionError."""
        _expect_proposed(found)
        done = {"withdrawn_by": self._tx.actor, "withdrawn_at": self._tx.now()}
        return self._update(found, status=PublicationStatus.WITHDRAWN, **done)

    def _update(self, found: Publication, **values: Any) -> Publication:  # noqa: ANN401 - values of columns
        mine = (policy_versions.c.id == found.id, policy_versions.c.revision == found.revision)
        changed = update(policy_versions).where(*mine).values(**values, revision=found.revision + 1)
        if self._tx.run(changed).rowcount != 1:
            raise StaleVersionError
        return self.get(found.id)


class OriginRows(Repository):
    """Under which versions of the policy the subjects of one tenant were asked, and what was recorded since."""

    def of(self, subject_id: str) -> tuple[set[str], set[str]]:
        """Return the digests of the versions a subject's data were collected under, and of those accepted since.

        A record from before versions were kept has the empty digest.
        """
        mine = (personal_records.c.tenant_id == self._tx.tenant_id, personal_records.c.subject_id == subject_id)
        collected = self._tx.run(select(personal_records.c.policy_sha256).where(*mine).distinct()).scalars()
        theirs = (policy_bases.c.tenant_id == self._tx.tenant_id, policy_bases.c.subject_id == subject_id)
        accepted = self._tx.run(select(policy_bases.c.policy_sha256).where(*theirs)).scalars()
        return {sha256 or "" for sha256 in collected}, set(accepted)

    def is_obliged(self) -> bool:
        """Whether anti-money-laundering law binds this tenant itself."""
        return standings.read(self._tx).is_obliged

    def accept(self, subject_id: str, sha256: str, basis: str, reference: str) -> bool:
        """Record a basis for a version; False when one is recorded already."""
        row = self._tx.insert(policy_bases).values(
            tenant_id=self._tx.tenant_id,
            subject_id=subject_id,
            policy_sha256=sha256,
            basis=basis,
            reference=reference,
            recorded_by=self._tx.actor,
            recorded_at=self._tx.now(),
        )
        return self._tx.writes(row.on_conflict_do_nothing())


def _expect_proposed(found: Publication) -> None:
    if found.status is not PublicationStatus.PROPOSED:
        message = f"this version of the policy is {found.status} already"
        raise ConflictError(message)


def _make(row: Row[Any]) -> Publication:
    values = {name: getattr(row, name) for name in Publication.__slots__}
    return Publication(
        **values
        | {
            "content": bytes(row.content),
            "changes": tuple(row.changes),
            "status": PublicationStatus(row.status),
        },
    )
