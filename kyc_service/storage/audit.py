"""The audit: who did what, when and under which rules. Entries are added, never changed: triggers refuse it.

An entry holds ids, codes and counts only. Its MAC is made with a key that is not in the database, so an entry
written or changed behind the service's back does not pass for one of its own.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, or_, select

from kyc_service.domain.privacy.grounds import SECRET
from kyc_service.domain.trail.searches import AuditSearch
from kyc_service.errors import Fault, InvalidInputError
from kyc_service.storage import audit_contents
from kyc_service.storage.rows import Page, Repository, cut
from kyc_service.storage.tables import audit, subjects, verifications

Details = Mapping[str, str | int | bool]
_POLICY = select(verifications.c.policy_version).where(
    verifications.c.tenant_id == bindparam("tenant"), verifications.c.id == bindparam("verification")
)
_COMMITMENT = select(subjects.c.commitment).where(
    subjects.c.tenant_id == bindparam("tenant"), subjects.c.id == bindparam("subject")
)
_KNOWN = select(_POLICY.scalar_subquery().label("policy"), _COMMITMENT.scalar_subquery().label("known"))
MAX_TEXT = 200
"""Longest text among details: a code or an id is shorter, a note or an address may not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One thing that was done."""

    seq: int
    tenant_id: str | None
    at: dt.datetime
    actor: str
    op: str
    outcome: str
    subject_id: str | None
    verification_id: str | None
    case_id: str | None
    rule_ids: tuple[str, ...]
    policy_version: str | None
    details: Details
    commitment: str | None
    """Proof of what was known of the subject then; it proves nothing once the subject's key is destroyed."""
    mac: str


class Audit(Repository):
    """The audit of one tenant, or of the system."""

    def append(
        self,
        op: str,
        outcome: str,
        *,
        subject_id: str | None = None,
        verification_id: str | None = None,
        case_id: str | None = None,
        rule_ids: Sequence[str] = (),
        details: Details | None = None,
    ) -> None:
        """Add an entry to the open transaction. `details` hold codes, ids and counts, never a personal value."""
        policy_version, commitment = self._look_up(verification_id, subject_id)
        row: dict[str, Any] = {
            "tenant_id": self._tx.tenant_id or None,
            "at": self._tx.now(),
            "actor": self._tx.actor,
            "op": op,
            "outcome": outcome,
            "subject_id": subject_id,
            "verification_id": verification_id,
            "case_id": case_id,
            "rule_ids": list(rule_ids),
            "policy_version": policy_version,
            "details": _check(details or {}),
            "commitment": commitment,
        }
        self._tx.add(audit, **row, mac=self._tx.keys.sign_audit(audit_contents.make_content(row)))

    def newest(self) -> int:
        """Return a number that is above those of all entries of this tenant."""
        mine = audit.c.tenant_id == self._tx.tenant_id
        return (self._tx.run(select(func.max(audit.c.seq)).where(mine)).scalar_one() or 0) + 1

    def page(self, after: str | None, limit: int, wanted_of: AuditSearch | None = None) -> Page[AuditEntry]:
        """List entries that a search is for, newest first; all of them without one."""
        mine = audit.c.tenant_id == self._tx.tenant_id if self._tx.tenant_id else audit.c.tenant_id.is_(None)
        wanted = select(audit).where(mine, *(_conditions(wanted_of) if wanted_of else ()))
        if after is not None:
            if not (after.isascii() and after.isdigit()):
                raise InvalidInputError([Fault("cursor", "invalid_cursor")])
            wanted = wanted.where(audit.c.seq < int(after))
        rows = self._tx.run(wanted.order_by(audit.c.seq.desc()).limit(limit + 1)).all()
        return cut(rows, limit, _make, lambda row: str(row.seq))

    def about(self, verification_id: str, case_id: str | None, limit: int) -> tuple[AuditEntry, ...]:
        """List the last entries about a verification or its case that anybody may know of, oldest first."""
        about = audit.c.verification_id == verification_id
        if case_id is not None:
            about |= audit.c.case_id == case_id
        wanted = select(audit).where(audit.c.tenant_id == self._tx.tenant_id, about, *_conditions(AuditSearch()))
        rows = self._tx.run(wanted.order_by(audit.c.seq.desc()).limit(limit)).all()
        return tuple(_make(row) for row in reversed(rows))

    def is_authentic(self, entry: AuditEntry) -> bool:
        """Whether this service wrote the entry just as it stands."""
        expected = self._tx.keys.sign_audit(make_content(entry))
        return hmac.compare_digest(expected, entry.mac)

    def _look_up(self, verification_id: str | None, subject_id: str | None) -> tuple[str | None, str | None]:
        """Find the policy a verification runs under, and the proof of what is known of a subject."""
        if verification_id is None and subject_id is None:
            return None, None
        proofs = self._tx.proofs
        if verification_id in proofs and subject_id in proofs:
            return proofs[verification_id], proofs[subject_id]
        about = {"tenant": self._tx.tenant_id, "verification": verification_id, "subject": subject_id}
        found = self._tx.run(_KNOWN, about).one()
        return found.policy, found.known


def _conditions(search: AuditSearch) -> Iterator[ColumnElement[bool]]:
    """Make the conditions of a search."""
    if search.actor:
        yield audit.c.actor == search.actor
    if search.op:
        yield audit.c.op.startswith(search.op, autoescape=True) if search.op[-1] == "." else audit.c.op == search.op
    if search.outcome:
        yield audit.c.outcome == search.outcome
    if search.since:
        yield audit.c.at >= search.since
    if search.until:
        yield audit.c.at < search.until
    if search.about:
        yield or_(*(audit.c[name] == search.about for name in ("verification_id", "case_id", "subject_id")))
    if not search.sealed:
        # Entries that name nobody because they must not, and by that alone would say that there is something.
        nameless = audit.c.subject_id.is_(None) & or_(
            audit.c.op.startswith("handover."), audit.c.op.startswith("ground.") & audit.c.outcome.in_(SECRET)
        )
        yield ~or_(audit.c.op.startswith("suspicion."), nameless)


def _check(details: Details) -> dict[str, str | int | bool]:
    for name, value in details.items():
        if isinstance(value, str) and len(value) > MAX_TEXT:
            message = f"the audit takes codes and ids: {name} is too long for one"
            raise ValueError(message)
    return dict(details)


def make_content(entry: AuditEntry | Row[Any]) -> bytes:
    """Return everything an entry says, in the form that is signed and sealed."""
    return audit_contents.make_content({name: getattr(entry, name) for name in audit_contents.SIGNED})


def _make(row: Row[Any]) -> AuditEntry:
    values = {name: getattr(row, name) for name in AuditEntry.__slots__}
    return AuditEntry(**values | {"rule_ids": tuple(row.rule_ids)})
