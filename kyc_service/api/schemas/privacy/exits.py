"""Exits: addressees, grounds, handovers, the ledger, sealed records."""

from __future__ import annotations

from marshmallow import Schema, fields

from kyc_service.api.bodies.base import Choice, Items, StrictSchema, Text
from kyc_service.api.schemas.answers import flag, instant, many, mapping, next_cursor, number, one, text, texts, word
from kyc_service.domain.privacy.grounds import FROM_REQUESTS, GroundKind
from kyc_service.domain.privacy.handovers import HandoverStatus
from kyc_service.domain.privacy.suspicions import SuspicionStatus

SUBJECT = "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063"
ADDRESSEE = "adr_3f0c2b7a9d814e6fa1c5d2e8b4a79063"
KEY = "key_3f0c2b7a9d814e6fa1c5d2e8b4a79063"
LONGEST = 2000
_KINDS = tuple(kind.value for kind in GroundKind if kind not in FROM_REQUESTS)
_MOST_FIELDS = 100


class Details(fields.Dict):
    """Texts by name."""

    def __init__(self, description: str, example: dict[str, str]) -> None:
        """Take what they are for."""
        super().__init__(
            keys=fields.String(),
            values=Text("A value.", "4", longest=LONGEST),
            error_messages={"invalid": "wrong_type", "null": "wrong_type"},
            metadata={"description": description, "examples": [example]},
        )


class NewAddresseeSchema(StrictSchema):
    """Somebody who may be sent something."""

    recipient = Text("Line of the policy that it is.", "payment_provider", longest=64, required=True)
    country = Text("Where it reads the data, ISO 3166-1 alpha-2.", "NL", longest=2, required=True)
    name = Text("Its name.", "Example Payments N.V.", longest=300, required=True)
    subject = Text("Who named it: id, or reference of a business.", SUBJECT, longest=128)


class AddresseeSchema(Schema):
    """An addressee."""

    id = text("Id.", ADDRESSEE)
    recipient = text("Line of the policy.", "payment_provider")
    country = text("Where it reads the data.", "NL")
    name = text("Its name.", "Example Payments N.V.")
    subject_id = text("Who named it.", SUBJECT, nullable=True)
    made_at = instant("When it was added.")
    retired_at = instant("When it was retired: nothing goes there any more.", nullable=True)


class AddresseePageSchema(Schema):
    """A page of addressees, newest first."""

    items = many(AddresseeSchema, "Addressees.")
    next = next_cursor()


class NewGroundSchema(StrictSchema):
    """A fact that is on file."""

    kind = Choice("What it is.", _KINDS, required=True)
    reference = Text("Where the evidence is kept.", "contracts/2026/117", longest=500, required=True)
    addressee_id = Text("The addressee that it is about.", ADDRESSEE, longest=64)
    subject = Text("The subject: id, or reference of a business.", SUBJECT, longest=128)
    country = Text("A country, ISO 3166-1 alpha-2.", "JP", longest=2)
    purpose = Text("A purpose of the policy.", "by_consent", longest=64)
    details = Details("What its kind asks for besides.", {"module": "2"})
    valid_from = Text("From when it holds, RFC 3339; now when left out.", "2026-11-26T00:00:00Z", longest=35)
    valid_until = Text("From when it no longer holds, RFC 3339.", "2027-11-26T00:00:00Z", longest=35)


