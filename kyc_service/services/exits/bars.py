"""Bars: what stands in the way whatever the policy's lines grant: a restriction, an objection, no safeguard abroad."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from kyc_service.domain.personal import RESTRICTED
from kyc_service.domain.privacy.grounds import Ground, GroundKind
from kyc_service.policy.model import Decision, Policy
from kyc_service.services.exits.asked import Asked
from kyc_service.storage.work import Work

OBJECTED = "right.object"
RIGHTS = "subject_rights"
"""Purpose under which a subject gets its own data: no restriction of its own keeps them from it."""
NO_SAFEGUARD = "transfer.no_safeguard"
RETIRED = "addressee.retired"
OTHER_LINE = "addressee.other_recipient"
SEALED = "suspicion.sealed"

_EU = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    },
)
"""Member states, ISO 3166-1 alpha-2."""


def of_subject(work: Work, policy: Policy, subject_id: str, purpose: str, basis: str | None) -> tuple[str, ...]:
    """Name the subject's own rights that stand in the way of a purpose."""
    kinds = (GroundKind.RESTRICTION, GroundKind.OBJECTION, GroundKind.COMPELLING)
    live = work.grounds.live_kinds(subject_id, kinds)
    return tuple(_of_subject(policy, live, purpose, basis)) if live else ()


def of_all(policy: Policy, decision: Decision, asked: Asked, grounds: tuple[Ground, ...]) -> tuple[str, ...]:
    """Name everything that stands in the way of a disclosure to an addressee."""
    mine = frozenset(ground.kind for ground in grounds if ground.subject_id == asked.subject.id)
    return (
        *_of_subject(policy, mine, asked.purpose, decision.basis),
        *_of_addressee(asked),
        *_of_sealed(policy, decision, asked),
        *(() if find_safeguard(policy, asked, grounds) else (NO_SAFEGUARD,)),
    )


def refuse_for(decision: Decision, reasons: tuple[str, ...]) -> Decision:
    """Turn a decision into a refusal that names these rules; without any it stays as it is."""
    if not reasons:
        return decision
    withheld = dict(decision.withheld) | dict.fromkeys(decision.granted, reasons[0])
    return dataclasses.replace(
        decision, allowed=False, granted=(), withheld=tuple(withheld.items()), rule_ids=reasons, basis=None
    )


def find_safeguard(policy: Policy, asked: Asked, grounds: tuple[Ground, ...]) -> str | None:
    """Say what covers the transfer to the addressee's country now, or None when nothing does.

    `own_region`, `adequacy:grd_...`, `scc:grd_...`, `bcr:grd_...` or `derogation`; who has no addressee is no transfer.
    """
    if asked.addressee is None or is_inside(policy, asked.addressee.country):
        return "own_region"
    transfer = policy.rules.transfer
    for kind in (GroundKind.ADEQUACY, GroundKind.SCC, GroundKind.BCR):
        for ground in grounds:
            if ground.kind is kind and kind.value in transfer["safeguards"] and _covers(policy, ground, asked):
                return f"{kind.value}:{ground.id}"
    # GDPR 49(1)(e) and (f): case by case, with a second person; the recipient's line asks for one.
    derogates = asked.recipient in transfer["derogation_recipients"] and asked.agreed
    return "derogation" if derogates else None


def is_inside(policy: Policy, country: str) -> bool:
    """Whether a country is in the region that the policy counts as its own (section G)."""
    regions = frozenset(policy.rules.header.get("eea_regions", ()))
    return country in regions or ("EU" in regions and country in _EU)


def _of_subject(policy: Policy, live: frozenset[GroundKind], purpose: str, basis: str | None) -> Iterator[str]:
    excepted = {*policy.rules.rights["restrict"]["except_purposes"], RIGHTS}
    if GroundKind.RESTRICTION in live and purpose not in excepted:
        yield RESTRICTED
    stopped = basis in policy.rules.rights["object"]["bases"]
    if GroundKind.OBJECTION in live and GroundKind.COMPELLING not in live and stopped:
        yield OBJECTED


def _of_addressee(asked: Asked) -> Iterator[str]:
    if asked.addressee is None:
        return
    if asked.addressee.retired_at is not None:
        yield RETIRED
    if asked.addressee.recipient != asked.recipient:
        yield OTHER_LINE


def _of_sealed(policy: Policy, decision: Decision, asked: Asked) -> Iterator[str]:
    categories = (policy.rules.categories[policy.category_of(path)] for path in decision.granted)
    if not asked.sealed and any(category.tipping_off for category in categories):
        yield SEALED


def _covers(policy: Policy, ground: Ground, asked: Asked) -> bool:
    if ground.kind is GroundKind.ADEQUACY:
        return asked.addressee is not None and ground.country == asked.addressee.country
    stated = {*ground.details, *(("valid_to",) if ground.valid_until else ())}
    whole = ground.kind is not GroundKind.SCC or stated >= set(policy.rules.transfer["scc_needs"])
    return whole and ground.addressee_id == asked.addressee_id
