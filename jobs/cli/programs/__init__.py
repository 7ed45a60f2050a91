"""Commands about the programs of clients: where messages to them go, and how those went."""

from jobs.cli.programs.webhooks import webhooks

__all__ = ["webhooks"]
