"""Webhook endpoints."""

from __future__ import annotations

from marshmallow import Schema, post_dump

from kyc_service.api.bodies.base import StrictSchema, Text
from kyc_service.api.schemas.answers import flag, instant, many, text, word
from kyc_service.domain.webhooks import DisableReason


class NewEndpointSchema(StrictSchema):
    """Where to send events."""

    url = Text("Public https address.", "https://hooks.acme.example/kyc", longest=2048, required=True)


class FormerSecretSchema(Schema):
    """A replaced secret that still signs beside the newest one. The secret itself is never shown again."""

    id = text("Id.", "whs_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    retired_at = instant("When it was replaced.")
    expires_at = instant("When it stops signing.")


class EndpointSchema(Schema):
    """Where events are sent."""

    id = text("Id.", "whe_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    url = text("Address.", "https://hooks.acme.example/kyc")
    enabled = flag("Whether events are sent there.")
    created_at = instant("Since when.")
    disabled_at = instant("Since when nothing is sent there.", nullable=True)
    disabled_reason = word(
        "Why: a person did it, the endpoint answered 410, or every try failed for five days.",
        tuple(DisableReason),
        nullable=True,
    )
    failing_since = instant("Since when no try arrives; null while the last one arrived.", nullable=True)
    former_secrets = many(FormerSecretSchema, "Replaced secrets that still sign, the newest first.")
    secret = text("For checking signatures (Standard Webhooks); shown once, when it is made.", "whsec_...")

    @post_dump
    def drop_absent(self, data: dict[str, object], **_: object) -> dict[str, object]:
        """Leave the secret out of everything but the first answer."""
        if data.get("secret") is None:
            data.pop("secret", None)
        return data


class EndpointsSchema(Schema):
    """Every endpoint."""

    items = many(EndpointSchema, "Endpoints.")
