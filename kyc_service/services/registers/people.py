"""People and companies that a register names and nobody submitted: they are screened too, each as a subject of its own.

Each is told where its data come from: they did not give them (GDPR 14), so a notice is owed within a month.
"""

from __future__ import annotations

import datetime as dt

from kyc_service.domain.checks import Check, CheckKind
from kyc_service.domain.personal import Fields
from kyc_service.domain.privacy.requests import add_months
from kyc_service.domain.registers import Extract, Officer, Owner
from kyc_service.domain.subjects import Subject, SubjectKind, SubjectStatus
from kyc_service.policy.model import Policy
from kyc_service.services import subjects
from kyc_service.services.registers import extracts
from kyc_service.services.rights.files import NOTICE_MONTHS
from kyc_service.storage.subjects import Origin
from kyc_service.storage.work import Work
from kyc_service.tasks import Task
from kyc_service.verifiers.comparing import SubmittedPerson, unsubmitted

PURPOSE = "aml_check"
"""Purpose of the policy under which submitted values are compared."""
MOST = 50
"""Of one register's answer that are screened: more is a fund or a partnership, and a person looks at it."""


def submitted(work: Work, business_id: str) -> tuple[SubmittedPerson, ...]:
    """Read the people that were submitted, not those that a register named."""
    people = work.subjects.people_of(business_id)
    elsewhere = work.subjects.named_elsewhere([person.id for person in people])
    known = work.subjects.read_all([person.id for person in people if person.id not in elsewhere])
    return tuple(
        SubmittedPerson.read({**fields.use(PURPOSE), "person.role": person.role}) for person, fields in known.values()
    )


def screen_named(
    work: Work, policy: Policy, check: Check, business: Subject, extract: Extract, register_id: str
) -> tuple[Subject, ...]:
    """Screen whoever a register names and nobody submitted, in the verification that asked."""
    named = unsubmitted(extract, submitted(work, business.id))[:MOST]
    known = work.subjects.people_of(business.id, active_only=False)
    elsewhere = work.subjects.named_elsewhere([person.id for person in known])
    earlier = [person for person in known if person.id in elsewhere]
    found = tuple(_keep(work, policy, business, party, register_id, earlier) for party in named)
    asked = {one.subject_id for one in work.checks.of(check.verification_id) if one.kind is CheckKind.SCREENING}
    # A register may write one party in two ways that are the same once they are kept.
    new = list(dict.fromkeys(subject.id for subject in found if subject.id not in asked))
    if new:
        work.checks.ask(check.verification_id, new, CheckKind.SCREENING)
        work.outbox.ask(Task.RUN_VERIFICATION, check.verification_id, verification_id=check.verification_id)
        work.audit.append(
            "subjects.named_by_register",
            "screened",
            subject_id=business.id,
            verification_id=check.verification_id,
            details={"register": register_id, "subjects": len(new)},
        )
    return found


def _keep(
    work: Work, policy: Policy, business: Subject, party: Officer | Owner, register_id: str, earlier: list[Subject]
) -> Subject:
    """Keep a party under a key of its own, or find it again."""
    kind = SubjectKind.PERSON if party.is_person else SubjectKind.BUSINESS
    role = "owner" if isinstance(party, Owner) else "director"
    fields = _write(party, role)
    identity = subjects.identify(kind, fields)
    for subject in earlier:
        if subject.kind is not kind:
            continue
        if not all(work.subjects.matches_identity(subject.id, identity).get(name) for name in identity):
            continue
        if subject.status is SubjectStatus.REMOVED:
            return work.subjects.replace(
                subject.id, policy.collect(fields), identity, origin=_origin(work, policy, register_id)
            )
        return subject
    added = work.subjects.add(
        kind,
        role,
        reference=None,
        business_id=business.id,
        records=policy.collect(fields),
        identity=identity,
        origin=_origin(work, policy, register_id),
    )
    _owe_notice(work, added, register_id, work.now())
    return added


def _owe_notice(work: Work, subject: Subject, register_id: str, at: dt.datetime) -> None:
    """Put on file where the data come from; whoever did not give them has to be told within a month."""
    content: Fields = {
        extracts.EXTRACT: {"register": register_id, "named": True},
        extracts.RETRIEVED: at.isoformat(),
    }
    work.sources.add(subject.id, content, retrieved_at=at, notice_due_at=add_months(at, NOTICE_MONTHS))


def _origin(work: Work, policy: Policy, register_id: str) -> Origin:
    obliged = work.origins.is_obliged()
    bases = {purpose: policy.basis_of(purpose, obliged=obliged) for purpose in subjects.SERVES}
    return Origin(
        source=f"register:{register_id}",
        policy_version=policy.version,
        policy_sha256=policy.sha256,
        bases=dict.fromkeys(policy.rules.categories, bases),
    )


def _write(party: Officer | Owner, role: str) -> Fields:
    """Write down what a register says of somebody, under the names of the policy."""
    if not party.is_person:
        found: Fields = {"business.name": party.name, "business.registration.number": party.number}
    else:
        found = {
            "person.name": party.name,
            "person.role": role,
            "person.date_of_birth": str(party.born) if party.born else None,
        }
    return {path: value for path, value in found.items() if value is not None}
