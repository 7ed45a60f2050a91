"""A verification as the onboarding flow sees it, and as an analyst sees it."""

from __future__ import annotations

from marshmallow import Schema, post_dump

from kyc_service.api.schemas.answers import (
    EntrySchema,
    ListingSchema,
    ListUsedSchema,
    PieceSchema,
    day,
    flag,
    instant,
    many,
    mapping,
    next_cursor,
    number,
    one,
    percent,
    score,
    text,
    texts,
    word,
)
from kyc_service.domain.cases import HitStatus
from kyc_service.domain.checks import CheckStatus
from kyc_service.domain.comparisons import Result
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Verdict
from kyc_service.domain.registers import Outcome
from kyc_service.domain.verifications import Coverage, VerificationStatus


class NextActionSchema(Schema):
    """What can be done next."""

    field = text("What it is about.", "/business/registration/number", nullable=True)
    code = text("Stable code.", "wait")
    document = text("Which document is asked for.", "proof_of_address", nullable=True)
    text = text("In words.", "The checks are running. Ask again, or wait for the webhook.")
    due_at = instant("Until when the answer is awaited.", nullable=True)


class SourceSchema(Schema):
    """A list that was compared with."""

    name = text("Id of the list.", "un")
    version = text("Digest of the version.", "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef")
    published = day("Day the publisher gives.", nullable=True)
    confirmed_at = instant("When the version was last confirmed.", nullable=True)
    fresh = flag("Whether that was recent enough to clear on.")


class ComparedSchema(Schema):
    """One thing compared between a submission and a register."""

    matter = text("What.", "name")
    result = word("How both agree.", tuple(Result))
    ours = text("As submitted; absent once the register's answer is no longer kept.", "Acme Trading", nullable=True)
    theirs = text("As the register has it.", "ACME TRADING B.V.", nullable=True)
    note = text("What is different, in words.", "the same but for the legal form", nullable=True)
    person = number("Place among the people submitted.", 0, nullable=True)


class RegisterReplySchema(Schema):
    """One reply of a register."""

    at = instant("When.")
    status = number("HTTP status; null when there was no reply.", 200, nullable=True)
    sha256 = text("Digest of its body.", "5f70bf18a086007016e948b04aed3b82103a36be", nullable=True)


class RegisterAnswerSchema(Schema):
    """What came of asking a register."""

    outcome = word("The answer: an outage is none.", tuple(Outcome))
    code = text("Why not.", "not_found", nullable=True)
    reference = text("The register's own name for it.", "WAPIAAAAX1fK0Zdq", nullable=True)
    asked_at = instant("When.")
    reused = flag("Whether it is an answer on file that was still fresh.")
    flags = texts("What is worth a look.", "accounts_overdue")
    compared = many(ComparedSchema, "Field by field.")
    answers = many(RegisterReplySchema, "Every reply, as evidence.")
    url = text("What was asked, without secrets.", "https://registry.example/company/01234567", nullable=True)
    extract = mapping("What the register has, by field path.", {"register.number": "01234567"})


class ShareSchema(Schema):
    """A share that lies between two bounds."""

    low = percent("At least this, in per cent.", 50)
    high = percent("At most this, in per cent.", 75)


class OwnershipRuleSchema(Schema):
    """What one rule of being blocked through owners says of the business, whether or not it is listed itself."""

    rule = word("Whose rule.", tuple(RuleName))
    verdict = word("What it said when it was last worked out.", tuple(Verdict))
    share = one(ShareSchema, "What blocked parties have of the business together.")
    why = text("Why, by the share.", "OFAC: 49.9 % is below 50 %")
    path = texts("The steps in words, by what is on file now.", "Anna de Vries owns 60 % of Acme Trading B.V.")
    if_undecided_were_confirmed = word("What it would be, were every undecided hit confirmed.", tuple(Verdict))


class OwnershipOutcomeSchema(Schema):
    """What those who own the business come to."""

    threshold = percent("From which somebody is a beneficial owner, in per cent.", 25, nullable=True)
    flags = texts("What has to be looked at, or asked.", "ownership:derived_block:ofac")
    rules = many(OwnershipRuleSchema, "Only where somebody who owns it has a hit on a list of sanctions.")
    findings = texts("What is doubtful or missing, in words, by what is on file now.", "Nobody says who owns Acme.")
    picture = text("Where the graph is, with `picture`.", "/v1/subjects/acme/ownership?picture=svg")


