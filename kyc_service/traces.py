"""Traces, optional: OpenTelemetry spans of requests, transactions, jobs, screenings, calls of registers and webhooks.

Off by default: nothing of OpenTelemetry is imported before `start`, and a span that nobody watches costs a look at an
empty list. A span holds what `SHOWN` names, each value of the form that stands there: everything else is dropped, so
that no personal value gets into one by mistake. Never the text of an exception, a statement, an address or a header.

A verification is one trace, whoever works on it: the trace's id is the verification's own, so that a job, which gets
ids only, needs nothing besides, and an operator who has one finds the other.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.trace import Span

SERVICE = "kyc-service"
_WORD = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)
_ID = re.compile(r"[a-z]{2,4}_[0-9a-f]{32}", re.ASCII)
_TYPE = re.compile(r"[A-Z][A-Za-z]{2,60}", re.ASCII)
_ROUTE = re.compile(r"\(none\)|/(?:[a-z0-9:._-]{1,40}(?:/|$)|<[a-z_:]{1,40}>[a-z:-]{0,30}(?:/|$)){0,12}", re.ASCII)
_METHOD = re.compile(r"GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT|OTHER")
_VERIFICATION = re.compile(r"ver_([0-9a-f]{32})", re.ASCII)
_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-0([01])", re.ASCII)
_LARGEST = 10**6
SHOWN: Mapping[str, type[int | bool] | re.Pattern[str]] = {
    "http.request.method": _METHOD,
    "http.route": _ROUTE,
    "http.response.status_code": int,
    "error.type": _TYPE,
    "kyc.checks": int,
    "kyc.code": _WORD,
    "kyc.hits": int,
    "kyc.job": _WORD,
    "kyc.outcome": _WORD,
    "kyc.read_only": bool,
    "kyc.register": _WORD,
    "kyc.statements": int,
    "kyc.verification_id": _ID,
}
"""Every attribute that a span may have, and what a value has to look like."""
NAMES = frozenset(
    {"job", "register.call", "register.question", "request", "screening", "transaction", "verification", "webhook"}
)
"""Every name of a span."""
_INNER = frozenset({"transaction"})
"""Watched only as a part of something else: what polls would be traces of nothing."""
_KINDS = {"request": "SERVER", "job": "CONSUMER", "register.call": "CLIENT", "webhook": "CLIENT"}

Value = str | int | bool


@dataclass(frozen=True, slots=True)
class _Tracing:
    """What is there while traces are on."""

    provider: TracerProvider
    span: Callable[..., Span]
    root_ids: ContextVar[tuple[int, int] | None]


_on: list[_Tracing] = []
_statements: ContextVar[list[int] | None] = ContextVar("statements", default=None)


def start(endpoint: str) -> None:
    """Send spans to a collector: OTLP over HTTP, at `endpoint`/v1/traces. Raises ImportError without the extra `otel`.

    Once in a process, and after it forked: what sends is a thread. The variables `OTEL_...` of the SDK for samplers and
    for headers of the exporter count.
    """
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - only if wanted
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - only if wanted

    if not _on:
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=5)
        install(BatchSpanProcessor(exporter))


def install(processor: SpanProcessor) -> None:
    """Give spans to a processor."""
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - only if wanted
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - only if wanted
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator  # noqa: PLC0415 - only if wanted

    root_ids: ContextVar[tuple[int, int] | None] = ContextVar("root_ids", default=None)

    class Ids(RandomIdGenerator):
        """Random ids, but for the first span of a verification."""

        def generate_trace_id(self) -> int:
            given = root_ids.get()
            return given[0] if given else super().generate_trace_id()

        def generate_span_id(self) -> int:
            given = root_ids.get()
            return given[1] if given else super().generate_span_id()

    provider = TracerProvider(resource=Resource({"service.name": SERVICE}), id_generator=Ids())
    provider.add_span_processor(processor)
    _on[:] = [_Tracing(provider, provider.get_tracer(SERVICE).start_span, root_ids)]


def stop() -> None:
    """Send what is left, and watch no more."""
    for tracing in _on:
        tracing.provider.shutdown()
    _on.clear()


@contextmanager
def span(
    name: str, *, verification_id: str | None = None, traceparent: str | None = None, **attributes: Value
) -> Iterator[None]:
    """Watch what happens inside. Attributes are given with `__` for `.`, as `kyc__job`.

    `verification_id` puts it into the verification's trace, unless it is in that one already; `traceparent` below
    whoever asked. An exception leaves its type and nothing of its text.
    """
    if not _on or (name in _INNER and trace_id() is None):
        yield
        return
    with _open(_on[0], name, _place(_on[0], verification_id, traceparent), attributes) as opened:
        try:
            yield
        except Exception as error:
            _fail(opened, type(error).__name__)
            raise


def note(**attributes: Value) -> None:
    """Add attributes to the span under way."""
    if _on:
        from opentelemetry import trace  # noqa: PLC0415 - only if wanted

        _set(trace.get_current_span(), attributes)


def name_request(method: str, route: str, status: int) -> None:
    """Say what a request was, once that is known; a route's template and never an address."""
    if _on:
        note(http__request__method=method, http__route=route, http__response__status_code=status)


