"""An index for every reference to what is erased: who erases a subject does not read through all others' rows."""

from __future__ import annotations

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_REFERENCES = (
    ("addressees", "subject_id"),
    ("attachments", "subject_id"),
    ("case_notes", "subject_id"),
    ("case_requests", "subject_id"),
    ("checks", "subject_id"),
    ("decisions", "case_id"),
    ("evidence_packs", "verification_id"),
    ("handovers", "addressee_id"),
    ("idempotency", "subject_id"),
    ("note_mentions", "subject_id"),
    ("request_items", "subject_id"),
    ("risk_overrides", "rating_id"),
    ("risk_ratings", "verification_id"),
    ("webhook_events", "subject_id"),
)


def upgrade() -> None:
    """Add the indexes. On PostgreSQL nobody writes to a table while its own is made."""
    for table, column in _REFERENCES:
        op.create_index(op.f(f"ix_{table}_tenant_id_{column}"), table, ["tenant_id", column])


def downgrade() -> None:
    """Take them away."""
    for table, column in reversed(_REFERENCES):
        op.drop_index(op.f(f"ix_{table}_tenant_id_{column}"), table)
