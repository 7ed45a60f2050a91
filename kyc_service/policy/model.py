"""The policy as the rest of the service sees it: one frozen value with the four questions it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kyc_service.domain.personal import Fields, Personal
from kyc_service.policy import engine
from kyc_service.policy.rules import Decision, Rules

__all__ = ["Decision", "Policy"]


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the policy. It stands in the way of every exit."""

    rules: Rules

    @property
    def id(self) -> str:
        """Its name, as `alibaba-com-privacy`."""
        return self.rules.id

    @property
    def version(self) -> str:
        """Its version, as `2019-07-15.1`."""
        return self.rules.version

    @property
    def sha256(self) -> str:
        """Digest of the file's bytes, in hex."""
        return self.rules.sha256

    def fields(self) -> dict[str, str]:
        """List every field that may be stored, with its category."""
        return dict(self.rules.category_by_field)

    def category_of(self, path: str) -> str:
        """Name the category of a field. Raises PolicyDeniedError for one that stands in none."""
        return engine.category_of(self.rules, path)

    def collect(self, fields: Fields) -> dict[str, Fields]:
        """Sort a submission's fields by category. Raises InvalidInputError that names every field not to be taken."""
        return engine.collect(self.rules, fields)

    def may_disclose(
        self,
        recipient: str,
        purpose: str,
        fields: Sequence[str],
        facts: Mapping[str, bool],
    ) -> Decision:
        """Decide what may leave. An unknown name, a missing fact or any error is a deny that names its rules."""
        return engine.may_disclose(self.rules, recipient, purpose, fields, facts)

    def minimise(self, decision: Decision, record: Personal[Fields] | Mapping[str, Any]) -> Fields:
        """Make the one object that may leave. Raises PolicyDeniedError when nothing may."""
        return engine.minimise(self.rules, decision, record)