def begin_verification(verification_id: str) -> None:
    """Begin the trace of a verification, and tie it to what is under way."""
    found = _VERIFICATION.fullmatch(verification_id)
    if not _on or found is None:
        return
    from opentelemetry import trace  # noqa: PLC0415 - only if wanted
    from opentelemetry.context import Context  # noqa: PLC0415 - only if wanted

    note(kyc__verification_id=verification_id)
    here = trace.get_current_span().get_span_context()
    token = _on[0].root_ids.set((int(found[1], 16), _root_span(found[1])))
    try:
        links = [trace.Link(here)] if here.is_valid else []
        begun = _on[0].span("verification", context=Context(), links=links)
    finally:
        _on[0].root_ids.reset(token)
    _set(begun, {"kyc__verification_id": verification_id})
    begun.end()


def trace_id() -> str | None:
    """Return the trace's id for a line of the log; None outside of one."""
    if not _on:
        return None
    from opentelemetry import trace  # noqa: PLC0415 - only if wanted

    here = trace.get_current_span().get_span_context()
    return f"{here.trace_id:032x}" if here.is_valid else None


@contextmanager
def counted_statements() -> Iterator[None]:
    """Note at the end how many statements were sent inside."""
    if not _on:
        yield
        return
    count = [0]
    token = _statements.set(count)
    try:
        yield
    finally:
        _statements.reset(token)
        note(kyc__statements=count[0])


def count_statement() -> None:
    """Count a statement, if somebody counts."""
    count = _statements.get() if _on else None
    if count is not None:
        count[0] += 1


@contextmanager
def _open(tracing: _Tracing, name: str, context: Context | None, attributes: Mapping[str, Value]) -> Iterator[Span]:
    from opentelemetry import trace  # noqa: PLC0415 - only if wanted

    kind = trace.SpanKind[_KINDS.get(name, "INTERNAL")]
    opened = tracing.span(name if name in NAMES else "other", context=context, kind=kind, start_time=time.time_ns())
    _set(opened, attributes)
    with trace.use_span(opened, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        yield opened


def _place(tracing: _Tracing, verification_id: str | None, traceparent: str | None) -> Context | None:
    """Find where a span belongs; None leaves it below what is under way."""
    from opentelemetry import trace  # noqa: PLC0415 - only if wanted
    from opentelemetry.context import Context  # noqa: PLC0415 - only if wanted
    from opentelemetry.sdk.trace.sampling import Decision  # noqa: PLC0415 - only if wanted

    verification = _VERIFICATION.fullmatch(verification_id or "")
    if verification:
        number = int(verification[1], 16)
        if trace.get_current_span().get_span_context().trace_id == number:
            return None
        decision = tracing.provider.sampler.should_sample(None, number, "verification").decision
        sampled = decision is Decision.RECORD_AND_SAMPLE
        parent = _remote(number, _root_span(verification[1]), sampled=sampled)
        return trace.set_span_in_context(trace.NonRecordingSpan(parent), Context())
    asked = _TRACEPARENT.fullmatch(traceparent or "")
    if asked and int(asked[1], 16) and int(asked[2], 16):
        # Nothing else that a client sends along is taken over: `tracestate` and `baggage` can hold anything.
        parent = _remote(int(asked[1], 16), int(asked[2], 16), sampled=asked[3] == "1")
        return trace.set_span_in_context(trace.NonRecordingSpan(parent), Context())
    return None


def _remote(trace_id: int, span_id: int, *, sampled: bool) -> Any:  # noqa: ANN401 - its type is imported only if wanted
    from opentelemetry import trace  # noqa: PLC0415 - only if wanted

    return trace.SpanContext(trace_id, span_id, is_remote=True, trace_flags=trace.TraceFlags(int(sampled)))


def _root_span(verification: str) -> int:
    """Make the id of a verification's first span: the same for everybody who knows the verification."""
    return int.from_bytes(hashlib.sha256(verification.encode()).digest()[:8], "big") or 1


def _set(opened: Span, attributes: Mapping[str, Value]) -> None:
    for name, value in attributes.items():
        shown = name.replace("__", ".")
        if _is_harmless(shown, value):
            opened.set_attribute(shown, value)


def _fail(opened: Span, kind: str) -> None:
    from opentelemetry.trace import Status, StatusCode  # noqa: PLC0415 - only if wanted

    _set(opened, {"error__type": kind})
    opened.set_status(Status(StatusCode.ERROR))


def _is_harmless(name: str, value: Value) -> bool:
    form = SHOWN.get(name)
    if form is None:
        return False
    if isinstance(form, re.Pattern):
        return isinstance(value, str) and form.fullmatch(value) is not None
    if form is bool:
        return isinstance(value, bool)
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST
