"""Commands that measure how right the matcher is."""

from jobs.cli.evaluate.commands import evaluate
from jobs.cli.evaluate.fitting import fit
from jobs.cli.evaluate.varying import variations

evaluate.add_command(fit)
evaluate.add_command(variations)

__all__ = ["evaluate"]
