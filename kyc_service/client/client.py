"""The client: every operation of the API as a method, and what most flows do with them."""

from __future__ import annotations

import time
from collections.abc import Collection
from types import TracebackType
from typing import Final, Self

from .models.shared import Verification
from .problems import StillWaitingError
from .rooms import Operations

UNDER_WAY: Final = frozenset({"created", "processing"})
"""Nobody knows yet; nothing is needed from anybody."""
_FIRST_LOOK, _LONGEST_PAUSE = 0.2, 5.0


class Client(Operations):
    """Speaks for one key of one tenant. May be shared by threads as far as `requests.Session` may.

    Each operation of the OpenAPI document is a method: `submitVerification` is `submit_verification`. Those that list
    page by page have an iterator beside them: `list_verifications`, `iterate_verifications`.
    """

    def __enter__(self) -> Self:
        """Use it in a `with`: the connections are closed at its end."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the connections."""
        self.close()

    def wait_until_decided(
        self, verification_id: str, *, seconds: float = 60.0, waits_for: Collection[str] = UNDER_WAY
    ) -> Verification:
        """Ask again and again until there is an answer: clear, or what somebody has to do.

        `waits_for` are the statuses to wait through: with `review` added it waits for the people as well. Raises
        StillWaitingError. A webhook tells the same without asking.
        """
        end = time.monotonic() + seconds
        pause = _FIRST_LOOK
        while True:
            found = self.get_verification(verification_id)
            if found["status"] not in waits_for:
                return found
            left = end - time.monotonic()
            if left <= 0:
                raise StillWaitingError(verification_id, found["status"])
            self._sleep(min(pause, left))
            pause = min(pause * 1.5, _LONGEST_PAUSE)
