"""The spine: tenants, subjects, verifications, checks, hits, cases, decisions, trails, webhooks, lists, schedules.

The tables are spelt out here as they were, and are not read from `storage.tables`: that moves on, this does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TYPES: Mapping[str, Callable[[], Any]] = {
    "": sa.String,
    "bytes": sa.LargeBinary,
    "date": sa.Date,
    "flag": sa.Boolean,
    "instant": lambda: sa.DateTime(timezone=True),
    "json": sa.JSON,
    "number": sa.Integer,
    "real": sa.Float,
    "serial": lambda: sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
}


class _Table(NamedTuple):
    name: str
    columns: str
    """Names, each with `?` when it may be NULL and `:` and the kind when it is not text."""
    key: str
    points: tuple[tuple[str, str, str], ...] = ()
    """Columns, the table they point at, its columns."""
    rules: Mapping[str, str] = MappingProxyType({})
    unique: Mapping[str, str] = MappingProxyType({})
    indexes: tuple[str, ...] = ()

    def parts(self) -> Iterator[Any]:
        """Make the columns and constraints."""
        for word in self.columns.split():
            name, _, kind = word.partition(":")
            yield sa.Column(
                name.rstrip("?"), _TYPES[kind](), nullable=name.endswith("?"), autoincrement=kind == "serial"
            )
        yield sa.PrimaryKeyConstraint(*self.key.split(), name=f"pk_{self.name}")
        for columns, table, others in self.points:
            name = f"fk_{self.name}_{columns.replace(' ', '_')}"
            yield sa.ForeignKeyConstraint(columns.split(), [f"{table}.{other}" for other in others.split()], name=name)
        for name, rule in self.rules.items():
            yield sa.CheckConstraint(rule, name=op.f(f"ck_{self.name}_{name}"))
        for name, columns in self.unique.items():
            yield sa.UniqueConstraint(*columns.split(), name=name)


def _one_of(column: str, values: str) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values.split())})"


_VERIFICATION = "created processing clear review action_required rejected failed cancelled under_remediation expired"
_TABLES = (
    _Table(
        "audit",
        (
            "seq:serial tenant_id? at:instant actor op outcome subject_id? verification_id? case_id? rule_ids:json "
            "policy_version? details:json commitment? mac"
        ),
        key="seq",
        indexes=("tenant_id seq",),
    ),
    _Table(
        "heartbeats",
        "name at:instant",
        key="name",
    ),
    _Table(
        "leases",
        "name owner until:instant",
        key="name",
    ),
    _Table(
        "list_versions",
        "source digest parser published?:date loaded_at:instant origin entries:number names:number packed:bytes",
        key="source digest parser",
        rules={
            "origin": _one_of("origin", "bundled publisher mirror"),
        },
    ),
    _Table(
        "schedules",
        "name task ids:json seconds:real next_at:instant last_at?:instant",
        key="name",
    ),
    _Table(
        "tenants",
        "id name policy_id obliged_entity:flag home_region required_checks:json suspended:flag created_at:instant",
        key="id",
        unique={"uq_tenants_name": "name"},
    ),
    _Table(
        "api_keys",
        "tenant_id id name prefix token_hash scopes:json created_at:instant expires_at?:instant revoked_at?:instant",
        key="tenant_id id",
        points=(("tenant_id", "tenants", "id"),),
        unique={"uq_api_keys_token_hash": "token_hash"},
    ),
    _Table(
        "disclosures",
        (
            "tenant_id id subject_id verification_id? decision_id allowed:flag recipient purpose granted:json "
            "withheld:json rule_ids:json basis? policy_version policy_sha256 facts:json payload_digest channel "
            "sent_at?:instant times:number first_at:instant last_at:instant"
        ),
        key="tenant_id id",
        points=(("tenant_id", "tenants", "id"),),
        unique={"uq_disclosures_content": "tenant_id subject_id recipient purpose channel payload_digest allowed"},
        indexes=("tenant_id first_at id",),
    ),
    _Table(
        "list_sources",
        "source digest? parser? confirmed_at?:instant tried_at?:instant error? validators:json",
        key="source",
        points=(("source digest parser", "list_versions", "source digest parser"),),
    ),
    _Table(
        "outbox",
        "id tenant_id? task key ids:json asked_at:instant due_at:instant claimed_until?:instant sent_at?:instant",
        key="id",
        points=(("tenant_id", "tenants", "id"),),
        indexes=("task key sent_at",),
    ),
    _Table(
        "subjects",
        (
            "tenant_id id kind reference? business_id? role status key_id commitment version:number created_at:instant "
            "updated_at:instant relationship_ended_at?:instant"
        ),
        key="tenant_id id",
        points=(
            ("tenant_id", "tenants", "id"),
            ("tenant_id business_id", "subjects", "tenant_id id"),
        ),
        rules={
            "kind": _one_of("kind", "business person"),
            "status": _one_of("status", "active removed relationship_ended"),
        },
        unique={"uq_subjects_key_id": "key_id", "uq_subjects_tenant_id_reference": "tenant_id reference"},
        indexes=("tenant_id business_id",),
    ),
    _Table(
        "webhook_endpoints",
        "tenant_id id url secret:bytes created_at:instant disabled_at?:instant",
        key="tenant_id id",
        points=(("tenant_id", "tenants", "id"),),
    ),
    _Table(
        "blind_index",
        "tenant_id subject_id name digest",
        key="tenant_id subject_id name",
        points=(
            ("tenant_id", "tenants", "id"),
            ("tenant_id subject_id", "subjects", "tenant_id id"),
        ),
        indexes=("tenant_id name digest",),
    ),
    _Table(
        "idempotency",
        "tenant_id key fingerprint status?:number body?:json location? subject_id? created_at:instant",
        key="tenant_id key",
        points=(
            ("tenant_id", "tenants", "id"),
            ("tenant_id subject_id", "subjects", "tenant_id id"),
        ),
        indexes=("created_at",),
    ),
    _Table(
        "personal_records",
        "tenant_id subject_id category ciphertext:bytes policy_version? source collected_at:instant",
        key="tenant_id subject_id category",
        points=(
            ("tenant_id", "tenants", "id"),
            ("tenant_id subject_id", "subjects", "tenant_id id"),
        ),
    ),
    _Table(
        "verifications",
        (
            "tenant_id id subject_id trigger status reason? coverage flags:json policy_version sequence:number "
            "version:number created_at:instant updated_at:instant completed_at?:instant"
        ),
        key="tenant_id id",
        points=(
            ("tenant_id", "tenants", "id"),
            ("tenant_id subject_id", "subjects", "tenant_id id"),
        ),
        rules={
            "coverage": _one_of("coverage", "complete partial unavailable"),
            "status": _one_of(
                "status",
                _VERIFICATION,
            ),
            "trigger": _one_of("trigger", "onboarding data_change monitoring review_date"),
        },
        unique={"uq_verifications_id": "id"},
        indexes=("status updated_at", "tenant_id created_at id", "tenant_id subject_id created_at"),
    ),
    _Table(
        "cases",
        (
            "tenant_id id verification_id subject_id status assignee? proposed? maker? outcome? checker? "
            "version:number opened_at:instant closed_at?:instant"
        ),
        key="tenant_id id",
        points=(
            ("tenant_id", "tenants", "id"),
            ("tenant_id subject_id", "subjects", "tenant_id id"),
            ("tenant_id verification_id", "verifications", "tenant_id id"),
        ),
        rules={
            "closed": "(status = 'closed') = (outcome IS NOT NULL AND closed_at IS NOT NULL)",
            "four_eyes": "status <> 'closed' OR proposed IS NULL OR (checker IS NOT NULL AND checker <> maker)",
            "outcome": _one_of("outcome", "clear reject"),
            "proposed": _one_of("proposed", "clear reject"),
            "proposed_maker": "(proposed IS NULL) = (maker IS NULL)",
            "status": _one_of("status", "new in_progress pending_approval closed"),
        },
        unique={"uq_cases_tenant_id_verification_id": "tenant_id verification_id"},
        indexes=("tenant_id opened_at id", "tenant_id subject_id"),
    ),
    _Table(
        "checks",
        (
            "tenant_id id verification_id subject_id kind required:flag status attempt:number reason? due_at:instant "
            "lease_until?:instant"
        ),
        key="tenant_id id",
        points=(
            ("tenant_id", "tenants", "id"),
            ("tenant_id subject_id", "subjects", "tenant_id id"),
            ("tenant_id verification_id", "verifications", "tenant_id id"),
        ),
        rules={
            "kind": _one_of("kind", "screening plausibility"),
            "lease": "(status = 'running') = (lease_until IS NOT NULL)",
            "status": _one_of("status", "pending running passed attention unavailable not_supported invalid_input"),
        },
        unique={"uq_checks_tenant_id_verification_id_subject_id_kind": "tenant_id verification_id subject_id kind"},
        indexes=("status due_at",),
    ),
    _Table(
        "webhook_events",
        "tenant_id id kind verification_id subject_id status sequence:number created_at:instant",
        key="tenant_id id",
        points=(
            ("tenant_id", "tenants", "id"),
            ("tenant_id subject_id", "subjects", "tenant_id id"),
            ("tenant_id verification_id", "verifications", "tenant_id id"),
        ),
        rules={
            "status": _one_of(
                "status",
                _VERIFICATION,
            ),
        },
        unique={"uq_webhook_events_tenant_id_verification_id_sequence_kind": "tenant_id verification_id sequence kind"},
    ),
    _Table(
        "check_results",
        "tenant_id check_id status result?:json recorded_at:instant",
        key="tenant_id check_id",
        points=(
            ("tenant_id", "tenants", "id"),
            ("tenant_id check_id", "checks", "tenant_id id"),
        ),
        rules={
            "status": _one_of("status", "pending running passed attention unavailable not_supported invalid_input"),
        },
    ),
    _Table(
        "decisions",
        (
            "tenant_id verification_id sequence:number case_id? outcome reason_code note?:bytes made_by "
            "made_at:instant approved_by? confirmed_at?:instant"
        ),
        key="tenant_id verification_id sequence",
        points=(
            ("tenant_id", "tenants", "id"),
            ("tenant_id case_id", "cases", "tenant_id id"),
            ("tenant_id verification_id", "verifications", "tenant_id id"),
        ),
        rules={
            "four_eyes": "approved_by <> made_by",
            "outcome": _one_of("outcome", "clear reject"),
        },
    ),
    _Table(
        "hits",
        (
            "tenant_id id check_id verification_id subject_id entry_id source list_digest score:real status "
            "evidence:bytes version:number disposed_by? reason_code? note?:bytes"
        ),
        key="tenant_id id",
        points=(
            ("tenant_id", "tenants", "id"),
            ("tenant_id check_id", "checks", "tenant_id id"),
            ("tenant_id subject_id", "subjects", "tenant_id id"),
            ("tenant_id verification_id", "verifications", "tenant_id id"),
        ),
        rules={
            "status": _one_of("status", "open false_positive true_match inconclusive accepted_risk blocked superseded"),
        },
        unique={"uq_hits_tenant_id_check_id_entry_id": "tenant_id check_id entry_id"},
        indexes=("tenant_id verification_id",),
    ),
    _Table(
        "webhook_deliveries",
        (
            "tenant_id id event_id endpoint_id status attempt:number due_at:instant lease_until?:instant "
            "last_status?:number last_at?:instant"
        ),
        key="tenant_id id",
        points=(
            ("tenant_id", "tenants", "id"),
            ("tenant_id endpoint_id", "webhook_endpoints", "tenant_id id"),
            ("tenant_id event_id", "webhook_events", "tenant_id id"),
        ),
        rules={
            "status": _one_of("status", "pending delivered refused dead"),
        },
        unique={
            "uq_webhook_deliveries_id": "id",
            "uq_webhook_deliveries_tenant_id_event_id_endpoint_id": "tenant_id event_id endpoint_id",
        },
        indexes=("status due_at",),
    ),
)

_REFUSE = (
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit is append only'; END $$"
)
_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append only'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append only'); END",
    ),
    "postgresql": (
        _REFUSE,
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_refuse()",
    ),
}


def upgrade() -> None:
    """Make every table."""
    for table in _TABLES:
        op.create_table(table.name, *table.parts())
        for columns in table.indexes:
            op.create_index(f"ix_{table.name}_{columns.replace(' ', '_')}", table.name, columns.split())
    _index_part("uq_outbox_waiting", ["task", "key"], "claimed_until IS NULL", unique=True)
    _index_part("ix_outbox_unsent", ["due_at"], "sent_at IS NULL", unique=False)
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def _index_part(name: str, columns: list[str], rule: str, *, unique: bool) -> None:
    where = sa.text(rule)
    op.create_index(name, "outbox", columns, unique=unique, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Drop every table."""
    for table in reversed(_TABLES):
        op.drop_table(table.name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_refuse()")
