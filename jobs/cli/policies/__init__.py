"""Commands about the privacy policy: what it says, what a change means, and how a version is published."""

from __future__ import annotations

from jobs.cli.policies import publishing
from jobs.cli.policies.looking import policy

publishing.join(policy)

__all__ = ["policy"]
