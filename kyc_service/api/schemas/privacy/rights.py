"""Requests of subjects, notices to recipients, correspondence and public sources."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.bodies.base import Choice, StrictSchema, Text
from kyc_service.api.schemas.answers import instant, many, mapping, next_cursor, number, one, text, word
from kyc_service.api.schemas.privacy.exits import ADDRESSEE, KEY, SUBJECT, Details
from kyc_service.domain.privacy.files import Change, Direction, Waiver
from kyc_service.domain.privacy.requests import Extension, Method, Refusal, RequestStatus, Right

REQUEST = "req_3f0c2b7a9d814e6fa1c5d2e8b4a79063"


class NewPrivacyRequestSchema(StrictSchema):
    """A request of a subject."""

    subject = Text("Id of the subject, or reference of a business.", SUBJECT, longest=128, required=True)
    kind = Choice("What is asked.", tuple(Right), required=True)
    words = Text(
        "What was asked, in the subject's own words.", "Which data do you have?", longest=20_000, required=True
    )


class VerificationMethodSchema(StrictSchema):
    """How it was shown who asks."""

    method = Choice("How.", tuple(Method), required=True)


class RequestExtensionSchema(StrictSchema):
    """Why an answer takes longer."""

    reason = Choice("Why; the subject is told.", tuple(Extension), required=True)


class RequestRefusalSchema(StrictSchema):
    """Why a request is not followed."""

    reason = Choice("Why; it stays in our own records.", tuple(Refusal), required=True)


class RequestAnswerSchema(StrictSchema):
    """What a person decided, where there is something to decide."""

    compelling = Text("Why an objection does not stop the processing.", "Fraud under investigation.", longest=2000)
    review = Choice("Whether a refusal stands.", ("upheld", "reopened"))
    explanation = Text("Why, for the subject.", "The register shows the same owner.", longest=2000)


class PrivacyRequestSchema(Schema):
    """A request."""

    id = text("Id.", REQUEST)
    subject_id = text("Whose it is.", SUBJECT)
    kind = word("What is asked.", tuple(Right))
    status = word("Where it stands.", tuple(RequestStatus))
    received_by = text("Who took it in.", KEY)
    received_at = instant("When.")
    due_at = instant("When it has to be answered at the latest.")
    extended_at = instant("When its term was extended.", nullable=True)
    extension_reason = word("Why.", tuple(Extension), nullable=True)
    method = word("How it was shown who asks.", tuple(Method), nullable=True)
    verified_by = text("Who saw that.", KEY, nullable=True)
    verified_at = instant("When.", nullable=True)
    answered_by = text("Who answered.", KEY, nullable=True)
    answered_at = instant("When.", nullable=True)
    outcome = text("What was done.", "given", nullable=True)
    version = number("The ETag's number.", 2)


class PrivacyRequestDetailSchema(PrivacyRequestSchema):
    """A request with the subject's words."""

    words = text("What was asked; null once the subject's key is gone.", "Which data?", nullable=True)


class PrivacyRequestPageSchema(Schema):
    """A page of requests, newest first."""

    items = many(PrivacyRequestSchema, "Requests.")
    next = next_cursor()


class ToldSchema(Schema):
    """How a request ended, and what the subject is told."""

    request = one(PrivacyRequestSchema, "The request.")
    complaint = text("What to tell it about complaints.", "You may complain ...")
    text = text("What to tell the subject.", "Your request to erase your data is being carried out.")


class PackageSchema(Schema):
    """What a subject gets."""

    request_id = text("The request.", REQUEST)
    media_type = word("Of `document`, where one was asked for.", ("text/html",), nullable=True)
    package = mapping("The package, for programs.", {"format": "kyc-portability/1"})
    document = text("The same as a document to print.", "<!doctype html>...", nullable=True)
    complaint = text("What to tell it about complaints.", "You may complain ...")
    text = text("What to tell the subject.", "Here is what you asked for.")


class RecipientNoticeSchema(Schema):
    """That a recipient has to be told of a change."""

    id = text("Id.", "ntc_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    request_id = text("The request it follows from.", REQUEST)
    subject_id = text("About whom.", SUBJECT)
    change = word("What happened to the data.", tuple(Change))
    recipient = text("Line of the policy.", "payment_provider")
    channel = text("The way the data went.", "handover:adr_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    addressee_id = text("Who in particular.", ADDRESSEE, nullable=True)
    made_at = instant("Since when it is owed.")
    sent_at = instant("When the recipient was told.", nullable=True)
    sent_by = text("By whom.", KEY, nullable=True)
    version = number("The ETag's number.", 1)


class RecipientNoticePageSchema(Schema):
    """A page of notices, newest first."""

    items = many(RecipientNoticeSchema, "Notices.")
    next = next_cursor()


class NewMessageSchema(StrictSchema):
    """A message to keep a copy of."""

    direction = Choice("Which way it went.", tuple(Direction), required=True)
    text = Text("What it says.", "Please find the extract attached.", longest=50_000, required=True)
    subject = Text("With whom, where not with the business itself.", SUBJECT, longest=128)


class MessageSchema(Schema):
    """A message on a case."""

    id = text("Id.", "msg_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    subject_id = text("With whom.", SUBJECT)
    case_id = text("On which case.", "cas_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    direction = word("Which way it went.", tuple(Direction))
    written_at = instant("When it was kept.")
    kept_by = text("By whom.", KEY)
    ends_at = instant("When the policy ends it: known once its case is closed.", nullable=True)
    text = text("What it says.", "Please find the extract attached.")


class MessageListSchema(Schema):
    """The messages on a case, oldest first."""

    items = many(MessageSchema, "Messages.")


class NewPublicSourceSchema(StrictSchema):
    """Something that was found in public."""

    subject = Text("Id of the subject, or reference of a business.", SUBJECT, longest=128, required=True)
    found = Details(
        "Fields of the policy's public_source; `source.url` and `source.extract` are needed.",
        {"source.url": "https://register.example/1", "source.extract": "Jansen Fietsen B.V., active"},
    )
    retrieved_at = Text("When it was looked at, RFC 3339.", "2026-11-26T00:00:00Z", longest=35, required=True)


class PublicSourceSchema(Schema):
    """A find in public."""

    id = text("Id.", "src_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    subject_id = text("About whom.", SUBJECT)
    digest = text("SHA-256 of what was found.", "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef")
    retrieved_at = instant("When it was looked at.")
    kept_by = text("Who kept it.", KEY)
    notice_due_at = instant("When the subject has to be told at the latest.")
    notice = word("That it was told, or why it need not be.", tuple(Waiver), nullable=True)
    noticed_at = instant("When that was written down.", nullable=True)
    version = number("The ETag's number.", 1)


class PublicSourceNoticeSchema(StrictSchema):
    """That a subject was told, or why it need not be."""

    notice = Choice("Told, or the exception of GDPR 14(5).", tuple(Waiver), required=True)
