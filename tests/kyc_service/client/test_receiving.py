"""Receiving: what the service signs is believed, and nothing else."""

import base64
import datetime as dt
import hmac
import json

import pytest

from kyc_service.client import WebhookError, verify_webhook
from kyc_service.egress.webhooks import sign
from kyc_service.settings import Secret

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(32)).decode()
NOW = 1_750_000_000
BODY = json.dumps({"type": "verification.updated", "data": {"status": "clear"}}).encode()


def headers(secret: str = SECRET, stamp: int = NOW, body: bytes = BODY, **changes: str) -> dict[str, str]:
    signed = {
        "Webhook-Id": "evt_1",
        "Webhook-Timestamp": str(stamp),
        "Webhook-Signature": sign(Secret(secret), "evt_1", stamp, body),
    }
    return signed | {name.replace("_", "-"): value for name, value in changes.items()}


def test_what_the_service_signs_is_believed() -> None:
    assert verify_webhook(SECRET, headers(), BODY, now=NOW)["data"] == {"status": "clear"}


@pytest.mark.parametrize("secrets", [[OTHER, SECRET], [SECRET, OTHER]])
def test_either_secret_of_a_rotation_is_enough(secrets: list[str]) -> None:
    assert verify_webhook(secrets, headers(), BODY, now=NOW)


def test_any_of_several_signatures_is_enough() -> None:
    several = f"v1,AAAA v1a,BBBB {headers()['Webhook-Signature']}"
    assert verify_webhook(SECRET, headers(Webhook_Signature=several), BODY, now=NOW)


@pytest.mark.parametrize("seconds", [-300, 300])
def test_a_clock_may_differ_by_five_minutes(seconds: int) -> None:
    assert verify_webhook(SECRET, headers(stamp=NOW + seconds), BODY, now=NOW)


@pytest.mark.parametrize(
    ("given", "body"),
    [
        (headers(OTHER), BODY),
        (headers(), BODY + b" "),
        (headers(Webhook_Id="evt_2"), BODY),
        (headers(Webhook_Id="evt.1"), BODY),
        (headers(Webhook_Timestamp=str(NOW + 1)), BODY),
        (headers(Webhook_Timestamp="soon"), BODY),
        (headers(Webhook_Timestamp="-5"), BODY),
        (headers(stamp=NOW - 301), BODY),
        (headers(stamp=NOW + 301), BODY),
        (headers(Webhook_Signature=""), BODY),
        (headers(Webhook_Signature="v1,"), BODY),
        (headers(Webhook_Signature="v1,é"), BODY),
        (headers(Webhook_Signature=headers()["Webhook-Signature"].replace("v1,", "v2,")), BODY),
        ({name: value for name, value in headers().items() if name != "Webhook-Id"}, BODY),
        (headers(body=b"[]"), b"[]"),
        (headers(body=b"\xff"), b"\xff"),
    ],
)
def test_nothing_else_is(given: dict[str, str], body: bytes) -> None:
    with pytest.raises(WebhookError):
        verify_webhook(SECRET, given, body, now=NOW)


def test_the_vector_of_the_specification_is_believed() -> None:
    """Source: Standard Webhooks 1.0.0, the scheme `v1`: HMAC-SHA256 over id, timestamp and body, in base64."""
    mac = hmac.new(bytes(range(32)), f"msg_p5.{NOW}.".encode() + BODY, "sha256").digest()
    given = {
        "webhook-id": "msg_p5",
        "webhook-timestamp": str(NOW),
        "webhook-signature": "v1," + base64.b64encode(mac).decode(),
    }
    assert verify_webhook(SECRET, given, BODY, now=NOW)


def test_the_time_is_taken_where_none_is_given() -> None:
    stamp = int(dt.datetime.now(dt.UTC).timestamp())
    assert verify_webhook(SECRET, headers(stamp=stamp), BODY)


def test_a_secret_that_is_none_is_the_receivers_fault() -> None:
    with pytest.raises(ValueError, match="secret"):
        verify_webhook("whsec_%", headers(), BODY, now=NOW)
