"""Comparisons: how what was submitted agrees with what a register says, one row for each thing compared.

May not compare: that belongs to `verifiers.comparing`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kyc_service.domain.registers import Flag


class Result(StrEnum):
    """What comes of comparing one thing."""

    MATCH = "match"
    PARTIAL = "partial"
    """Neither the same nor plainly another: the note says what is different."""
    MISMATCH = "mismatch"
    NOT_PROVIDED_BY_REGISTRY = "not_provided_by_registry"
    NOT_SUBMITTED = "not_submitted"


class Matter(StrEnum):
    """What is compared."""

    NAME = "name"
    NUMBER = "number"
    ADDRESS = "address"
    LEGAL_FORM = "legal_form"
    STATUS = "status"
    INCORPORATED_ON = "incorporated_on"
    OFFICER = "officer"
    """One row for each submitted director, and for each officer of the register who was not submitted."""
    OWNER = "owner"
    """One row for each submitted owner, and for each owner of the register who was not submitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One thing compared. Quotes both sides, so it shows itself to nobody by accident."""

    matter: Matter
    result: Result
    ours: str | None = field(default=None, repr=False)
    """As submitted."""
    theirs: str | None = field(default=None, repr=False)
    """As the register has it."""
    note: str | None = field(default=None, repr=False)
    """In an analyst's words, where the result does not say it all. May quote single words of both sides."""
    person: int | None = None
    """Place among the people submitted; None for anything else, and for whom only the register names."""


GRAVE: frozenset[Flag] = frozenset(
    {
        Flag.DISSOLVED,
        Flag.IN_LIQUIDATION,
        Flag.INSOLVENCY,
        Flag.STRIKE_OFF_PROPOSED,
        Flag.OFFICE_UNDELIVERABLE,
        Flag.OFFICE_IN_DISPUTE,
        Flag.VAT_INVALID,
        Flag.PERSON_NOT_REGISTERED,
    }
)
"""Flags that a person has to look at, whatever else agrees."""

INFORMING: frozenset[Flag] = frozenset(
    {
        Flag.VERY_YOUNG,  # every honest business was young once
        Flag.ACCOUNTS_OVERDUE,  # late papers are common, and no answer to who this is
        Flag.STATEMENT_OVERDUE,
        Flag.LEI_LAPSED,  # the data are old, the business is not gone
        Flag.NOT_REGISTERED_FOR_VAT,  # small businesses need not be
        Flag.PARENT_WITHHELD,  # most reasons given are that there is no parent
        Flag.OFFICER_NOT_SUBMITTED,  # is screened all the same
        Flag.OWNER_NOT_SUBMITTED,  # as above; grave beside owners who were submitted
    }
)
"""Flags that are shown, and send nothing to a person alone."""

_DECISIVE = frozenset({Matter.NAME, Matter.NUMBER, Matter.STATUS, Matter.OFFICER, Matter.OWNER})


def needs_a_look(compared: Sequence[Compared], flags: Collection[Flag]) -> bool:
    """Whether a person has to look at a comparison before the business can be clear.

    Yes for another name, number or status, for somebody submitted whom the register does not name or names otherwise,
    and for a grave flag; also where owners were submitted and the register names one more, because leaving one out is
    how an owner is hidden. No for what agrees partly, nor for address, legal form or date alone: registers are late,
    and honest businesses move.
    """
    if not GRAVE.isdisjoint(flags):
        return True
    if any(row.result is Result.MISMATCH and row.matter in _DECISIVE for row in compared):
        return True
    owners_submitted = any(row.matter is Matter.OWNER and row.person is not None for row in compared)
    return Flag.OWNER_NOT_SUBMITTED in flags and owners_submitted