class GroundSchema(Schema):
    """A fact on file."""

    id = text("Id.", "grd_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    kind = word("What it is.", tuple(GroundKind))
    addressee_id = text("The addressee.", ADDRESSEE, nullable=True)
    subject_id = text("The subject.", SUBJECT, nullable=True)
    country = text("The country.", "NL", nullable=True)
    purpose = text("The purpose.", "by_consent", nullable=True)
    details = mapping("What its kind asks for besides.", {"module": "2"})
    reference = text("Where the evidence is kept.", "contracts/2026/117")
    valid_from = instant("From when it holds.")
    valid_until = instant("From when it no longer holds.", nullable=True)
    made_by = text("Who recorded it.", KEY)
    made_at = instant("When.")
    ended_by = text("Who ended it.", KEY, nullable=True)
    ended_at = instant("When; it holds no longer.", nullable=True)
    version = number("The ETag's number.", 1)


class GroundPageSchema(Schema):
    """A page of grounds, newest first."""

    items = many(GroundSchema, "Grounds.")
    next = next_cursor()


class NewHandoverSchema(StrictSchema):
    """A disclosure to ask for."""

    subject = Text("Id of the subject, or reference of a business.", SUBJECT, longest=128, required=True)
    addressee_id = Text("Who is to get it.", ADDRESSEE, longest=64, required=True)
    purpose = Text("Purpose of the policy.", "withdrawal_review", longest=64, required=True)
    paths = Items(
        Text("A field of the policy.", "business.name", longest=64), "What is to leave; no wildcards.", _MOST_FIELDS
    )


class HandoverSchema(Schema):
    """A disclosure that was asked for."""

    id = text("Id.", "hnd_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    subject_id = text("The subject.", SUBJECT)
    addressee_id = text("Who is to get it.", ADDRESSEE)
    recipient = text("Line of the policy.", "payment_provider")
    purpose = text("Purpose of the policy.", "withdrawal_review")
    paths = texts("Fields that the policy grants.", "business.name")
    secret = flag("Whether the subject is not told.")
    status = word("Where it stands.", tuple(HandoverStatus))
    asked_by = text("Who asked.", KEY)
    asked_at = instant("When.")
    approved_by = text("The second person, where the policy wants one.", KEY, nullable=True)
    approved_at = instant("When.", nullable=True)
    released_by = text("Who released it.", KEY, nullable=True)
    released_at = instant("When it last left.", nullable=True)
    version = number("The ETag's number.", 2)


class HandoverPageSchema(Schema):
    """A page of handovers, newest first."""

    items = many(HandoverSchema, "Handovers.")
    next = next_cursor()


class VerdictSchema(StrictSchema):
    """What a second person says."""

    verdict = Choice("Agree, or drop it.", ("approve", "decline"), required=True)


class ReleasedSchema(Schema):
    """What leaves, and under which rules."""

    handover = one(HandoverSchema, "The handover.")
    decision_id = text("Id of the decision, as the ledger has it.", "dis_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    rules = texts("Rules that allow it.", "recipient.payment_provider")
    basis = text("Basis, GDPR 6(1).", "contract", nullable=True)
    policy_version = text("Version of the policy.", "2019-07-15.1")
    payload = mapping("What may leave, as small as the policy makes it.", {"business.name": "Jansen Fietsen B.V."})


class DisclosureSchema(Schema):
    """A line of the ledger: names of fields, never their values."""

    id = text("Id.", "dis_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    subject_id = text("About whom.", SUBJECT)
    allowed = flag("Whether it left; a refusal is a line as well.")
    recipient = text("Line of the policy.", "platform_backend")
    addressee_id = text("To whom in particular.", ADDRESSEE, nullable=True)
    country = text("Where that is.", "NL", nullable=True)
    safeguard = text("What covered the transfer.", "scc:grd_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    secret = flag("Whether the subject is not told.")
    purpose = text("What for.", "onboarding_kyc")
    basis = text("Basis, GDPR 6(1).", "contract", nullable=True)
    granted = texts("Fields that left.", "check.status")
    rule_ids = texts("Rules that allowed or refused it.", "recipient.platform_backend")
    grounds = texts("What was on file.", "grd_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    policy_version = text("Version of the policy.", "2019-07-15.1")
    channel = text("Which way.", "api:status")
    times = number("How often the same content left.", 1)
    first_at = instant("When first.")
    last_at = instant("When last.")


class DisclosurePageSchema(Schema):
    """A page of the ledger, newest first."""

    items = many(DisclosureSchema, "Lines.")
    next = next_cursor()


class BadgeSchema(Schema):
    """What another user of the platform may see."""

    badge = word("There is no other word: without a badge there is no answer.", ("verified",))


class NewSuspicionSchema(StrictSchema):
    """The beginning of an assessment."""

    subject = Text("Id of the subject, or reference of a business.", SUBJECT, longest=128, required=True)
    report = Text("What was noticed.", "Two accounts share one director.", longest=20_000, required=True)


class AssessmentSchema(StrictSchema):
    """What became of a suspicion."""

    assessment = Text("What was found.", "No reason to report.", longest=20_000)
    fiu_reference = Text("Reference of the report to the authority.", "2026-4711", longest=200)
    status = Choice("`closed` ends the assessment and starts its retention clock.", tuple(SuspicionStatus))


class SuspicionSchema(Schema):
    """An assessment."""

    id = text("Id.", "sus_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    status = word("Where it stands.", tuple(SuspicionStatus))
    subject_id = text("About whom.", SUBJECT)
    report = text("What was noticed.", "Two accounts share one director.")
    assessment = text("What was found.", "No reason to report.", nullable=True)
    fiu_reference = text("Reference of the report to the authority.", "2026-4711", nullable=True)
    opened_by = text("Who began it.", KEY)
    opened_at = instant("When.")
    closed_at = instant("When it ended.", nullable=True)
    version = number("The ETag's number.", 1)


class SuspicionPageSchema(Schema):
    """A page of assessments, newest first."""

    items = many(SuspicionSchema, "Assessments.")
    next = next_cursor()
