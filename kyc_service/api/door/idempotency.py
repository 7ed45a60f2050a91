"""Idempotency: the same key with the same request gets the same answer, and the work is done once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import Headers

from kyc_service.api.door.errors import MalformedRequestError
from kyc_service.storage.keys import KeyStore

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
WINDOW_DAYS = 7
"""How long a key is remembered."""

_FORM = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True)
class Once:
    """The key of a request, with a fingerprint of the request that holds no data of it."""

    key: str
    fingerprint: str


def read_key(headers: Headers) -> str:
    """Return the key that a request has to have."""
    given = headers.getlist(HEADER)
    if not given:
        code = "idempotency_key_required"
        raise MalformedRequestError(code, HEADER)
    if len(given) > 1 or _FORM.fullmatch(given[0]) is None:
        code = "idempotency_key_invalid"
        raise MalformedRequestError(code, HEADER)
    return given[0]


def make_once(keys: KeyStore, key: str, method: str, path: str, body: Mapping[str, Any]) -> Once:
    """Bind a key to a request, compared in its parsed form: spaces and the order of members do not count."""
    canonical = json.dumps([method, path, body], sort_keys=True, separators=(",", ":"))
    return Once(key, keys.blind(canonical, "idempotency"))
