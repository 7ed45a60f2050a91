"""Tables of tenants, of their API keys and people, and of subjects with their personal records."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, UniqueConstraint
from sqlalchemy import text as sql

from kyc_service.domain.people.roles import Role
from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.domain.tenants import Period
from kyc_service.storage.tables.base import blob, instant, json, key, metadata, number, one_of, owner, points, text

_OPEN = sql("closed_at IS NULL")

tenants = Table(
    "tenants",
    metadata,
    key(),
    text("name"),
    text("policy_id"),
    Column("obliged_entity", Boolean, nullable=False),
    text("home_region"),
    json("required_checks"),
    Column("suspended", Boolean, nullable=False),
    instant("created_at"),
    json("registers"),
    UniqueConstraint("name"),
)

api_keys = Table(
    "api_keys",
    metadata,
    owner(),
    key(),
    text("name"),
    text("prefix"),
    text("token_hash"),
    json("scopes"),
    instant("created_at"),
    instant("expires_at", null=True),
    instant("revoked_at", null=True),
    json("certificates", null=True),
    UniqueConstraint("token_hash"),
)

accounts = Table(
    "accounts",
    metadata,
    owner(),
    key(),
    text("key_id"),
    text("status"),
    blob("person"),
    text("email_digest"),
    number("key_version"),
    text("password_hash", null=True),
    blob("totp", null=True),
    Column("totp_step", Integer),
    instant("created_at"),
    instant("signed_in_at", null=True),
    number("version"),
    text("identity_digest", null=True),
    instant("linked_at", null=True),
    instant("disabled_at", null=True),
    instant("erased_at", null=True),
    # That an account is locked passes by itself: it is never written down here.
    CheckConstraint("status IN ('invited', 'active', 'disabled')", name="status"),
    CheckConstraint(
        "status <> 'active' OR identity_digest IS NOT NULL OR (password_hash IS NOT NULL AND totp IS NOT NULL)",
        name="active",
    ),
    CheckConstraint("(identity_digest IS NULL) = (linked_at IS NULL)", name="linked"),
    CheckConstraint("(status = 'disabled') = (disabled_at IS NOT NULL)", name="disabled"),
    CheckConstraint(
        "erased_at IS NULL OR (status = 'disabled' AND identity_digest IS NULL AND password_hash IS NULL)",
        name="erased",
    ),
    UniqueConstraint("email_digest"),
    UniqueConstraint("identity_digest"),
    UniqueConstraint("key_id"),
    UniqueConstraint("id"),
)

account_roles = Table(
    "account_roles",
    metadata,
    owner(),
    key("account_id"),
    key("role"),
    text("given_by"),
    instant("given_at"),
    points("account_id", "accounts"),
    one_of("role", Role),
    CheckConstraint("given_by <> account_id", name="four_eyes"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    owner(),
    key("account_id"),
    key("digest"),
    points("account_id", "accounts"),
)

invitations = Table(
    "invitations",
    metadata,
    owner(),
    key(),
    text("account_id"),
    text("token_hash"),
    text("made_by"),
    instant("made_at"),
    instant("expires_at"),
    instant("closed_at", null=True),
    points("account_id", "accounts"),
    CheckConstraint("made_by <> account_id", name="four_eyes"),
    UniqueConstraint("token_hash"),
)
Index(
    "uq_invitations_open",
    invitations.c.tenant_id,
    invitations.c.account_id,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)

sessions = Table(
    "sessions",
    metadata,
    owner(),
    key(),
    text("account_id"),
    text("token_hash"),
    instant("began_at"),
    instant("seen_at"),
    instant("ends_at"),
    instant("ended_at", null=True),
    points("account_id", "accounts"),
    CheckConstraint("seen_at >= began_at AND ends_at > began_at", name="order"),
    UniqueConstraint("token_hash"),
    Index(None, "tenant_id", "account_id"),
)

sign_in_marks = Table(
    "sign_in_marks",
    metadata,
    key("digest"),
    number("failures"),
    instant("tried_at"),
    instant("paused_until", null=True),
    Index(None, "tried_at"),
)

quotas = Table(
    "quotas",
    metadata,
    owner(),
    key("period"),
    number("most"),
    number("taken"),
    text("began"),
    one_of("period", Period),
    CheckConstraint("most > 0 AND taken >= 0", name="counts"),
)

subjects = Table(
    "subjects",
    metadata,
    owner(),
    key(),
    text("kind"),
    text("reference", null=True),
    text("business_id", null=True),
    text("role"),
    text("status"),
    text("key_id"),
    text("commitment"),
    number("version"),
    instant("created_at"),
    instant("updated_at"),
    instant("relationship_ended_at", null=True),
    points("business_id", "subjects"),
    one_of("kind", SubjectKind),
    one_of("status", SubjectStatus),
    UniqueConstraint("tenant_id", "reference"),
    UniqueConstraint("key_id"),
    Index(None, "tenant_id", "business_id"),
    Index(None, "tenant_id", "updated_at"),
)

personal_records = Table(
    "personal_records",
    metadata,
    owner(),
    key("subject_id"),
    key("category"),
    blob("ciphertext"),
    text("policy_version", null=True),
    text("source"),
    instant("collected_at"),
    text("policy_sha256", null=True),
    text("notice_id", null=True),
    json("bases", null=True),
    points("subject_id", "subjects"),
)

blind_index = Table(
    "blind_index",
    metadata,
    owner(),
    key("subject_id"),
    key("name"),
    text("digest"),
    Column("key_version", Integer, nullable=False, server_default="0"),
    points("subject_id", "subjects"),
    Index(None, "tenant_id", "name", "digest"),
)
