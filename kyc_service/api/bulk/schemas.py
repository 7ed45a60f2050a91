"""A batch of submissions, and what became of each."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.bodies.base import Choice, Items, Part, StrictSchema
from kyc_service.api.bodies.submissions import SubmissionSchema
from kyc_service.api.schemas.answers import FaultSchema, flag, many, number, text

MOST_ITEMS = 1000
REFUSE_ALL, SKIP = "refuse_all", "skip"


class BatchSchema(StrictSchema):
    """Many submissions. What a single one may hold, each of these may."""

    items = Items(Part(SubmissionSchema, "Submission."), "Businesses, each with its own reference.", MOST_ITEMS)
    on_fault = Choice(
        "Whether one item with a fault refuses the whole batch, or is left out and told of.", (REFUSE_ALL, SKIP)
    )


class BatchItemSchema(Schema):
    """What became of one item."""

    number = number("Its place in the batch, from 0.", 0)
    reference = text("Your own name for the business; null where it could not be read.", "acme-2291", nullable=True)
    verification_id = text("Its verification.", "ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    code = text("What refused it.", "subject_mismatch", nullable=True)
    message = text("What to do about that.", "Use another reference.", nullable=True)
    before = flag("Whether an earlier try with this Idempotency-Key took it in.")
    errors = many(FaultSchema, "What is wrong with it; pointers are of the item itself.")


class BatchAnswerSchema(Schema):
    """What became of a batch."""

    accepted = number("Items taken in, now or by an earlier try.", 998)
    refused = number("Items that were refused.", 1)
    left = number("Items that were not looked at in time: send the same request again, and it goes on there.", 1)
    items = many(BatchItemSchema, "What became of each, in the order of the batch.")


class BatchCheckedSchema(Schema):
    """What would become of a batch."""

    valid = number("Items that would be taken in.", 999)
    refused = number("Items with faults.", 1)
    items = many(BatchItemSchema, "Items with faults, in the order of the batch.")
