"""The disclosure ledger: one line for each thing that left, or was refused. The same content again is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Insert, Row, literal_column, select

from kyc_service.domain.ids import new_id
from kyc_service.policy.model import Decision
from kyc_service.storage.rows import Page, Repository, cut, insert_into, is_older, mark_time
from kyc_service.storage.tables import disclosures


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One line of the ledger: names of fields, never their values."""

    id: str
    subject_id: str
    verification_id: str | None
    decision_id: str
    allowed: bool
    recipient: str
    purpose: str
    granted: tuple[str, ...]
    withheld: tuple[tuple[str, str], ...]
    """Field and the rule that kept it back."""
    rule_ids: tuple[str, ...]
    basis: str | None
    policy_version: str
    policy_sha256: str
    facts: Mapping[str, bool]
    payload_digest: str
    channel: str
    sent_at: dt.datetime | None
    """When it last left; None when nothing did."""
    times: int
    first_at: dt.datetime
    last_at: dt.datetime
    addressee_id: str | None
    """To whom in particular, where the recipient is not the platform or the subject."""
    country: str | None
    """Where it was read; None within the service's own region or where there is no addressee."""
    safeguard: str | None
    """What covered the transfer: a kind of ground with its id, as `scc:grd_...`."""
    secret: bool
    """The subject is not told of it."""
    grounds: tuple[str, ...]
    """Ids of what was on file at that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereto:
    """To whom exactly something goes, and on the strength of what."""

    addressee_id: str | None = None
    country: str | None = None
    safeguard: str | None = None
    secret: bool = False
    grounds: tuple[str, ...] = ()


PLATFORM = Whereto()
"""The platform itself, or the subject: nobody has to be named."""


class Ledger(Repository):
    """What left about the subjects of one tenant."""

    def record(
        self,
        decision: Decision,
        *,
        subject_id: str,
        verification_id: str | None,
        payload_digest: str,
        channel: str,
        sent_at: dt.datetime | None,
        whereto: Whereto = PLATFORM,
    ) -> None:
        """Write down a disclosure, or a refusal. Equal content has one line, which counts how often it left."""
        now = self._tx.now()
        row = {
            **_write(decision),
            **_write_whereto(whereto),
            "id": new_id("disclosure"),
            "tenant_id": self._tx.tenant_id,
            "subject_id": subject_id,
            "verification_id": verification_id,
            "payload_digest": payload_digest,
            "channel": channel,
            "sent_at": sent_at,
            "times": 1,
            "first_at": now,
            "last_at": now,
        }
        self._tx.put(_count(postgres=self._tx.is_postgres), [row])

    def knows(self, decision: Decision, *, subject_id: str, payload_digest: str, channel: str) -> bool:
        """Whether this very content has a line already."""
        wanted = select(disclosures.c.id).where(
            disclosures.c.tenant_id == self._tx.tenant_id,
            disclosures.c.subject_id == subject_id,
            disclosures.c.recipient == decision.recipient,
            disclosures.c.purpose == decision.purpose,
            disclosures.c.channel == channel,
            disclosures.c.payload_digest == payload_digest,
            disclosures.c.allowed == decision.allowed,
        )
        return self._tx.run(wanted).first() is not None

    def of_subject(self, subject_id: str) -> tuple[Disclosure, ...]:
        """List what left about a subject, oldest first, as the subject may be told: without secret lines."""
        mine = (
            disclosures.c.tenant_id == self._tx.tenant_id,
            disclosures.c.subject_id == subject_id,
            disclosures.c.secret.is_(False),
        )
        wanted = select(disclosures).where(*mine).order_by(disclosures.c.first_at, disclosures.c.id)
        return tuple(_make(row) for row in self._tx.run(wanted))

    def page(
        self, after: str | None, limit: int, *, subject_id: str | None = None, secret: bool = False
    ) -> Page[Disclosure]:
        """List the ledger, newest first; secret lines only with `secret`."""
        wanted = select(disclosures).where(disclosures.c.tenant_id == self._tx.tenant_id)
        if not secret:
            wanted = wanted.where(disclosures.c.secret.is_(False))
        if subject_id is not None:
            wanted = wanted.where(disclosures.c.subject_id == subject_id)
        if after is not None:
            wanted = wanted.where(is_older(after, disclosures.c.first_at, disclosures.c.id))
        ordered = wanted.order_by(disclosures.c.first_at.desc(), disclosures.c.id.desc())
        rows = self._tx.run(ordered.limit(limit + 1)).all()
        return cut(rows, limit, _make, lambda row: mark_time(row.first_at, row.id))


def _write(decision: Decision) -> dict[str, Any]:
    return {
        "decision_id": decision.id,
        "allowed": decision.allowed,
        "recipient": decision.recipient,
        "purpose": decision.purpose,
        "granted": list(decision.granted),
        "withheld": [list(pair) for pair in decision.withheld],
        "rule_ids": list(decision.rule_ids),
        "basis": decision.basis,
        "policy_version": decision.policy_version,
        "policy_sha256": decision.policy_sha256,
        "facts": dict(decision.facts),
    }


def _write_whereto(whereto: Whereto) -> dict[str, Any]:
    return {
        "addressee_id": whereto.addressee_id,
        "country": whereto.country,
        "safeguard": whereto.safeguard,
        "secret": whereto.secret,
        "grounds": list(whereto.grounds) or None,
    }


@cache
def _count(*, postgres: bool) -> Insert:
    """Make the statement that writes a line, or counts one of equal content."""
    made = insert_into(disclosures, postgres=postgres)
    newest = ("addressee_id", "country", "safeguard", "secret", "grounds", "last_at", "sent_at")
    content = ("tenant_id", "subject_id", "recipient", "purpose", "channel", "payload_digest", "allowed")
    return made.on_conflict_do_update(
        index_elements=list(content),
        set_={name: made.excluded[name] for name in newest} | {"times": disclosures.c.times + literal_column("1")},
    )


def _make(row: Row[Any]) -> Disclosure:
    values = {name: getattr(row, name) for name in Disclosure.__slots__}
    return Disclosure(
        **values
        | {
            "granted": tuple(row.granted),
            "withheld": tuple((field, rule) for field, rule in row.withheld),
            "rule_ids": tuple(row.rule_ids),
            "grounds": tuple(row.grounds or ()),
        },
    )
