"""Subjects: take in a business and its people, change them, say whether they are clear."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass

from kyc_service.domain.personal import Fields, JsonValue, Personal
from kyc_service.domain.subjects import Party, Subject, SubjectKind, SubjectStatus, Submission
from kyc_service.domain.verifications import Verification, VerificationStatus
from kyc_service.errors import ConflictError, NotFoundError, StaleVersionError, SubjectMismatchError
from kyc_service.policy.model import Policy
from kyc_service.services import disclosures
from kyc_service.storage.subjects import Newcomer, Origin
from kyc_service.storage.work import Work

REGISTRATION = "registration"
"""Name in the blind index of a business's number, with its country."""
INTAKE = disclosures.ONBOARDING
"""Purpose of the policy under which details are taken in."""
SERVES = (INTAKE, "aml_check")
"""Purposes of the policy that submitted details serve; the notice names them."""


@dataclass(frozen=True, slots=True)
class SubjectView:
    """A business with its people, for the analyst's scope."""

    subject: Subject
    fields: Personal[Fields]
    people: tuple[tuple[Subject, Personal[Fields]], ...]
    latest: Verification | None


@dataclass(frozen=True, slots=True)
class Clearance:
    """Whether an order may go through now, and in neutral codes why not."""

    reference: str
    clear: bool
    reasons: tuple[str, ...]
    verification_id: str | None
    as_of: dt.datetime
    sources: tuple[tuple[str, str], ...]
    """Source id and list version that the answer rests on."""


def register(work: Work, policy: Policy, submission: Submission) -> tuple[Subject, tuple[Subject, ...]]:
    """Store a business under its reference, and its people; what is known already is replaced.

    Raises SubjectMismatchError when the reference names another business.
    """
    known = work.subjects.by_reference(submission.reference)
    origin = _origin(work, policy, submission.notice_id, amends=submission.amends)
    if known is None:
        fields = submission.business.fields.use(INTAKE)
        firm = Newcomer(
            SubjectKind.BUSINESS,
            submission.role,
            policy.collect(fields),
            _identify_business(fields),
            submission.reference,
        )
        people = [_introduce(policy, party) for party in submission.people]
        business, *added = work.subjects.add_all([firm, *people], origin=origin)
        return business, tuple(added)
    _refuse_other_business(work, known, submission)
    return _replace(work, policy, known, submission, origin)


def amend(work: Work, policy: Policy, subject: Subject, party: Party, notice_id: str | None) -> Subject:
    """Put new details of one party in the place of those that are known, after it was asked for them.

    Another name or number is no other party here: whoever asked knows of whom.
    """
    fields = party.fields.use(INTAKE)
    origin = _origin(work, policy, notice_id, amends=True)
    return work.subjects.replace(subject.id, policy.collect(fields), identify(subject.kind, fields), origin=origin)


def _origin(work: Work, policy: Policy, notice_id: str | None, *, amends: bool) -> Origin:
    """Say under which policy and notice, and on which bases, details are taken in."""
    obliged = work.origins.is_obliged()
    bases = {purpose: policy.basis_of(purpose, obliged=obliged) for purpose in SERVES}
    return Origin(
        policy_version=policy.version,
        policy_sha256=policy.sha256,
        notice_id=notice_id,
        bases=dict.fromkeys(policy.rules.categories, bases),
        amends=amends,
    )


def _replace(
    work: Work, policy: Policy, known: Subject, submission: Submission, origin: Origin
) -> tuple[Subject, tuple[Subject, ...]]:
    """Replace what is known of a business; people it no longer names are marked as removed."""
    if known.status is SubjectStatus.RELATIONSHIP_ENDED:
        message = "the relationship with this business has ended; use a new reference"
        raise ConflictError(message)
    fields = submission.business.fields.use(INTAKE)
    business = work.subjects.replace(
        known.id,
        policy.collect(fields),
        _identify_business(fields),
        origin=origin,
    )
    left = {person.id: person for person in work.subjects.people_of(known.id)}
    people: list[Subject] = []
    for party in submission.people:
        same = _find_person(work, left, party)
        if same is None:
            people += work.subjects.add_all([_introduce(policy, party)], business.id, origin)
            continue
        del left[same.id]
        values = party.fields.use(INTAKE)
        people.append(work.subjects.replace(same.id, policy.collect(values), _identify_person(party), origin=origin))
    for person in left.values():
        work.subjects.set_status(person.id, SubjectStatus.REMOVED, relationship_ended_at=work.now())
    return business, tuple(people)


def read(work: Work, reference: str) -> SubjectView:
    """Read a business and its people, for an analyst. The reading is in the audit."""
    subject = _get(work, reference)
    people = [person.id for person in work.subjects.people_of(subject.id)]
    known = work.subjects.read_all([subject.id, *people])
    work.audit.append("subject.read", "done", subject_id=subject.id)
    latest = work.verifications.latest_of(subject.id)
    return SubjectView(*known[subject.id], tuple(known[person] for person in people), latest)


def check_version(subject: Subject, expected: int) -> None:
    """Refuse a change that is based on what was read before another change."""
    if subject.version != expected:
        raise StaleVersionError


def clearance(work: Work, policy: Policy, reference: str) -> Clearance:
    """Say whether a business is clear now: its newest verification is, and nothing about it is open."""
    found, leaving = _prepare(work, policy, reference)
    disclosures.pass_whole(work, leaving)
    return found


