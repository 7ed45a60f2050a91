"""Disposals: everything of a subject is deleted, and what stays is a row that names nobody."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, delete, func, select, update

from kyc_service.domain.retention.disposals import Cause, Disposal
from kyc_service.domain.subjects import Subject
from kyc_service.errors import NotFoundError
from kyc_service.storage.coverage_blocks import BlockRows
from kyc_service.storage.idempotency import Idempotency
from kyc_service.storage.rows import Page, Repository, Transaction, cut
from kyc_service.storage.tables import (
    addressees,
    allowlist,
    attachments,
    audit,
    blind_index,
    case_acts,
    case_notes,
    case_requests,
    case_tags,
    cases,
    check_results,
    checks,
    coverage,
    decisions,
    disclosures,
    disposals,
    evidence_packs,
    grounds,
    handovers,
    hits,
    holds,
    idempotency,
    messages,
    metadata,
    note_mentions,
    outbox,
    personal_records,
    privacy_requests,
    public_sources,
    recipient_notices,
    request_items,
    reverify_marks,
    risk_changes,
    risk_overrides,
    risk_ratings,
    subjects,
    verifications,
    watched_pairs,
    webhook_deliveries,
    webhook_events,
    webhook_tries,
)

NEEDLES = 4
"""Pieces of each subject's ciphertext that are looked for in the files afterwards."""
NEEDLE_BYTES = 24
KEPT = frozenset({audit.name, disclosures.name, disposals.name, privacy_requests.name, recipient_notices.name})
"""What was done, asked, left and ended outlive the data: they hold random ids, which name nobody any more."""


@dataclass(frozen=True, slots=True)
class Wiped:
    """What was deleted of a subject."""

    tables: Mapping[str, int]
    """Rows by table; tables without any are left out."""
    ciphertext_sha256: str
    """Over every record's ciphertext: proves which data they were, and reveals nothing."""
    ids: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Ids that may be found nowhere any more, by the name of the column: `verification_id`, `check_id`, `ring_id`."""
    needles: tuple[str, ...] = ()
    """Pieces of ciphertext and of the blind index, base64."""
    key_ids: tuple[str, ...] = ()
    """Keys besides the subject's own that have to be destroyed: of boxes that held its sketch."""


