"""Messages to endpoints: how one is written, signed and posted. What it may say was decided before."""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
from collections.abc import Mapping
from typing import Any

from kyc_service.domain.webhooks import Endpoint
from kyc_service.egress.webhooks import DeliveryAnswer, post, sign_all
from kyc_service.settings import Secret, Settings

SECRET_BYTES = 32


def make_secret() -> Secret:
    """Make a signing secret, as `whsec_...`."""
    return Secret("whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode())


def write(kind: str, happened_at: dt.datetime, data: Mapping[str, Any]) -> bytes:
    """Write a message; its bytes are what is signed."""
    message = {"type": kind, "timestamp": happened_at.isoformat(), "data": dict(data)}
    return json.dumps(message, separators=(",", ":")).encode()


def send(settings: Settings, endpoint: Endpoint, ident: str, body: bytes, now: dt.datetime) -> DeliveryAnswer:
    """Post a message once, signed with every live secret of its endpoint."""
    stamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "kyc-service-webhooks",
        "webhook-id": ident,
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign_all(endpoint.secrets, ident, stamp, body),
    }
    return post(endpoint.url, headers, body, test_hosts=settings.webhook_test_hosts)
