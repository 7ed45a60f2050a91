"""What subjects ask, and what is on file beside their details."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_REQUEST_RULES = {
    "extension_reason": "extension_reason IN ('complexity', 'number_of_requests')",
    "closed": "(status IN ('answered', 'refused')) = (answered_at IS NOT NULL)",
    "kind": (
        "kind IN ('access', 'rectify', 'erase', 'restrict', 'lift_restriction', 'object', "
        "'port', 'withdraw_consent', 'human_review', 'clauses', 'complain')"
    ),
    "method": "method IN ('platform_sign_in', 'registered_contact', 'document_seen', 'authorised_agent')",
    "answered": "status <> 'answered' OR verified_at IS NOT NULL",
    "status": "status IN ('received', 'verified', 'answered', 'refused')",
    "verified": "(method IS NULL) = (verified_at IS NULL)",
}


def upgrade() -> None:
    """Add the tables."""
    _add_privacy_requests()
    _add_messages()
    _add_public_sources()
    _add_recipient_notices()


def downgrade() -> None:
    """Drop them."""
    op.drop_table("recipient_notices")
    op.drop_table("public_sources")
    op.drop_table("messages")
    op.drop_table("privacy_requests")


def _add_privacy_requests() -> None:
    op.create_table(
        "privacy_requests",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended_at", sa.DateTime(timezone=True)),
        sa.Column("extension_reason", sa.String()),
        sa.Column("method", sa.String()),
        sa.Column("verified_by", sa.String()),
        sa.Column("verified_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by", sa.String()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_privacy_requests_{name}")) for name, rule in _REQUEST_RULES.items()),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_privacy_requests_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_privacy_requests"),
        sa.UniqueConstraint("id", name="uq_privacy_requests_id"),
    )
    op.create_index("ix_privacy_requests_status_due_at", "privacy_requests", ["status", "due_at"])
    op.create_index(
        "ix_privacy_requests_tenant_id_received_at_id", "privacy_requests", ["tenant_id", "received_at", "id"]
    )
    op.create_index("ix_privacy_requests_tenant_id_subject_id", "privacy_requests", ["tenant_id", "subject_id"])


def _add_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.CheckConstraint("direction IN ('incoming', 'outgoing')", name=op.f("ck_messages_direction")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name="fk_messages_tenant_id_case_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["subjects.tenant_id", "subjects.id"],
            name="fk_messages_tenant_id_subject_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_messages_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_messages"),
        sa.UniqueConstraint("id", name="uq_messages_id"),
    )
    op.create_index("ix_messages_tenant_id_case_id", "messages", ["tenant_id", "case_id"])
    op.create_index("ix_messages_tenant_id_subject_id", "messages", ["tenant_id", "subject_id"])


def _add_public_sources() -> None:
    op.create_table(
        "public_sources",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("retrieved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.Column("notice_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice", sa.String()),
        sa.Column("noticed_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "notice IN ('given', 'knows_already', 'disproportionate', 'laid_down_by_law', 'secrecy')",
            name=op.f("ck_public_sources_notice"),
        ),
        sa.CheckConstraint("(notice IS NULL) = (noticed_at IS NULL)", name=op.f("ck_public_sources_noticed")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["subjects.tenant_id", "subjects.id"],
            name="fk_public_sources_tenant_id_subject_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_public_sources_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_public_sources"),
        sa.UniqueConstraint("id", name="uq_public_sources_id"),
    )
    op.create_index("ix_public_sources_notice_notice_due_at", "public_sources", ["notice", "notice_due_at"])
    op.create_index("ix_public_sources_tenant_id_subject_id", "public_sources", ["tenant_id", "subject_id"])


def _add_recipient_notices() -> None:
    op.create_table(
        "recipient_notices",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("addressee_id", sa.String()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("sent_by", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "change IN ('rectified', 'erased', 'restricted', 'restriction_lifted')",
            name=op.f("ck_recipient_notices_change"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["privacy_requests.tenant_id", "privacy_requests.id"],
            name="fk_recipient_notices_tenant_id_request_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_recipient_notices_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_recipient_notices"),
        sa.UniqueConstraint("id", name="uq_recipient_notices_id"),
        sa.UniqueConstraint(
            "tenant_id",
            "request_id",
            "channel",
            "recipient",
            name="uq_recipient_notices_tenant_id_request_id_channel_recipient",
        ),
    )
    op.create_index("ix_recipient_notices_tenant_id_made_at_id", "recipient_notices", ["tenant_id", "made_at", "id"])
