"""Batches of submissions: every item read as if it came alone, and what is wrong told by its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kyc_service.api.bodies.intake import read_submission, read_under
from kyc_service.domain.subjects import Submission
from kyc_service.errors import Fault, InvalidInputError, PolicyDeniedError
from kyc_service.policy.model import Policy
from kyc_service.services.verifications import INTAKE

REPEATED = "reference_repeated"


def read_acceptable(policy: Policy, raw: Mapping[str, Any]) -> Submission:
    """Read a submission, and make sure that the policy lets all of it be kept. Stores nothing; raises as both do."""
    submission = read_under(policy, read_submission, raw)
    for party in (submission.business, *submission.people):
        policy.collect(party.fields.use(INTAKE))
    return submission


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRead:
    """One item: a submission, or what is wrong with it."""

    number: int
    submission: Submission | None
    faults: tuple[Fault, ...] = ()
    """Pointers are of the item itself, as `/business/name`."""


@dataclass(slots=True)
class BatchReader:
    """Reads items one after the other; remembers which references it has seen."""

    policy: Policy
    notice_id: str
    """Of the notice that is on show while the items are taken in."""
    _seen: set[str] = field(default_factory=set, repr=False)

    def read_all(self, raws: Iterable[Mapping[str, Any]]) -> Iterator[ItemRead]:
        """Read items. Whatever is wrong with one is in its own result."""
        for number, raw in enumerate(raws):
            yield self.read(number, raw)

    def read(self, number: int, raw: Mapping[str, Any]) -> ItemRead:
        """Read one item, as it would be read if it came alone."""
        try:
            submission = read_acceptable(self.policy, raw)
        except InvalidInputError as error:
            return ItemRead(number=number, submission=None, faults=tuple(error.faults))
        except PolicyDeniedError as error:
            return ItemRead(number=number, submission=None, faults=(Fault("", error.code),))
        if submission.reference in self._seen:
            return ItemRead(number=number, submission=None, faults=(Fault("/reference", REPEATED),))
        self._seen.add(submission.reference)
        return ItemRead(number=number, submission=dataclasses.replace(submission, notice_id=self.notice_id))
