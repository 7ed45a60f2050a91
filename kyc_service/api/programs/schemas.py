"""Keys and deliveries: what is asked, and how each stands."""

from __future__ import annotations

from marshmallow import Schema, post_dump

from kyc_service.api.bodies.base import Number, StrictSchema, Text
from kyc_service.api.schemas.answers import instant, many, next_cursor, number, text, texts, word
from kyc_service.domain.webhooks import DeliveryStatus, TryError
from kyc_service.services.programs.keys import LONGEST_NAME, MOST_DAYS, MOST_OVERLAP, USUAL_OVERLAP


class NewKeySchema(StrictSchema):
    """A key to make."""

    name = Text("What it is for.", "onboarding flow", longest=LONGEST_NAME, required=True)
    days = Number(
        "Whole days until it expires; it works until it is revoked when left out.",
        365,
        1,
        MOST_DAYS,
        code="number_out_of_range",
    )


class NewTokenSchema(StrictSchema):
    """How a key is replaced."""

    overlap_hours = Number(
        f"Whole hours for which the key before works as well; {USUAL_OVERLAP} when left out, 0 revokes it at once.",
        USUAL_OVERLAP,
        0,
        MOST_OVERLAP,
        code="number_out_of_range",
    )


class KeySchema(Schema):
    """A key."""

    id = text("Id.", "key_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    name = text("What it is for.", "onboarding flow")
    prefix = text("How its token begins.", "kyc_3fA9xQ")
    scopes = texts("What it may do.", "onboarding")
    created_at = instant("When it was made.")
    expires_at = instant("When it ends by itself.", nullable=True)
    revoked_at = instant("When it was revoked.", nullable=True)
    certificates = texts(
        "Client certificates it may be used with, by SHA-256 as `x5t#S256`; empty: it needs none.",
        "A1bVmBHLOJuTOGmDwaZhMJKPNVuSPIp2FlnTHeDgNwc",
    )
    token = text("Shown once, when it is made.", "kyc_3fA9xQ_...")

    @post_dump
    def drop_absent(self, data: dict[str, object], **_: object) -> dict[str, object]:
        """Leave the token out of everything but the first answer."""
        if data.get("token") is None:
            data.pop("token", None)
        return data


class KeysSchema(Schema):
    """Every key."""

    items = many(KeySchema, "Keys, oldest first.")


class DeliverySchema(Schema):
    """One event on its way to one endpoint."""

    id = text("Id.", "dlv_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    endpoint_id = text("Where it goes.", "whe_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    event_id = text("Which event, as `webhook-id` names it.", "evt_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    kind = text("What happened.", "verification.updated")
    verification_id = text("To which verification.", "ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    created_at = instant("When it happened.")
    status = word("Where it stands; `dead` was given up.", tuple(DeliveryStatus))
    attempt = number("How often it was tried.", 1)
    due_at = instant("When it is tried next, while it is pending.")
    last_status = number("What the endpoint last answered, as an HTTP status.", 200, nullable=True)
    last_at = instant("When.", nullable=True)
    last_error = word("Why the last try did not arrive.", tuple(TryError), nullable=True)


class DeliveryPageSchema(Schema):
    """A page of deliveries, those of the newest events first."""

    items = many(DeliverySchema, "Deliveries.")
    next = next_cursor()


class TestedSchema(Schema):
    """What came of a test message."""

    outcome = word(
        "`refused`: the address may not be called; `gone`: it wants no more; `retry`: not now.",
        ("ok", "gone", "retry", "refused"),
    )
    status = number("What it answered, as an HTTP status.", 204, nullable=True)
    error = word("Why it did not arrive.", tuple(TryError), nullable=True)
    milliseconds = number("From the look-up of the name to the answer.", 142)