class Disposals(Repository):
    """The disposals of one tenant."""

    def wipe(self, subject: Subject) -> Wiped:
        """Delete every row of a subject. Its people have to be gone already."""
        digest, needles = self._look_at(subject.id, None)
        keys = BlockRows(self._tx).forget(subject.id)
        parts = _Parts(self._tx, subject.id)
        ids = parts.ids()
        rings = self._delete_rings([*ids["verification_id"], *ids["delivery_id"]])
        counts = {outbox.name: len(rings), idempotency.name: Idempotency(self._tx).forget(subject.id)}
        for table, condition in parts.conditions():
            mine = (table.c.tenant_id == self._tx.tenant_id, condition)
            counts[table.name] = self._tx.run(delete(table).where(*mine)).rowcount
        found = {name: count for name, count in counts.items() if count}
        return Wiped(found, digest, {**ids, "ring_id": rings}, needles, keys)

    def wipe_parts(self, subject_id: str, categories: Sequence[str], *, until: dt.datetime) -> Wiped:
        """Delete the records of some categories that were collected until a moment; the rest of the subject stays."""
        digest, needles = self._look_at(subject_id, categories)
        table = personal_records.c
        mine = (table.tenant_id == self._tx.tenant_id, table.subject_id == subject_id)
        chosen = (table.category.in_(categories), table.collected_at <= until)
        count = self._tx.run(delete(personal_records).where(*mine, *chosen)).rowcount
        keys = BlockRows(self._tx).forget(subject_id)
        # A pack has everything in one piece, so it goes with a part of it.
        packed = (
            evidence_packs.c.tenant_id == self._tx.tenant_id,
            evidence_packs.c.id.in_(_packs_about(self._tx, subject_id)),
        )
        packs = self._tx.run(delete(evidence_packs).where(*packed)).rowcount
        counts = {personal_records.name: count, evidence_packs.name: packs}
        return Wiped({name: number for name, number in counts.items() if number}, digest, {}, needles, keys)

    def add(
        self, disposal_id: str, subject_id: str, cause: Cause, facts: Mapping[str, Any], *, deleted_at: dt.datetime
    ) -> None:
        """Write a disposal down, in the transaction that deletes. Known ones stay as they are."""
        values = {"id": disposal_id, "subject_id": subject_id, "cause": cause, "facts": dict(facts)}
        statement = self._tx.insert(disposals).values(tenant_id=self._tx.tenant_id, deleted_at=deleted_at, **values)
        self._tx.run(statement.on_conflict_do_nothing(index_elements=["id"]))

    def finish(self, disposal_id: str, receipt: Mapping[str, Any], *, at: dt.datetime) -> None:
        """Keep the receipt; what only the search needed is dropped."""
        mine = (disposals.c.tenant_id == self._tx.tenant_id, disposals.c.id == disposal_id)
        changed = update(disposals).where(*mine, disposals.c.finished_at.is_(None))
        self._tx.run(changed.values(receipt=dict(receipt), finished_at=at, facts={}))

    def get(self, disposal_id: str) -> Disposal:
        """Return a disposal. Raises NotFoundError."""
        row = self._tx.run(self._select().where(disposals.c.id == disposal_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return _make(row)

    def of_subject(self, subject_id: str) -> tuple[Disposal, ...]:
        """List the disposals of a subject: the parts of it first, the whole last."""
        wanted = self._select().where(disposals.c.subject_id == subject_id).order_by(disposals.c.seq)
        return tuple(_make(row) for row in self._tx.run(wanted))

    def unfinished(self, limit: int) -> tuple[Disposal, ...]:
        """List disposals without a receipt, oldest first."""
        wanted = self._select().where(disposals.c.finished_at.is_(None)).order_by(disposals.c.seq).limit(limit)
        return tuple(_make(row) for row in self._tx.run(wanted))

    def page(self, after: str | None, limit: int) -> Page[Disposal]:
        """List finished disposals, newest first."""
        wanted = self._select().where(disposals.c.finished_at.is_not(None))
        if after is not None:
            wanted = wanted.where(disposals.c.seq < int(after))
        rows = self._tx.run(wanted.order_by(disposals.c.seq.desc()).limit(limit + 1)).all()
        return cut(rows, limit, _make, lambda row: str(row.seq))

    def residue(self, subject_id: str, ids: Mapping[str, Sequence[str]]) -> int:
        """Count the rows that still name the subject, or one of the ids that went with it."""
        wanted = {"subject_id": [subject_id], "business_id": [subject_id], **ids}
        found = 0
        for table in metadata.tables.values():
            conditions = [table.c[name].in_(values) for name, values in wanted.items() if name in table.c and values]
            if conditions and table.name not in KEPT and "tenant_id" in table.c:
                mine = table.c.tenant_id == self._tx.tenant_id
                for condition in conditions:
                    found += self._tx.run(select(func.count()).select_from(table).where(mine, condition)).scalar_one()
        return found

    def _look_at(self, subject_id: str, categories: Sequence[str] | None) -> tuple[str, tuple[str, ...]]:
        """Digest the ciphertext of a subject, and take pieces of it and of the blind index to look for."""
        table = personal_records.c
        mine = (table.tenant_id == self._tx.tenant_id, table.subject_id == subject_id)
        wanted = select(table.category, table.ciphertext).where(*mine).order_by(table.category)
        boxes = [row.ciphertext for row in self._tx.run(wanted) if categories is None or row.category in categories]
        digest = hashlib.sha256()
        for box in boxes:
            digest.update(hashlib.sha256(box).digest())
        other = blind_index.alias()
        # Two of the same name have the same digest: what another still has is no residue.
        shared = select(other.c.digest).where(
            other.c.tenant_id == self._tx.tenant_id,
            other.c.name == blind_index.c.name,
            other.c.digest == blind_index.c.digest,
            other.c.subject_id != subject_id,
        )
        indexed = select(blind_index.c.digest).where(
            blind_index.c.tenant_id == self._tx.tenant_id,
            blind_index.c.subject_id == subject_id,
            ~shared.exists(),
        )
        blind = [] if categories is not None else [text.encode() for text in self._tx.run(indexed).scalars()]
        pieces = [box[:NEEDLE_BYTES] for box in boxes][:NEEDLES] + blind[:NEEDLES]
        return digest.hexdigest(), tuple(base64.b64encode(piece).decode() for piece in pieces)

    def _delete_rings(self, keys: Sequence[str]) -> list[str]:
        if not keys:
            return []
        mine = outbox.c.tenant_id == self._tx.tenant_id
        of_system = outbox.c.tenant_id.is_(None)
        gone = delete(outbox).where(mine | of_system, outbox.c.key.in_(keys)).returning(outbox.c.id)
        return list(self._tx.run(gone).scalars())

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        return select(disposals).where(disposals.c.tenant_id == self._tx.tenant_id)


class _Parts:
    """Which rows belong to a subject, table by table, in the order in which they may be deleted."""

    def __init__(self, tx: Transaction, subject_id: str) -> None:
        self._tx = tx
        self._subject_id = subject_id
        self.verifications = _ids(tx, verifications, verifications.c.subject_id == subject_id)
        self.checks, self.cases, self.events = (
            _ids(tx, table, table.c.subject_id == subject_id, table.c.verification_id.in_(self.verifications))
            for table in (checks, cases, webhook_events)
        )
        self.deliveries = _ids(tx, webhook_deliveries, webhook_deliveries.c.event_id.in_(self.events))
        self.packs = _packs_about(tx, subject_id)

    def ids(self) -> dict[str, list[str]]:
        return {
            "verification_id": self.verifications,
            "check_id": self.checks,
            "event_id": self.events,
            "delivery_id": self.deliveries,
        }

    def conditions(self) -> list[tuple[Table, ColumnElement[bool]]]:
        mine, of_these = self._subject_id, self.verifications
        return [
            (webhook_tries, webhook_tries.c.delivery_id.in_(self.deliveries)),
            (webhook_deliveries, webhook_deliveries.c.id.in_(self.deliveries)),
            (webhook_events, webhook_events.c.id.in_(self.events)),
            (evidence_packs, evidence_packs.c.id.in_(self.packs)),
            (decisions, decisions.c.verification_id.in_(of_these)),
            (messages, messages.c.subject_id == mine),
            (public_sources, public_sources.c.subject_id == mine),
            (handovers, handovers.c.subject_id == mine),
            (grounds, grounds.c.subject_id == mine),
            (addressees, addressees.c.subject_id == mine),
            (allowlist, allowlist.c.subject_id == mine),
            (reverify_marks, reverify_marks.c.subject_id == mine),
            (risk_changes, risk_changes.c.subject_id == mine),
            (risk_overrides, risk_overrides.c.subject_id == mine),
            (risk_ratings, risk_ratings.c.subject_id == mine),
            (hits, hits.c.check_id.in_(self.checks)),
            (check_results, check_results.c.check_id.in_(self.checks)),
            (note_mentions, note_mentions.c.subject_id == mine),
            (case_notes, case_notes.c.subject_id == mine),
            (request_items, request_items.c.subject_id == mine),
            (attachments, attachments.c.subject_id == mine),
            (case_requests, case_requests.c.subject_id == mine),
            (case_tags, case_tags.c.case_id.in_(self.cases)),
            (case_acts, case_acts.c.subject_id == mine),
            (cases, cases.c.id.in_(self.cases)),
            (checks, checks.c.id.in_(self.checks)),
            (holds, holds.c.subject_id == mine),
            (verifications, verifications.c.id.in_(of_these)),
            (personal_records, personal_records.c.subject_id == mine),
            (blind_index, blind_index.c.subject_id == mine),
            (watched_pairs, watched_pairs.c.subject_id == mine),
            (coverage, coverage.c.subject_id == mine),
            (subjects, subjects.c.id == mine),
        ]


def _ids(tx: Transaction, table: Table, *conditions: ColumnElement[bool]) -> list[str]:
    """List the rows that fulfil one of some conditions.

    Each is asked by itself: of two in one question SQLite answers neither by an index, and reads all of the tenant's.
    """
    found: dict[str, None] = {}
    for condition in conditions:
        wanted = select(table.c.id).where(table.c.tenant_id == tx.tenant_id, condition)
        found |= dict.fromkeys(tx.run(wanted).scalars())
    return list(found)


def _packs_about(tx: Transaction, subject_id: str) -> list[str]:
    """List the packs that name a subject: of its own verifications, and of those it was checked in."""
    checked = _ids(tx, checks, checks.c.subject_id == subject_id)
    began = select(checks.c.verification_id).where(checks.c.tenant_id == tx.tenant_id, checks.c.id.in_(checked))
    named_in = set(tx.run(began).scalars())
    packs = evidence_packs.c
    return _ids(tx, evidence_packs, packs.subject_id == subject_id, packs.verification_id.in_(named_in))


def _make(row: Row[Any]) -> Disposal:
    values = {name: getattr(row, name) for name in Disposal.__slots__}
    return Disposal(**values | {"cause": Cause(row.cause)})
