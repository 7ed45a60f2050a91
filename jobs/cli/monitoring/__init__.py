"""Commands about ongoing monitoring: coverage, its reports, and runs."""

from __future__ import annotations

from jobs.cli.monitoring.coverage import coverage
from jobs.cli.monitoring.rescreening import rescreen
from jobs.cli.monitoring.runs import runs

__all__ = ["coverage", "rescreen", "runs"]
