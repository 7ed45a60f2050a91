"""Effects: restriction, objection, withdrawn consents, another look at a refusal. All of it counts at once."""

from __future__ import annotations

from dataclasses import dataclass

from kyc_service.domain.cases import Outcome
from kyc_service.domain.privacy.files import Change, Direction
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.privacy.requests import Request, Right
from kyc_service.domain.verifications import Trigger
from kyc_service.errors import ConflictError, Fault, FourEyesError, InvalidInputError
from kyc_service.policy.model import Policy
from kyc_service.services import verifications
from kyc_service.services.exits import grounds
from kyc_service.services.rights import files, notices, requests
from kyc_service.storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person decided on a request, where there is something to decide."""

    compelling: str | None = None
    """Why an objection does not stop the processing; None lets it stop."""
    uphold: bool | None = None
    """Whether a refusal stands after another person looked at it."""
    explanation: str | None = None
    """Why, for the subject; a copy is kept with the case's correspondence."""


def restrict(work: Work, request_id: str, version: int) -> Request:
    """Let what is known of the subject only be stored, from now."""
    request = requests.get_verified(work, request_id, version, Right.RESTRICT)
    if not work.grounds.live_kinds(request.subject_id, (GroundKind.RESTRICTION,)):
        _keep(work, request, GroundKind.RESTRICTION, request.id)
    notices.owe(work, request, Change.RESTRICTED)
    return requests.close(work, request, "restricted")


def lift(work: Work, request_id: str, version: int) -> Request:
    """End a restriction at the subject's own wish."""
    request = requests.get_verified(work, request_id, version, Right.LIFT_RESTRICTION)
    _end_all(work, request, GroundKind.RESTRICTION)
    notices.owe(work, request, Change.RESTRICTION_LIFTED)
    return requests.close(work, request, "lifted")


def object_to(work: Work, request_id: str, version: int, answer: Answer) -> Request:
    """Stop what rests on a legitimate interest, unless compelling reasons are written down (GDPR 21(1))."""
    request = requests.get_verified(work, request_id, version, Right.OBJECT)
    _keep(work, request, GroundKind.OBJECTION, request.id)
    if answer.compelling is None:
        return requests.close(work, request, "stopped")
    if len(answer.compelling.strip()) < requests.MIN_REASON:
        raise InvalidInputError([Fault("/compelling", "reason_required")])
    _keep(work, request, GroundKind.COMPELLING, answer.compelling.strip())
    return requests.close(work, request, "continued")


def withdraw(work: Work, request_id: str, version: int) -> Request:
    """End every consent of the subject. What left before stays lawful (GDPR 7(3))."""
    request = requests.get_verified(work, request_id, version, Right.WITHDRAW_CONSENT)
    _end_all(work, request, GroundKind.CONSENT)
    return requests.close(work, request, "withdrawn")


def complain(work: Work, request_id: str, version: int) -> Request:
    """Say where to complain: that hangs on nothing else."""
    request = requests.get_verified(work, request_id, version, Right.COMPLAIN)
    return requests.close(work, request, "told")


def review(work: Work, policy: Policy, request_id: str, version: int, answer: Answer) -> Request:
    """Let a person who had no part in it look at a refusal again (GDPR 22(3)).

    Raises FourEyesError for whoever made or approved the decision, ConflictError where nothing was refused.
    """
    request = requests.get_verified(work, request_id, version, Right.HUMAN_REVIEW)
    if answer.uphold is None:
        raise InvalidInputError([Fault("/uphold", "required")])
    if len((answer.explanation or "").strip()) < requests.MIN_REASON:
        raise InvalidInputError([Fault("/explanation", "reason_required")])
    subject = work.subjects.get(request.subject_id)
    business = work.subjects.get(subject.business_id or subject.id)
    latest = work.verifications.latest_of(business.id)
    found = work.decisions.of(latest.id) if latest else ()
    made = [one for one in found if one.outcome is Outcome.REJECT and one.confirmed_at]
    if not made:
        message = "nothing was refused here"
        raise ConflictError(message, "nothing_refused")
    if work.actor in {made[-1].made_by, made[-1].approved_by}:
        message = "somebody else has to look at this refusal"
        raise FourEyesError(message)
    case = work.cases.of_verification(made[-1].verification_id)
    if case is not None:
        files.keep_message(work, case.id, subject.id, Direction.OUTGOING, (answer.explanation or "").strip())
    if answer.uphold:
        return requests.close(work, request, "upheld")
    verifications.start_again(work, policy, business, Trigger.REVIEW_DATE)
    return requests.close(work, request, "reopened")


def _keep(work: Work, request: Request, kind: GroundKind, reference: str) -> None:
    grounds.keep(work, NewGround(kind=kind, reference=reference, subject_id=request.subject_id))


def _end_all(work: Work, request: Request, kind: GroundKind) -> None:
    now = work.now()
    for ground in work.grounds.of_subject(request.subject_id):
        if ground.kind is kind and ground.holds(now):
            grounds.end(work, ground.id, ground.version)
