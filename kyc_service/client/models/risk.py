"""Types of `risk`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from .shared import TableOfRating


class AppliedRule(TypedDict):
    """AppliedRule, as the service takes or answers it."""

    reason: str
    points: float
    at_least: Literal["low", "medium", "high", "prohibited"] | None
    values: list[Any]
    unknown: bool
    source: SourceOfRule | None


class BeneficialOwner(TypedDict):
    """BeneficialOwner, as the service takes or answers it."""

    party: str
    name: str
    verdict: Literal["sure", "possible"]
    interest: Percent
    grounds: list[GroundOfOwnership]
    paths: list[Path]


class Dispute(TypedDict):
    """Dispute, as the service takes or answers it."""

    owner: str
    owned: str
    statements: list[DisputedStatement]


class DisputedStatement(TypedDict):
    """DisputedStatement, as the service takes or answers it."""

    source: str
    as_of: str
    percent: Percent


class GroundOfOwnership(TypedDict):
    """GroundOfOwnership, as the service takes or answers it."""

    ground: Literal["interest", "control", "controls_owners", "owns_controller"]
    verdict: Literal["sure", "possible", "no"]


class ListRelation(TypedDict):
    """ListRelation, as the service takes or answers it."""

    owner: str
    owned: str
    source: str
    as_of: str | None


class ListedParty(TypedDict):
    """ListedParty, as the service takes or answers it."""

    party: str
    hit_id: str
    verification_id: str
    source: str
    entry_id: str
    status: Literal["open", "false_positive", "true_match", "inconclusive", "accepted_risk", "blocked", "superseded"]


class OtherOwner(TypedDict):
    """OtherOwner, as the service takes or answers it."""

    party: str
    name: str
    interest: Percent


class OwnershipFinding(TypedDict):
    """OwnershipFinding, as the service takes or answers it."""

    code: Literal[
        "self_owned",
        "over_100",
        "share_out_of_range",
        "contradictory_band",
        "sources_disagree",
        "unknown_party",
        "party_twice",
        "listed_twice",
        "person_owned",
        "cycle",
        "nominee_unnamed",
        "trust_without_roles",
        "dead_end",
        "gap",
        "nobody_found",
        "many_controllers",
    ]
    parties: list[str]
    text: str


class OwnershipOfSubject(TypedDict):
    """OwnershipOfSubject, as the service takes or answers it."""

    reference: str
    party: str
    threshold: float
    parties: list[PartyOfOwnership]
    beneficial_owners: list[BeneficialOwner]
    not_beneficial_owners: list[OtherOwner]
    not_explained: Percent
    rules: list[Rule]
    confirmed_hits: list[ListedParty]
    undecided_hits: list[ListedParty]
    statements: list[Statement]
    list_relations: list[ListRelation]
    findings: list[OwnershipFinding]
    disputed: list[Dispute]
    picture: str | None


class PartyOfOwnership(TypedDict):
    """PartyOfOwnership, as the service takes or answers it."""

    id: str
    kind: Literal["person", "company", "trust", "fund", "state", "unknown"]
    name: str


class Path(TypedDict):
    """Path, as the service takes or answers it."""

    parties: list[str]
    text: str


class Percent(TypedDict):
    """Percent, as the service takes or answers it."""

    low: float
    high: float


class RiskContribution(TypedDict):
    """RiskContribution, as the service takes or answers it."""

    factor: str
    title: str
    fact: Literal[
        "registration_country",
        "operation_countries",
        "owner_countries",
        "industry",
        "legal_form",
        "age_years",
        "role",
        "ownership_gap",
        "chain_length",
        "ownership_findings",
        "blocked_owners",
        "confirmed_topics",
        "open_topics",
        "register_flags",
        "register_outcomes",
        "contact_flags",
        "submission_flags",
    ]
    points: float
    most: float
    at_least: Literal["low", "medium", "high", "prohibited"] | None
    basis: str
    applied: list[AppliedRule]
    text: str


class RiskOfSubject(TypedDict):
    """RiskOfSubject, as the service takes or answers it."""

    reference: str
    not_rated: Literal["not_rated_yet", "processing_restricted"] | None
    level: Literal["low", "medium", "high", "prohibited"] | None
    computed_level: Literal["low", "medium", "high", "prohibited"] | None
    points: float | None
    contributions: list[RiskContribution]
    unknown: list[str]
    table: TableOfRating | None
    verification_id: str | None
    rated_at: str | None
    review_at: str | None
    override: RiskOverride | None
    overrides: list[RiskOverride]
    history: list[RiskRating]
    next: str | None
    picture: str | None
    text: list[str]


class RiskOverride(TypedDict):
    """RiskOverride, as the service takes or answers it."""

    id: str
    rating_id: str
    computed: Literal["low", "medium", "high", "prohibited"]
    level: Literal["low", "medium", "high", "prohibited"]
    lowers: bool
    reason_code: Literal[
        "adverse_information",
        "unusual_activity",
        "authority_request",
        "mitigating_controls",
        "factor_does_not_apply",
        "data_error",
        "other",
    ]
    note: str
    status: Literal["proposed", "active", "ended"]
    made_by: str
    made_at: str
    approved_by: str | None
    approved_at: str | None
    expires_at: str
    ended_by: str | None
    ended_at: str | None
    end_reason: Literal["by_hand", "expired", "level_rose", "not_approved"] | None
    version: int


class RiskOverriding(TypedDict):
    """RiskOverriding, as the service takes or answers it."""

    level: Literal["low", "medium", "high", "prohibited"]
    reason_code: Literal[
        "adverse_information",
        "unusual_activity",
        "authority_request",
        "mitigating_controls",
        "factor_does_not_apply",
        "data_error",
        "other",
    ]
    note: str
    expires_at: NotRequired[str]


class RiskRating(TypedDict):
    """RiskRating, as the service takes or answers it."""

    id: str
    verification_id: str | None
    level: Literal["low", "medium", "high", "prohibited"]
    points: float
    table_name: str
    table_number: int
    review_at: str
    made_at: str


class Rule(TypedDict):
    """Rule, as the service takes or answers it."""

    rule: Literal["ofac", "eu", "uk"]
    verdict: Literal["sure", "possible", "no"]
    share: Percent
    chain: list[str]
    text: list[str]
    if_undecided_were_confirmed: Literal["sure", "possible", "no"]


class SourceOfRule(TypedDict):
    """SourceOfRule, as the service takes or answers it."""

    title: str
    as_of: str
    url: str


class Statement(TypedDict):
    """Statement, as the service takes or answers it."""

    owner: str
    through: list[str]
    percent: Percent
    control: list[str]
    source: str
    as_of: str
