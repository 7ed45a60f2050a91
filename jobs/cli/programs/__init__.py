"""Commands about the programs of clients: where messages to them go, and how those went; what their keys need."""

from jobs.cli.programs.certificates import bind_key
from jobs.cli.programs.webhooks import webhooks

__all__ = ["bind_key", "webhooks"]
