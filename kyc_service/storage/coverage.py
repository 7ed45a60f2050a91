"""Coverage: what each active subject was last compared with. Where it is not the edition in force, it is due.

Asked of the subjects themselves, never of the runs: whoever a run left out is due all the same.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from kyc_service.domain.monitoring.ledger import Standing
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.privacy.grounds import GroundKind
from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.storage.rows import Repository
from kyc_service.storage.subjects import read_fields
from kyc_service.storage.tables import coverage, coverage_blocks, grounds, personal_records, subjects

_KEY = ["tenant_id", "subject_id"]
_AT_ONCE = 500
"""Ids in one question: a database takes so many parameters."""
_SAME = and_(coverage.c.tenant_id == subjects.c.tenant_id, coverage.c.subject_id == subjects.c.id)
_WITH_BLOCK = and_(
    coverage_blocks.c.tenant_id == coverage.c.tenant_id,
    coverage_blocks.c.id == coverage.c.block_id,
    coverage.c.block_version == coverage.c.subject_version,
)
_EDITION = func.coalesce(coverage_blocks.c.edition, coverage.c.edition)
"""What a subject was last compared with: its block, where it stands in one, and else itself."""
_KNOWN = and_(coverage.c.subject_version == subjects.c.version, coverage.c.failure.is_(None))
"""Whether that counts: nothing changed since, and nothing went wrong."""
_IS_RESTRICTED = exists().where(
    grounds.c.tenant_id == subjects.c.tenant_id,
    grounds.c.subject_id == subjects.c.id,
    grounds.c.kind == GroundKind.RESTRICTION,
    grounds.c.ended_at.is_(None),
    grounds.c.valid_from <= bindparam("now", type_=grounds.c.valid_from.type),
)
_IS_ACTIVE = and_(
    subjects.c.tenant_id == bindparam("tenant"), subjects.c.status == SubjectStatus.ACTIVE, ~_IS_RESTRICTED
)
"""Whether a subject is the tenant's, and may be compared."""
_IS_DUE = or_(
    coverage.c.subject_id.is_(None),
    bindparam("edition", type_=Integer) > _EDITION,
    coverage.c.subject_version != subjects.c.version,
    coverage.c.failure.is_not(None),
)
_IS_EARLY = and_(
    coverage.c.failure.is_not(None),
    coverage.c.screened_at > bindparam("failed_before", type_=coverage.c.screened_at.type),
)
"""Whether a subject was set aside so lately that it is not tried again yet."""
_IN_RANGE = and_(subjects.c.id > bindparam("first"), subjects.c.id <= bindparam("last"))
_SAME_IN_RANGE = and_(
    _SAME, coverage.c.subject_id > bindparam("first"), coverage.c.subject_id <= bindparam("last"), _IN_RANGE
)
"""As `_SAME`, with the range said of both: PostgreSQL does not conclude it, and read all of the coverage instead."""


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
    block_id: str | None = None
    """The block that it stands in, where that counts for it."""


