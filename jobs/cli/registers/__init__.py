"""Commands about business registers: which there are, how they do, trying them, asking them."""

from __future__ import annotations

from jobs.cli.registers.business import verify_business
from jobs.cli.registers.group import registers

__all__ = ["registers", "verify_business"]
