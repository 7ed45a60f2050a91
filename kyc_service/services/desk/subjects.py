"""Subjects at the desk: found by what a person has in hand, and everything on file about one with how it came.

Names are found by the blind index, so only whole and exact: nobody can browse, and a half-remembered name finds
nothing. The audit says that somebody searched, by what and how much was found; the words stand nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from kyc_service.domain.cases import Case
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.retention.disposals import Disposal
from kyc_service.domain.subjects import Subject, SubjectKind, SubjectStatus
from kyc_service.domain.verifications import Verification
from kyc_service.errors import Fault, InvalidInputError, NotFoundError, SubjectErasedError
from kyc_service.services.subjects import identify
from kyc_service.storage.work import Work

MOST_FOUND = 50
MOST_SHOWN = 100
"""Verifications of one business on its timeline."""
LONGEST = 512


class SearchBy(StrEnum):
    """What somebody has in hand."""

    REFERENCE = "reference"
    """The client's own name for a business."""
    BUSINESS = "business"
    """Whole name of a business."""
    PERSON = "person"
    """Whole name of a person of one, and the birth date where it is on file."""
    NUMBER = "number"
    """Number in a register, with its country."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is searched. Personal: it goes to no log."""

    by: SearchBy
    text: str = field(repr=False)
    birth_date: str = field(default="", repr=False)
    country: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A party that was found, with the business it belongs to."""

    party: Subject
    business: Subject
    fields: Personal[Fields] | None = field(repr=False)
    """Of the party; None once they are erased."""


@dataclass(frozen=True, slots=True)
class Member:
    """A party of a business with what is on file about it."""

    subject: Subject
    fields: Personal[Fields] | None = field(repr=False)
    """None where whoever asks may not see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A business on file, and how it came to stand where it stands."""

    business: Member
    people: tuple[Member, ...]
    removed: int
    """People it named once, and does not name any more."""
    verifications: tuple[Verification, ...]
    """Newest first."""
    cases: tuple[Case, ...]
    """Oldest first."""
    disposals: tuple[Disposal, ...]
    """Parts of it that were erased already."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A party that was erased: what is known is that, when and why."""

    disposal: Disposal


def search(work: Work, sought: Sought) -> tuple[Found, ...]:
    """Find parties of this tenant, oldest first. Raises InvalidInputError for what is no name and no number."""
    parties = _find(work, sought)
    work.audit.append("subject.searched", "done", details={"by": sought.by.value, "found": len(parties)})
    return _open(work, parties)


def _find(work: Work, sought: Sought) -> Sequence[Subject]:
    if len(sought.text) > LONGEST:
        raise InvalidInputError([Fault("/text", "too_long")])
    if sought.by is SearchBy.REFERENCE:
        known = work.subjects.by_reference(sought.text)
        return [known] if known else []
    name, texts = _identify(sought)
    return work.subjects.identified_by(name, texts, MOST_FOUND)


def _identify(sought: Sought) -> tuple[str, tuple[str, ...]]:
    """Make the texts that the index knows. A person without a birth date on file is found by the name alone."""
    if not any(letter.isalnum() for letter in sought.text):
        raise InvalidInputError([Fault("/text", "required")])
    if sought.by is SearchBy.BUSINESS:
        return "name", (identify(SubjectKind.BUSINESS, {"business.name": sought.text})["name"],)
    if sought.by is SearchBy.PERSON:
        fields = [{"person.name": sought.text, "person.date_of_birth": born} for born in {sought.birth_date, ""}]
        return "person", tuple(identify(SubjectKind.PERSON, dict(one))["person"] for one in fields)
    number: Fields = {
        "business.registration.number": sought.text,
        "business.registration.country": sought.country,
    }
    return "registration", (identify(SubjectKind.BUSINESS, number)["registration"],)


def _open(work: Work, parties: Sequence[Subject]) -> tuple[Found, ...]:
    """Open what was found; all of it at once, unless somebody is being erased."""
    try:
        known = {
            subject_id: fields
            for subject_id, (_, fields) in work.subjects.read_all([one.id for one in parties]).items()
        }
    except SubjectErasedError:
        known = dict(_open_each(work, parties))
    return tuple(
        Found(one, work.subjects.get(one.business_id) if one.business_id else one, known.get(one.id)) for one in parties
    )


def _open_each(work: Work, parties: Sequence[Subject]) -> Iterator[tuple[str, Personal[Fields]]]:
    for one in parties:
        with suppress(SubjectErasedError):
            yield one.id, work.subjects.read(one.id)


def find_business(work: Work, subject_id: str) -> Subject | Gone:
    """Return the business of a party, itself if it is one, or say that it was erased. Raises NotFoundError."""
    try:
        subject = work.subjects.get(subject_id)
    except NotFoundError:
        disposals = work.disposals.of_subject(subject_id)
        if not disposals:
            raise
        return Gone(disposals[-1])
    return work.subjects.get(subject.business_id) if subject.business_id else subject


def read_file(work: Work, business: Subject, *, evidence: bool) -> File:
    """Read all that is on file about a business; without `evidence` no value of it. The reading is in the audit.

    Raises SubjectErasedError while an erasure is under way: its keys are gone, its rows not yet.
    """
    people = work.subjects.people_of(business.id, active_only=False)
    active = [person for person in people if person.status is not SubjectStatus.REMOVED]
    known = work.subjects.read_all([business.id, *(person.id for person in active)]) if evidence else {}
    work.audit.append("subject.read", "done", subject_id=business.id)
    members = [Member(one, known[one.id][1] if one.id in known else None) for one in (business, *active)]
    return File(
        business=members[0],
        people=tuple(members[1:]),
        removed=len(people) - len(active),
        verifications=work.verifications.of_subject(business.id, MOST_SHOWN),
        cases=work.cases.of_subject(business.id),
        disposals=work.disposals.of_subject(business.id),
    )
