"""Commands for whoever runs the service: what is wrong, what to send to whoever helps, backups."""

from __future__ import annotations

from jobs.cli.operating.backup import backup
from jobs.cli.operating.bundle import support_bundle
from jobs.cli.operating.custody import make_master, rewrap, to_file, to_vault
from jobs.cli.operating.doctor import doctor

CUSTODY = (make_master, to_vault, rewrap, to_file)
"""Commands of the group `keys` that are about the key of keys."""

__all__ = ["CUSTODY", "backup", "doctor", "support_bundle"]