class CoverageRows(Repository):
    """What the subjects of one tenant were compared with."""

    def members(
        self, first: str, last: str, edition: int, *, everybody: bool = False, apart_from: Collection[str] = ()
    ) -> tuple[Member, ...]:
        """List the subjects of a range of ids that are due, or all that may be compared, in order of id.

        Those that stand in one of the blocks `apart_from` are left out, unless they have to leave it.
        """
        wanted = _select_range(everybody=everybody, apart=bool(apart_from))
        asked = {"first": first, "last": last, "edition": edition, "apart": [*apart_from]}
        return self._read_members(wanted, asked)

    def members_among(self, subject_ids: Collection[str], block_ids: Collection[str]) -> tuple[Member, ...]:
        """List those of some subjects that stand in one of some blocks and may be compared, in order of id."""
        found: list[Member] = []
        ordered = sorted(subject_ids)
        for start in range(0, len(ordered), _AT_ONCE):
            some = ordered[start : start + _AT_ONCE]
            found += self._read_members(_AMONG, {"some": some, "blocks": [*block_ids]})
        return tuple(found)

    def _read_members(self, wanted: Select[Any], asked: dict[str, Any]) -> tuple[Member, ...]:
        rows = self._tx.run(wanted, asked | self._whose())
        return tuple(
            Member(row.id, row.version, SubjectKind(row.kind), row.business_id, row.edition, row.block_id)
            for row in rows
        )

    def standing(self, first: str, last: str, block_ids: Collection[str]) -> tuple[dict[str, int], dict[str, str]]:
        """Count who of a range stands in each of some blocks, and list who is said to and may not, with the block.

        These changed, failed, are not active any more, or their data are only stored.
        """
        counts: dict[str, int] = defaultdict(int)
        leavers: dict[str, str] = {}
        for row in self._tx.run(_STANDING, {"first": first, "last": last} | self._whose()):
            if row.block_id not in block_ids:
                continue
            if row.leaver is None:
                counts[row.block_id] += row.many
            else:
                leavers[row.leaver] = row.block_id
        return counts, leavers

    def due(
        self, edition: int, *, since: dt.datetime | None, failed_before: dt.datetime, limit: int
    ) -> tuple[str, ...]:
        """List subjects that are due, in order of id; `since` leaves out those last changed before.

        Whoever was set aside is due again once that is long enough ago.
        """
        wanted = _DUE if since is None else _DUE.where(subjects.c.updated_at >= since)
        asked = {"edition": edition, "failed_before": failed_before, "many": limit}
        return tuple(self._tx.run(wanted, asked | self._whose()).scalars())

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

    def cover(self, members: Sequence[Member], edition: int, blocks: Mapping[str, str] = MappingProxyType({})) -> None:
        """Note that subjects, as they were read, were compared with an edition, and which block each stands in now."""
        rows: list[dict[str, Any]] = []
        for one in members:
            block_id = blocks.get(one.id)
            row = {"subject_id": one.id, "subject_version": one.version, "edition": edition, "block_id": block_id}
            rows.append(row | {"block_version": one.version if block_id else None})
        self._write(rows)

    def advance(
        self, members: Sequence[Member], edition: int, blocks: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Note that subjects were compared with what changed up to an edition, and which block each stands in now.

        Who was changed meanwhile stays due: its version says so.
        """
        table = coverage.c
        groups: dict[str | None, list[Member]] = defaultdict(list)
        for one in members:
            groups[blocks.get(one.id)].append(one)
        for block_id, group in groups.items():
            mine = (table.tenant_id == self._tx.tenant_id, table.subject_id.in_([one.id for one in group]))
            version = table.subject_version if block_id else None
            values = {"edition": edition, "screened_at": self._tx.now(), "sketch": None}
            change = update(coverage).where(*mine, table.edition <= edition)
            self._tx.run(change.values(**values, block_id=block_id, block_version=version))

    def leave(self, subject_ids: Collection[str], before: int) -> None:
        """Take subjects out of their blocks; they stay covered by the edition that the block had until now."""
        table = coverage.c
        mine = (table.tenant_id == self._tx.tenant_id, table.subject_id.in_(subject_ids))
        values = {"edition": before, "block_id": None, "block_version": None}
        self._tx.run(update(coverage).where(*mine).values(**values))

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
        rows = self._tx.run(_STANDINGS, self._whose())
        return tuple(
            Standing(row.edition, bool(row.changed), bool(row.failed), bool(row.restricted), row.subjects, row.since)
            for row in rows
        )

    def _write(self, rows: Sequence[dict[str, Any]], failure: str | None = None) -> None:
        if not rows:
            return
        now = self._tx.now()
        common = {"tenant_id": self._tx.tenant_id, "screened_at": now, "failure": failure, "sketch": None}
        common |= {"block_id": None, "block_version": None}
        made = self._tx.insert(coverage)
        names = ("subject_version", "edition", "screened_at", "failure", "sketch", "block_id", "block_version")
        values = {name: made.excluded[name] for name in names}
        self._tx.run(made.on_conflict_do_update(index_elements=_KEY, set_=values), [common | row for row in rows])

    def _whose(self) -> dict[str, Any]:
        """Say what every question needs to know: whose subjects, and which restrictions hold now."""
        return {"tenant": self._tx.tenant_id, "now": self._tx.now()}


# The questions of every look and every chunk, made once: to make one costs several times what it costs to ask it.


def _select_members(same: ColumnElement[bool] = _SAME) -> Select[Any]:
    return (
        select(
            subjects.c.id,
            subjects.c.version,
            subjects.c.kind,
            func.coalesce(subjects.c.business_id, subjects.c.id).label("business_id"),
            case((_KNOWN, _EDITION)).label("edition"),
            case((_KNOWN, coverage_blocks.c.id)).label("block_id"),
        )
        .join_from(subjects, coverage, same, isouter=True)
        .join(coverage_blocks, _WITH_BLOCK, isouter=True)
        .where(_IS_ACTIVE)
        .order_by(subjects.c.id)
    )


@cache
def _select_range(*, everybody: bool, apart: bool) -> Select[Any]:
    """Make the question for the members of a range: those that are due or all, apart from some blocks or not."""
    wanted = _select_members(_SAME_IN_RANGE).where(_IN_RANGE)
    if apart:
        stays = and_(coverage_blocks.c.id.in_(bindparam("apart", expanding=True)), _KNOWN)
        wanted = wanted.where(or_(coverage_blocks.c.id.is_(None), ~stays))
    return wanted if everybody else wanted.where(_IS_DUE)


def _select_standings() -> Select[Any]:
    changed = func.coalesce(coverage.c.subject_version != subjects.c.version, literal(value=False))
    parts: dict[str, ColumnElement[Any]] = {
        "edition": _EDITION,
        "changed": changed,
        "failed": coverage.c.failure.is_not(None),
        "restricted": _IS_RESTRICTED,
    }
    some = (
        select(*(part.label(name) for name, part in parts.items()), subjects.c.updated_at)
        .join_from(subjects, coverage, _SAME, isouter=True)
        .join(coverage_blocks, _WITH_BLOCK, isouter=True)
        .where(subjects.c.tenant_id == bindparam("tenant"), subjects.c.status == SubjectStatus.ACTIVE)
        .subquery()
    )
    columns = [some.c[name] for name in parts]
    counted = select(*columns, func.count().label("subjects"), func.min(some.c.updated_at).label("since"))
    return counted.group_by(*columns).order_by(*columns)


_STAYS = and_(coverage_blocks.c.id.in_(bindparam("blocks", expanding=True)), _KNOWN)
_AMONG = _select_members().where(subjects.c.id.in_(bindparam("some", expanding=True)), _STAYS)
_MAY_STAY = and_(_IS_ACTIVE, _KNOWN, coverage.c.block_version == coverage.c.subject_version)
_LEAVER = case((_MAY_STAY, None), else_=subjects.c.id).label("leaver")
# Which blocks are meant is not asked here: where PostgreSQL takes few rows for granted, it looks each subject up alone.
_STANDING = (
    select(coverage.c.block_id, _LEAVER, func.count().label("many"))
    .join_from(subjects, coverage, _SAME_IN_RANGE)
    .where(subjects.c.tenant_id == bindparam("tenant"), coverage.c.block_id.is_not(None))
    .group_by(coverage.c.block_id, _LEAVER)
)
_DUE = (
    select(subjects.c.id)
    .join_from(subjects, coverage, _SAME, isouter=True)
    .join(coverage_blocks, _WITH_BLOCK, isouter=True)
    .where(_IS_ACTIVE, _IS_DUE, or_(coverage.c.subject_id.is_(None), ~_IS_EARLY))
    .order_by(subjects.c.id)
    .limit(bindparam("many", type_=Integer))
)
_STANDINGS = _select_standings()
