"""The policy as the rest of the service sees it: one frozen value with the four questions it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kyc_service.domain.personal import Fields, Personal
from kyc_service.errors import Fault
from kyc_service.policy import engine
from kyc_service.policy.rules import Decision, Rules
from kyc_service.policy.versions import narrowing

__all__ = ["Decision", "Policy"]


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the policy. It stands in the way of every exit."""

    rules: Rules
    earlier: Mapping[str, Rules] = field(default_factory=dict)
    """Versions that were in force before, by digest, the oldest first."""
    bound: tuple[Rules | None, ...] = ()
    """Versions that have to agree as well; None stands for one that is not known, and agrees to nothing."""

    @property
    def id(self) -> str:
        """Its name, as `alibaba-com-privacy`."""
        return self.rules.id

    @property
    def version(self) -> str:
        """Its version, as `2019-07-15.4`."""
        return self.rules.version

    @property
    def sha256(self) -> str:
        """Digest of the file's bytes, in hex."""
        return self.rules.sha256

    def as_collected(self, collected: Iterable[str], accepted: Iterable[str] = ()) -> Policy:
        """Return this policy for data of one subject: nothing may be done that they were not collected for (F).

        `collected` are the digests of the versions they were collected under; `accepted` those of later versions for
        which a basis was recorded, as a consent: from there on, the earlier ones bind no more. What was collected
        before versions were kept has the empty digest, and counts under the oldest.
        """
        order = [*self.earlier, self.sha256]
        place = {"": 0} | {sha256: number for number, sha256 in enumerate(order)}
        latest = max((place[sha256] for sha256 in accepted if sha256 in place), default=-1)
        places = {max(place[sha256], latest) if sha256 in place else None for sha256 in collected}
        # Without anything on file about where data come from, the oldest version is the safe one.
        before = (places or {max(0, latest)}) - {place[self.sha256]}
        bound = [None if number is None else self.earlier[order[number]] for number in before]
        return replace(self, bound=tuple(bound))

    def fields(self) -> dict[str, str]:
        """List every field that may be stored, with its category."""
        return dict(self.rules.category_by_field)

    def category_of(self, path: str) -> str:
        """Name the category of a field. Raises PolicyDeniedError for one that stands in none."""
        return engine.category_of(self.rules, path)

    def basis_of(self, purpose: str, *, obliged: bool) -> str:
        """Name the legal basis of a purpose; `obliged` says whether anti-money-laundering law binds the owner."""
        return engine.basis_of(self.rules, purpose, obliged=obliged).value

    def collect(self, fields: Fields) -> dict[str, Fields]:
        """Sort a submission's fields by category. Raises InvalidInputError that names every field not to be taken."""
        return engine.collect(self.rules, fields)

    def name_rules(self, faults: Sequence[Fault]) -> list[Fault]:
        """Say which clause refuses a member or a text of a submission, where one does."""
        return engine.name_rules(self.rules, faults)

    def may_disclose(
        self,
        recipient: str,
        purpose: str,
        fields: Sequence[str],
        facts: Mapping[str, bool],
    ) -> Decision:
        """Decide what may leave. An unknown name, a missing fact or any error is a deny that names its rules."""
        return narrowing.may_disclose(self.rules, self.bound, recipient, purpose, fields, facts)

    def minimise(self, decision: Decision, record: Personal[Fields] | Mapping[str, Any]) -> Fields:
        """Make the one object that may leave. Raises PolicyDeniedError when nothing may."""
        return narrowing.minimise(self.rules, self.bound, decision, record)
