"""Coverage: what each active subject was last compared with. Where it is not the edition in force, it is due.

Asked of the subjects themselves, never of the runs: whoever a run left out is due all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, exists, func, literal, or_, select, update

from kyc_service.domain.monitoring.ledger import Standing
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.privacy.grounds import GroundKind
from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.storage.rows import Repository
from kyc_service.storage.subjects import read_fields
from kyc_service.storage.tables import coverage, grounds, personal_records, subjects

PURPOSE = "monitoring"
"""Purpose of the policy under which a sketch is kept."""
_KEY = ["tenant_id", "subject_id"]
_SAME = and_(coverage.c.tenant_id == subjects.c.tenant_id, coverage.c.subject_id == subjects.c.id)


@dataclass(frozen=True, slots=True)
class Member:
    """An active subject, and what it was last compared with."""

    id: str
    version: int
    kind: SubjectKind
    business_id: str
    """The business that it is, or belongs to."""
    edition: int | None
    """None where it never was, was changed since, or was set aside."""


class CoverageRows(Repository):
    """What the subjects of one tenant were compared with."""

    def members(self, first: str, last: str, edition: int, *, everybody: bool = False) -> tuple[Member, ...]:
        """List the subjects of a range of ids that are due, or all that may be compared, in order of id."""
        known = and_(coverage.c.subject_version == subjects.c.version, coverage.c.failure.is_(None))
        wanted = (
            select(
                subjects.c.id,
                subjects.c.version,
                subjects.c.kind,
                func.coalesce(subjects.c.business_id, subjects.c.id).label("business_id"),
                case((known, coverage.c.edition)).label("edition"),
            )
            .join_from(subjects, coverage, _SAME, isouter=True)
            .where(*self._active(), subjects.c.id > first, subjects.c.id <= last)
        )
        if not everybody:
            wanted = wanted.where(self._is_due(edition))
        rows = self._tx.run(wanted.order_by(subjects.c.id))
        return tuple(Member(row.id, row.version, SubjectKind(row.kind), row.business_id, row.edition) for row in rows)

    def due(
        self, edition: int, *, since: dt.datetime | None, failed_before: dt.datetime, limit: int
    ) -> tuple[str, ...]:
        """List subjects that are due, in order of id; `since` leaves out those last changed before.

        Whoever was set aside is due again once that is long enough ago.
        """
        wanted = select(subjects.c.id).join_from(subjects, coverage, _SAME, isouter=True)
        early = and_(coverage.c.failure.is_not(None), coverage.c.screened_at > failed_before)
        wanted = wanted.where(*self._active(), self._is_due(edition), or_(coverage.c.subject_id.is_(None), ~early))
        if since is not None:
            wanted = wanted.where(subjects.c.updated_at >= since)
        return tuple(self._tx.run(wanted.order_by(subjects.c.id).limit(limit)).scalars())

    def cuts(self, size: int) -> tuple[str, ...]:
        """Cut all subjects into parts of one size, in order of id, and return the first id of each."""
        place = func.row_number().over(order_by=subjects.c.id).label("place")
        some = select(subjects.c.id, place).where(subjects.c.tenant_id == self._tx.tenant_id).subquery()
        firsts = select(some.c.id).where((some.c.place - 1) % size == 0)
        return tuple(self._tx.run(firsts.order_by(some.c.id)).scalars())

    def alive(self, subject_ids: Collection[str]) -> frozenset[str]:
        """Say which of some subjects still are active, and keep them from being erased until this work ends."""
        wanted = select(subjects.c.id).where(
            subjects.c.tenant_id == self._tx.tenant_id,
            subjects.c.status == SubjectStatus.ACTIVE,
            subjects.c.id.in_(subject_ids),
        )
        return frozenset(self._tx.run(wanted.with_for_update(read=True, key_share=True)).scalars())

    def read(self, subject_ids: Collection[str]) -> dict[str, Personal[Fields]]:
        """Decrypt what is known of many subjects, their keys in one question; who is being erased is left out."""
        table = personal_records.c
        same = and_(subjects.c.tenant_id == table.tenant_id, subjects.c.id == table.subject_id)
        wanted = (
            select(table.subject_id, table.category, table.ciphertext, subjects.c.key_id)
            .join_from(personal_records, subjects, same)
            .where(table.tenant_id == self._tx.tenant_id, table.subject_id.in_(subject_ids))
        )
        return read_fields(self._tx.keys, self._tx.run(wanted).all())

    def sketches(self, subject_ids: Collection[str]) -> dict[str, Personal[bytes]]:
        """Decrypt the sketches of many subjects, their keys in one question; who has none is left out."""
        table = coverage.c
        same = and_(subjects.c.tenant_id == table.tenant_id, subjects.c.id == table.subject_id)
        mine = (table.tenant_id == self._tx.tenant_id, table.subject_id.in_(subject_ids), table.sketch.is_not(None))
        wanted = select(table.subject_id, table.sketch, subjects.c.key_id).join_from(coverage, subjects, same)
        rows = self._tx.run(wanted.where(*mine)).all()
        opened = self._tx.keys.decrypt_many([(row.key_id, row.sketch, _place(row.subject_id)) for row in rows])
        pairs = zip(rows, opened, strict=True)
        return {row.subject_id: Personal(plain) for row, plain in pairs if plain is not None}

    def keep_sketches(self, versions: Mapping[str, int], sketches: Mapping[str, Personal[bytes]]) -> None:
        """Keep sketches of subjects as they were at some versions, each under the subject's key."""
        if not sketches:
            return
        table, keys = coverage.c, self._tx.keys
        wanted = select(subjects.c.id, subjects.c.key_id).where(
            subjects.c.tenant_id == self._tx.tenant_id, subjects.c.id.in_(list(sketches))
        )
        named = [(row.id, row.key_id) for row in self._tx.run(wanted) if row.id in versions]
        texts = [(key_id, sketches[subject_id].use(PURPOSE), _place(subject_id)) for subject_id, key_id in named]
        rows = [
            {"of": subject_id, "at": versions[subject_id], "box": box}
            for (subject_id, _), box in zip(named, keys.encrypt_many(texts), strict=True)
            if box is not None
        ]
        if not rows:
            return
        change = (
            update(coverage)
            .where(table.tenant_id == self._tx.tenant_id, table.subject_id == bindparam("of"))
            .where(table.subject_version == bindparam("at"))
            .values(sketch=bindparam("box"))
        )
        self._tx.run(change, rows)

    def cover(self, members: Sequence[Member], edition: int) -> None:
        """Note that subjects, as they were read, were compared with an edition."""
        self._write([{"subject_id": one.id, "subject_version": one.version, "edition": edition} for one in members])

    def advance(self, subject_ids: Collection[str], before: int, after: int) -> None:
        """Note that subjects that were compared with one edition were compared with what changed up to another.

        Who was changed meanwhile stays due: its version says so.
        """
        table = coverage.c
        mine = (table.tenant_id == self._tx.tenant_id, table.subject_id.in_(subject_ids), table.edition == before)
        self._tx.run(update(coverage).where(*mine).values(edition=after, screened_at=self._tx.now()))

    def set_aside(self, member: Member, code: str) -> None:
        """Note that a subject could not be compared, and why, as a code."""
        row = {"subject_id": member.id, "subject_version": member.version, "edition": member.edition or 0}
        self._write([row], code)

    def forget(self, subject_id: str) -> None:
        """Make a subject due: what it was compared with counts for nothing any more."""
        table = coverage.c
        self._tx.run(delete(coverage).where(table.tenant_id == self._tx.tenant_id, table.subject_id == subject_id))

    def failures(self, limit: int) -> tuple[tuple[str, str, dt.datetime], ...]:
        """List subjects that were set aside, the last first: id, code, when."""
        table = coverage.c
        mine = (table.tenant_id == self._tx.tenant_id, table.failure.is_not(None))
        wanted = select(table.subject_id, table.failure, table.screened_at).where(*mine)
        rows = self._tx.run(wanted.order_by(table.screened_at.desc(), table.subject_id).limit(limit))
        return tuple((row.subject_id, row.failure, row.screened_at) for row in rows)

    def standings(self) -> tuple[Standing, ...]:
        """Count all active subjects by what they were last compared with."""
        changed = func.coalesce(coverage.c.subject_version != subjects.c.version, literal(value=False))
        parts: dict[str, ColumnElement[Any]] = {
            "edition": coverage.c.edition,
            "changed": changed,
            "failed": coverage.c.failure.is_not(None),
            "restricted": self._is_restricted(),
        }
        some = (
            select(*(part.label(name) for name, part in parts.items()), subjects.c.updated_at)
            .join_from(subjects, coverage, _SAME, isouter=True)
            .where(subjects.c.tenant_id == self._tx.tenant_id, subjects.c.status == SubjectStatus.ACTIVE)
            .subquery()
        )
        columns = [some.c[name] for name in parts]
        counted = select(*columns, func.count().label("subjects"), func.min(some.c.updated_at).label("since"))
        rows = self._tx.run(counted.group_by(*columns).order_by(*columns))
        return tuple(
            Standing(row.edition, bool(row.changed), bool(row.failed), bool(row.restricted), row.subjects, row.since)
            for row in rows
        )

    def _write(self, rows: Sequence[dict[str, Any]], failure: str | None = None) -> None:
        if not rows:
            return
        now = self._tx.now()
        # The sketch was of the subject as it was before.
        common = {"tenant_id": self._tx.tenant_id, "screened_at": now, "failure": failure, "sketch": None}
        made = self._tx.insert(coverage)
        names = ("subject_version", "edition", "screened_at", "failure", "sketch")
        values = {name: made.excluded[name] for name in names}
        self._tx.run(made.on_conflict_do_update(index_elements=_KEY, set_=values), [common | row for row in rows])

    def _active(self) -> tuple[ColumnElement[bool], ...]:
        mine = subjects.c.tenant_id == self._tx.tenant_id
        return mine, subjects.c.status == SubjectStatus.ACTIVE, ~self._is_restricted()

    def _is_restricted(self) -> ColumnElement[bool]:
        return exists().where(
            grounds.c.tenant_id == subjects.c.tenant_id,
            grounds.c.subject_id == subjects.c.id,
            grounds.c.kind == GroundKind.RESTRICTION,
            grounds.c.ended_at.is_(None),
            grounds.c.valid_from <= self._tx.now(),
        )

    @staticmethod
    def _is_due(edition: int) -> ColumnElement[bool]:
        return or_(
            coverage.c.subject_id.is_(None),
            coverage.c.edition < edition,
            coverage.c.subject_version != subjects.c.version,
            coverage.c.failure.is_not(None),
        )


def _place(subject_id: str) -> str:
    return f"coverage:{subject_id}:sketch"
