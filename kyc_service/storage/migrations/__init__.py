"""Alembic's scripts. Revisions stand in `versions` and are never changed once released."""
