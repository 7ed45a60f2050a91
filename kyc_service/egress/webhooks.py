"""Send a webhook, signed as Standard Webhooks asks. One try each; when to try again is the caller's business.

Keeps nothing of an answer but its status, and never raises for what a receiver does.
Source: Standard Webhooks 1.0.0, "Verifying webhook authenticity", read 2026-11-23.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import re
import socket
import ssl
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.client import HTTPException
from typing import Literal

from kyc_service.domain.webhooks import TryError
from kyc_service.egress.addresses import NameUnknownError, parse_url
from kyc_service.egress.calls import Line, Reply, call, open_line
from kyc_service.egress.pauses import read_pause
from kyc_service.errors import EgressRefusedError
from kyc_service.settings import Secret

TOLERANCE = 300
"""Seconds that a signed timestamp may differ from now."""
SHORTEST_KEY = 24
"""Bytes of a signing key."""
SECRET_PREFIX = "whsec_"  # noqa: S105 - how every such secret begins
SIGNATURE_PREFIX = "v1,"

_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)

StatusClass = Literal["ok", "gone", "retry", "refused"]


@dataclass(frozen=True, slots=True)
class DeliveryAnswer:
    """What came of one try."""

    status_class: StatusClass
    """`refused`: the address may not be called, nothing was sent. `gone`: the receiver wants no more."""
    status: int | None = None
    """HTTP status, when there was one."""
    retry_after: float | None = None
    """Pause in seconds that the receiver asks for, 0 to 86400."""
    error: TryError | None = field(default=None, compare=False)
    """Why it did not arrive; None when it did."""
    milliseconds: int = field(default=0, compare=False)
    """From the look-up of the name to the answer."""


def sign(secret: Secret, event_id: str, timestamp: int, body: bytes) -> str:
    """Sign the raw bytes of a body. `timestamp` is in seconds since 1970, as in the `webhook-timestamp` header.

    Raises ValueError for a secret that is not `whsec_` and 24 or more bytes in base64, and for an id with a
    full stop in it: the signed parts could be cut differently.
    """
    if "." in event_id:
        message = "an event's id has no full stop"
        raise ValueError(message)
    signed = f"{event_id}.{timestamp}.".encode() + body
    digest = hmac.new(_read_key(secret), signed, hashlib.sha256).digest()
    return SIGNATURE_PREFIX + base64.b64encode(digest).decode("ascii")


def sign_all(secrets: Sequence[Secret], event_id: str, timestamp: int, body: bytes) -> str:
    """Sign with each secret that is live, as one header: a receiver that knows any one of them accepts it."""
    return " ".join(sign(secret, event_id, timestamp, body) for secret in secrets)


def verify(secret: Secret, headers: Mapping[str, str], body: bytes, now: dt.datetime) -> bool:
    """Whether a webhook is genuine and at most five minutes old, as a receiver would check it.

    `headers` are in lower case; any one of several signatures is enough, so that secrets can be rotated.
    """
    event_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if "." in event_id or _SECONDS.fullmatch(stamp) is None or abs(now.timestamp() - int(stamp)) > TOLERANCE:
        return False
    expected = sign(secret, event_id, int(stamp), body).encode()
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(expected, signature.encode()) for signature in given)


def post(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    test_hosts: Collection[str] = (),
    line: Line | None = None,
) -> DeliveryAnswer:
    """Deliver once, in 15 seconds at most. Looks the name up again and refuses it if any address is not public.

    `test_hosts` holds `host:port` that may be called by http and at any address.
    """
    began = time.monotonic()
    answer = _post(url, headers, body, line or open_line(), test_hosts)
    return replace(answer, milliseconds=round((time.monotonic() - began) * 1000))


def _post(url: str, headers: Mapping[str, str], body: bytes, line: Line, test_hosts: Collection[str]) -> DeliveryAnswer:
    try:
        reply = call(parse_url(url, test_hosts=test_hosts), headers, body, line, test_hosts=test_hosts)
    except EgressRefusedError:
        return DeliveryAnswer("refused", error=TryError.ADDRESS_REFUSED)
    except HTTPException:
        return DeliveryAnswer("retry", error=TryError.ANSWER_UNREADABLE)
    except OSError as error:
        return DeliveryAnswer("retry", error=_name(error))
    return _read_answer(reply)


def _name(error: OSError) -> TryError:
    """Say what went wrong on the way, without the words of the system: they may hold an address."""
    if isinstance(error, NameUnknownError | socket.gaierror):
        return TryError.NAME_UNKNOWN
    if isinstance(error, TimeoutError):
        return TryError.TIMED_OUT
    return TryError.TLS_FAILED if isinstance(error, ssl.SSLError) else TryError.CONNECTION_FAILED


def _read_answer(reply: Reply) -> DeliveryAnswer:
    """Sort an answer. A redirect is a failure like any other."""
    if HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
        return DeliveryAnswer("ok", reply.status)
    if reply.status == HTTPStatus.GONE:
        return DeliveryAnswer("gone", reply.status, error=TryError.GONE)
    redirected = HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST
    error = TryError.REDIRECTED if redirected else TryError.NOT_ACCEPTED
    return DeliveryAnswer("retry", reply.status, read_pause(reply.retry_after), error)


def _read_key(secret: Secret) -> bytes:
    try:
        key = base64.b64decode(secret.reveal().removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < SHORTEST_KEY:
        message = "a signing secret is `whsec_` and 24 or more bytes in base64"
        raise ValueError(message)
    return key
