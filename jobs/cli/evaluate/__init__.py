"""Commands that measure how right the matcher is."""

from jobs.cli.evaluate.commands import evaluate

__all__ = ["evaluate"]
