"""The wall around a job: what goes wrong inside comes out as a code or a type's name, never as a text with values.

RQ keeps the traceback of a failed job in Redis and logs it; both would hold whatever an exception's text holds.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec

import structlog

from kyc_service import traces
from kyc_service.errors import AttemptLostError, KycError

Ids = ParamSpec("Ids")

_log = structlog.get_logger("jobs")


class JobFailedError(Exception):
    """A job did not end well; the text is a code or the name of an exception's type."""

    def __init__(self, code: str, *, transient: bool = False) -> None:
        """Keep the code, and whether the same job may succeed later."""
        super().__init__(code)
        self.transient = transient


def code_of(error: BaseException) -> str:
    """Say what went wrong without repeating any text of it."""
    return error.code if isinstance(error, KycError) else type(error).__name__


def guarded(function: Callable[Ids, object]) -> Callable[Ids, None]:
    """Let nothing but a code out of a job.

    Losing an attempt to another worker is no failure: that worker carries on.
    """

    @functools.wraps(function)
    def run(*args: Ids.args, **ids: Ids.kwargs) -> None:
        code, transient = None, False
        verification_id = ids.get("verification_id")
        about = verification_id if isinstance(verification_id, str) else None
        try:
            with traces.span("job", verification_id=about, kyc__job=function.__name__):
                function(*args, **ids)
        except AttemptLostError:
            _log.info("job.attempt_lost", job=function.__name__)
        except Exception as error:  # noqa: BLE001 - the wall: every error stops here
            code, transient = code_of(error), isinstance(error, KycError) and error.transient
        if code is not None:
            _log.error("job.failed", job=function.__name__, code=code)
            # Raised outside of the handler, so that the error is not even the new one's context.
            raise JobFailedError(code, transient=transient)

    return run
