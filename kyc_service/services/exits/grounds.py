"""Grounds: keep a fact on file, with its evidence, and end it. What ends does so from that very moment."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kyc_service.domain.privacy.grounds import FROM_REQUESTS, SECRET, SHAPES, Basis, Ground, GroundKind, NewGround
from kyc_service.errors import Fault, ForbiddenError, InvalidInputError, NotFoundError, StaleVersionError
from kyc_service.policy.model import Policy
from kyc_service.storage.work import Work

LONGEST_DETAIL = 200
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_CODE = re.compile(r"[\x20-\x7e]{1,200}", re.ASCII)
CONSENT_LINE = "named_by_subject"
"""Line of the policy for whom a subject names (C.16)."""


def record(work: Work, policy: Policy, new: NewGround, *, sealed: bool = False) -> Ground:
    """Keep a fact. Raises InvalidInputError that names every fault, ForbiddenError for a sealed kind."""
    if new.kind in SECRET and not sealed:
        message = "a key with the scope `sealed` is needed for this kind"
        raise ForbiddenError(message)
    if new.kind in FROM_REQUESTS:
        raise InvalidInputError([Fault("/kind", "made_by_a_request")])
    faults = [*_judge_shape(new), *_judge_term(work, new), *_judge_details(policy, new)]
    if faults:
        raise InvalidInputError(faults)
    if new.kind is GroundKind.CONSENT and work.addressees.get(new.addressee_id or "").recipient != CONSENT_LINE:
        raise InvalidInputError([Fault("/addressee_id", "not_named_by_subject")])
    return keep(work, new)


def keep(work: Work, new: NewGround) -> Ground:
    """Keep a fact that was judged, with its audit entry."""
    made = work.grounds.add(new)
    _note(work, made, "ground.recorded")
    return made


def end(
    work: Work,
    ground_id: str,
    version: int | None,
    *,
    only: Collection[GroundKind] | None = None,
    sealed: bool = False,
) -> Ground:
    """Let a fact hold no longer, at once: a consent is withdrawn, a contract ended, a withdrawal closed.

    `only` names the kinds that the caller may touch; others are as unknown to it as what is not there.
    """
    found = work.grounds.get(ground_id)
    if (found.kind in SECRET and not sealed) or (only is not None and found.kind not in only):
        raise NotFoundError
    if version is not None and found.version != version:
        raise StaleVersionError
    ended = work.grounds.end(found)
    _note(work, ended, "ground.ended")
    return ended


def _note(work: Work, ground: Ground, op: str) -> None:
    subject_id = None if ground.kind in SECRET else ground.subject_id
    work.audit.append(op, ground.kind.value, subject_id=subject_id, details={"ground_id": ground.id})


def _judge_shape(new: NewGround) -> Iterator[Fault]:
    """Every part that the kind names has to be there, and no other."""
    shape = SHAPES[new.kind]
    parts = (
        ("/addressee_id", new.addressee_id, shape.addressee),
        ("/subject", new.subject_id, shape.subject),
        ("/country", new.country, shape.country),
        ("/purpose", new.purpose, shape.purpose),
    )
    for pointer, given, wanted in parts:
        if wanted and not given:
            yield Fault(pointer, "required")
        elif given and not wanted:
            yield Fault(pointer, "not_of_this_kind")
    if not new.reference.strip():
        yield Fault("/reference", "required")


def _judge_term(work: Work, new: NewGround) -> Iterator[Fault]:
    start = new.valid_from or work.now()
    if new.valid_until is None:
        if SHAPES[new.kind].ends:
            yield Fault("/valid_until", "required")
    elif new.valid_until <= start:
        yield Fault("/valid_until", "ends_before_it_begins")


def _judge_details(policy: Policy, new: NewGround) -> Iterator[Fault]:
    wanted = SHAPES[new.kind].details
    for name in sorted(wanted - new.details.keys()):
        yield Fault(f"/details/{name}", "required")
    for name in sorted(new.details):
        if name not in wanted:
            yield Fault("/details", "unknown_field")
        elif _CODE.fullmatch(new.details[name]) is None or not _is_known(policy, name, new.details[name]):
            yield Fault(f"/details/{name}", "invalid_detail")
    if new.purpose is not None and new.purpose not in policy.rules.purposes:
        yield Fault("/purpose", "unknown_purpose")


def _is_known(policy: Policy, name: str, text: str) -> bool:
    if name == "categories":
        return {part.strip() for part in text.split(",")} <= policy.rules.categories.keys()
    if name == "law":
        return text in {basis.value for basis in Basis}
    return name != "wording_sha256" or _DIGEST.fullmatch(text) is not None
