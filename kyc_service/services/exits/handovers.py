"""Handovers: ask for one disclosure to one addressee, let a second person agree where the policy says so, release it.

What was on file when it was asked for is worth nothing when it is released: the gate is asked again.
"""

from __future__ import annotations

from dataclasses import dataclass

from kyc_service.domain.privacy.grounds import Addressee
from kyc_service.domain.privacy.handovers import Handover, HandoverStatus
from kyc_service.errors import ConflictError, Fault, ForbiddenError, InvalidInputError, NotFoundError, StaleVersionError
from kyc_service.policy.model import Decision, Policy
from kyc_service.services import disclosures
from kyc_service.services.disclosures import Exit
from kyc_service.services.exits import gate
from kyc_service.services.exits.asked import Asked
from kyc_service.storage.work import Work

FOUR_EYES = "four_eyes"
NOT_ADDRESSED = frozenset({"platform_backend", "platform_user", "statistics_user", "subject"})
"""Lines of the policy that have an exit of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A disclosure that somebody asks for."""

    subject_id: str
    addressee_id: str
    purpose: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """How a question to the gate went. With `handover` None nothing was kept but the refusal in the ledger."""

    handover: Handover | None
    decision: Decision
    exit: Exit | None = None


def add_addressee(
    work: Work, policy: Policy, recipient: str, country: str, name: str, subject_id: str | None
) -> Addressee:
    """Keep somebody who may be sent something. Raises InvalidInputError for a line the policy does not have."""
    faults = []
    if recipient not in policy.rules.recipients or recipient in NOT_ADDRESSED:
        faults.append(Fault("/recipient", "unknown_recipient"))
    if not name.strip():
        faults.append(Fault("/name", "required"))
    if faults:
        raise InvalidInputError(faults)
    made = work.addressees.add(recipient, country, name.strip(), subject_id)
    work.audit.append("addressee.added", "done", subject_id=subject_id, details={"addressee_id": made.id})
    return made


def ask(work: Work, policy: Policy, wanted: Wanted, *, sealed: bool) -> Answered:
    """Ask for a disclosure. It is refused at once for anything but the second person who has yet to agree."""
    addressee = work.addressees.get(wanted.addressee_id)
    line = policy.rules.recipients.get(addressee.recipient)
    secret = line.secret if line else False
    if secret and not sealed:
        message = "a key with the scope `sealed` is needed for this recipient"
        raise ForbiddenError(message)
    asked = Asked(
        subject=work.subjects.get(wanted.subject_id),
        recipient=addressee.recipient,
        purpose=wanted.purpose,
        fields=wanted.paths,
        addressee=addressee,
        agreed=True,
        sealed=sealed,
    )
    decision, whereto = gate.judge(work, policy, asked)
    if not decision.allowed:
        _record_refusal(work, Exit.refused(asked.subject.id, _channel(addressee.id), decision, whereto))
        return Answered(None, decision)
    waits = line is not None and FOUR_EYES in line.when
    kept = work.handovers.add(
        subject_id=wanted.subject_id,
        addressee_id=addressee.id,
        recipient=addressee.recipient,
        purpose=decision.purpose,
        paths=decision.granted,
        secret=secret,
        status=HandoverStatus.WAITING if waits else HandoverStatus.READY,
    )
    _note(work, kept, "handover.asked")
    return Answered(kept, decision)


def read(work: Work, handover_id: str, *, sealed: bool) -> Handover:
    """Return a handover; a secret one is as unknown as one that is not, without the permission."""
    found = work.handovers.get(handover_id)
    if found.secret and not sealed:
        raise NotFoundError
    return found


def approve(work: Work, handover_id: str, version: int, *, sealed: bool) -> Handover:
    """Agree to a disclosure that another person asked for. Raises FourEyesError for that person."""
    agreed = work.handovers.approve(_get(work, handover_id, version, sealed=sealed))
    _note(work, agreed, "handover.approved")
    return agreed


def decline(work: Work, handover_id: str, version: int, *, sealed: bool) -> Handover:
    """Drop a disclosure that has not been made."""
    declined = work.handovers.decline(_get(work, handover_id, version, sealed=sealed))
    _note(work, declined, "handover.declined")
    return declined


def release(work: Work, policy: Policy, handover_id: str, version: int, *, sealed: bool) -> Answered:
    """Let it leave, if the gate still says so. A refusal stands in the ledger and changes nothing else."""
    handover = _get(work, handover_id, version, sealed=sealed)
    if handover.status not in {HandoverStatus.READY, HandoverStatus.RELEASED}:
        message = "this waits for a second person, or was declined"
        raise ConflictError(message)
    addressee = work.addressees.get(handover.addressee_id)
    asked = Asked(
        subject=work.subjects.get(handover.subject_id),
        recipient=handover.recipient,
        purpose=handover.purpose,
        fields=handover.paths,
        addressee=addressee,
        agreed=handover.is_agreed(work.now()),
        sealed=sealed,
    )
    leaving = gate.send(work, policy, asked, _channel(addressee.id))
    if not leaving.decision.allowed:
        return Answered(handover, leaving.decision)
    released = work.handovers.release(handover)
    _note(work, released, "handover.released")
    return Answered(released, leaving.decision, leaving)


def _get(work: Work, handover_id: str, version: int, *, sealed: bool) -> Handover:
    found = read(work, handover_id, sealed=sealed)
    if found.version != version:
        raise StaleVersionError
    return found


def _record_refusal(work: Work, refused: Exit) -> None:
    disclosures.record(work, refused)
    subject_id = None if refused.whereto.secret else refused.subject_id
    work.audit.append("handover.refused", "denied", subject_id=subject_id, rule_ids=refused.decision.rule_ids)


def _note(work: Work, handover: Handover, op: str) -> None:
    """Write it into the audit; of a secret one without the subject."""
    subject_id = None if handover.secret else handover.subject_id
    work.audit.append(op, handover.status.value, subject_id=subject_id, details={"handover_id": handover.id})


def _channel(addressee_id: str) -> str:
    return f"handover:{addressee_id}"
