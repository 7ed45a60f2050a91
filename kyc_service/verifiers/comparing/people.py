"""Compare the people who were submitted with those whom a register names, both ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kyc_service.domain.comparisons import Compared, Matter, Result
from kyc_service.domain.registers import Extract, Officer, Owner
from kyc_service.verifiers.comparing.likening import Likened, Listed, Person, find, prepare_listed
from kyc_service.verifiers.comparing.names import SAME, Written, best
from kyc_service.verifiers.comparing.submitted import SubmittedPerson
from watchlists.model import Kind

QUARTER = 25.0
"""Per cent from which registers of owners name somebody. Source: Directive (EU) 2015/849, 3(6)(a)(i); the British
register begins above it.
"""

MOST_PEOPLE = 51
"""Submitted people who are compared: the door accepts fifty, and a contact."""
NOT_NAMED = "the register does not name this person"
ENDED = "the register says that this role has ended"
ELSEWHERE = "the register names this person in another role only"
IN_BETWEEN = "the register names a company in between"
BELOW = "registers name owners from a quarter up"
LARGER = "the register has a larger share"
SMALLER = "the register has a smaller share"
_MATTERS = {"director": Matter.OFFICER, "owner": Matter.OWNER}


def compare_people(people: Sequence[SubmittedPerson], extract: Extract) -> tuple[Compared, ...]:
    """Compare directors with officers and owners with owners, then name those of the register who are missing."""
    prepared = [Person.prepare(person) for person in people[:MOST_PEOPLE]]
    listed = prepare_listed(extract)
    rows = [
        _compare_person(place, person, matter, listed, extract)
        for place, person in enumerate(prepared)
        if person.names and (matter := _MATTERS.get(person.submitted.role))
    ]
    missing = [
        Compared(matter=other.matter, result=Result.NOT_SUBMITTED, theirs=other.party.name, note=_describe(other.party))
        for other in _missing(prepared, listed, extract)
        if not _is_small(other.party)
    ]
    return (*rows, *missing)


def unsubmitted(extract: Extract, people: Sequence[SubmittedPerson]) -> tuple[Officer | Owner, ...]:
    """Give the officers and owners of the register, with roles that last, who are none of the people submitted.

    Each once, whatever the number of roles, officers first. Companies are among them (`is_person`), but for those
    that were submitted as standing between an owner and the business.
    """
    prepared = [Person.prepare(person) for person in people[:MOST_PEOPLE]]
    found: list[Listed] = []
    for other in _missing(prepared, prepare_listed(extract), extract):
        if not any(other.is_same(known) for known in found if known.name.words == other.name.words):
            found.append(other)
    return tuple(other.party for other in found)


def _compare_person(place: int, person: Person, matter: Matter, listed: Sequence[Listed], extract: Extract) -> Compared:
    found = find(person, [other for other in listed if other.matter is matter])
    if found is None:
        result, note = _explain_absence(person, matter, listed, extract)
        return Compared(matter=matter, result=result, ours=person.submitted.name, note=note, person=place)
    result, note = _judge(person.submitted, found)
    theirs = found.listed.party.name
    return Compared(matter=matter, result=result, ours=person.submitted.name, theirs=theirs, note=note, person=place)


def _judge(person: SubmittedPerson, found: Likened) -> tuple[Result, str | None]:
    if not found.listed.acts:
        return Result.MISMATCH, ENDED
    party = found.listed.party
    share = _compare_shares(person.most_percent, party) if isinstance(party, Owner) else None
    note = "; ".join(part for part in (found.note, share) if part) or None
    return (Result.PARTIAL if share and found.result is Result.MATCH else found.result), note


def _compare_shares(most: float | None, owner: Owner) -> str | None:
    if most is None:
        return None
    if owner.low is not None and most < owner.low:
        return LARGER
    return SMALLER if owner.high is not None and most > owner.high else None


def _explain_absence(
    person: Person, matter: Matter, listed: Sequence[Listed], extract: Extract
) -> tuple[Result, str | None]:
    complete = extract.names_officers if matter is Matter.OFFICER else extract.names_owners
    if not complete:
        return Result.NOT_PROVIDED_BY_REGISTRY, None
    elsewhere = find(person, [other for other in listed if other.acts and other.matter is not matter])
    if elsewhere is not None and elsewhere.is_same:
        return Result.PARTIAL, ELSEWHERE
    if matter is Matter.OWNER:
        if _in_between([person], [other for other in listed if other.acts and other.matter is matter]):
            return Result.PARTIAL, IN_BETWEEN
        if person.submitted.most_percent is not None and person.submitted.most_percent <= QUARTER:
            return Result.NOT_PROVIDED_BY_REGISTRY, BELOW
    return Result.MISMATCH, NOT_NAMED


def _missing(people: Sequence[Person], listed: Sequence[Listed], extract: Extract) -> Iterator[Listed]:
    """Tell who of the register was not submitted; nobody, where the register does not say who acts now."""
    complete = {Matter.OFFICER: extract.names_officers, Matter.OWNER: extract.names_owners}
    for matter in (Matter.OFFICER, Matter.OWNER):
        acting = [other for other in listed if other.acts and other.matter is matter] if complete[matter] else []
        known = [*_taken(people, acting), *_in_between(people, acting)]
        yield from (other for other in acting if not any(other is one for one in known))


def _taken(people: Sequence[Person], acting: Sequence[Listed]) -> list[Listed]:
    """Find those who are a submitted person: the likeliest of each, and whom the register names again.

    A person who was submitted is one of two namesakes, father and son, and not both.
    """
    likeliest = [found.listed for person in people if (found := find(person, acting)) and found.is_same]
    return [other for other in acting if any(other.is_same(one) for one in likeliest)]


def _in_between(people: Sequence[Person], acting: Sequence[Listed]) -> list[Listed]:
    """Find the companies that were submitted as standing between an owner and the business."""
    names = {name for person in people for name in person.submitted.through}
    between = [Written(name, Kind.ORGANISATION) for name in sorted(names)]
    companies = [other for other in acting if not other.party.is_person]
    return [other for other in companies if (pair := best(between, [other.name])) and pair[0].value >= SAME]


def _is_small(party: Officer | Owner) -> bool:
    """Whether an owner's share is one that nobody has to name."""
    return isinstance(party, Owner) and party.high is not None and party.high < QUARTER


def _describe(party: Officer | Owner) -> str | None:
    return party.role if isinstance(party, Officer) else None
