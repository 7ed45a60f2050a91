"""Ratings: one row each time a level is worked out anew, never changed, encrypted under the key of the business."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select, union_all

from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import STILL_ALLOWED, Personal
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import StoredRating
from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.errors import NotFoundError
from kyc_service.storage.restrictions import restricted_businesses
from kyc_service.storage.rows import Page, Repository, cut
from kyc_service.storage.tables import grounds, risk_ratings, subjects, verifications

_LATER = risk_ratings.alias()
_UNDER_WAY = (VerificationStatus.CREATED, VerificationStatus.PROCESSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRating:
    """What was worked out of a business."""

    subject_id: str
    verification_id: str | None
    table_id: str | None
    table_name: str
    table_number: int
    table_digest: str
    level: Level
    points: float
    review_at: dt.date
    facts: dict[str, list[Any]]
    contributions: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one business stands now, as few columns of many of them are read at once."""

    subject_id: str
    reference: str
    rating_id: str
    level: Level
    points: float
    facts: Personal[bytes] | None
    """JSON, the same bytes for the same facts; None where the data are being erased."""


class RatingRows(Repository):
    """The ratings of one tenant."""

    def add(self, new: NewRating) -> StoredRating:
        """Keep what was worked out. Raises NotFoundError, SubjectErasedError."""
        ident, key_id = new_id("rating"), self._lock(new.subject_id)
        mine = (risk_ratings.c.tenant_id == self._tx.tenant_id, risk_ratings.c.subject_id == new.subject_id)
        last = self._tx.run(select(func.max(risk_ratings.c.sequence)).where(*mine)).scalar_one()
        boxes = {"facts": new.facts, "contributions": new.contributions}
        plain = {name: getattr(new, name) for name in NewRating.__slots__ if name not in boxes}
        kept = {"id": ident, "sequence": (last or 0) + 1, "made_at": self._tx.now(), **plain}
        encrypt = self._tx.keys.encrypt
        locked = {name: encrypt(key_id, _dump(value), _place(ident, name)) for name, value in boxes.items()}
        self._tx.add(risk_ratings, tenant_id=self._tx.tenant_id, **kept, **locked)
        return StoredRating(**kept, facts=Personal(new.facts), contributions=Personal(new.contributions))

    def get(self, rating_id: str) -> StoredRating:
        """Return a rating. Raises NotFoundError, SubjectErasedError."""
        row = self._tx.run(self._select().where(risk_ratings.c.id == rating_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return self._make(row)

    def latest_of(self, subject_id: str) -> StoredRating | None:
        """Return how a business stands. Raises SubjectErasedError."""
        wanted = self._select().where(risk_ratings.c.subject_id == subject_id)
        row = self._tx.run(wanted.order_by(risk_ratings.c.sequence.desc()).limit(1)).one_or_none()
        return self._make(row) if row else None

    def in_force_at(self, subject_id: str, moment: dt.datetime) -> StoredRating | None:
        """Return how a business stood at a moment. Raises SubjectErasedError."""
        wanted = self._select().where(risk_ratings.c.subject_id == subject_id, risk_ratings.c.made_at <= moment)
        row = self._tx.run(wanted.order_by(risk_ratings.c.sequence.desc()).limit(1)).one_or_none()
        return self._make(row) if row else None

    def page(self, subject_id: str, after: str | None, limit: int) -> Page[StoredRating]:
        """List the ratings of a business, newest first."""
        wanted = self._select().where(risk_ratings.c.subject_id == subject_id)
        if after is not None:
            wanted = wanted.where(risk_ratings.c.sequence < int(after))
        rows = self._tx.run(wanted.order_by(risk_ratings.c.sequence.desc()).limit(limit + 1)).all()
        return cut(rows, limit, self._make, lambda row: str(row.sequence))

    def standings(self, after: str, limit: int) -> tuple[Standing, ...]:
        """List how live businesses stand, in the order of their ids; those that restricted their data are left out."""
        table = risk_ratings.c
        same = and_(subjects.c.tenant_id == table.tenant_id, subjects.c.id == table.subject_id)
        wanted = (
            select(
                table.subject_id, subjects.c.reference, subjects.c.key_id, table.id, table.level, table.points,
                table.facts,
            )
            .join_from(risk_ratings, subjects, same)
            .where(table.tenant_id == self._tx.tenant_id, table.subject_id > after, self._is_last(), self._is_live())
        )  # fmt: skip
        rows = self._tx.run(wanted.order_by(table.subject_id).limit(limit)).all()
        opened = self._tx.keys.decrypt_many([(row.key_id, row.facts, _place(row.id, "facts")) for row in rows])
        return tuple(
            Standing(
                row.subject_id, row.reference or "", row.id, Level(row.level), row.points,
                None if plain is None else Personal(plain),
            )
            for row, plain in zip(rows, opened, strict=True)
        )  # fmt: skip

    def waiting(self, digest: str, after: str, limit: int) -> tuple[str, ...]:
        """List live businesses that another table rated than this, or none, in the order of their ids."""
        wanted = select(subjects.c.id).where(*self._waits(digest), subjects.c.id > after)
        return tuple(self._tx.run(wanted.order_by(subjects.c.id).limit(limit)).scalars())

    def count_waiting(self, digest: str) -> int:
        """Count the businesses that `waiting` lists."""
        wanted = select(func.count()).select_from(subjects).where(*self._waits(digest))
        return int(self._tx.run(wanted).scalar_one())

    def count(self) -> int:
        """Count the businesses that `standings` lists."""
        table = risk_ratings.c
        same = and_(subjects.c.tenant_id == table.tenant_id, subjects.c.id == table.subject_id)
        wanted = select(func.count()).select_from(risk_ratings).join(subjects, same)
        mine = (table.tenant_id == self._tx.tenant_id, self._is_last(), self._is_live())
        return int(self._tx.run(wanted.where(*mine)).scalar_one())

    def _waits(self, digest: str) -> tuple[ColumnElement[bool], ...]:
        table, begun = risk_ratings.c, verifications.c
        of_this = (table.tenant_id == subjects.c.tenant_id, table.subject_id == subjects.c.id)
        current = exists().where(*of_this, table.table_digest == digest, self._is_last())
        rated = select(table.subject_id).where(table.tenant_id == self._tx.tenant_id)
        # What is under way is rated when it ends.
        done = select(begun.subject_id).where(begun.tenant_id == self._tx.tenant_id, begun.status.not_in(_UNDER_WAY))
        # One list of both: either of two questions would be asked anew for each of a million businesses.
        known = subjects.c.id.in_(union_all(rated, done))
        return (subjects.c.tenant_id == self._tx.tenant_id, self._is_live(), ~current, known)

    def _is_live(self) -> ColumnElement[bool]:
        """Whether a subject is a business whose relationship lives, and of which everybody lets their data be used."""
        return and_(
            subjects.c.kind == SubjectKind.BUSINESS,
            subjects.c.status == SubjectStatus.ACTIVE,
            subjects.c.id.not_in(self._restricted()),
        )

    def _restricted(self) -> Select[Any]:
        """Name the businesses that, or somebody of which, restricted the use of their data."""
        return restricted_businesses(self._tx.now()).where(grounds.c.tenant_id == self._tx.tenant_id)

    def _is_last(self) -> ColumnElement[bool]:
        return ~exists().where(
            _LATER.c.tenant_id == risk_ratings.c.tenant_id,
            _LATER.c.subject_id == risk_ratings.c.subject_id,
            _LATER.c.sequence == risk_ratings.c.sequence + 1,
        )

    def _lock(self, subject_id: str) -> str:
        """Return the key of a business, and let nobody else rate it until the transaction ends."""
        mine = (subjects.c.tenant_id == self._tx.tenant_id, subjects.c.id == subject_id)
        wanted = select(subjects.c.key_id).where(*mine).with_for_update(key_share=True)
        key_id: str | None = self._tx.run(wanted).scalar_one_or_none()
        if key_id is None:
            raise NotFoundError
        return key_id

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        same = and_(subjects.c.tenant_id == risk_ratings.c.tenant_id, subjects.c.id == risk_ratings.c.subject_id)
        restricted = risk_ratings.c.subject_id.in_(self._restricted())
        wanted = select(risk_ratings, subjects.c.key_id, restricted.label("restricted"))
        return wanted.join_from(risk_ratings, subjects, same).where(risk_ratings.c.tenant_id == self._tx.tenant_id)

    def _make(self, row: Row[Any]) -> StoredRating:
        only = STILL_ALLOWED if row.restricted else None
        opened = {
            name: Personal(
                json.loads(self._tx.keys.decrypt(row.key_id, getattr(row, name), _place(row.id, name))), only
            )
            for name in ("facts", "contributions")
        }
        values = {name: getattr(row, name) for name in StoredRating.__slots__}
        return StoredRating(**values | {"level": Level(row.level)} | opened)


def _place(rating_id: str, column: str) -> str:
    return f"risk_ratings:{rating_id}:{column}"


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
