"""Tables of what was asked, answered, done and disclosed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, false

from kyc_service.storage.tables.base import blob, instant, json, key, metadata, number, owner, points, text

outbox = Table(
    "outbox",
    metadata,
    key(),
    Column("tenant_id", String, ForeignKey("tenants.id")),
    text("task"),
    text("key"),
    json("ids"),
    instant("asked_at"),
    instant("due_at"),
    instant("claimed_until", null=True),
    instant("sent_at", null=True),
    Index(None, "task", "key", "sent_at"),
)
# A ring that is on its way no longer speaks for what is asked now, so it does not count as asked.
Index(
    "uq_outbox_waiting",
    outbox.c.task,
    outbox.c.key,
    unique=True,
    sqlite_where=outbox.c.claimed_until.is_(None),
    postgresql_where=outbox.c.claimed_until.is_(None),
)
Index(
    "ix_outbox_unsent",
    outbox.c.due_at,
    sqlite_where=outbox.c.sent_at.is_(None),
    postgresql_where=outbox.c.sent_at.is_(None),
)

idempotency = Table(
    "idempotency",
    metadata,
    owner(),
    key("key"),
    text("fingerprint"),
    Column("status", Integer),
    json("body", null=True),
    text("location", null=True),
    text("subject_id", null=True),
    instant("created_at"),
    points("subject_id", "subjects"),
    Index(None, "created_at"),
    Index(None, "tenant_id", "subject_id"),
)

# Neither of the next two points at subjects: what was done, and what left, outlives the data themselves.
audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    text("tenant_id", null=True),
    instant("at"),
    text("actor"),
    text("op"),
    text("outcome"),
    text("subject_id", null=True),
    text("verification_id", null=True),
    text("case_id", null=True),
    json("rule_ids"),
    text("policy_version", null=True),
    json("details"),
    text("commitment", null=True),
    text("mac"),
    Index(None, "tenant_id", "seq"),
    Index(None, "tenant_id", "op", "seq"),
)
for _about in (audit.c.verification_id, audit.c.case_id, audit.c.subject_id):
    # Most entries are about nothing of the three.
    _named = _about.is_not(None)
    Index(f"ix_audit_{_about.name}", _about, sqlite_where=_named, postgresql_where=_named)

# One row for each sealed entry, in the order of sealing. It points at nothing: a lost entry has to show.
audit_chain = Table(
    "audit_chain",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
    text("mac"),
    blob("hash"),
    blob("seal"),
    UniqueConstraint("seq"),
    UniqueConstraint("mac"),
)

disclosures = Table(
    "disclosures",
    metadata,
    owner(),
    key(),
    text("subject_id"),
    text("verification_id", null=True),
    text("decision_id"),
    Column("allowed", Boolean, nullable=False),
    text("recipient"),
    text("purpose"),
    json("granted"),
    json("withheld"),
    json("rule_ids"),
    text("basis", null=True),
    text("policy_version"),
    text("policy_sha256"),
    json("facts"),
    text("payload_digest"),
    text("channel"),
    instant("sent_at", null=True),
    number("times"),
    instant("first_at"),
    instant("last_at"),
    text("addressee_id", null=True),
    text("country", null=True),
    text("safeguard", null=True),
    Column("secret", Boolean, nullable=False, server_default=false()),
    json("grounds", null=True),
    UniqueConstraint(
        "tenant_id",
        "subject_id",
        "recipient",
        "purpose",
        "channel",
        "payload_digest",
        "allowed",
        name="uq_disclosures_content",
    ),
    Index(None, "tenant_id", "first_at", "id"),
)
