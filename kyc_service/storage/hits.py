"""Hits: matches kept as evidence, encrypted under the key of the subject they are about."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, or_, select, update

from kyc_service.domain.cases import Answered, Hit, HitStatus, Outcome
from kyc_service.domain.checks import Check
from kyc_service.domain.ids import new_id
from kyc_service.domain.personal import Personal
from kyc_service.errors import ConflictError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import cases, hits, subjects, verifications

_ANSWERABLE = frozenset({HitStatus.OPEN, HitStatus.FALSE_POSITIVE, HitStatus.TRUE_MATCH, HitStatus.INCONCLUSIVE})


@dataclass(frozen=True, slots=True)
class Past:
    """A hit that was answered, with the case in which it was."""

    hit: Hit
    case_id: str | None
    outcome: Outcome | None
    """What the case was decided as, where it was."""


class HitRows(Repository):
    """The hits of one tenant."""

    def add(
        self,
        check: Check,
        *,
        entry_id: str,
        source: str,
        list_digest: str,
        score: float,
        evidence: dict[str, Any],
        answered: Answered | None = None,
    ) -> Hit:
        """Keep a match; one that is answered already is not open.

        Raises ConflictError when the check has a hit on this entry already.
        """
        hit_id = new_id("hit")
        text = json.dumps(evidence, ensure_ascii=False, sort_keys=True).encode()
        self._tx.add(
            hits,
            id=hit_id,
            tenant_id=self._tx.tenant_id,
            check_id=check.id,
            verification_id=check.verification_id,
            subject_id=check.subject_id,
            entry_id=entry_id,
            source=source,
            list_digest=list_digest,
            score=score,
            status=answered.status if answered else HitStatus.OPEN,
            disposed_by=answered.by if answered else None,
            disposed_at=self._tx.now() if answered else None,
            reason_code=answered.reason_code if answered else None,
            evidence=self._tx.keys.encrypt(self._key_of(check.subject_id), text, _place(hit_id, "evidence")),
            version=1,
        )
        return self.get(hit_id)

    def of_verification(self, verification_id: str) -> tuple[Hit, ...]:
        """List the hits of a verification, best first. Raises SubjectErasedError."""
        wanted = self._select().where(hits.c.verification_id == verification_id)
        rows = self._tx.run(wanted.order_by(hits.c.score.desc(), hits.c.entry_id, hits.c.id))
        return tuple(self._make(row) for row in rows.all())

    def of_subjects(self, subject_ids: Collection[str]) -> tuple[Hit, ...]:
        """List the hits of some subjects, those of the oldest verification first. Raises SubjectErasedError."""
        begun = and_(verifications.c.tenant_id == hits.c.tenant_id, verifications.c.id == hits.c.verification_id)
        wanted = self._select().join(verifications, begun).where(hits.c.subject_id.in_(subject_ids))
        rows = self._tx.run(wanted.order_by(verifications.c.created_at, verifications.c.id, hits.c.entry_id, hits.c.id))
        return tuple(self._make(row) for row in rows.all())

    def answered_before(self, verification_id: str, subject_ids: Collection[str], limit: int) -> tuple[Past, ...]:
        """List the answers to hits of some subjects from verifications that are older than one, the newest first.

        Those of the verification itself are among them where a change of what was submitted replaced them.
        Raises SubjectErasedError.
        """
        begun = and_(verifications.c.tenant_id == hits.c.tenant_id, verifications.c.id == hits.c.verification_id)
        same = and_(cases.c.tenant_id == hits.c.tenant_id, cases.c.verification_id == hits.c.verification_id)
        this = select(verifications.c.created_at).where(
            verifications.c.tenant_id == self._tx.tenant_id, verifications.c.id == verification_id
        )
        replaced = and_(hits.c.verification_id == verification_id, hits.c.status == HitStatus.SUPERSEDED)
        wanted = (
            self._select()
            .add_columns(cases.c.id.label("case_id"), cases.c.outcome)
            .join(verifications, begun)
            .outerjoin(cases, same)
            .where(
                hits.c.subject_id.in_(subject_ids),
                hits.c.disposed_by.is_not(None),
                or_(verifications.c.created_at < this.scalar_subquery(), replaced),
            )
            .order_by(verifications.c.created_at.desc(), verifications.c.id.desc(), hits.c.entry_id, hits.c.id)
        )
        rows = self._tx.run(wanted.limit(limit)).all()
        return tuple(Past(self._make(row), row.case_id, Outcome(row.outcome) if row.outcome else None) for row in rows)

    def statuses_of(self, subject_id: str, entries: Collection[tuple[str, str]]) -> set[HitStatus]:
        """Say how every hit of a subject and some entries stands, by source and entry id, in whatever verification."""
        wanted = select(hits.c.source, hits.c.entry_id, hits.c.status).where(
            hits.c.tenant_id == self._tx.tenant_id,
            hits.c.subject_id == subject_id,
        )
        rows = self._tx.run(wanted.distinct()).all()
        return {HitStatus(row.status) for row in rows if (row.source, row.entry_id) in entries}

    def get(self, hit_id: str) -> Hit:
        """Return a hit. Raises NotFoundError, SubjectErasedError."""
        row = self._tx.run(self._select().where(hits.c.id == hit_id)).one_or_none()
        if row is None:
            raise NotFoundError
        return self._make(row)

    def dispose(
        self,
        hit_id: str,
        status: HitStatus,
        reason_code: str,
        note: str | None,
        expected_version: int,
    ) -> Hit:
        """Write down an analyst's answer. Raises StaleVersionError; ConflictError once a decision settled the hit."""
        hit = self.get(hit_id)
        if hit.version != expected_version:
            raise StaleVersionError
        if hit.status not in _ANSWERABLE or status not in _ANSWERABLE:
            message = "this hit is settled by a decision"
            raise ConflictError(message)
        key_id = self._key_of(hit.subject_id)
        box = self._tx.keys.encrypt(key_id, note.encode(), _place(hit_id, "note")) if note else None
        answered = {"disposed_by": self._tx.actor, "disposed_at": self._tx.now()}
        self._update(hit, status=status, reason_code=reason_code, note=box, **answered)
        return self.get(hit_id)

    def settle(self, hit_id: str, status: HitStatus) -> Hit:
        """Write down what a decision, or a newer list version, makes of a hit."""
        hit = self.get(hit_id)
        self._update(hit, status=status)
        return self.get(hit_id)

    def _update(self, hit: Hit, **values: Any) -> None:  # noqa: ANN401 - values of columns
        mine = (
            hits.c.tenant_id == self._tx.tenant_id,
            hits.c.id == hit.id,
            hits.c.version == hit.version,
        )
        if self._tx.run(update(hits).where(*mine).values(**values, version=hit.version + 1)).rowcount != 1:
            raise StaleVersionError

    def _key_of(self, subject_id: str) -> str:
        mine = (subjects.c.tenant_id == self._tx.tenant_id, subjects.c.id == subject_id)
        key_id = self._tx.run(select(subjects.c.key_id).where(*mine)).scalar_one_or_none()
        if key_id is None:
            raise NotFoundError
        return str(key_id)

    def _select(self) -> Any:  # noqa: ANN401 - a Select over all columns has no shorter type
        same = and_(subjects.c.tenant_id == hits.c.tenant_id, subjects.c.id == hits.c.subject_id)
        wanted = select(hits, subjects.c.key_id).join_from(hits, subjects, same)
        return wanted.where(hits.c.tenant_id == self._tx.tenant_id)

    def _make(self, row: Row[Any]) -> Hit:
        evidence = self._tx.keys.decrypt(row.key_id, row.evidence, _place(row.id, "evidence"))
        note = self._tx.keys.decrypt(row.key_id, row.note, _place(row.id, "note")) if row.note else None
        values = {name: getattr(row, name) for name in Hit.__slots__}
        return Hit(
            **values
            | {
                "status": HitStatus(row.status),
                "evidence": Personal(json.loads(evidence)),
                "note": Personal(note.decode()) if note else None,
            },
        )


def _place(hit_id: str, column: str) -> str:
    return f"hits:{hit_id}:{column}"
