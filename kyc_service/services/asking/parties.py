"""Parties of a submission: who stands where in it, so that a pointer leads to somebody who is stored."""

from __future__ import annotations

from dataclasses import dataclass

from kyc_service.domain.asking import fields
from kyc_service.domain.subjects import Subject
from kyc_service.storage.work import Work

CONTACT = "contact"
"""Role of the person who speaks for a business."""


@dataclass(frozen=True, slots=True)
class Parties:
    """A business and those whom it submitted, in the order in which they were first named."""

    business: Subject
    contact: Subject | None
    people: tuple[Subject, ...]

    def at(self, pointer: str) -> Subject | None:
        """Return whom a pointer is about; None where nobody stands."""
        party = fields.party_of(pointer)
        place = fields.place_of(party) if party else None
        if place is not None:
            return self.people[place] if place < len(self.people) else None
        return {fields.BUSINESS: self.business, fields.CONTACT: self.contact}.get(party or "")

    @property
    def all(self) -> tuple[tuple[str, Subject], ...]:
        """List everybody with their pointer."""
        contact = ((fields.CONTACT, self.contact),) if self.contact else ()
        people = ((f"/people/{place}", person) for place, person in enumerate(self.people))
        return ((fields.BUSINESS, self.business), *contact, *people)


def find(work: Work, business_id: str) -> Parties:
    """Find the parties of a business. Whom a register named was not submitted, and cannot be asked about."""
    known = work.subjects.people_of(business_id)
    elsewhere = work.subjects.named_elsewhere([person.id for person in known])
    submitted = [person for person in known if person.id not in elsewhere]
    return Parties(
        business=work.subjects.get(business_id),
        contact=next((person for person in submitted if person.role == CONTACT), None),
        people=tuple(person for person in submitted if person.role != CONTACT),
    )
