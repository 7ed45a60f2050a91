"""What can go wrong when the service is asked. No text here holds a submitted value, a key or an address.

ClientError
    UnreachableError        no answer within the client's patience
    UnexpectedAnswerError   an answer that is not the service's
    StillWaitingError       a verification did not get as far as was waited for
    ProblemError            the service said no, and why
        InvalidError, UnauthenticatedError, ForbiddenError, NotFoundError, ConflictError, GoneError, StaleError,
        LimitedError, UnavailableError
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class ClientError(Exception):
    """Anything that kept an operation from its answer."""


class UnreachableError(ClientError):
    """No answer came, as often as it was tried. Whether a change was made is unknown: repeat it with the same key."""

    def __init__(self, operation: str, idempotency_key: str | None = None) -> None:
        """Name the operation, and the key to repeat it with."""
        super().__init__(f"{operation}: the service did not answer")
        self.operation = operation
        self.idempotency_key = idempotency_key


class UnexpectedAnswerError(ClientError):
    """Something else than the service answered, as a proxy with a page of its own."""

    def __init__(self, operation: str, status: int) -> None:
        """Name the operation and the HTTP status."""
        super().__init__(f"{operation}: not an answer of the service (HTTP {status})")
        self.operation = operation
        self.status = status


class StillWaitingError(ClientError):
    """The time is over, and the verification is still under way; nothing is wrong with it."""

    def __init__(self, verification_id: str, status: str) -> None:
        """Say which, and where it stood last."""
        super().__init__(f"{verification_id} is still {status}")
        self.verification_id = verification_id
        self.status = status


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request."""

    pointer: str
    """JSON pointer into the body, as `/business/name`; a name for parameters and headers."""
    code: str
    """Stable: what a program goes by."""
    message: str
    """What to do, for people."""


class ProblemError(ClientError):
    """The service refused, by RFC 9457: `code` and `faults` are for programs, `detail` is for people."""

    def __init__(self, operation: str, status: int, body: Mapping[str, Any], retry_after: float | None) -> None:
        """Read the problem document."""
        self.operation = operation
        self.status = status
        self.code = str(body.get("code", ""))
        self.detail = str(body.get("detail", ""))
        self.request_id = str(body.get("request_id", ""))
        self.retry_after = retry_after
        """Seconds after which it may be tried again, where the service says so."""
        self.faults = tuple(
            Fault(str(one.get("pointer", "")), str(one.get("code", "")), str(one.get("message", "")))
            for one in body.get("errors") or ()
        )
        places = ", ".join(f"{fault.pointer} {fault.code}" for fault in self.faults)
        super().__init__(": ".join(filter(None, (f"{operation}: {status} {self.code}", places))))


class InvalidError(ProblemError):
    """The request has faults, or is too large; nothing was stored (400, 406, 413, 415, 422)."""


class UnauthenticatedError(ProblemError):
    """The key is not one that works (401)."""


class ForbiddenError(ProblemError):
    """The key has not the scope, or the tenant is suspended (403)."""


class NotFoundError(ProblemError):
    """There is no such thing, for this tenant (404)."""


class ConflictError(ProblemError):
    """It cannot be done in the state that this is in (409)."""


class GoneError(ProblemError):
    """It was there, and is erased (410)."""


class StaleError(ProblemError):
    """It changed since it was read: read it again, and decide again (412, 428)."""


class LimitedError(ProblemError):
    """Asked too often (429)."""


class UnavailableError(ProblemError):
    """The service cannot answer now; the same request may succeed later (5xx)."""


_CLASSES: Mapping[int, type[ProblemError]] = {
    401: UnauthenticatedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    410: GoneError,
    412: StaleError,
    428: StaleError,
    429: LimitedError,
}
_FIRST_OF_SERVER = 500


def class_of(status: int) -> type[ProblemError]:
    """Return the class of a problem with this HTTP status."""
    return _CLASSES.get(status, UnavailableError if status >= _FIRST_OF_SERVER else InvalidError)
