"""Carry a request out: one way in for both front doors, by what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kyc_service.domain.privacy.requests import Request, Right
from kyc_service.errors import ConflictError
from kyc_service.policy.model import Policy
from kyc_service.services.rights import effects, erasures, packages
from kyc_service.services.rights.effects import Answer
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work

_CarryOut = Callable[[Work, Policy, str, int, Answer], Request]


def carry_out(rt: Runtime, work_of: tuple[str, str], request_id: str, version: int, decided: Answer) -> Request:
    """Carry a verified request out and close it; `work_of` are tenant and actor.

    Raises ConflictError before it is known who asks, and for a correction, which needs the corrected details.
    """
    with rt.open_work(*work_of, read_only=True) as work:
        kind = work.requests.get(request_id).kind
    if kind is Right.ERASE:
        # In transactions of its own: keys are destroyed between them.
        return erasures.carry_out(rt, *work_of, request_id, version)
    if kind not in _BY_RIGHT:
        message = "a correction is answered with the corrected details"
        raise ConflictError(message)
    with rt.open_work(*work_of) as work:
        return _BY_RIGHT[kind](work, rt.policy, request_id, version, decided)


_BY_RIGHT: Mapping[Right, _CarryOut] = {
    **dict.fromkeys(packages.GIVEN, lambda work, _policy, request, version, _: packages.close(work, request, version)),
    Right.COMPLAIN: lambda work, _policy, request, version, _: effects.complain(work, request, version),
    Right.RESTRICT: lambda work, _policy, request, version, _: effects.restrict(work, request, version),
    Right.LIFT_RESTRICTION: lambda work, _policy, request, version, _: effects.lift(work, request, version),
    Right.OBJECT: lambda work, _policy, request, version, said: effects.object_to(work, request, version, said),
    Right.WITHDRAW_CONSENT: lambda work, _policy, request, version, _: effects.withdraw(work, request, version),
    Right.HUMAN_REVIEW: effects.review,
}
