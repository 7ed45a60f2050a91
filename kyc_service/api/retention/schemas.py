"""Retention: what is asked and answered about due dates, holds and receipts."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.bodies.base import StrictSchema, Text
from kyc_service.api.schemas.answers import flag, instant, many, mapping, next_cursor, number, text, texts, word
from kyc_service.domain.intake import texts as reading
from kyc_service.domain.retention.holds import HoldStatus

_SUBJECT = "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063"
_KEY = "key:key_3f0c2b7a9d814e6fa1c5d2e8b4a79063"


class EndingSchema(Schema):
    """When one category of a subject ends."""

    category = text("Category of the policy.", "company")
    at = instant("When; null while no clock of it runs.", nullable=True)


class PlanSchema(Schema):
    """When the data of a subject end, and why."""

    subject_id = text("Whom it is about.", _SUBJECT)
    kind = text("`business` or `person`.", "business")
    due_at = instant("The computed date; null while the relationship or an application lives.", nullable=True)
    due = flag("Whether it has to go now.")
    kept_by = texts("What keeps it whatever the date.", "hold:litigation")
    reasons = texts(
        "Every rule that keeps it until a date, the longest first: the first one decides.",
        "rule `approved` (privacy policy, section D.1): 2 years after the relationship ended on 2026-03-01",
    )
    endings = many(EndingSchema, "What is stored, by category.")


class PlansSchema(Schema):
    """A business and its people."""

    items = many(PlanSchema, "Their dates.")


class DueSchema(Schema):
    """Subjects whose date lies before a moment."""

    items = many(PlanSchema, "Subjects, kept ones included.")
    more = flag("Whether there are more than these.")


class HoldRequestSchema(StrictSchema):
    """Whose data are to be kept, and why."""

    subject = Text(
        "Your own name for the business, or the id of a subject: a hold on a business holds its people as well.",
        "acme-trading-2291",
        longest=128,
        required=True,
    )
    reason = Text("One of the policy's reasons, as `litigation`.", "litigation", longest=64, required=True)
    matter = Text("What it is about, sealed.", "Court of Utrecht, 26/1234", reading.read_note, longest=2000)


class HoldSchema(Schema):
    """A legal hold."""

    id = text("Id.", "hld_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    subject_id = text("Whose data it keeps.", _SUBJECT)
    reason = text("Why.", "litigation")
    status = word("Where it stands.", tuple(HoldStatus))
    requested_by = text("Who asked for it.", _KEY)
    requested_at = instant("When.")
    approved_by = text("Who agreed.", _KEY, nullable=True)
    approved_at = instant("When.", nullable=True)
    review_at = instant("When somebody has to look again.")
    reviewed_by = text("Who looked last.", _KEY, nullable=True)
    release_by = text("Who asked that it ends.", _KEY, nullable=True)
    released_by = text("Who agreed that it ends, or refused it.", _KEY, nullable=True)
    ended_at = instant("When it ended.", nullable=True)
    version = number("The ETag's number.", 2)


class HoldDetailSchema(HoldSchema):
    """A hold with what it is about."""

    matter = text("What it is about.", "Court of Utrecht, 26/1234", nullable=True)


class HoldPageSchema(Schema):
    """A page of holds, newest first."""

    items = many(HoldSchema, "Holds.")
    next = next_cursor()


class ReceiptSchema(Schema):
    """A signed receipt of a disposal."""

    receipt = mapping("What was disposed of, by which rule; it names nobody.", {"form": "kyc-disposal-receipt/1"})
    key = text("Which public key verifies it.", "5f70bf18a0860070")
    signature = text("Ed25519 over the receipt in its canonical form, base64.", "mC9n...==")


class ReceiptPageSchema(Schema):
    """A page of receipts, newest first."""

    items = many(ReceiptSchema, "Receipts.")
    next = next_cursor()


class ReceiptKeySchema(Schema):
    """The public key that verifies receipts."""

    key = text("Its name, as receipts give it.", "5f70bf18a0860070")
    pem = text("The key itself.", "-----BEGIN PUBLIC KEY-----\n...")
