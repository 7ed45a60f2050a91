"""Marked values in every field, every way driven: none in logs, traces, metrics, stdout, Redis, files, URLs, webhooks.

Where a marked value does leave, the answer is one that the ledger has a line for, or an analyst's own page.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from redis import Redis
from werkzeug.test import TestResponse

from jobs import context
from jobs.standins import registers_file
from jobs.standins.server import Standing
from jobs.worker import Worker, connect
from kyc_service import logs, traces
from kyc_service.api import notice
from kyc_service.domain.tenants import Scope
from kyc_service.egress.registers import Wire
from kyc_service.egress.webhooks import DeliveryAnswer
from kyc_service.errors import KeyStoreUnavailableError
from kyc_service.services import screening, webhooks
from kyc_service.services.programs import messages
from kyc_service.services.relay import Relay
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.rows import Transaction
from kyc_service.tasks import Queue
from tests.fixtures.redis_contents import everything_in
from tests.fixtures.service import LISTED_NAME, Caller, Service, start_service
from watchlists.versions import ListVersion

P, S, F, A = Scope.PRIVACY, Scope.SEALED, Scope.ONBOARDING, Scope.ANALYST
MARKS = {
    "business.name": "Quizzlebeak Handel B.V.",
    "business.trading_names": "Plimvoort Tools",
    "business.original_script_name": "\u4e0a\u6d77\u7231\u514b\u7f8e\u8d38\u6613",
    "business.industry": "46.90",
    "business.registration.number": "87650123",
    "business.registration.authority": "Kwibusregister",
    "business.registration.date": "2011-04-07",
    "business.tax.vat": "NL004495445B01",
    "business.tax.tin": "804495477",
    "business.licence.number": "ZW-77123-Q",
    "business.licence.authority": "Vlugwacht",
    "business.licence.expires": "2031-12-29",
    "business.website": "https://www.quizzlebeak.example",
    "street": "Zevenknoopgracht 77",
    "city": "Oudwijkerzijl",
    "region": "Noordermark",
    "postal_code": "7799 QZ",
    "contact.name": "Frederika Snorrewind",
    "job_title": "Zwabbermeester",
    "department": "Afdeling Kwartel",
    "contact.email": "snorrewind@quizzlebeak.example",
    "contact.phone": "+31 20 777 1234",
    "person.given_name": "Balthazarius",
    "person.family_name": "Knoestelaar",
    "person.original_script_name": "\u0645\u062d\u0645\u062f \u0627\u0644\u0642\u0646\u0627\u0631\u064a",
    "person.aliases": "Bally Knoest",
    "person.date_of_birth": "1961-03-17",
    "person.place_of_birth": "Stuiterdam",
    "person.email": "knoest@quizzlebeak.example",
    "person.phone": "+31 20 777 5678",
    "person.ownership": "Tussenhoutrust",
    "metadata": "rozebrilduiker",
}
OTHERS = {
    "words": "Wie heeft mijn kanariedata",
    "report": "Vermoeden over de kanarieroute",
    "message": "Kanariebrief van maandag",
    "extract": "Kanarieuittreksel actief",
    "evidence": "kluisvak kanarie zeven",
    "addressee": "Kanariebetalingen N.V.",
    "note": "Kanarienotitie bij de treffer",
    "screened": "Torenkraai Exotica Ltd",
}
LEAVES = {**MARKS, **OTHERS}
SHORT = {"business.industry"}
"""Too short to be told from anything else in a file."""


def address() -> dict[str, Any]:
    return {
        "lines": [MARKS["street"]],
        "city": MARKS["city"],
        "region": MARKS["region"],
        "postal_code": MARKS["postal_code"],
        "country": "NL",
    }


def marked(reference: str) -> dict[str, Any]:
    """Make a submission in which every field that takes words of its own holds a mark."""
    return {
        "reference": reference,
        "role": "seller",
        "business": {
            "name": MARKS["business.name"],
            "trading_names": [MARKS["business.trading_names"], LISTED_NAME],
            "original_script_name": MARKS["business.original_script_name"],
            "type": "company",
            "industry": MARKS["business.industry"],
            "registration": {
                "number": MARKS["business.registration.number"],
                "authority": MARKS["business.registration.authority"],
                "country": "NL",
                "date": MARKS["business.registration.date"],
            },
            "tax": {"vat": MARKS["business.tax.vat"], "tin": MARKS["business.tax.tin"]},
            "licence": {
                "number": MARKS["business.licence.number"],
                "authority": MARKS["business.licence.authority"],
                "expires": MARKS["business.licence.expires"],
            },
            "addresses": [address()],
            "website": MARKS["business.website"],
        },
        "contact": {
            "name": MARKS["contact.name"],
            "job_title": MARKS["job_title"],
            "department": MARKS["department"],
            "email": MARKS["contact.email"],
            "phone": MARKS["contact.phone"],
            "address": address(),
        },
        "people": [
            {
                "role": "owner",
                "given_name": MARKS["person.given_name"],
                "family_name": MARKS["person.family_name"],
                "original_script_name": MARKS["person.original_script_name"],
                "aliases": [MARKS["person.aliases"]],
                "date_of_birth": MARKS["person.date_of_birth"],
                "place_of_birth": {"city": MARKS["person.place_of_birth"], "country": "NL"},
                "nationalities": ["NL"],
                "job_title": MARKS["job_title"],
                "email": MARKS["person.email"],
                "phone": MARKS["person.phone"],
                "addresses": [address()],
                "ownership": {"percent": 60, "through": [MARKS["person.ownership"]]},
            },
        ],
        "metadata": {"note": MARKS["metadata"]},
    }


class Sinks:
    """Everywhere that a value could turn up."""

    def __init__(self, service: Service, client: Redis, log: StringIO, spans: InMemorySpanExporter) -> None:
        self.service, self.client, self.log, self.spans = service, client, log, spans
        self.outside: list[str] = []
        """Bodies that went to somebody who may not see personal values, and every header of every answer."""
        self.inside: list[str] = []
        """Bodies that may hold them: an analyst's page, or an answer with a line in the ledger."""

    def note(self, answer: TestResponse, *, may_show: bool = False) -> TestResponse:
        (self.inside if may_show else self.outside).append(answer.get_data(as_text=True))
        self.outside.append(str(answer.headers))
        return answer

    def texts(self) -> dict[str, str]:
        folder = self.service.path.parent
        files = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        found = {name: content.decode("utf-8", "replace") for name, content in files.items()}
        found["log"] = self.log.getvalue()
        found["traces"] = "\n".join(span.to_json() for span in self.spans.get_finished_spans())
        found["redis"] = everything_in(self.client).decode("utf-8", "replace")
        found["metrics"] = self.service.app.test_client().get("/metrics").get_data(as_text=True)
        found["outside"] = "\n".join(self.outside)
        with self.service.rt.open_system("tester", read_only=True) as system:
            for table in ("audit", "disclosures", "idempotency", "outbox", "privacy_requests", "handovers", "grounds"):
                rows = system._tx.connection.exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608 - own names
                found[table] = "\n".join(map(str, rows))
        return found


