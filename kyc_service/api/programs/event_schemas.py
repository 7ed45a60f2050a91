"""Events, tries and replays: what is asked, and what is answered."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.bodies.base import Choice, Number, StrictSchema, Text
from kyc_service.api.programs.schemas import DeliverySchema
from kyc_service.api.schemas.answers import instant, many, next_cursor, text, word
from kyc_service.api.schemas.answers import number as whole
from kyc_service.domain.webhooks import DeliveryStatus, EventKind, TryError
from kyc_service.services.programs.rotation import MOST_HOURS, USUAL_HOURS

_LONGEST_MOMENT = 40


class NewSecretSchema(StrictSchema):
    """How a secret is replaced."""

    overlap_hours = Number(
        f"Whole hours for which the secret before signs as well; {USUAL_HOURS} when left out, 0 ends it at once.",
        USUAL_HOURS,
        0,
        MOST_HOURS,
        code="number_out_of_range",
    )


class MissedSchema(StrictSchema):
    """What to send again."""

    since = Text("From this moment on, RFC 3339.", "2026-11-20T00:00:00Z", longest=_LONGEST_MOMENT, required=True)
    until = Text("Before this moment; now when left out.", "2026-11-24T00:00:00Z", longest=_LONGEST_MOMENT)
    which = Choice(
        "`everything` sends what arrived once more as well, for a receiver that lost it.", ("undelivered", "everything")
    )


class ReplayedSchema(Schema):
    """What was begun anew."""

    events = whole("How many events are on their way again.", 12)
    next_since = instant("`since` of the next call; null when that was all.", nullable=True)


class GoingSchema(Schema):
    """How an event goes to one endpoint."""

    id = text("Id of the delivery.", "dlv_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    endpoint_id = text("Where it goes.", "whe_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    status = word("Where it stands; `dead` was given up.", tuple(DeliveryStatus))
    attempt = whole("How often it was tried.", 1)


class EventSchema(Schema):
    """Something that happened. What it says about the business leaves by the message and by the verification only."""

    id = text("Id, as `webhook-id` names it.", "evt_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    kind = word("What happened.", tuple(EventKind))
    verification_id = text("To which verification.", "ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    sequence = whole("Rises with each change of a verification.", 2)
    created_at = instant("When it happened.")
    deliveries = many(GoingSchema, "How it goes to each endpoint.")


class EventPageSchema(Schema):
    """A page of events, the newest first."""

    items = many(EventSchema, "Events.")
    next = next_cursor()


class TrySchema(Schema):
    """One try to deliver."""

    number = whole("1 for the first; begins anew when it is sent again by hand.", 1)
    tried_at = instant("When it was over.")
    status = whole("HTTP status of the answer, when there was one.", 503, nullable=True)
    error = word("Why it did not arrive.", tuple(TryError), nullable=True)
    milliseconds = whole("From the look-up of the name to the answer.", 142)


class DeliveryLogSchema(DeliverySchema):
    """A delivery with its tries."""

    tries = many(TrySchema, "The tries that are still kept, the newest first.")