class CheckSchema(Schema):
    """One question of a verification."""

    id = text("Id.", "chk_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    kind = text("What was asked.", "screening")
    source = text("Which register was asked.", "companies_house", nullable=True)
    status = word("Where it stands.", tuple(CheckStatus))
    reason = text("Why it is not simply passed.", "lists_stale", nullable=True)
    required = flag("Whether the verification needs it.")
    subject_id = text("Whom it is about.", "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    attempt = number("How often it was begun.", 1)
    matcher_version = text("Version of the matcher.", "1", nullable=True)
    threshold = score("Score from which a match is a hit.", nullable=True)
    profile = text("Screening profile; null for the service's own settings.", "marketplace", nullable=True)
    profile_number = number("Its version.", 3, nullable=True)
    lists = many(ListUsedSchema, "What it compared with.")
    register = one(RegisterAnswerSchema, "What the register said, for a check that asked one.", nullable=True)
    ownership = one(OwnershipOutcomeSchema, "What owners come to, for the check about them.", nullable=True)


class AllowlistAnswerSchema(Schema):
    """What the allowlist did about a match."""

    pair_id = text("The pair.", "alw_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    outcome = word("`answered`, or `reopened` because something changed.", ("answered", "reopened"))
    changes = texts("What changed: names of fields, or `expired`.", "subject.names")
    text = text("In words.", "Allowlisted before; open again because of: submitted names.")


class HitSchema(Schema):
    """A match kept as evidence."""

    id = text("Id.", "hit_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    subject_id = text("Who may be listed.", "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    entry_id = text("The listed party.", "un:QDe.004")
    source = text("Id of the list.", "un")
    list_digest = text("Digest of the list version.", "5f70bf18a086007016e948b04aed3b82103a36be")
    score = score("Likelihood of identity.")
    status = word("Where it stands.", tuple(HitStatus))
    version = number("For If-Match when it is disposed of.", 1)
    disposed_by = text("Who answered it.", "key_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    disposed_at = instant("When; null for what was answered before this was kept.", nullable=True)
    reason_code = text("Why it was answered so.", "different_birth_date", nullable=True)
    note = text("The analyst's words.", "Born 20 years later.", nullable=True)
    entry = one(EntrySchema, "The listed party as it was when it was found.")
    listings = many(ListingSchema, "The same party on other lists: one answer covers them all.")
    evidence = many(PieceSchema, "Why it was found.")
    allowlist = one(AllowlistAnswerSchema, "What an allowlisted pair did about it.", nullable=True)


class PartySchema(Schema):
    """A party of a verification, with what was submitted about it."""

    id = text("Id.", "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    kind = word("What it is.", ("business", "person"))
    role = text("Its role.", "buyer")
    status = text("Whether the relationship lives.", "active")
    details = mapping("Field path to value.", {"business.name": "Acme Trading B.V."})


class ExaminedPartySchema(PartySchema):
    """A party with what its contacts and addresses look like."""

    notes = texts("What is worth knowing about its contacts, and sends nothing to review.", "email_free_provider")


class EvidenceSchema(Schema):
    """Everything an analyst needs to decide."""

    flags = texts("What was worth a look at the door, and what owners come to.", "placeholder_name")
    parties = many(ExaminedPartySchema, "The business and its people.")
    checks = many(CheckSchema, "What was asked.")
    hits = many(HitSchema, "What was found.")
    case_id = text("The case, if one was opened.", "cas_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)


class VerificationSchema(Schema):
    """Where a verification stands. Neutral: nothing here says what was found."""

    id = text("Id.", "ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    reference = text("Your own name for the business.", "acme-trading-2291")
    status = word("Where it stands.", tuple(VerificationStatus))
    reason = text("Why it stands there, where there is something to say.", "lists_stale", nullable=True)
    coverage = word("How much of what is required could be asked.", tuple(Coverage))
    sequence = number("Rises with each change.", 2)
    created_at = instant("When it was submitted.")
    updated_at = instant("When it last changed.")
    completed_at = instant("When it was settled.", nullable=True)
    policy_version = text("Policy under which it was made.", "2019-07-15.4")
    next_actions = many(NextActionSchema, "What can be done next.")
    sources = many(SourceSchema, "What was compared with.")
    notice = text("What else to know, as that the lists are the bundled ones.", None, nullable=True)
    sandbox = flag("Whether this is a sandbox, in which some names give fixed outcomes.")
    evidence = one(EvidenceSchema, "Only for keys with the analyst scope.")

    @post_dump
    def drop_absent(self, data: dict[str, object], **_: object) -> dict[str, object]:
        """Leave evidence out where there is none to show."""
        if data.get("evidence") is None:
            data.pop("evidence", None)
        return data


class VerificationPageSchema(Schema):
    """A page of verifications, newest first."""

    items = many(VerificationSchema, "Verifications.")
    next = next_cursor()


class ValidatedSchema(Schema):
    """That a submission would be accepted."""

    valid = flag("Always true: faults are answered as a problem.")
    flags = texts("What would send it to review.", "placeholder_name")
