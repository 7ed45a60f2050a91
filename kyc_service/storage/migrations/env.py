"""Run by Alembic: applies revisions on the connection that `storage.migrate` opened."""

from __future__ import annotations

from alembic import context

from kyc_service.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    # SQLite's DDL is part of a transaction as well, begun the way `storage.engines` begins it.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