@pytest.fixture
def sinks(
    sqlite_template: Path,
    tmp_path: Path,
    small_versions: tuple[ListVersion, ...],
    redis_url: str,
    quiet_standing: Standing,
) -> Iterator[Sinks]:
    """A service that asks stand-ins for every register."""
    logs.configure("debug")
    log = StringIO()
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(log)
    asked = registers_file.write(tmp_path, quiet_standing)
    env = {"REDIS_URL": redis_url, "KYC_REGISTERS_FILE": str(asked)}
    spans = InMemorySpanExporter()
    traces.install(SimpleSpanProcessor(spans))
    for service in start_service(sqlite_template, tmp_path, small_versions, **env):
        context.install(service.rt)
        yield Sinks(service, connect(redis_url), log, spans)
        context.install(None)
    traces.stop()


def test_the_marks_stand_in_every_field_that_takes_words() -> None:
    sent = json.dumps(marked("shop-1"), ensure_ascii=False)
    assert all(mark in sent for mark in MARKS.values())
    closed = {"business.type", "person.nationalities", "person.role"}
    filled = {path for path, _, _, _ in notice.list_fields()}
    given = set(flatten(marked("shop-1")))
    assert filled - given <= closed | {"people.name"}


def flatten(value: Any, path: str = "") -> Iterator[str]:
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from flatten(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from flatten(inner, path)


def test_no_marked_value_turns_up_where_it_may_not(
    sinks: Sinks, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    caller = sinks.service.add_caller("Test Marketplace")
    drive_the_flow(sinks, caller, monkeypatch)
    drive_the_analyst(sinks, caller)
    drive_the_officer(sinks, caller)
    drive_the_errors(sinks, caller, monkeypatch)
    found = sinks.texts()
    found["stdout"], found["stderr"] = capfd.readouterr()
    assert "shop-1" in found["log"] or "request" in found["log"]
    assert len(found["redis"]) > 100
    seen = {span.name for span in sinks.spans.get_finished_spans()}
    assert seen == traces.NAMES, "every kind of span was driven"
    assert "RuntimeError" in found["traces"]
    leaks = {
        (name, mark)
        for name, text in found.items()
        for mark, value in LEAVES.items()
        if mark not in SHORT and (value in text or json.dumps(value)[1:-1] in text or repr(value)[1:-1] in text)
    }
    assert leaks == set()


def test_the_marks_are_found_where_they_may_be(sinks: Sinks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search itself works: an analyst and a verified subject see them, and the ledger has the subject's lines."""
    caller = sinks.service.add_caller("Test Marketplace")
    drive_the_flow(sinks, caller, monkeypatch)
    drive_the_analyst(sinks, caller)
    drive_the_officer(sinks, caller)
    shown = "\n".join(json.dumps(json.loads(body), ensure_ascii=False) for body in sinks.inside)
    unseen = {mark for mark, value in LEAVES.items() if value not in shown}
    assert unseen == {"report", "screened"}
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        lines = work.ledger.page(None, 50).items
    assert {line.recipient for line in lines if line.allowed} >= {"platform_backend", "subject", "payment_provider"}


def test_a_register_is_told_what_the_ledger_says_and_no_more(
    sinks: Sinks, monkeypatch: pytest.MonkeyPatch, quiet_standing: Standing
) -> None:
    caller = sinks.service.add_caller("Test Marketplace")
    drive_the_flow(sinks, caller, monkeypatch)
    for scope in (F, A):
        assert sinks.note(caller.ask("GET", "/v1/verifiers", scope)).status_code == 200
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        lines = [line for line in work.ledger.page(None, 200).items if line.channel.startswith("register:")]
    asked = {register for register, _ in quiet_standing.calls}
    assert len(asked) >= 2
    assert {line.channel.removeprefix("register:") for line in lines if line.allowed} == asked
    for register in asked:
        calls = quiet_standing.calls_of(register)
        told = "".join(f"{call.path} {dict(call.query)} {dict(call.headers)} {call.body!r}" for call in calls)
        granted = {path for line in lines if line.channel == f"register:{register}" for path in line.granted}
        # The two letters of a VAT number are a part of the question of their own.
        found = {mark for mark, value in LEAVES.items() if mark not in SHORT and value.removeprefix("NL") in told}
        assert found == granted - {"business.registration.country"}
    texts = sinks.texts()
    assert "register.answered" in texts["log"]
    for name in ("log", "redis"):
        for mark, value in LEAVES.items():
            assert mark in SHORT or value.removeprefix("NL") not in texts[name], (name, mark)


def drive_the_flow(sinks: Sinks, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Submit, change, read, be told by webhook; workers run what was asked for, by way of Redis."""
    monkeypatch.setattr(webhooks, "accept_url", lambda _settings, url: url)

    def post(_url: str, headers: Any, body: bytes, **_: Any) -> DeliveryAnswer:
        sinks.outside.extend([str(headers), body.decode()])
        return DeliveryAnswer("ok", 200)

    monkeypatch.setattr(messages, "post", post)
    sinks.note(caller.ask("POST", "/v1/webhook-endpoints", Scope.ADMIN, json={"url": "https://hook.example/x"}))
    sent = sinks.note(caller.submit(marked("shop-1")))
    assert sent.status_code == 202, sent.json
    sinks.note(caller.ask("POST", "/v1/verifications:validate", F, json=marked("shop-2")))
    sinks.note(caller.ask("POST", "/v1/verifications:batch", F, json={"items": [marked("shop-3")]}))
    sinks.note(caller.ask("PATCH", "/v1/subjects/shop-1", F, json={"contact": marked("shop-1")["contact"]}))
    run(sinks)
    for path in (
        "verifications",
        f"verifications/{(sent.json or {})['id']}",
        "subjects/shop-1/clearance",
        "subjects/shop-1/badge",
        "events",
        "privacy/grounds",
    ):
        sinks.note(caller.ask("GET", f"/v1/{path}", F))


def run(sinks: Sinks) -> None:
    while Relay(sinks.service.rt).run_once():
        for queue in Queue:
            Worker(queue, sinks.client, threading.Event()).work(burst=True, logging_level="DEBUG")


def drive_the_analyst(sinks: Sinks, caller: Caller) -> None:
    """Look at a case, answer its hits, write notes and messages, screen a name."""
    screened = {"name": OTHERS["screened"]}
    sinks.note(caller.ask("POST", "/v1/screenings", A, json=screened))
    sinks.note(caller.ask("GET", "/v1/subjects/shop-1", A), may_show=True)
    cases = sinks.note(caller.ask("GET", "/v1/cases", A))
    case = (cases.json or {})["items"][0]["id"]
    message = {"direction": "incoming", "text": OTHERS["message"]}
    sinks.note(caller.ask("POST", f"/v1/cases/{case}/messages", A, json=message), may_show=True)
    shown = sinks.note(caller.ask("GET", f"/v1/cases/{case}", A), may_show=True)
    for hit in (shown.json or {})["evidence"]["hits"]:
        said = {"disposition": "false_positive", "reason_code": "different_name", "note": OTHERS["note"]}
        path = f"/v1/cases/{case}/hits/{hit['id']}/disposition"
        sinks.note(caller.ask("POST", path, A, {"If-Match": f'"{hit["version"]}"'}, json=said))
    shown = sinks.note(caller.ask("GET", f"/v1/cases/{case}", A), may_show=True)
    ruling = {"outcome": "clear", "reason_code": "no_match", "note": OTHERS["note"]}
    version = (shown.json or {})["version"]
    sinks.note(caller.ask("POST", f"/v1/cases/{case}/decision", A, {"If-Match": f'"{version}"'}, json=ruling))


def drive_the_officer(sinks: Sinks, caller: Caller) -> None:
    """Put things on file, hand data over, take requests in and answer them, seal a suspicion."""

    def ask(
        path: str, body: dict[str, Any], scope: Scope = P, *, shows: bool = False, version: int = 1
    ) -> dict[str, Any]:
        answer = caller.ask("POST", f"/v1/{path}", scope, {"If-Match": f'"{version}"'}, json=body)
        assert answer.status_code < 300, answer.json
        sinks.note(answer, may_show=shows)
        return dict(answer.json or {})

    provider = ask(
        "privacy/addressees",
        {"recipient": "payment_provider", "country": "NL", "name": OTHERS["addressee"]},
        shows=True,
    )["id"]
    contract = {"kind": "contract", "reference": OTHERS["evidence"], "addressee_id": provider}
    ask("privacy/grounds", {**contract, "valid_until": "2031-01-01T00:00:00Z"}, shows=True)
    wanted = {"subject": "shop-1", "addressee_id": provider, "purpose": "aml_check", "paths": ["business.name"]}
    handover = ask("privacy/handovers", wanted)["id"]
    ask(f"privacy/handovers/{handover}/release", {}, shows=True)
    found = {"source.url": "https://register.example/1", "source.extract": OTHERS["extract"]}
    ask("privacy/sources", {"subject": "shop-1", "found": found, "retrieved_at": "2026-11-20T00:00:00Z"}, A)
    ask("privacy/suspicions", {"subject": "shop-1", "report": OTHERS["report"]}, S, shows=True)
    sinks.inside.pop()
    people = (caller.ask("GET", "/v1/subjects/shop-1", A).json or {})["people"]
    for subject in ("shop-1", *(person["id"] for person in people)):
        for kind in ("access", "port", "restrict"):
            request = ask("privacy/requests", {"subject": subject, "kind": kind, "words": OTHERS["words"]}, shows=True)
            request_id = request["id"]
            ask(f"privacy/requests/{request_id}/verification", {"method": "document_seen"})
            if kind != "restrict":
                path = f"/v1/privacy/requests/{request_id}/package?form=html"
                sinks.note(caller.ask("GET", path, P), may_show=True)
            ask(f"privacy/requests/{request_id}/answer", {}, version=2)
    for path in ("disclosures", "handovers", "requests", "notices"):
        sinks.note(caller.ask("GET", f"/v1/privacy/{path}", P))


def drive_the_errors(sinks: Sinks, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything goes wrong with marked values in hand: at the door, in the store, in a worker."""
    whole = marked("shop-9")
    for wrong in (
        {**whole, "favourite_bird": MARKS["metadata"]},
        {**whole, "reference": MARKS["contact.name"]},
        {**whole, "business": {**whole["business"], "type": MARKS["job_title"]}},
        {**whole, "contact": {**whole["contact"], "email": f"{MARKS['contact.email']}@twice"}},
        {**whole, "people": [{**whole["people"][0], "date_of_birth": MARKS["contact.name"]}]},
    ):
        sinks.note(caller.submit(wrong))
    headers = {"Content-Type": "application/json"}
    sinks.note(caller.ask("POST", "/v1/verifications", F, headers, data=json.dumps(whole)[:-9]))
    sinks.note(caller.ask("GET", f"/v1/subjects/{MARKS['metadata']}-unknown/clearance", F))
    sinks.note(caller.ask("GET", f"/v1/{MARKS['person.family_name']}", F))
    with monkeypatch.context() as patch:
        patch.setattr(KeyStore, "encrypt", fail_store)
        sinks.note(caller.submit(whole))
    with monkeypatch.context() as patch:
        patch.setattr(KeyStore, "encrypt", fail_wildly)
        sinks.note(caller.submit(whole))
    sinks.note(caller.submit(whole))
    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "add", fail_wildly)
        sinks.note(caller.submit(marked("shop-8")))
    for place, name in ((screening, "compare"), (Wire, "send"), (messages, "post")):
        sinks.note(caller.ask("PATCH", "/v1/subjects/shop-1", F, json={"contact": marked("shop-1")["contact"]}))
        with monkeypatch.context() as patch:
            patch.setattr(place, name, fail_wildly)
            with suppress(Exception):
                run(sinks)


def fail_store(*_: Any) -> bytes:
    raise KeyStoreUnavailableError


def fail_wildly(*arguments: Any) -> Any:
    raise RuntimeError(MARKS["business.name"], MARKS["contact.email"], *map(str, arguments))
