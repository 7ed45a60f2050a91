"""Secrets of an endpoint that were replaced and still sign; each try of a delivery; endpoints that fail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kyc_service.storage.columns import Instant

revision = "0023"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what rotation, the log of tries and switching off by itself need; the version before goes on working."""
    op.add_column("webhook_endpoints", sa.Column("disabled_reason", sa.String(), nullable=True))
    op.add_column("webhook_endpoints", sa.Column("failing_since", Instant, nullable=True))
    op.add_column("webhook_deliveries", sa.Column("last_error", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_webhook_deliveries_tenant_id_endpoint_id_status"),
        "webhook_deliveries",
        ["tenant_id", "endpoint_id", "status"],
    )
    _create_secrets()
    _create_tries()


def _create_secrets() -> None:
    op.create_table(
        "webhook_secrets",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("endpoint_id", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("retired_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "endpoint_id"],
            ["webhook_endpoints.tenant_id", "webhook_endpoints.id"],
            name=op.f("fk_webhook_secrets_tenant_id_endpoint_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_webhook_secrets_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_webhook_secrets")),
    )
    op.create_index(op.f("ix_webhook_secrets_tenant_id_endpoint_id"), "webhook_secrets", ["tenant_id", "endpoint_id"])
    op.create_index(op.f("ix_webhook_secrets_expires_at"), "webhook_secrets", ["expires_at"])


def _create_tries() -> None:
    op.create_table(
        "webhook_tries",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tried_at", Instant, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "delivery_id"],
            ["webhook_deliveries.tenant_id", "webhook_deliveries.id"],
            name=op.f("fk_webhook_tries_tenant_id_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_webhook_tries_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_webhook_tries")),
    )
    op.create_index(
        op.f("ix_webhook_tries_tenant_id_delivery_id_tried_at"),
        "webhook_tries",
        ["tenant_id", "delivery_id", "tried_at"],
    )
    op.create_index(op.f("ix_webhook_tries_tried_at"), "webhook_tries", ["tried_at"])


def downgrade() -> None:
    """Go back to one secret; the log of tries is lost."""
    op.drop_table("webhook_tries")
    op.drop_table("webhook_secrets")
    op.drop_index(op.f("ix_webhook_deliveries_tenant_id_endpoint_id_status"), "webhook_deliveries")
    op.drop_column("webhook_deliveries", "last_error")
    op.drop_column("webhook_endpoints", "failing_since")
    op.drop_column("webhook_endpoints", "disabled_reason")
