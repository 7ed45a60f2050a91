"""Commands for whoever runs the service: what is wrong, what to send to whoever helps, backups."""

from __future__ import annotations

from jobs.cli.operating.backup import backup
from jobs.cli.operating.bundle import support_bundle
from jobs.cli.operating.doctor import doctor

__all__ = ["backup", "doctor", "support_bundle"]
