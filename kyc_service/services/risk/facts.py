"""Facts of a business for its rating: gathered from everything on file, and left as codes and numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kyc_service.domain.cases import Hit
from kyc_service.domain.contact_checks.parties import check_business, check_person
from kyc_service.domain.ownership.verdicts import Verdict, strongest
from kyc_service.domain.personal import Fields
from kyc_service.domain.risk.facts import Fact, Value
from kyc_service.domain.risk.industries import read_code
from kyc_service.domain.risk.vocabularies import COUNTRIES, DISPUTED, can_be
from kyc_service.domain.subjects import Subject, SubjectKind, SubjectStatus
from kyc_service.domain.verifications import Verification
from kyc_service.errors import KycError
from kyc_service.services.ownership import listings
from kyc_service.services.ownership.gathering import newest_extracts
from kyc_service.services.ownership.subjects import OwnershipView, work_out
from kyc_service.storage.work import Work
from watchlists.dates import PartialDate

PURPOSE = "aml_check"
"""Purpose of the policy under which personal values are read here."""
OWNER = "owner"
DAYS_OF_YEAR = 365.2425
_PER_CENT = 100.0
_BY_NAME = {fact.value: fact for fact in Fact}
Found = dict[Fact, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class _OnFile:
    """What is known of a business and its people, opened."""

    business: Subject
    fields: Fields
    people: tuple[tuple[Subject, Fields], ...]
    """Those that were not taken off."""


def gather(work: Work, verification: Verification) -> Found | None:
    """Gather the facts of a business; None where it, or somebody of it, restricted the use of their data.

    Nothing else than codes and numbers leaves here. Raises SubjectErasedError.
    """
    business = work.subjects.get(verification.subject_id)
    everybody = work.subjects.people_of(business.id, active_only=False)
    people = [person for person in everybody if person.status is not SubjectStatus.REMOVED]
    ids = [business.id, *(person.id for person in people)]
    if work.subjects.restricted(ids):
        return None
    known = {key: box.use(PURPOSE) for key, (_, box) in work.subjects.read_all(ids).items()}
    on_file = _OnFile(business, known[business.id], tuple((person, known[person.id]) for person in people))
    standing = listings.find_standing(work, business, ids)
    found = {
        **_read_submission(on_file, work.now().date()),
        **_read_ownership(work, on_file, standing),
        **_read_hits(standing),
        **_read_registers(work, verification.id),
        Fact.CONTACT_FLAGS: _codes(_look_at_contacts(on_file)),
        Fact.SUBMISSION_FLAGS: _codes(verification.flags),
    }
    return {fact: tuple(value for value in values if can_be(fact, value)) for fact, values in found.items()}


def write(found: Mapping[Fact, Collection[Value]]) -> dict[str, list[Value]]:
    """Write facts as JSON knows them: the same for the same facts."""
    return {fact.value: list(found[fact]) for fact in Fact if fact in found}


def read(written: Mapping[str, Iterable[Any]]) -> Found:
    """Read what `write` wrote; a fact that this version does not know any more is left out."""
    return {_BY_NAME[name]: tuple(values) for name, values in written.items() if name in _BY_NAME}


def _read_submission(on_file: _OnFile, today: dt.date) -> Found:
    """Read what was submitted of the business itself; what was left out is unknown, and absent."""
    fields = on_file.fields
    addresses = [one for one in _items(fields.get("business.addresses")) if isinstance(one, dict)]
    single = {
        Fact.REGISTRATION_COUNTRY: fields.get("business.registration.country"),
        Fact.INDUSTRY: fields.get("business.industry"),
        Fact.LEGAL_FORM: fields.get("business.type"),
        Fact.ROLE: on_file.business.role,
        Fact.AGE_YEARS: _age(fields.get("business.registration.date"), today),
    }
    found: Found = {fact: (value,) for fact, value in single.items() if isinstance(value, str | float)}
    if Fact.INDUSTRY in found:
        found[Fact.INDUSTRY] = (read_code(str(found[Fact.INDUSTRY][0])),)
    if addresses:
        found[Fact.OPERATION_COUNTRIES] = _codes(one.get("country") for one in addresses)
    return found


def _age(written: object, today: dt.date) -> float | None:
    """Return the whole years since a registration: from the latest day that a date may be."""
    if not isinstance(written, str):
        return None
    try:
        registered = PartialDate.parse(written).latest
    except ValueError:
        return None
    return float(max(0, int((today - registered).days / DAYS_OF_YEAR)))


def _read_ownership(work: Work, on_file: _OnFile, standing: Sequence[Hit]) -> Found:
    """Read who owns the business. Where nobody said anything of it, nothing is known."""
    by_registers = [
        owner for extract, _ in newest_extracts(work, on_file.business).values() for owner in extract.owners
    ]
    submitted = any(_is_owner(*party) for party in on_file.people)
    if not submitted and not by_registers and not any(hit.status in listings.CONFIRMED for hit in standing):
        # Nobody who could block it, and nothing to work out.
        return {Fact.BLOCKED_OWNERS: ()}
    try:
        view = work_out(work, on_file.business)
    except KycError:
        raise
    except Exception:  # noqa: BLE001 - the check about owners says that it went wrong; here nothing is known of them
        return {}
    blocked = strongest(*(one.verdict for one in view.blockings))
    found: Found = {Fact.BLOCKED_OWNERS: () if blocked is Verdict.NO else (blocked.value,)}
    if not view.statements:
        return found
    named = [code for owner in by_registers if owner.until is None for code in (owner.nationality, owner.country)]
    countries = [*_countries_of_people(on_file), *named]
    return found | {
        Fact.OWNER_COUNTRIES: _codes(code for code in countries if code in COUNTRIES),
        Fact.OWNERSHIP_GAP: (round(view.owners.gap.high * _PER_CENT, 2),),
        Fact.CHAIN_LENGTH: (float(_longest_chain(view)),),
        Fact.OWNERSHIP_FINDINGS: _codes(_findings(view)),
    }


def _findings(view: OwnershipView) -> list[str]:
    disputed = any(held.disputed for held in view.graph.holdings) or any(one.disputed for one in view.totals.values())
    return [*(finding.code.value for finding in view.owners.findings), *([DISPUTED] if disputed else [])]


def _longest_chain(view: OwnershipView) -> int:
    """Count the companies between the business and the farthest of its beneficial owners."""
    return max((len(path.holdings) - 1 for owner in view.owners.found for path in owner.paths), default=0)


def _is_owner(person: Subject, fields: Fields) -> bool:
    """Whether somebody was submitted as an owner, or with a share."""
    return person.role == OWNER or bool(fields.get("person.ownership"))


def _countries_of_people(on_file: _OnFile) -> Iterable[object]:
    for person, fields in on_file.people:
        if not _is_owner(person, fields):
            continue
        yield from _items(fields.get("person.nationalities"))
        for address in _items(fields.get("person.addresses")):
            yield address.get("country") if isinstance(address, dict) else None
        if person.kind is SubjectKind.BUSINESS:
            yield fields.get("business.registration.country")


def _read_hits(standing: Iterable[Hit]) -> Found:
    """Read what the lists say on which a person confirmed somebody, and those that nobody decided."""
    confirmed: set[str] = set()
    undecided: set[str] = set()
    for hit in standing:
        if hit.status in listings.CONFIRMED:
            confirmed |= listings.topics_of(hit, PURPOSE)
        elif hit.status in listings.UNDECIDED:
            undecided |= listings.topics_of(hit, PURPOSE)
    return {Fact.CONFIRMED_TOPICS: _codes(confirmed), Fact.OPEN_TOPICS: _codes(undecided)}


def _read_registers(work: Work, verification_id: str) -> Found:
    """Read what registers answered; where none was asked nothing is known."""
    answers = work.checks.register_results_of(verification_id).values()
    if not answers:
        return {}
    return {
        Fact.REGISTER_FLAGS: _codes(flag for answer in answers for flag in answer.flags),
        Fact.REGISTER_OUTCOMES: _codes(answer.outcome.value for answer in answers),
    }


def _look_at_contacts(on_file: _OnFile) -> Iterable[str]:
    noticed = [check_business(on_file.fields)]
    for person, fields in on_file.people:
        if person.kind is SubjectKind.PERSON:
            noticed.append(check_person({**fields, "person.role": person.role}, on_file.fields))
    for one in noticed:
        yield from (*one.flags, *one.notes)


def _codes(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if isinstance(value, str)}))


def _items(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
