"""Commands about many businesses at once."""

from __future__ import annotations

from jobs.cli.bulk.importing import import_file

__all__ = ["import_file"]