def glance(work: Work, policy: Policy, reference: str) -> Clearance | None:
    """Say the same without writing, or None when it has to be written into the ledger first."""
    found, leaving = _prepare(work, policy, reference)
    return found if disclosures.is_whole(leaving) and disclosures.is_known(work, leaving) else None


def _prepare(work: Work, policy: Policy, reference: str) -> tuple[Clearance, disclosures.Exit]:
    """Find the answer, and what the policy makes of it."""
    subject = _get(work, reference)
    latest = work.verifications.latest_of(subject.id)
    reasons = []
    if subject.status is SubjectStatus.RELATIONSHIP_ENDED:
        reasons.append("relationship_ended")
    if latest is None or latest.status is not VerificationStatus.CLEAR:
        reasons.append(_say(latest))
    if work.cases.count_open(subject.id):
        reasons.append("in_review")
    found = Clearance(
        reference=reference,
        clear=not reasons,
        reasons=tuple(dict.fromkeys(reasons)),
        verification_id=latest.id if latest else None,
        as_of=work.now(),
        sources=_sources(work, latest),
    )
    payload: Fields = {
        "check.reference": reference,
        "check.id": found.verification_id,
        "check.status": list(found.reasons),
        "decision.outcome": "clear" if found.clear else "not_clear",
    }
    leaving = disclosures.prepare(
        work,
        policy,
        disclosures.ELIGIBILITY,
        payload,
        subject_id=subject.id,
        verification_id=found.verification_id,
        channel="api:clearance",
    )
    return found, leaving


def end_relationship(work: Work, reference: str, at: dt.datetime | None = None) -> Subject:
    """Start the retention clock of a business and its people."""
    subject = _get(work, reference)
    if subject.status is SubjectStatus.RELATIONSHIP_ENDED:
        return subject
    when = at or work.now()
    for person in work.subjects.people_of(subject.id):
        work.subjects.set_status(person.id, SubjectStatus.RELATIONSHIP_ENDED, relationship_ended_at=when)
    ended = work.subjects.set_status(subject.id, SubjectStatus.RELATIONSHIP_ENDED, relationship_ended_at=when)
    work.audit.append("subject.relationship_ended", "done", subject_id=subject.id)
    return ended


def _get(work: Work, reference: str) -> Subject:
    subject = work.subjects.by_reference(reference)
    if subject is None:
        raise NotFoundError
    return subject


def _say(latest: Verification | None) -> str:
    if latest is None:
        return "never_verified"
    return {
        VerificationStatus.REVIEW: "in_review",
        VerificationStatus.UNDER_REMEDIATION: "in_review",
        VerificationStatus.REJECTED: "rejected",
        VerificationStatus.EXPIRED: "expired",
        VerificationStatus.ACTION_REQUIRED: "action_required",
        VerificationStatus.CANCELLED: "never_verified",
    }.get(latest.status, "verification_pending")


def _sources(work: Work, latest: Verification | None) -> tuple[tuple[str, str], ...]:
    used: dict[str, str] = {}
    for result in work.checks.results_of(latest.id).values() if latest else ():
        used |= {version.source: version.digest for version in result.lists}
    return tuple(used.items())


def _refuse_other_business(work: Work, known: Subject, submission: Submission) -> None:
    """The registration number decides; where one side has none, the name does."""
    same = work.subjects.matches_identity(known.id, _identify_business(submission.business.fields.use(INTAKE)))
    registration = same.get(REGISTRATION)
    if registration is False or (registration is None and same.get("name") is False):
        message = "this reference names another business already; use another reference"
        raise SubjectMismatchError(message)


def _find_person(work: Work, people: dict[str, Subject], party: Party) -> Subject | None:
    identity = _identify_person(party)
    for person in people.values():
        if person.role == party.role and work.subjects.matches_identity(person.id, identity).get("person") is True:
            return person
    return None


def _introduce(policy: Policy, party: Party) -> Newcomer:
    """Put down a person who was not known."""
    records = policy.collect(party.fields.use(INTAKE))
    return Newcomer(SubjectKind.PERSON, party.role, records, _identify_person(party))


def _identify_business(fields: Fields) -> dict[str, str]:
    identity = {"name": _fold(fields.get("business.name"))}
    number = _fold(fields.get("business.registration.number"))
    if number:
        identity[REGISTRATION] = f"{_fold(fields.get('business.registration.country'))}|{number}"
    return identity


def _identify_person(party: Party) -> dict[str, str]:
    return _identify_fields(party.fields.use(INTAKE))


def _identify_fields(fields: Fields) -> dict[str, str]:
    name = "".join(_fold(fields.get(path)) for path in ("person.name", "person.given_name", "person.family_name"))
    return {"person": f"{name}|{_fold(fields.get('person.date_of_birth'))}"}


def identify(kind: SubjectKind, fields: Fields) -> dict[str, str]:
    """Make the texts by which a subject is recognised again, out of what is stored of it."""
    return _identify_business(fields) if kind is SubjectKind.BUSINESS else _identify_fields(fields)


def _fold(value: JsonValue) -> str:
    """Reduce a text to what makes it the same: letters, marks and digits, without case."""
    text = unicodedata.normalize("NFKC", value).casefold() if isinstance(value, str) else ""
    return "".join(letter for letter in text if unicodedata.category(letter)[0] in "LMN")
