"""Facts: what each condition of the policy comes to, read from records. Nobody who sends is taken at their word.

A condition that nothing here can establish does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kyc_service.domain.privacy.grounds import Ground, GroundKind
from kyc_service.domain.subjects import SubjectStatus
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.policy.model import Policy
from kyc_service.services.exits.asked import Asked
from kyc_service.storage.work import Work

SELLER = "seller"


@dataclass(frozen=True, slots=True)
class Found:
    """Which conditions hold, and on what that rests."""

    facts: dict[str, bool] = field(default_factory=dict)
    grounds: tuple[str, ...] = ()
    """Ids of the grounds that were relied on."""


@dataclass(frozen=True, slots=True)
class _Scene:
    work: Work
    policy: Policy
    asked: Asked
    grounds: tuple[Ground, ...]

    def find(self, kind: GroundKind, *, by_subject: bool = False, by_addressee: bool = True) -> Ground | None:
        """Find the newest ground of a kind; it names the subject or its business, and the addressee, as asked."""
        ours = {self.asked.subject.id, self.asked.business_id}
        for ground in self.grounds:
            if ground.kind is not kind or (by_subject and ground.subject_id not in ours):
                continue
            if not by_addressee or (ground.addressee_id is not None and ground.addressee_id == self.asked.addressee_id):
                return ground
        return None


def establish(work: Work, policy: Policy, asked: Asked, grounds: tuple[Ground, ...]) -> Found:
    """Look at every condition of the recipient's line."""
    line = policy.rules.recipients.get(asked.recipient)
    scene = _Scene(work, policy, asked, grounds)
    facts: dict[str, bool] = {}
    used: list[str] = []
    for name in line.when if line else ():
        found = ESTABLISH[name](scene) if name in ESTABLISH else False
        facts[name] = bool(found)
        if isinstance(found, Ground):
            used.append(found.id)
    return Found(facts, tuple(used))


def is_clear(work: Work, business_id: str) -> bool:
    """Whether a business is clear now: its newest verification is, nothing is open, the relationship lives."""
    latest = work.verifications.latest_of(business_id)
    if latest is None or latest.status is not VerificationStatus.CLEAR or work.cases.count_open(business_id):
        return False
    return work.subjects.get(business_id).status is SubjectStatus.ACTIVE


def _is_seller(scene: _Scene) -> bool:
    return scene.work.subjects.get(scene.asked.business_id).role == SELLER


def _consent(scene: _Scene) -> Ground | None:
    """Find a consent that names this addressee and purpose, and every category that is asked for."""
    known = scene.policy.rules.category_by_field
    wanted = {known.get(path) for path in scene.asked.fields}
    for ground in scene.grounds:
        named = (ground.addressee_id, ground.subject_id, ground.purpose)
        if ground.kind is GroundKind.CONSENT and named == (
            scene.asked.addressee_id,
            scene.asked.subject.id,
            scene.asked.purpose,
        ):
            return ground if wanted <= _split(ground.details.get("categories", "")) else None
    return None


def _split(text: str) -> set[str | None]:
    return {part.strip() for part in text.split(",")}


ESTABLISH: Mapping[str, Callable[[_Scene], Ground | bool | None]] = {
    "contract_on_file": lambda scene: scene.find(GroundKind.CONTRACT),
    "status_is_clear": lambda scene: is_clear(scene.work, scene.asked.business_id),
    "subject_is_seller": _is_seller,
    "withdrawal_requested": lambda scene: scene.find(GroundKind.WITHDRAWAL, by_subject=True, by_addressee=False),
    "open_case": lambda scene: scene.work.cases.count_open(scene.asked.business_id) > 0,
    "matter_number": lambda scene: scene.find(GroundKind.MATTER, by_subject=True),
    "legal_reference": lambda scene: scene.find(GroundKind.LEGAL_REFERENCE, by_subject=True),
    "four_eyes": lambda scene: scene.asked.agreed,
    "purpose_limit_notice_sent": lambda scene: scene.find(GroundKind.PURPOSE_NOTICE),
    "live_consent_for_this_recipient": _consent,
    "identity_verified": lambda scene: scene.asked.verified,
}
"""Each condition of the policy, and how it is found out."""
