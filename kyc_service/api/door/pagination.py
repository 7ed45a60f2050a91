"""Cursors: where the next page begins, signed for one tenant and one list, so that none can be made up or lent."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kyc_service.api.door.errors import MalformedRequestError
from kyc_service.storage.keys import KeyStore

_MAC = 32
"""Hex digits kept of the signature: 128 bits."""


@dataclass(frozen=True, slots=True)
class Cursors:
    """Signs and checks the cursors of one list of one tenant, under the filters that were asked for."""

    keys: KeyStore
    tenant_id: str
    listing: str
    filters: Mapping[str, Any]

    def sign(self, after: str | None) -> str | None:
        """Make the cursor that a client gets; None after the last page."""
        if after is None:
            return None
        payload = base64.urlsafe_b64encode(after.encode()).decode().rstrip("=")
        return f"{payload}.{self._mac(payload)}"

    def read(self, cursor: str | None) -> str | None:
        """Return where the page begins. Raises MalformedRequestError for a cursor that was not made here."""
        if cursor is None:
            return None
        payload, _, mac = cursor.rpartition(".")
        if not payload or not hmac.compare_digest(mac.encode(), self._mac(payload).encode()):
            code = "invalid_cursor"
            raise MalformedRequestError(code, "cursor")
        try:
            return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
        except (binascii.Error, ValueError):
            code = "invalid_cursor"
            raise MalformedRequestError(code, "cursor") from None

    def _mac(self, payload: str) -> str:
        bound = json.dumps([self.tenant_id, self.listing, sorted(self.filters.items()), payload], default=str)
        return self.keys.blind(bound, "cursor")[:_MAC]
