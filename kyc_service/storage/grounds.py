"""Grounds and addressees: what is on file about who may get what. A ground is ended, never changed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Personal
from kyc_service.domain.privacy.grounds import SECRET, Addressee, Ground, GroundKind, NewGround
from kyc_service.errors import ConflictError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time
from kyc_service.storage.tables import addressees, grounds, subjects


class AddresseeRows(Repository):
    """The addressees of one tenant. Their names are sealed, or under the key of the subject who named them."""

    def add(self, recipient: str, country: str, name: str, subject_id: str | None) -> Addressee:
        """Keep an addressee. Raises NotFoundError for an unknown subject."""
        ident = new_id("addressee")
        self._tx.add(
            addressees,
            tenant_id=self._tx.tenant_id,
            id=ident,
            recipient=recipient,
            country=country,
            subject_id=subject_id,
            name=_close(self, subject_id, name, f"addressees:{ident}:name"),
            made_by=self._tx.actor,
            made_at=self._tx.now(),
        )
        return self.get(ident)

    def get(self, addressee_id: str) -> Addressee:
        """Return an addressee. Raises NotFoundError."""
        row = self._tx.run(self._select().where(addressees.c.id == addressee_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return self._make(row)

    def page(self, after: str | None, limit: int, *, recipients: Collection[str]) -> Page[Addressee]:
        """List the addressees of some lines of the policy, newest first."""
        wanted = self._select().where(addressees.c.recipient.in_(recipients))
        if after is not None:
            wanted = wanted.where(is_older(after, addressees.c.made_at, addressees.c.id))
        ordered = wanted.order_by(addressees.c.made_at.desc(), addressees.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, self._make, lambda row: mark_time(row.made_at, row.id))

    def retire(self, addressee_id: str) -> Addressee:
        """Let nothing more go to an addressee. Raises NotFoundError."""
        mine = (addressees.c.tenant_id == self._tx.tenant_id, addressees.c.id == addressee_id)
        live = addressees.c.retired_at.is_(None)
        self._tx.run(update(addressees).where(*mine, live).values(retired_at=self._tx.now()))
        return self.get(addressee_id)

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        same = and_(subjects.c.tenant_id == addressees.c.tenant_id, subjects.c.id == addressees.c.subject_id)
        wanted = select(addressees, subjects.c.key_id).join_from(addressees, subjects, same, isouter=True)
        return wanted.where(addressees.c.tenant_id == self._tx.tenant_id)

    def _make(self, row: Row[Any]) -> Addressee:
        name = _open(self, row.key_id, row.name, f"addressees:{row.id}:name")
        values = {field: getattr(row, field) for field in Addressee.__slots__}
        return Addressee(**values | {"name": name})


class GroundRows(Repository):
    """The grounds of one tenant."""

    def add(self, new: NewGround) -> Ground:
        """Keep a ground. Raises NotFoundError for an addressee or a subject that is not there."""
        ident, now = new_id("ground"), self._tx.now()
        self._tx.newborn.discard(new.subject_id or "")
        self._tx.add(
            grounds,
            tenant_id=self._tx.tenant_id,
            id=ident,
            kind=new.kind,
            addressee_id=new.addressee_id,
            subject_id=new.subject_id,
            country=new.country,
            purpose=new.purpose,
            details=dict(new.details),
            reference=_close(self, new.subject_id, new.reference, f"grounds:{ident}:reference"),
            valid_from=new.valid_from or now,
            valid_until=new.valid_until,
            made_by=self._tx.actor,
            made_at=now,
            version=1,
        )
        return self.get(ident)

    def get(self, ground_id: str) -> Ground:
        """Return a ground. Raises NotFoundError."""
        row = self._tx.run(self._select().where(grounds.c.id == ground_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return self._make(row)

    def end(self, ground: Ground) -> Ground:
        """Let a ground hold no longer, from this moment. Raises ConflictError when it ended, StaleVersionError."""
        if ground.ended_at is not None:
            message = "this has ended already"
            raise ConflictError(message)
        mine = (
            grounds.c.tenant_id == self._tx.tenant_id,
            grounds.c.id == ground.id,
            grounds.c.version == ground.version,
        )
        ended = {"ended_by": self._tx.actor, "ended_at": self._tx.now(), "version": ground.version + 1}
        if self._tx.run(update(grounds).where(*mine).values(**ended)).rowcount != 1:
            raise StaleVersionError
        return self.get(ground.id)

    def live(
        self,
        subject_ids: Collection[str],
        addressee_id: str | None = None,
        country: str | None = None,
    ) -> tuple[Ground, ...]:
        """List what holds now about a subject, an addressee or a country; the newest first.

        What names both a subject and an addressee has to name these two.
        """
        now = self._tx.now()
        of_subject = or_(grounds.c.subject_id.is_(None), grounds.c.subject_id.in_(subject_ids))
        of_addressee = or_(grounds.c.addressee_id.is_(None), grounds.c.addressee_id == addressee_id)
        of_country = or_(grounds.c.country.is_(None), grounds.c.country == country)
        wanted = self._select().where(of_subject, of_addressee, of_country, *_holds(now))
        ordered = wanted.order_by(grounds.c.made_at.desc(), grounds.c.id)
        return tuple(self._make(row) for row in self._tx.run(ordered))

    def live_kinds(self, subject_id: str, kinds: Collection[GroundKind]) -> frozenset[GroundKind]:
        """Say which of these kinds hold now about a subject. Opens nothing, and asks nothing about who is new."""
        if subject_id in self._tx.newborn:
            return frozenset()
        about = {"tenant": self._tx.tenant_id, "subject": subject_id, "kinds": list(kinds), "now": self._tx.now()}
        return frozenset(GroundKind(kind) for kind in self._tx.run(_LIVE_KINDS, about).scalars())

    def of_subject(self, subject_id: str) -> tuple[Ground, ...]:
        """List every ground about a subject, ended ones too, oldest first."""
        wanted = self._select().where(grounds.c.subject_id == subject_id)
        return tuple(self._make(row) for row in self._tx.run(wanted.order_by(grounds.c.made_at, grounds.c.id)))

    def page(
        self, after: str | None, limit: int, *, kind: GroundKind | None = None, secret: bool = False
    ) -> Page[Ground]:
        """List grounds, newest first; orders of authorities only with `secret`."""
        wanted = self._select()
        if not secret:
            wanted = wanted.where(grounds.c.kind.not_in(SECRET))
        if kind is not None:
            wanted = wanted.where(grounds.c.kind == kind)
        if after is not None:
            wanted = wanted.where(is_older(after, grounds.c.made_at, grounds.c.id))
        ordered = wanted.order_by(grounds.c.made_at.desc(), grounds.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, self._make, lambda row: mark_time(row.made_at, row.id))

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        same = and_(subjects.c.tenant_id == grounds.c.tenant_id, subjects.c.id == grounds.c.subject_id)
        wanted = select(grounds, subjects.c.key_id).join_from(grounds, subjects, same, isouter=True)
        return wanted.where(grounds.c.tenant_id == self._tx.tenant_id)

    def _make(self, row: Row[Any]) -> Ground:
        reference = _open(self, row.key_id, row.reference, f"grounds:{row.id}:reference")
        values = {field: getattr(row, field) for field in Ground.__slots__}
        return Ground(**values | {"kind": GroundKind(row.kind), "reference": reference})


def _holds(now: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a time, or a parameter for one
    until = or_(grounds.c.valid_until.is_(None), grounds.c.valid_until > now)
    return (grounds.c.ended_at.is_(None), grounds.c.valid_from <= now, until)


_LIVE_KINDS = select(grounds.c.kind).where(
    grounds.c.tenant_id == bindparam("tenant"),
    grounds.c.subject_id == bindparam("subject"),
    grounds.c.kind.in_(bindparam("kinds", expanding=True)),
    *_holds(bindparam("now", type_=grounds.c.valid_from.type)),
)


def _close(rows: Repository, subject_id: str | None, text: str, place: str) -> bytes:
    """Encrypt a text: under the subject's key where it is about one."""
    tx = rows._tx  # noqa: SLF001 - of this module's own repositories
    if subject_id is None:
        return tx.keys.seal(text.encode(), place)
    wanted = select(subjects.c.key_id).where(subjects.c.tenant_id == tx.tenant_id, subjects.c.id == subject_id)
    key_id = tx.run(wanted).scalar_one_or_none()
    if key_id is None:
        raise NotFoundError
    return tx.keys.encrypt(key_id, text.encode(), place)


def _open(rows: Repository, key_id: str | None, box: bytes, place: str) -> Personal[str]:
    keys = rows._tx.keys  # noqa: SLF001 - of this module's own repositories
    opened = keys.unseal(box, place) if key_id is None else keys.decrypt(key_id, box, place)
    return Personal(opened.decode())
