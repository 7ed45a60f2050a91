"""Subjects and what is known of them: every record encrypted under the subject's own key.

Names and numbers that have to be recognised again are kept as a blind index only.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import STILL_ALLOWED, Fields, Personal
from kyc_service.domain.privacy.grounds import GroundKind
from kyc_service.domain.subjects import Subject, SubjectKind, SubjectStatus
from kyc_service.errors import NotFoundError, StaleVersionError, SubjectErasedError
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import blind_index, grounds, personal_records, subjects

Records = Mapping[str, Fields]
"""Category of the policy to the fields in it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where records come from."""

    source: str = "submission"
    policy_version: str | None = None
    """The policy under which they were taken in."""
    policy_sha256: str | None = None
    """Digest of its file."""
    notice_id: str | None = None
    """The notice that was on show then: what is asked, why, on which basis, who gets it, for how long."""
    bases: Mapping[str, Mapping[str, str]] | None = None
    """For each category the purposes it serves, each with its legal basis."""
    amends: bool = False
    """A change of some parts: a category that was there keeps the origin it had, as some of it may be from then."""


SUBMITTED = Origin()
# What every submission and every look of monitoring asks: made once, as to make it costs more than to ask it.
_MINE = select(subjects).where(subjects.c.tenant_id == bindparam("tenant"))
_BY_ID = _MINE.where(subjects.c.id == bindparam("wanted"))
_BY_REFERENCE = _MINE.where(subjects.c.reference == bindparam("wanted"))
_AMONG = _MINE.where(subjects.c.id.in_(bindparam("wanted", expanding=True)))
_PEOPLE = _MINE.where(subjects.c.business_id == bindparam("wanted")).order_by(subjects.c.created_at, subjects.c.id)
_ACTIVE_PEOPLE = _PEOPLE.where(subjects.c.status == SubjectStatus.ACTIVE)
_RECORDS = (
    select(personal_records.c.subject_id, personal_records.c.category, personal_records.c.ciphertext)
    .where(
        personal_records.c.tenant_id == bindparam("tenant"),
        personal_records.c.subject_id.in_(bindparam("wanted", expanding=True)),
    )
    .order_by(personal_records.c.subject_id, personal_records.c.category)
)
_RESTRICTED = select(grounds.c.subject_id).where(
    grounds.c.tenant_id == bindparam("tenant"),
    grounds.c.subject_id.in_(bindparam("wanted", expanding=True)),
    grounds.c.kind == GroundKind.RESTRICTION,
    grounds.c.ended_at.is_(None),
    grounds.c.valid_from <= bindparam("now", type_=grounds.c.valid_from.type),
)
_ORIGIN = ("policy_version", "policy_sha256", "notice_id", "bases")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to store for the first time."""

    kind: SubjectKind
    role: str
    records: Records
    identity: Mapping[str, str]
    reference: str | None = None


