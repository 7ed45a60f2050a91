"""Commands about the people of the desk."""

from __future__ import annotations

from jobs.cli.people.group import people

__all__ = ["people"]
