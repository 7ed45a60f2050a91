"""Traces: off without a trace of themselves, on with what is known to be harmless and nothing else."""

from __future__ import annotations

import gzip
import json
import logging
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog
from flask.testing import FlaskClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from jobs.standins.base import Said
from jobs.standins.server import Standing, serve
from kyc_service import bootstrap, logs, traces
from kyc_service.errors import SettingsError
from kyc_service.settings import Settings

VERIFICATION = "ver_" + "0af7651916cd43dd8448eb211c80319c"
OTHER = "ver_" + "1af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    traces.install(SimpleSpanProcessor(exporter))
    yield exporter
    traces.stop()


def by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in exporter.get_finished_spans()}


def hex_of(span: ReadableSpan) -> str:
    return f"{span.context.trace_id:032x}"


def test_without_the_extra_everything_works_but_traces(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "opentelemetry"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with traces.span("job", verification_id=VERIFICATION, kyc__job="sweep"), traces.counted_statements():
        traces.note(kyc__hits=1)
        traces.begin_verification(VERIFICATION)
        traces.name_request("GET", "/healthz", 200)
    assert traces.trace_id() is None
    env = {"KYC_DATA_DIR": str(tmp_path)}
    bootstrap.begin_traces(Settings.from_env(env))
    with pytest.raises(SettingsError, match=r"kyc-service\[otel\]"):
        bootstrap.begin_traces(Settings.from_env({**env, "KYC_OTLP_ENDPOINT": "http://127.0.0.1:4318"}))
    with pytest.raises(SettingsError, match="KYC_OTLP_ENDPOINT: has to begin"):
        Settings.from_env({**env, "KYC_OTLP_ENDPOINT": "127.0.0.1:4318"})


def test_spans_get_to_a_collector(collector: Standing) -> None:
    traces.start(f"http://127.0.0.1:{collector.port}/")
    with traces.span("job", kyc__job="sweep"):
        pass
    traces.stop()
    assert [(name, call.path) for name, call in collector.calls] == [("v1", "/traces")]
    body = collector.calls[0][1].body
    raw = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
    assert b"kyc-service" in raw
    assert b"sweep" in raw


@pytest.fixture
def collector() -> Iterator[Standing]:
    """Something that takes what an exporter sends."""
    with serve([]) as standing:
        standing.behaviours["v1"] = lambda _: Said(headers={"content-type": "application/x-protobuf"})
        yield standing


def test_what_is_not_known_to_be_harmless_is_left_out(spans: InMemorySpanExporter) -> None:
    with traces.span("request", http__route="/v1/subjects/<reference>", kyc__job="Jansen B.V.", kyc__name="Jansen"):
        traces.note(
            http__response__status_code=200,
            kyc__hits=31201234567,
            kyc__register="kvk",
            kyc__read_only=True,
            kyc__checks=True,
            kyc__code="pieter@jansen.example",
        )
    (span,) = spans.get_finished_spans()
    assert dict(span.attributes or {}) == {
        "http.route": "/v1/subjects/<reference>",
        "http.response.status_code": 200,
        "kyc.register": "kvk",
        "kyc.read_only": True,
    }


def test_an_unknown_name_and_a_whole_address_are_not_told(spans: InMemorySpanExporter) -> None:
    with traces.span("screening of Jansen", http__route="/v1/subjects/Jansen Fietsen"):
        pass
    (span,) = spans.get_finished_spans()
    assert (span.name, dict(span.attributes or {})) == ("other", {})


def test_an_exception_leaves_its_type_and_not_its_text(spans: InMemorySpanExporter) -> None:
    def fail() -> None:
        with traces.span("job", kyc__job="sweep"):
            message = "Jansen Fietsen B.V."
            raise ValueError(message)

    with pytest.raises(ValueError, match="Jansen"):
        fail()
    (span,) = spans.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert (span.attributes or {})["error.type"] == "ValueError"
    assert "Jansen" not in span.to_json()
    assert not span.events


def test_a_verification_is_one_trace_whoever_works_on_it(spans: InMemorySpanExporter) -> None:
    with traces.span("request"):
        traces.begin_verification(VERIFICATION)
    with (
        traces.span("job", verification_id=VERIFICATION, kyc__job="run_verification"),
        traces.span("screening", verification_id=VERIFICATION),
    ):
        pass
    with traces.span("webhook", verification_id=VERIFICATION):
        pass
    found = by_name(spans)
    mine = [found[name] for name in ("verification", "job", "screening", "webhook")]
    assert {hex_of(span) for span in mine} == {VERIFICATION.removeprefix("ver_")}
    root, job, screening, webhook = mine
    assert root.parent is None
    for child, parent in ((job, root), (screening, job), (webhook, root)):
        assert child.parent is not None
        assert child.parent.span_id == parent.context.span_id
    assert [link.context.span_id for link in root.links] == [found["request"].context.span_id]
    assert (found["request"].attributes or {})["kyc.verification_id"] == VERIFICATION
    assert hex_of(found["request"]) != hex_of(root)


def test_a_job_about_another_verification_is_in_that_one_s_trace(spans: InMemorySpanExporter) -> None:
    with traces.span("job", verification_id=VERIFICATION), traces.span("register.question", verification_id=OTHER):
        pass
    assert hex_of(by_name(spans)["register.question"]) == OTHER.removeprefix("ver_")


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", True),
        ("00-00000000000000000000000000000000-b7ad6b7169203331-01", False),
        ("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", False),
        ("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", False),
        ("Jansen Fietsen", False),
        ("", False),
    ],
)
def test_a_caller_s_trace_goes_on_here_when_it_is_one(spans: InMemorySpanExporter, given: str, *, taken: bool) -> None:
    with traces.span("request", traceparent=given):
        pass
    (span,) = spans.get_finished_spans()
    assert (span.parent is not None) is taken
    assert (hex_of(span) == "0af7651916cd43dd8448eb211c80319c") is taken


