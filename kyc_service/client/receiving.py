"""Receiving: is a webhook the service's, and is it of now? By Standard Webhooks 1.0.0, for a receiver's own program."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Iterable, Mapping
from typing import Any

from .problems import ClientError

TOLERANCE = 300.0
"""Seconds that a message may be older or newer than now."""
_PREFIX = "whsec_"


class WebhookError(ClientError):
    """A message that is not to be believed; answer 400 and do nothing."""


def verify_webhook(
    secrets: str | Iterable[str],
    headers: Mapping[str, str],
    body: bytes,
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> dict[str, Any]:
    """Return what a webhook says, once it is proven. Raises WebhookError.

    `body` are the bytes as they came, before anything read them as JSON. Several secrets are those of a rotation. The
    header `webhook-id` is the same for each try of one event: whoever keeps it handles none twice.
    """
    named = {name.lower(): value for name, value in headers.items()}
    try:
        message_id, stamp, signatures = (
            named[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
        )
    except KeyError:
        message = "a header of the signature is missing"
        raise WebhookError(message) from None
    if not stamp.isdecimal() or abs((time.time() if now is None else now) - int(stamp)) > tolerance:
        message = "the message is not of now"
        raise WebhookError(message)
    if "." in message_id:
        # The signed parts could be cut differently.
        message = "the message has an id that none has"
        raise WebhookError(message)
    signed = f"{message_id}.{stamp}.".encode() + body
    known = [secrets] if isinstance(secrets, str) else list(secrets)
    if not any(_fits(_read_secret(secret), signed, signatures) for secret in known):
        message = "the signature is of somebody else"
        raise WebhookError(message)
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        message = "the message is no JSON object"
        raise WebhookError(message)
    return found


def _read_secret(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        message = "the secret is not one that the service gives out"
        raise ValueError(message) from None


def _fits(secret: bytes, signed: bytes, signatures: str) -> bool:
    wanted = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest())
    given = (one.partition(",") for one in signatures.split())
    return any(version == "v1" and hmac.compare_digest(wanted, text.encode()) for version, _, text in given)
