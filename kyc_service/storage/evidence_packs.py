"""Evidence packs: taken by one worker at a time, their files encrypted under the key of the business."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, and_, delete, or_, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.packs.packs import MAX_ATTEMPTS, EvidencePack, PackFormat, PackStatus
from kyc_service.domain.personal import STILL_ALLOWED, Personal
from kyc_service.domain.verifications import Verification
from kyc_service.errors import AttemptLostError, NotFoundError
from kyc_service.storage.rows import Repository
from kyc_service.storage.subjects import SubjectRows
from kyc_service.storage.tables import checks, evidence_packs, subjects

_COLUMN = {PackFormat.JSON: "document", PackFormat.PDF: "print"}
GIVEN_UP = "given_up"
"""Why a pack failed whose makers all died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What was made. Personal: it goes to no log."""

    document: bytes = field(repr=False)
    print: bytes = field(repr=False)
    pages: int
    content_sha256: str
    json_sha256: str
    pdf_sha256: str


class PackRows(Repository):
    """The evidence packs of one tenant."""

    def request(self, verification: Verification, life: dt.timedelta) -> tuple[EvidencePack, bool]:
        """Ask for a pack, and say whether it is a new one: while one waits it is the one."""
        now = self._tx.now()
        statement = self._tx.insert(evidence_packs).values(
            tenant_id=self._tx.tenant_id,
            id=new_id("evidence_pack"),
            verification_id=verification.id,
            subject_id=verification.subject_id,
            status=PackStatus.REQUESTED,
            attempt=0,
            requested_by=self._tx.actor,
            requested_at=now,
            expires_at=now + life,
        )
        is_new = self._tx.writes(
            statement.on_conflict_do_nothing(
                index_elements=["tenant_id", "verification_id"],
                index_where=evidence_packs.c.status == PackStatus.REQUESTED.value,
            )
        )
        waiting = evidence_packs.c.status == PackStatus.REQUESTED
        (found,) = self._read(evidence_packs.c.verification_id == verification.id, waiting)
        return found, is_new

    def get(self, pack_id: str) -> EvidencePack:
        """Return a pack. Raises NotFoundError."""
        found = self._read(evidence_packs.c.id == pack_id)
        if not found:
            raise NotFoundError
        return found[0]

    def of_verification(self, verification_id: str) -> tuple[EvidencePack, ...]:
        """List the packs of a verification, newest first."""
        return self._read(evidence_packs.c.verification_id == verification_id)

    def claim(self, pack_id: str, lease: dt.timedelta) -> EvidencePack | None:
        """Take a pack to make it; None when it is another worker's, is over, or was tried too often."""
        now = self._tx.now()
        free = or_(evidence_packs.c.lease_until.is_(None), evidence_packs.c.lease_until <= now)
        mine = (*self._mine(pack_id), evidence_packs.c.status == PackStatus.REQUESTED, free)
        given_up = update(evidence_packs).where(*mine, evidence_packs.c.attempt >= MAX_ATTEMPTS)
        self._tx.run(given_up.values(status=PackStatus.FAILED, failure=GIVEN_UP, lease_until=None))
        taken = update(evidence_packs).where(*mine)
        taken = taken.values(attempt=evidence_packs.c.attempt + 1, lease_until=now + lease)
        return self.get(pack_id) if self._tx.run(taken).rowcount == 1 else None

    def finish(self, held: EvidencePack, files: Files) -> EvidencePack:
        """Keep what was made. Raises AttemptLostError when another worker took it over."""
        place = self._key_of(held.subject_id)
        boxes = {
            name: self._tx.keys.encrypt(place, getattr(files, name), _place(held.id, name)) for name in _COLUMN.values()
        }
        digests = {name: getattr(files, name) for name in ("pages", "content_sha256", "json_sha256", "pdf_sha256")}
        self._settle(held, status=PackStatus.MADE, made_at=self._tx.now(), **boxes, **digests)
        return self.get(held.id)

    def fail(self, held: EvidencePack, code: str) -> None:
        """Write down why a pack cannot be made. Raises AttemptLostError."""
        self._settle(held, status=PackStatus.FAILED, failure=code)

    def open(self, pack: EvidencePack, kind: PackFormat) -> Personal[bytes]:
        """Return a file. Raises NotFoundError before it is made, SubjectErasedError."""
        column = _COLUMN[kind]
        box = self._tx.run(select(evidence_packs.c[column]).where(*self._mine(pack.id))).scalar_one_or_none()
        if box is None:
            raise NotFoundError
        plain = self._tx.keys.decrypt(self._key_of(pack.subject_id), box, _place(pack.id, column))
        return Personal(plain, STILL_ALLOWED if self._restricted(pack) else None)

    def expire(self) -> tuple[EvidencePack, ...]:
        """Delete the packs whose time is over; return what they were."""
        over = self._read(evidence_packs.c.expires_at <= self._tx.now())
        for pack in over:
            self._tx.run(delete(evidence_packs).where(*self._mine(pack.id)))
        return over

    def _restricted(self, pack: EvidencePack) -> bool:
        """Whether anybody whom the verification is about restricted the use of their data since."""
        about = select(checks.c.subject_id).where(
            checks.c.tenant_id == self._tx.tenant_id, checks.c.verification_id == pack.verification_id
        )
        named = {pack.subject_id, *self._tx.run(about).scalars()}
        return bool(SubjectRows(self._tx).restricted(named))

    def _settle(self, held: EvidencePack, **values: Any) -> None:  # noqa: ANN401 - values of columns
        mine = (
            *self._mine(held.id),
            evidence_packs.c.status == PackStatus.REQUESTED,
            evidence_packs.c.attempt == held.attempt,
            evidence_packs.c.lease_until == held.lease_until,
        )
        changed = update(evidence_packs).where(*mine).values(**values, lease_until=None)
        if self._tx.run(changed).rowcount != 1:
            raise AttemptLostError

    def _mine(self, pack_id: str) -> tuple[Any, Any]:
        return evidence_packs.c.tenant_id == self._tx.tenant_id, evidence_packs.c.id == pack_id

    def _key_of(self, subject_id: str) -> str:
        mine = and_(subjects.c.tenant_id == self._tx.tenant_id, subjects.c.id == subject_id)
        key_id = self._tx.run(select(subjects.c.key_id).where(mine)).scalar_one_or_none()
        if key_id is None:
            raise NotFoundError
        return str(key_id)

    def _read(self, *conditions: Any) -> tuple[EvidencePack, ...]:  # noqa: ANN401 - conditions
        columns = [evidence_packs.c[name] for name in EvidencePack.__slots__]
        wanted = select(*columns).where(evidence_packs.c.tenant_id == self._tx.tenant_id, *conditions)
        ordered = wanted.order_by(evidence_packs.c.requested_at.desc(), evidence_packs.c.id)
        return tuple(_make(row) for row in self._tx.run(ordered))


def _make(row: Row[Any]) -> EvidencePack:
    values = {name: getattr(row, name) for name in EvidencePack.__slots__}
    return EvidencePack(**values | {"status": PackStatus(row.status)})


def _place(pack_id: str, column: str) -> str:
    return f"evidence_packs:{pack_id}:{column}"
