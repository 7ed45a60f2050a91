"""What cases have to do with one another: the same person under two businesses, the same listed party, one business.

References and codes only; nothing is opened here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, select, tuple_

from kyc_service.domain.cases import CaseStatus, HitStatus
from kyc_service.domain.subjects import SubjectStatus
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import blind_index, cases, hits, subjects

_RECOGNISED = ("person", "registration")
"""Entries of the blind index that are the same for the same party under another business."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A party of a business that another business of the tenant has too."""

    subject_id: str
    """The party here."""
    role: str
    """What it is there."""
    status: SubjectStatus
    """How it stands there."""
    reference: str
    """The other business."""
    by: str
    """What is the same: `person` or `registration`."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A case that has to do with another one."""

    case_id: str
    reference: str
    status: CaseStatus
    source: str | None = None
    """Where they share a listed party: on which list."""
    entry_id: str | None = None
    hit_status: HitStatus | None = None


class RelationRows(Repository):
    """The relations of one tenant's subjects and cases."""

    def elsewhere(self, business_id: str, subject_ids: Collection[str], limit: int) -> tuple[Elsewhere, ...]:
        """Find other businesses with the same party as some subjects of one, by reference.

        Two rows that stand under different keys of the blind index, while it changes, do not meet.
        """
        here, there = blind_index.alias("here"), blind_index.alias("there")
        party, other = subjects.alias("party"), subjects.alias("other")
        same = and_(
            there.c.tenant_id == here.c.tenant_id,
            there.c.name == here.c.name,
            there.c.digest == here.c.digest,
            there.c.key_version == here.c.key_version,
        )
        found = and_(party.c.tenant_id == there.c.tenant_id, party.c.id == there.c.subject_id)
        # A person belongs to a business, and a business to itself.
        whose = and_(
            other.c.tenant_id == party.c.tenant_id,
            (other.c.id == party.c.business_id) | ((other.c.id == party.c.id) & party.c.business_id.is_(None)),
        )
        wanted = (
            select(here.c.subject_id, here.c.name, party.c.role, party.c.status, other.c.reference)
            .join_from(here, there, same)
            .join(party, found)
            .join(other, whose)
            .where(
                here.c.tenant_id == self._tx.tenant_id,
                here.c.name.in_(_RECOGNISED),
                here.c.subject_id.in_(subject_ids),
                other.c.id != business_id,
            )
            .order_by(other.c.reference, here.c.subject_id, party.c.role)
        )
        return tuple(
            Elsewhere(row.subject_id, row.role, SubjectStatus(row.status), row.reference or "", row.name)
            for row in self._tx.run(wanted.limit(limit))
        )

    def cases_of(self, business_id: str, but: str, limit: int) -> tuple[Neighbour, ...]:
        """List the other open cases of a business, newest first."""
        wanted = (
            self._select()
            .where(cases.c.subject_id == business_id, cases.c.id != but, cases.c.status != CaseStatus.CLOSED)
            .order_by(cases.c.opened_at.desc(), cases.c.id)
        )
        return tuple(_make(row) for row in self._tx.run(wanted.limit(limit)))

    def sharing(self, business_id: str, entries: Collection[tuple[str, str]], limit: int) -> tuple[Neighbour, ...]:
        """List the open cases of other businesses with a hit on one of some entries, by source and id, newest first."""
        if not entries:
            return ()
        of_case = and_(hits.c.tenant_id == cases.c.tenant_id, hits.c.verification_id == cases.c.verification_id)
        wanted = (
            self._select()
            .add_columns(hits.c.source, hits.c.entry_id, hits.c.status.label("hit_status"))
            .join(hits, of_case)
            .where(
                hits.c.tenant_id == self._tx.tenant_id,
                tuple_(hits.c.source, hits.c.entry_id).in_(sorted(entries)),
                hits.c.status != HitStatus.SUPERSEDED,
                cases.c.subject_id != business_id,
                cases.c.status != CaseStatus.CLOSED,
            )
            .order_by(cases.c.opened_at.desc(), cases.c.id, hits.c.source, hits.c.entry_id)
        )
        return tuple(_make(row) for row in self._tx.run(wanted.limit(limit)))

    def _select(self) -> Any:  # noqa: ANN401 - a Select over some columns has no shorter type
        same = and_(subjects.c.tenant_id == cases.c.tenant_id, subjects.c.id == cases.c.subject_id)
        wanted = select(cases.c.id, cases.c.status, subjects.c.reference).join_from(cases, subjects, same)
        return wanted.where(cases.c.tenant_id == self._tx.tenant_id)


def _make(row: Row[Any]) -> Neighbour:
    found = row._mapping  # noqa: SLF001 - its public name
    answered = HitStatus(found["hit_status"]) if "hit_status" in found else None
    status = CaseStatus(row.status)
    return Neighbour(row.id, row.reference or "", status, found.get("source"), found.get("entry_id"), answered)
