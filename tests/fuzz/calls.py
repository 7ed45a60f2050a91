"""Calls made up from the OpenAPI document, fast: right ones, nearly right ones and wrong ones, about what there is.

A seeded die decides everything. What answers name, an id or an ETag, later calls ask about, so that they reach what
only exists once something was made. Each answer is held against the document.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from werkzeug.test import TestResponse

from kyc_service.api.messages import TEXTS
from kyc_service.domain.tenants import Scope
from kyc_service.services import verifications
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission
from tests.fixtures.tables import ROWS, texts_in

_ID = re.compile(r'"((?:[a-z]{2,4}_[0-9a-f]{32}))"')
_SCOPE = re.compile("`(onboarding|analyst|admin|privacy|sealed)`")
_OURS = " ".join(TEXTS.values())
_SHORTEST = 8
"""Letters of a text that is recognised in an answer; less is there by chance."""
_JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**63, 10**400, 1.5, 1e-400, "", " ", "\0", "\ud800", "\u202e", "x" * 3000),
    *([], {}, [None], [[[]]], {"$ne": None}, "1990-02-30", "' or 1=1 --", "../../etc/passwd", "=1+1", "<script>"),
    *(text for row in ROWS for text in texts_in(row.get("set", {}))),
)
_PATHS = ("x", "%00", "..%2f..%2fetc", "a%2Fb", "%ff", "null", "0", "-1", "x" * 900, "%F0%9F%98%80", "CON", "%2e%2e")
_STRANGE = {
    "Accept": ("image/png", "*/*", "text/html", "\x01"),
    "Content-Type": ("text/plain", "application/json; charset=utf-16", "application/xml", "multipart/form-data"),
    "Content-Encoding": ("gzip", "zstd", "identity"),
    "If-Match": ("*", '""', "1", 'W/"1"', '"999999999999999999999"', "é", '"1", "2"'),
    "Idempotency-Key": ("", " ", "é", "k" * 256),
    "Prefer": ("wait=0", "wait=99", "wait=-1", "respond-async"),
    "X-Request-Id": ("a\tb", "x" * 300, "our-request-1"),
    "Host": ("evil.example", "localhost:99999", "[::1"),
    "X-HTTP-Method-Override": ("DELETE",),
}


@dataclass
class Book:
    """What was called and what came of it."""

    calls: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    called: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    """Operations that answered with success at least once."""
    faults: Counter[str] = field(default_factory=Counter)

    def tell(self) -> str:
        """Tell the figures in one line."""
        statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(self.statuses.items()))
        reached = f"{len(self.called)} operations, {len(self.accepted)} of them with success"
        return f"{self.calls:,} calls to {reached}; answers {statuses}; {sum(self.faults.values())} faults"


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    method: str
    path: str
    described: Mapping[str, Any]
    parameters: tuple[Mapping[str, Any], ...]

    @property
    def label(self) -> str:
        """As `GET /v1/cases`."""
        return f"{self.method} {self.path}"


class Calls:
    """Makes calls against a service and holds the answers against its document."""

    def __init__(self, service: Service, seed: int) -> None:
        """Make a tenant with something to ask about."""
        self.book = Book()
        self._service = service
        self._dice = random.Random(seed)
        self._caller = service.add_caller(f"Marketplace {seed}")
        document = self._caller.client.get("/openapi.json").json
        assert document is not None
        self._spec = dict(document)
        self._operations = [one for one in _operations(self._spec) if one.path.startswith("/v1/")]
        self._known: dict[str, deque[str]] = {}
        self._tags: deque[str] = deque(['"1"'], maxlen=20)
        self._references = deque(["seed-0"], maxlen=50)
        self._validators: dict[str, Any] = {}
        self._number = 0
        for number, name in enumerate((LISTED_NAME, "Jansen Fietsen B.V.")):
            self._caller.run(self._caller.submit(submission(reference=f"seed-{number}", business={"name": name})))

    @property
    def schemas(self) -> dict[str, Any]:
        """The schemas that answers are held against."""
        return dict(self._spec["components"]["schemas"])

    def make(self, count: int, below: str = "/v1/") -> Book:
        """Make calls of what lies below an address; return the book of all that were made."""
        chosen = [operation for operation in self._operations if operation.path.startswith(below)]
        for _ in range(count):
            self._call(self._dice.choice(chosen))
        return self.book

    def _call(self, operation: Operation) -> None:
        self._number += 1
        headers = self._headers(operation)
        body = self._body(operation)
        path, query = self._address(operation)
        scope = _SCOPE.findall(operation.described["description"])
        more: dict[str, Any] = {} if body is None else {"data": body}
        if self._dice.random() < 0.02:
            headers["Authorization"] = self._dice.choice([None, "Basic x", "Bearer kyc_abc", "Bearer \t"])
            more["environ_overrides"] = {"REMOTE_ADDR": f"192.0.{self._number // 250 % 250}.{self._number % 250}"}
        answer = self._caller.ask(
            operation.method, path, Scope(scope[0] if scope else "onboarding"), headers, query_string=query, **more
        )
        self._note(operation, answer, path, query, body)

    def _headers(self, operation: Operation) -> dict[str, str | None]:
        headers: dict[str, str | None] = {"Content-Type": "application/json", "If-Match": self._dice.choice(self._tags)}
        kinds = list(operation.described.get("requestBody", {}).get("content", {"application/json": None}))
        headers["Content-Type"] = self._dice.choice(kinds)
        if "Content-Disposition" in {parameter["name"] for parameter in operation.parameters}:
            headers["Content-Disposition"] = 'attachment; filename="a.txt"'
        if self._dice.random() < 0.06:
            name = self._dice.choice(list(_STRANGE))
            headers[name] = self._dice.choice((None, *_STRANGE[name]))
        return headers

    def _address(self, operation: Operation) -> tuple[str, str]:
        path = re.sub(r"\{(\w+)\}", lambda found: self._fill(operation, found[1]), operation.path)
        given = []
        for parameter in operation.parameters:
            if parameter["in"] == "query" and (parameter.get("required") or self._dice.random() < 0.2):
                value = self._value(parameter["schema"], example=parameter.get("example"))
                given.append(f"{parameter['name']}={quote(str(value).encode('utf-8', 'replace'))}")
        if self._dice.random() < 0.03:
            given.append(self._dice.choice(["tenant_id=t2", "limit=1&limit=2", "%00=1", "a", "cursor=" + "x" * 999]))
        return path, "&".join(given)

    def _fill(self, operation: Operation, name: str) -> str:
        described = next(one for one in operation.parameters if one["name"] == name)
        prefix = re.match(r"\^?([a-z]+_)", described["schema"].get("pattern", ""))
        if name == "reference" and self._dice.random() < 0.8:
            return self._dice.choice(self._references)
        known = self._known.get(prefix[1]) if prefix else None
        if known and self._dice.random() < 0.85:
            return self._dice.choice(known)
        return self._dice.choice([str(described.get("example", "x")), self._dice.choice(_PATHS)])

    def _body(self, operation: Operation) -> bytes | None:
        content = operation.described.get("requestBody", {}).get("content")
        if not content:
            return b"{}" if self._dice.random() < 0.02 else None
        if "application/json" not in content:
            return self._dice.choice([b"text", b"%PDF-1.4", b"\x89PNG\r\n\x1a\n", b"", self._dice.randbytes(200)])
        value = self._value(content["application/json"]["schema"], junk=0.0)
        if self._dice.random() < 0.25:
            value = self._spoil(value)
        if (
            operation.path == "/v1/verifications"
            and isinstance(value, dict)
            and isinstance(value.get("reference"), str)
        ):
            value["reference"] = f"made-{self._number}"
            self._references.append(f"made-{self._number}")
        try:
            written = json.dumps(value).encode()
        except ValueError:
            return b"{"
        return written if self._dice.random() < 0.97 else self._cut(written)

    def _cut(self, written: bytes) -> bytes:
        at = self._dice.randrange(len(written))
        return self._dice.choice(
            [written[:at], written[:at] + b"\xff" + written[at:], written + b"{}", b"\xef\xbb\xbf" + written]
        )

    def _spoil(self, value: Any) -> Any:
        places = list(_places(value))
        if not places:
            return self._dice.choice(_JUNK)
        holder, key = self._dice.choice(places)
        match self._dice.randrange(4):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[self._dice.choice(["id", "tenant_id", "__proto__", "", "Name"])] = 1
            case _:
                holder[key] = self._dice.choice(_JUNK)
        return value

    def _value(self, schema: Mapping[str, Any], *, example: Any = None, junk: float = 0.04) -> Any:
        """Make a value of a schema: an example of it, one of its kinds, or now and then something else."""
        if self._dice.random() < junk:
            return self._dice.choice(_JUNK)
        if "$ref" in schema:
            schema = self._spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        if "anyOf" in schema:
            return self._value(self._dice.choice(schema["anyOf"]), example=example)
        if "enum" in schema:
            return self._dice.choice(schema["enum"])
        kind = schema.get("type", "string")
        kind = self._dice.choice(kind) if isinstance(kind, list) else kind
        if kind == "object":
            return self._object(schema)
        if kind == "array":
            return self._array(schema)
        return self._plain(kind, schema, [*schema.get("examples", ()), *([] if example is None else [example])])

    def _object(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        needed = set(schema.get("required", ()))
        odds = self._dice.choice([0.0, 0.3, 1.0])
        return {
            name: self._value(inner)
            for name, inner in schema.get("properties", {}).items()
            if name in needed or self._dice.random() < odds
        }

    def _array(self, schema: Mapping[str, Any]) -> list[Any]:
        examples = schema.get("examples")
        if examples and self._dice.random() < 0.5:
            return list(self._dice.choice(examples))
        return [self._value(schema.get("items", {})) for _ in range(self._dice.choice([0, 1, 1, 2]))]

    def _plain(self, kind: str, schema: Mapping[str, Any], examples: list[Any]) -> Any:
        held = self._held(examples)
        if held is not None and self._dice.random() < 0.7:
            return held
        if examples and self._dice.random() < 0.8:
            return self._dice.choice(examples)
        if kind in {"integer", "number"}:
            low, high = schema.get("minimum", 0), schema.get("maximum", 100)
            return self._dice.choice([low, high, low - 1, high + 1, (low + high) // 2])
        if kind == "boolean":
            return self._dice.random() < 0.5
        return "x" * self._dice.choice([1, 20, schema.get("maxLength", 200), schema.get("maxLength", 200) + 1])

    def _held(self, examples: list[Any]) -> str | None:
        """Find an id that there is, of the kind that the examples are of."""
        prefixes = [text.partition("_")[0] + "_" for text in examples if isinstance(text, str) and "_" in text]
        known = [self._known[prefix] for prefix in prefixes if prefix in self._known]
        return self._dice.choice(self._dice.choice(known)) if known else None

    def _note(self, operation: Operation, answer: TestResponse, path: str, query: str, body: bytes | None) -> None:
        text = answer.get_data(as_text=True)
        self.book.calls += 1
        self.book.statuses[answer.status_code] += 1
        self.book.called.add(operation.label)
        if answer.status_code < 400:
            self.book.accepted.add(operation.label)
            self._learn(operation, answer, text)
        elif answer.status_code == 401:
            self._renew()
        for fault in self._find_faults(operation, answer, text, f"{path}?{query}", body):
            self.book.faults[f"{operation.label}: {answer.status_code}: {fault}"] += 1

    def _learn(self, operation: Operation, answer: TestResponse, text: str) -> None:
        for found in _ID.findall(text[:20_000]):
            self._known.setdefault(found.partition("_")[0] + "_", deque(maxlen=40)).append(found)
        if "ETag" in answer.headers:
            self._tags.append(answer.headers["ETag"])
        if operation.label == "POST /v1/verifications" and self._number % 3 == 0:
            verifications.run(self._service.rt, (answer.json or {})["id"])

    def _renew(self) -> None:
        tokens = self._service.add_keys(self._caller.tenant)
        self._caller = Caller(self._caller.client, self._caller.tenant, tokens, self._caller.rt)

    def _find_faults(
        self, operation: Operation, answer: TestResponse, text: str, address: str, body: bytes | None
    ) -> Iterator[str]:
        if answer.status_code >= 500:
            yield "an error of ours"
        described = operation.described["responses"].get(str(answer.status_code))
        if described is None:
            # What no operation documents for itself: refusals at the door.
            if answer.status_code not in {400, 404, 405, 408, 413, 414, 415, 431}:
                yield "a status that is not documented"
            described = {"$ref": "#/components/responses/BAD_REQUEST"}
        yield from self._compare(described, answer, text)
        if answer.status_code >= 400:
            yield from _repeats(text, address, body)

    def _compare(self, described: Mapping[str, Any], answer: TestResponse, text: str) -> Iterator[str]:
        if "$ref" in described:
            described = self._spec["components"]["responses"][described["$ref"].rpartition("/")[2]]
        content = described.get("content", {})
        kind = (answer.content_type or "").partition(";")[0]
        if not text and not content:
            return
        if kind not in content:
            yield f"{kind} is not documented"
        elif kind.endswith("json") and "schema" in content[kind]:
            for error in self._validator(content[kind]["schema"]).iter_errors(json.loads(text)):
                place = "/".join("*" if isinstance(step, int) else str(step) for step in error.instance_path)
                yield f"another shape than documented at {place or 'the whole'}"

    def _validator(self, schema: Mapping[str, Any]) -> Any:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            whole = {**schema, "components": self._spec["components"]}
            self._validators[key] = jsonschema_rs.Draft202012Validator(whole)
        return self._validators[key]


def _repeats(text: str, address: str, body: bytes | None) -> Iterator[str]:
    """Find a text of the body that an error repeats."""
    try:
        sent = texts_in(json.loads(body or b"null"))
    except (ValueError, RecursionError):
        sent = []
    if any(len(value) >= _SHORTEST and value in text and value not in _OURS for value in sent):
        yield "repeats what was sent"
    if "passwd" in text or "Traceback" in text or (len(address) > 300 and address[20:300] in text):
        yield "repeats the address"


def _operations(spec: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in spec["paths"].items():
        shared = methods.get("parameters", [])
        for method, described in methods.items():
            if method != "parameters":
                yield Operation(method.upper(), path, described, (*shared, *described.get("parameters", [])))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])