def test_a_caller_who_does_not_sample_is_obeyed(spans: InMemorySpanExporter) -> None:
    with traces.span("request", traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"):
        pass
    assert not spans.get_finished_spans()


def test_a_transaction_alone_is_no_trace(spans: InMemorySpanExporter) -> None:
    with traces.span("transaction"), traces.counted_statements():
        traces.count_statement()
    assert not spans.get_finished_spans()
    with traces.span("job"), traces.span("transaction"), traces.counted_statements():
        traces.count_statement()
        traces.count_statement()
    assert (by_name(spans)["transaction"].attributes or {})["kyc.statements"] == 2


def test_a_line_of_the_log_names_its_trace(spans: InMemorySpanExporter) -> None:
    logs.configure("info")
    log = StringIO()
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(log)
    with traces.span("job"):
        structlog.get_logger("test").info("request")
    structlog.get_logger("test").info("request")
    first, second = map(json.loads, log.getvalue().splitlines())
    assert first["trace_id"] == hex_of(spans.get_finished_spans()[0])
    assert "trace_id" not in second


def test_a_request_is_a_span_with_its_route(spans: InMemorySpanExporter, client: FlaskClient) -> None:
    client.get("/healthz", headers={"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    client.get("/v1/subjects/Jansen%20Fietsen?name=Jansen")
    client.get("/Jansen")
    found = [span for span in spans.get_finished_spans() if span.name == "request"]
    told = [(span.attributes or {}) for span in found]
    assert [one["http.route"] for one in told] == ["/healthz", "/v1/subjects/<reference>", "(none)"]
    assert [one["http.response.status_code"] for one in told] == [200, 401, 404]
    assert hex_of(found[0]) == "0af7651916cd43dd8448eb211c80319c"
    assert not any("Jansen" in span.to_json() for span in spans.get_finished_spans())
