"""Allowlisted pairs. The tables refuse a pair that is approved by whoever proposed it, and a second live one.

A pair's note is encrypted under its subject's key, and its fingerprints of the subject are made with that key: once
the key is destroyed neither says anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select, update

from kyc_service.domain.allowlist import EXPIRED, LIVE, Pair, PairStatus, Prints
from kyc_service.domain.cases import Hit
from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Personal
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Page, Repository, cut, is_newer, is_older, mark_time
from kyc_service.storage.tables import allowlist, subjects

MatchKey = tuple[str, str]
"""Source and entry id."""


class AllowlistRows(Repository):
    """The pairs of one tenant."""

    def print_subject(self, subject_id: str, facts: Mapping[str, bytes]) -> Prints:
        """Fingerprint each fact under the subject's own key: equal for equal facts of this very subject.

        Raises NotFoundError, SubjectErasedError.
        """
        key_id = self._key_of(subject_id)
        commit = self._tx.keys.commit_to
        return {name: commit(key_id, f"allowlist:{name}:".encode() + value) for name, value in facts.items()}

    def propose(self, hit: Hit, prints: Prints, *, note: str | None, expires_at: dt.datetime) -> Pair:
        """Keep a pair that waits for a second person. Raises ConflictError when one lives already."""
        pair_id = new_id("pair")
        key_id = self._key_of(hit.subject_id)
        statement = self._tx.insert(allowlist).values(
            tenant_id=self._tx.tenant_id,
            id=pair_id,
            subject_id=hit.subject_id,
            entry_id=hit.entry_id,
            source=hit.source,
            hit_id=hit.id,
            status=PairStatus.PROPOSED,
            reason_code=hit.reason_code,
            note=self._tx.keys.encrypt(key_id, note.encode(), _place(pair_id)) if note else None,
            prints=dict(prints),
            proposed_by=self._tx.actor,
            proposed_at=self._tx.now(),
            expires_at=expires_at,
            changes=[],
            version=1,
        )
        if not self._tx.writes(statement.on_conflict_do_nothing()):
            message = "these two are allowlisted already, or wait for it; withdraw that first"
            raise ConflictError(message, "already_allowlisted")
        return self.get(pair_id)

    def get(self, pair_id: str) -> Pair:
        """Return a pair. Raises NotFoundError."""
        row = self._tx.run(self._select().where(allowlist.c.id == pair_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return _make(row)

    def note_of(self, pair: Pair) -> Personal[str] | None:
        """Decrypt why a pair was allowlisted, in words. Raises SubjectErasedError."""
        wanted = select(allowlist.c.note).where(*self._is(pair.id))
        box = self._tx.run(wanted).scalar_one_or_none()
        if box is None:
            return None
        text = self._tx.keys.decrypt(self._key_of(pair.subject_id), box, _place(pair.id))
        return Personal(text.decode())

    def page(self, after: str | None, limit: int, *, status: PairStatus | None = None) -> Page[Pair]:
        """List pairs, newest first."""
        wanted = self._select()
        if after is not None:
            wanted = wanted.where(is_older(after, allowlist.c.proposed_at, allowlist.c.id))
        if status is not None:
            wanted = wanted.where(allowlist.c.status == status)
        ordered = wanted.order_by(allowlist.c.proposed_at.desc(), allowlist.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, _make, lambda row: mark_time(row.proposed_at, row.id))

    def ending(self, before: dt.datetime, after: str | None, limit: int) -> Page[Pair]:
        """List active pairs whose term is over before a moment, or was already, the first to end first."""
        wanted = self._select().where(allowlist.c.status == PairStatus.ACTIVE, allowlist.c.expires_at < before)
        if after is not None:
            wanted = wanted.where(is_newer(after, allowlist.c.expires_at, allowlist.c.id))
        rows = self._tx.run(wanted.order_by(allowlist.c.expires_at, allowlist.c.id).limit(limit + 1)).all()
        return cut(rows, limit, _make, lambda row: mark_time(row.expires_at, row.id))

    def active_of(self, subject_id: str) -> Mapping[MatchKey, Pair]:
        """Return the active pairs of a subject by source and entry id, and let nobody end them meanwhile."""
        wanted = self._select().where(allowlist.c.subject_id == subject_id, allowlist.c.status == PairStatus.ACTIVE)
        rows = self._tx.run(wanted.with_for_update(read=True)).all()
        return {(row.source, row.entry_id): _make(row) for row in rows}

    def spent_of(self, subject_id: str) -> frozenset[str]:
        """Name the hits of a subject whose pair was in force and taken back, or came to its term: neither stands."""
        mine = (allowlist.c.tenant_id == self._tx.tenant_id, allowlist.c.subject_id == subject_id)
        ended = (
            allowlist.c.status.in_((PairStatus.WITHDRAWN, PairStatus.REOPENED)),
            allowlist.c.approved_at.is_not(None),
        )
        rows = self._tx.run(select(allowlist.c.hit_id, allowlist.c.status, allowlist.c.changes).where(*mine, *ended))
        return frozenset(
            row.hit_id for row in rows if row.status == PairStatus.WITHDRAWN or EXPIRED in (row.changes or ())
        )

    def live_of(self, subject_id: str, entries: Collection[MatchKey]) -> tuple[Pair, ...]:
        """Return the pairs, proposed or active, of a subject and some entries, by source and entry id."""
        wanted = self._select().where(allowlist.c.subject_id == subject_id, allowlist.c.status.in_(LIVE))
        rows = self._tx.run(wanted.order_by(allowlist.c.id)).all()
        return tuple(_make(row) for row in rows if (row.source, row.entry_id) in entries)

    def approve(self, pair: Pair) -> Pair:
        """Let a pair answer hits from now on. Raises FourEyesError for its maker, ConflictError, StaleVersionError."""
        if pair.proposed_by == self._tx.actor:
            message = "another person has to approve this pair"
            raise FourEyesError(message)
        if pair.status is not PairStatus.PROPOSED:
            message = "this pair does not wait for an approval"
            raise ConflictError(message)
        approved = {"approved_by": self._tx.actor, "approved_at": self._tx.now()}
        return self._update(pair, status=PairStatus.ACTIVE, **approved)

    def withdraw(self, pair: Pair) -> Pair:
        """End a pair by a person's will. Raises ConflictError when it has ended, StaleVersionError."""
        if pair.status not in LIVE:
            message = "this pair has ended already"
            raise ConflictError(message)
        return self._end(pair, PairStatus.WITHDRAWN, ())

    def reopen(self, pair: Pair, changes: Sequence[str]) -> Pair:
        """End a pair because of what changed, by field names. Raises StaleVersionError."""
        return self._end(pair, PairStatus.REOPENED, changes)

    def _end(self, pair: Pair, status: PairStatus, changes: Sequence[str]) -> Pair:
        ended = {"ended_by": self._tx.actor, "ended_at": self._tx.now()}
        return self._update(pair, status=status, changes=list(changes), **ended)

    def _update(self, pair: Pair, **values: Any) -> Pair:  # noqa: ANN401 - values of columns
        mine = (*self._is(pair.id), allowlist.c.version == pair.version)
        if self._tx.run(update(allowlist).where(*mine).values(**values, version=pair.version + 1)).rowcount != 1:
            raise StaleVersionError
        return self.get(pair.id)

    def _is(self, pair_id: str) -> tuple[ColumnElement[bool], ...]:
        return (allowlist.c.tenant_id == self._tx.tenant_id, allowlist.c.id == pair_id)

    def _key_of(self, subject_id: str) -> str:
        mine = and_(subjects.c.tenant_id == self._tx.tenant_id, subjects.c.id == subject_id)
        key_id: str | None = self._tx.run(select(subjects.c.key_id).where(mine)).scalar_one_or_none()
        if key_id is None:
            raise NotFoundError
        return key_id

    def _select(self) -> Any:  # noqa: ANN401 - a Select over many columns has no shorter type
        columns = [allowlist.c[name] for name in Pair.__slots__]
        return select(*columns).where(allowlist.c.tenant_id == self._tx.tenant_id)


def _make(row: Row[Any]) -> Pair:
    values = {name: getattr(row, name) for name in Pair.__slots__}
    return Pair(**values | {"status": PairStatus(row.status), "changes": tuple(row.changes)})


def _place(pair_id: str) -> str:
    return f"allowlist:{pair_id}:note"
