"""What is asked for from a case, what colleagues write on it, and the files of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_DOCUMENTS = (
    "'proof_of_address', 'registration_extract', 'identity_document', 'ownership_chart', "
    "'licence', 'tax_registration', 'power_of_attorney', 'articles_of_association', 'bank_statement'"
)


def upgrade() -> None:
    """Add the tables."""
    _add_requests()
    _add_items()
    _add_notes()
    _add_mentions()
    _add_templates()
    _add_attachments()


def downgrade() -> None:
    """Drop them, with what is in them."""
    op.drop_table("attachments")
    op.drop_table("note_templates")
    op.drop_table("note_mentions")
    op.drop_table("case_notes")
    op.drop_table("request_items")
    op.drop_table("case_requests")


def _add_requests() -> None:
    op.create_table(
        "case_requests",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_case_requests"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_case_requests_tenant_id"),
        _within("case_requests", "case_id", "cases", erased_with=True),
        _within("case_requests", "subject_id", "subjects", erased_with=True),
        sa.CheckConstraint(
            "status IN ('open', 'answered', 'withdrawn', 'lapsed')", name=op.f("ck_case_requests_status")
        ),
        sa.CheckConstraint("due_at > asked_at", name=op.f("ck_case_requests_term")),
        sa.CheckConstraint("(status = 'open') = (ended_at IS NULL)", name=op.f("ck_case_requests_ended")),
        sa.UniqueConstraint("id", name="uq_case_requests_id"),
    )
    is_open = sa.text("status = 'open'")
    op.create_index(
        "uq_case_requests_open",
        "case_requests",
        ["tenant_id", "case_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index(
        "ix_case_requests_tenant_id_case_id_asked_at", "case_requests", ["tenant_id", "case_id", "asked_at"]
    )


def _add_items() -> None:
    op.create_table(
        "request_items",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("pointer", sa.String(), nullable=False),
        sa.Column("document", sa.String()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("change", sa.LargeBinary()),
        sa.Column("attachment_id", sa.String()),
        sa.PrimaryKeyConstraint("tenant_id", "request_id", "number", name="pk_request_items"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_request_items_tenant_id"),
        _within("request_items", "request_id", "case_requests", erased_with=True),
        _within("request_items", "subject_id", "subjects", erased_with=True),
        sa.CheckConstraint("(kind = 'document') = (document IS NOT NULL)", name=op.f("ck_request_items_what")),
        sa.CheckConstraint(f"document IN ({_DOCUMENTS})", name=op.f("ck_request_items_document")),
        sa.CheckConstraint("kind IN ('field', 'document')", name=op.f("ck_request_items_kind")),
    )


def _add_notes() -> None:
    op.create_table(
        "case_notes",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_case_notes"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_case_notes_tenant_id"),
        _within("case_notes", "case_id", "cases", erased_with=True),
        _within("case_notes", "subject_id", "subjects", erased_with=True),
        sa.UniqueConstraint("id", name="uq_case_notes_id"),
    )
    op.create_index("ix_case_notes_tenant_id_case_id_written_at", "case_notes", ["tenant_id", "case_id", "written_at"])


def _add_mentions() -> None:
    op.create_table(
        "note_mentions",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("note_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "note_id", "account_id", name="pk_note_mentions"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_note_mentions_tenant_id"),
        _within("note_mentions", "account_id", "accounts"),
        _within("note_mentions", "note_id", "case_notes", erased_with=True),
        _within("note_mentions", "subject_id", "subjects", erased_with=True),
    )
    op.create_index(
        "ix_note_mentions_tenant_id_account_id_read_at", "note_mentions", ["tenant_id", "account_id", "read_at"]
    )


def _add_templates() -> None:
    op.create_table(
        "note_templates",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_note_templates"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_note_templates_tenant_id"),
        sa.UniqueConstraint("tenant_id", "name", name="uq_note_templates_tenant_id_name"),
        sa.UniqueConstraint("id", name="uq_note_templates_id"),
    )


def _add_attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("document", sa.String()),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_attachments"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_attachments_tenant_id"),
        _within("attachments", "case_id", "cases", erased_with=True),
        _within("attachments", "subject_id", "subjects", erased_with=True),
        sa.CheckConstraint("source IN ('analyst', 'answer')", name=op.f("ck_attachments_source")),
        sa.CheckConstraint(f"document IN ({_DOCUMENTS})", name=op.f("ck_attachments_document")),
        sa.UniqueConstraint("id", name="uq_attachments_id"),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "subject_id", "sha256", name="uq_attachments_tenant_id_case_id_subject_id_sha256"
        ),
    )


def _within(table: str, column: str, target: str, *, erased_with: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{target}.tenant_id", f"{target}.id"],
        name=f"fk_{table}_tenant_id_{column}",
        ondelete="CASCADE" if erased_with else None,
    )
