"""Commands that screen: one name now, or a stored screening again."""

from __future__ import annotations

from jobs.cli.screening.replay import replay
from jobs.cli.screening.screen import screen

__all__ = ["replay", "screen"]
