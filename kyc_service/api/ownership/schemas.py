"""Who owns a business on file, as it is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from kyc_service.api.schemas.answers import day, many, one, percent, text, texts, word
from kyc_service.domain.cases import HitStatus
from kyc_service.domain.ownership.beneficial import Ground
from kyc_service.domain.ownership.findings import Code
from kyc_service.domain.ownership.parties import Means, PartyKind
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Verdict

_PARTY = "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063"


def _party(description: str) -> fields.String:
    return text(f"{description}: an id of `parties`.", _PARTY)


class PercentSchema(Schema):
    """A share that lies between two bounds; the same twice where it is exact."""

    low = percent("At least this, in per cent.", 50)
    high = percent("At most this, in per cent.", 75)


class PartyOfOwnershipSchema(Schema):
    """A party of the graph."""

    id = text("Id of the subject, or a name of this answer's own where a party is none.", _PARTY)
    kind = word("What it is.", tuple(PartyKind))
    name = text("Name, by the first source that has it.", "Anna de Vries")


class GroundOfOwnershipSchema(Schema):
    """Why somebody is a beneficial owner."""

    ground = word("Which ground.", tuple(Ground))
    verdict = word("How surely.", tuple(Verdict))


class PathSchema(Schema):
    """How an owner reaches the business."""

    parties = texts("Ids from the owner down to the business.", _PARTY)
    text = text("The same in words, with what it comes to.", "Anna de Vries owns 60 % of Acme Trading B.V.")


class BeneficialOwnerSchema(Schema):
    """A natural person who is a beneficial owner, or may be."""

    party = _party("Who")
    name = text("Name.", "Anna de Vries")
    verdict = word("How surely.", (Verdict.SURE.value, Verdict.POSSIBLE.value))
    interest = one(PercentSchema, "What the person has of the business in all.")
    grounds = many(GroundOfOwnershipSchema, "Why.")
    paths = many(PathSchema, "The strongest paths.")


class OtherOwnerSchema(Schema):
    """A natural person who is no beneficial owner by what is on file."""

    party = _party("Who")
    name = text("Name.", "Bram de Vries")
    interest = one(PercentSchema, "What the person has of the business in all.")


class RuleSchema(Schema):
    """What one rule says of being blocked through owners."""

    rule = word("Whose rule.", tuple(RuleName))
    verdict = word("Whether the business is blocked, itself or through owners.", tuple(Verdict))
    share = one(PercentSchema, "What blocked parties have of it together.")
    chain = texts("Ids of those it rests on, owners first; empty where nobody is blocked.", _PARTY)
    text = texts("The steps in words; the last says the verdict.", "Acme Trading B.V. is blocked by the rule")
    if_undecided_were_confirmed = word("What it would be, were every undecided hit confirmed.", tuple(Verdict))


class ListedPartySchema(Schema):
    """A hit of a party on a sanctions list."""

    party = _party("Who")
    hit_id = text("Id of the hit.", "hit_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    verification_id = text("Id of its verification.", "ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    source = text("Id of the list.", "un")
    entry_id = text("Id of the entry.", "un:QDe.004")
    status = word("Where it stands.", tuple(HitStatus))


class StatementSchema(Schema):
    """What one source says."""

    owner = _party("Of whom")
    through = texts("Ids of the parties in between, from the owner down.", _PARTY)
    percent = one(PercentSchema, "Share of the business; 0 to 100 where nobody stated it.")
    control = texts("Means of control without a share.", Means.BOARD.value)
    source = text("`submission`, or `register:` and the register's id.", "register:companies_house")
    as_of = day("When it was taken in.")


class ListRelationSchema(Schema):
    """What a list of sanctions says of who owns or controls one of its entries, or for whom it acts."""

    owner = _party("Who")
    owned = _party("Whom: a party with a confirmed hit")
    source = text("`list:` and the list's id.", "list:ofac_sdn")
    as_of = day("Of which day the list is.", nullable=True)


class DisputedStatementSchema(Schema):
    """What one source says, where others say what cannot be true beside it."""

    source = text("`submission`, or `register:` and the register's id.", "register:companies_house")
    as_of = day("When it was taken in.")
    percent = one(PercentSchema, "Share.")


class DisputeSchema(Schema):
    """Statements about one share that cannot all be true."""

    owner = _party("Whose share")
    owned = _party("Of what")
    statements = many(DisputedStatementSchema, "Each with its source.")


class OwnershipFindingSchema(Schema):
    """Something that is doubtful or missing."""

    code = word("What was found.", tuple(Code))
    parties = texts("Ids of the parties it is about.", _PARTY)
    text = text("The same in words.", "What is not explained of Acme Trading B.V. may hide an owner at the threshold.")


class OwnershipOfSubjectSchema(Schema):
    """Who owns and controls a business, by what is on file now."""

    reference = text("Your own name for the business.", "acme-trading-2291")
    party = _party("The business")
    threshold: Any = percent("From which an interest makes a beneficial owner, in per cent.", 25)
    parties = many(PartyOfOwnershipSchema, "Everybody that is named below.")
    beneficial_owners = many(BeneficialOwnerSchema, "Surest and largest first.")
    not_beneficial_owners = many(OtherOwnerSchema, "Natural persons who own less.")
    not_explained = one(PercentSchema, "What no person explains.")
    rules = many(RuleSchema, "Whether it is blocked.")
    confirmed_hits = many(ListedPartySchema, "Confirmed by an analyst: these parties count as blocked.")
    undecided_hits = many(ListedPartySchema, "Open or inconclusive: these parties do not count as blocked.")
    statements = many(StatementSchema, "Everything that was stated, each with its source.")
    list_relations = many(ListRelationSchema, "What lists say of who stands above the confirmed parties.")
    findings = many(OwnershipFindingSchema, "What is doubtful or missing.")
    disputed = many(DisputeSchema, "Where sources contradict one another; none is preferred.")
    picture = text("The graph as an SVG document; null unless it was asked for.", "<svg ...>", nullable=True)
