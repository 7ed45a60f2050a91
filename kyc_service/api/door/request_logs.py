"""One id and one log line for each request. Never the query, the body, the raw path or a header's value."""

from __future__ import annotations

import re
import secrets
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from werkzeug.wrappers import Request

HEADER = "X-Request-Id"
_ENVIRON = "kyc.trace"
_ROOT = Path(__file__).parents[2]
_FORM = re.compile(r"[A-Za-z0-9._\-]{8,64}")

_log = structlog.get_logger("kyc_service.api")


@dataclass(slots=True)
class Trace:
    """What is known of a request while it is answered."""

    request_id: str
    started: float = field(default_factory=time.perf_counter)
    tenant: str | None = None
    key: str | None = None
    exception: str | None = None
    at: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """For the answer, whatever it will be."""


def trace_of(request: Request) -> Trace:
    """Return the trace of a request; it is made on the first call."""
    trace = request.environ.get(_ENVIRON)
    if not isinstance(trace, Trace):
        given = request.headers.get(HEADER, "")
        trace = Trace(given if _FORM.fullmatch(given) else secrets.token_hex(16))
        request.environ[_ENVIRON] = trace
    return trace


def note_exception(trace: Trace, error: BaseException) -> None:
    """Keep the type of an unexpected exception and the line it came from; its text may hold a value."""
    trace.exception = type(error).__name__
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(_ROOT)]
    if ours:
        trace.at = f"{Path(ours[-1].filename).relative_to(_ROOT.parent)}:{ours[-1].lineno}"


def seconds_since(trace: Trace) -> float:
    """Say how long a request has taken so far."""
    return time.perf_counter() - trace.started


def write(trace: Trace, method: str, route: str, status: int) -> None:
    """Write the line."""
    event = {
        "method": method,
        "route": route,
        "status": status,
        "duration_ms": round(seconds_since(trace) * 1000, 1),
        "request_id": trace.request_id,
        "tenant": trace.tenant,
        "key": trace.key,
        "exception": trace.exception,
        "at": trace.at,
    }
    known = {name: value for name, value in event.items() if value is not None}
    if trace.exception is not None:
        _log.error("request", **known)
    else:
        _log.info("request", **known)