class SubjectRows(Repository):
    """The subjects of one tenant."""

    def add(
        self,
        kind: SubjectKind,
        role: str,
        *,
        reference: str | None,
        business_id: str | None,
        records: Records,
        identity: Mapping[str, str],
        origin: Origin = SUBMITTED,
    ) -> Subject:
        """Store a new subject under a new key. Raises ConflictError when the reference is taken."""
        (subject,) = self.add_all([Newcomer(kind, role, records, identity, reference)], business_id, origin)
        return subject

    def add_all(
        self, newcomers: Sequence[Newcomer], business_id: str | None = None, origin: Origin = SUBMITTED
    ) -> tuple[Subject, ...]:
        """Store new subjects, each under a new key, in as many statements as for one.

        They belong to the business given; without one, to the first of them. Raises ConflictError when a reference is
        taken.
        """
        first = self._mint(newcomers[0], business_id)
        made = (first, *(self._mint(one, business_id or first.id) for one in newcomers[1:]))
        known = [(subject, one.records, one.identity) for subject, one in zip(made, newcomers, strict=True)]
        rows = [
            {name: getattr(one[0], name) for name in Subject.__slots__} | {"commitment": self._commit(*one)}
            for one in known
        ]
        self._tx.add_all(subjects, rows)
        self._tx.newborn |= {row["id"] for row in rows}
        self._tx.proofs |= {row["id"]: row["commitment"] for row in rows}
        self._write(known, origin)
        return made

    def _mint(self, newcomer: Newcomer, business_id: str | None) -> Subject:
        now = self._tx.now()
        return Subject(
            id=new_id("subject"),
            tenant_id=self._tx.tenant_id,
            kind=SubjectKind(newcomer.kind),
            reference=newcomer.reference,
            business_id=business_id,
            role=newcomer.role,
            status=SubjectStatus.ACTIVE,
            key_id=self._tx.keys.create(),
            version=1,
            created_at=now,
            updated_at=now,
            relationship_ended_at=None,
        )

    def replace(
        self,
        subject_id: str,
        records: Records,
        identity: Mapping[str, str],
        *,
        expected_version: int | None = None,
        origin: Origin = SUBMITTED,
    ) -> Subject:
        """Put new records in the place of all earlier ones; a person who was removed is active again.

        Raises StaleVersionError when the subject is no longer at the expected version.
        """
        before = self.get(subject_id)
        if expected_version is not None and before.version != expected_version:
            raise StaleVersionError
        back = before.status is SubjectStatus.REMOVED
        self._update(
            before,
            status=SubjectStatus.ACTIVE if back else before.status,
            relationship_ended_at=None if back else before.relationship_ended_at,
            commitment=self._commit(before, records, identity),
        )
        earlier = self._origins(subject_id) if origin.amends else {}
        for table in (personal_records, blind_index):
            mine = (table.c.tenant_id == self._tx.tenant_id, table.c.subject_id == subject_id)
            self._tx.run(delete(table).where(*mine))
        self._write([(before, records, identity)], origin, earlier)
        return self.get(subject_id)

    def read(self, subject_id: str) -> Personal[Fields]:
        """Decrypt everything known of a subject. Raises NotFoundError, SubjectErasedError."""
        found = self.read_all([subject_id])
        if subject_id not in found:
            raise NotFoundError
        return found[subject_id][1]

    def read_all(self, subject_ids: Collection[str]) -> dict[str, tuple[Subject, Personal[Fields]]]:
        """Decrypt everything known of some subjects, in two questions. Raises SubjectErasedError."""
        asked = {"tenant": self._tx.tenant_id, "wanted": [*subject_ids]}
        found = {row.id: read_subject(row) for row in self._tx.run(_AMONG, asked)}
        fields: dict[str, Fields] = {subject_id: {} for subject_id in found}
        for row in self._tx.run(_RECORDS, asked):
            context = _place(row.subject_id, row.category)
            opened = self._tx.keys.decrypt(found[row.subject_id].key_id, row.ciphertext, context)
            fields[row.subject_id] |= json.loads(opened)
        stored_only = self.restricted(found)
        return {
            subject_id: (subject, Personal(fields[subject_id], STILL_ALLOWED if subject_id in stored_only else None))
            for subject_id, subject in found.items()
        }

    def restricted(self, subject_ids: Collection[str]) -> frozenset[str]:
        """Say which of these subjects restricted the use of their data: what is known of them is only stored."""
        if not subject_ids:
            return frozenset()
        asked = {"tenant": self._tx.tenant_id, "wanted": [*subject_ids], "now": self._tx.now()}
        return frozenset(self._tx.run(_RESTRICTED, asked).scalars())

    def origins(self, subject_id: str) -> dict[str, tuple[str, dt.datetime]]:
        """Say for each category where what is known came from, and when."""
        table = personal_records.c
        mine = (table.tenant_id == self._tx.tenant_id, table.subject_id == subject_id)
        rows = self._tx.run(select(table.category, table.source, table.collected_at).where(*mine))
        return {row.category: (row.source, row.collected_at) for row in rows}

    def named_elsewhere(self, subject_ids: Collection[str]) -> frozenset[str]:
        """Say who of these was not submitted, but named by a register."""
        table = personal_records.c
        mine = (table.tenant_id == self._tx.tenant_id, table.subject_id.in_(subject_ids))
        found = select(table.subject_id).where(*mine, table.source != SUBMITTED.source)
        return frozenset(self._tx.run(found.distinct()).scalars())

    def get(self, subject_id: str) -> Subject:
        """Return a subject. Raises NotFoundError."""
        row = self._tx.run(_BY_ID, {"tenant": self._tx.tenant_id, "wanted": subject_id}).one_or_none()
        if row is None:
            raise NotFoundError
        return read_subject(row)

    def by_reference(self, reference: str) -> Subject | None:
        """Return the business with the client's reference."""
        row = self._tx.run(_BY_REFERENCE, {"tenant": self._tx.tenant_id, "wanted": reference}).one_or_none()
        return read_subject(row) if row else None

    def people_of(self, business_id: str, *, active_only: bool = True) -> tuple[Subject, ...]:
        """List the people of a business, in the order they came."""
        asked = {"tenant": self._tx.tenant_id, "wanted": business_id}
        rows = self._tx.run(_ACTIVE_PEOPLE if active_only else _PEOPLE, asked)
        return tuple(read_subject(row) for row in rows)

    def matches_identity(self, subject_id: str, identity: Mapping[str, str]) -> dict[str, bool | None]:
        """Compare with what is known: for each name equal, different, or None where one side has nothing."""
        known = {row.name: row for row in self._tx.run(self._indexed(subject_id))}
        names = [*identity, *(name for name in known if name not in identity)]
        return {
            name: self._blind(name, identity[name], known[name].key_version) == known[name].digest
            if identity.get(name) and name in known
            else None
            for name in names
        }

    def identified_by(self, name: str, texts: Collection[str], limit: int) -> tuple[Subject, ...]:
        """List whom the index knows by one of some exact texts under a name, oldest first, whatever key it is under."""
        table = blind_index.c
        mine = (table.tenant_id == self._tx.tenant_id, table.name == name)
        digests: list[str] = []
        for version in self._tx.run(select(table.key_version).where(*mine).distinct()).scalars():
            # Rows under a key that was destroyed meanwhile can be found by nobody.
            with suppress(SubjectErasedError):
                digests += [self._blind(name, text, version) for text in texts]
        found = select(table.subject_id).where(*mine, table.digest.in_(digests))
        wanted = self._select().where(subjects.c.id.in_(found)).order_by(subjects.c.created_at, subjects.c.id)
        return tuple(read_subject(row) for row in self._tx.run(wanted.limit(limit)))

    def indexed_before(self, version: int, after: str, limit: int) -> tuple[str, ...]:
        """List subjects with rows of the blind index under an older key, in the order of their ids."""
        table = blind_index.c
        mine = (table.tenant_id == self._tx.tenant_id, table.key_version < version, table.subject_id > after)
        wanted = select(table.subject_id).where(*mine).distinct().order_by(table.subject_id).limit(limit)
        return tuple(self._tx.run(wanted).scalars())

    def reindex(self, subject_id: str, identity: Mapping[str, str], version: int) -> None:
        """Make a subject's rows of the blind index anew under another key, unless they changed meanwhile.

        A row whose text is not known any more is dropped: it could only be searched with the old key.
        """
        table = blind_index.c
        for row in self._tx.run(self._indexed(subject_id)).all():
            if row.key_version >= version:
                continue
            mine = (table.tenant_id == self._tx.tenant_id, table.subject_id == subject_id, table.name == row.name)
            same = (*mine, table.digest == row.digest)
            text = identity.get(row.name)
            if text:
                values = {"digest": self._blind(row.name, text, version), "key_version": version}
                self._tx.run(update(blind_index).where(*same).values(**values))
            else:
                self._tx.run(delete(blind_index).where(*same))

    def set_status(
        self,
        subject_id: str,
        status: SubjectStatus,
        *,
        relationship_ended_at: dt.datetime | None = None,
    ) -> Subject:
        """Change whether a relationship lives."""
        before = self.get(subject_id)
        ended = relationship_ended_at or before.relationship_ended_at
        self._update(before, status=SubjectStatus(status), relationship_ended_at=ended)
        return self.get(subject_id)

    def _update(self, before: Subject, **values: Any) -> None:  # noqa: ANN401 - values of columns
        self._tx.proofs.pop(before.id, None)
        statement = update(subjects).where(
            subjects.c.tenant_id == self._tx.tenant_id,
            subjects.c.id == before.id,
            subjects.c.version == before.version,
        )
        changed = statement.values(**values, version=before.version + 1, updated_at=self._tx.now())
        if self._tx.run(changed).rowcount != 1:
            raise StaleVersionError

    def _origins(self, subject_id: str) -> dict[str, dict[str, Any]]:
        """Read where each category that is known comes from."""
        mine = (personal_records.c.tenant_id == self._tx.tenant_id, personal_records.c.subject_id == subject_id)
        columns = [personal_records.c[name] for name in _ORIGIN]
        rows = self._tx.run(select(personal_records.c.category, *columns).where(*mine))
        return {row.category: {name: getattr(row, name) for name in _ORIGIN} for row in rows}

    def _write(
        self,
        known: Sequence[tuple[Subject, Records, Mapping[str, str]]],
        origin: Origin,
        earlier: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    ) -> None:
        """Write records and index of some subjects; a category in `earlier` keeps the origin it had."""
        now, version = self._tx.now(), self._tx.keys.index_keys.current()
        rows = [
            {
                "tenant_id": self._tx.tenant_id,
                "subject_id": subject.id,
                "category": category,
                "ciphertext": self._tx.keys.encrypt(subject.key_id, _dump(fields), _place(subject.id, category)),
                "policy_version": origin.policy_version,
                "policy_sha256": origin.policy_sha256,
                "notice_id": origin.notice_id,
                "bases": dict((origin.bases or {}).get(category, {})) or None,
                "source": origin.source,
                "collected_at": now,
            }
            | dict(earlier.get(category, {}))
            for subject, records, _ in known
            for category, fields in records.items()
        ]
        index = [
            {
                "tenant_id": self._tx.tenant_id,
                "subject_id": subject.id,
                "name": name,
                "digest": self._blind(name, text, version),
                "key_version": version,
            }
            for subject, _, identity in known
            for name, text in identity.items()
            if text
        ]
        if rows:
            self._tx.add_all(personal_records, rows)
        if index:
            self._tx.add_all(blind_index, index)

    def _indexed(self, subject_id: str) -> Any:  # noqa: ANN401 - a Select over some columns has no shorter type
        table = blind_index.c
        mine = (table.tenant_id == self._tx.tenant_id, table.subject_id == subject_id)
        return select(table.name, table.digest, table.key_version).where(*mine)

    def _blind(self, name: str, text: str, version: int) -> str:
        # The tenant is part of the context: two tenants' indexes say nothing about each other.
        return self._tx.keys.index(text, f"blind_index:{self._tx.tenant_id}:{name}", version)

    def _commit(self, subject: Subject, records: Records, identity: Mapping[str, str]) -> str:
        """Make what the audit keeps of the records: proof of what was known, for as long as the key lives."""
        message = _dump({"records": dict(records), "identity": dict(identity)})
        return self._tx.keys.commit_to(subject.key_id, message)

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        return select(subjects).where(subjects.c.tenant_id == self._tx.tenant_id)


def read_fields(keys: KeyStore, rows: Sequence[Row[Any]]) -> dict[str, Personal[Fields]]:
    """Decrypt rows of records, each with the id of its key, in one go; who has no key any more is left out."""
    boxes = [(row.key_id, row.ciphertext, _place(row.subject_id, row.category)) for row in rows]
    fields: dict[str, Fields] = {}
    for row, opened in zip(rows, keys.decrypt_many(boxes), strict=True):
        if opened is not None:
            fields.setdefault(row.subject_id, {}).update(json.loads(opened))
    return {subject_id: Personal(known) for subject_id, known in fields.items()}


def _place(subject_id: str, category: str) -> str:
    return f"personal_records:{subject_id}:{category}"


def _dump(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_subject(row: Row[Any]) -> Subject:
    """Make a subject of its row."""
    values = {name: getattr(row, name) for name in Subject.__slots__}
    return Subject(**values | {"kind": SubjectKind(row.kind), "status": SubjectStatus(row.status)})
