"""The client against the OpenAPI document: every operation has a method, and it says what the document says."""

import inspect
import re
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from kyc_service.client import Client, File
from kyc_service.client.wire import Sending
from tests.fixtures import client_source
from tests.fixtures.client_source import operations, read_spec, snake

SPEC = read_spec()
OPERATIONS = list(operations(SPEC))
NAMES = [operation["operationId"] for _, _, operation in OPERATIONS]
EACH = pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=NAMES)
HEADERS = {
    "If-Match": "version",
    "Idempotency-Key": "idempotency_key",
    "Prefer": "wait",
    "Content-Disposition": "file_name",
}
"""Header to the argument that fills it."""


class Recording(Client):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        self.sent: list[Sending] = []

    def call(self, sending: Sending) -> Any:
        self.sent.append(sending)
        return {"items": [], "next": None}

    def fetch(self, sending: Sending) -> File:
        self.sent.append(sending)
        return File("", "", b"")


def method_of(operation: Mapping[str, Any]) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(Client, snake(operation["operationId"]))
    return found


def resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = SPEC["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def test_what_is_committed_is_what_the_document_says_now() -> None:
    written = client_source.write(SPEC)
    stands = {
        path: path.read_text()
        for folder in ("models", "rooms")
        for path in (client_source.CLIENT / folder).glob("*.py")
    }
    stale = sorted(path.name for path in {*written, *stands} if written.get(path) != stands.get(path))
    assert stale == [], "run `make client`"


def test_the_client_has_no_operation_that_the_document_has_not() -> None:
    known = {snake(operation["operationId"]) for _, _, operation in OPERATIONS}
    pages = {f"iterate_{name.removeprefix('list_')}" for name in known if name.startswith("list_")}
    own = {name for room in Client.__mro__[2:-2] for name in vars(room) if not name.startswith("_")}
    assert own <= known | pages
    assert known <= own


@pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_method_sends_what_the_document_asks_for(method: str, path: str, operation: dict[str, Any]) -> None:
    client = Recording()
    arguments, ids, query, headers = {}, {}, {}, {}
    for parameter in operation["parameters"]:
        name, place = parameter["name"], parameter["in"]
        if place == "path":
            ids[name] = arguments[name] = f"{name}-1"
        elif place == "query":
            words = inspect.signature(method_of(operation)).parameters
            query[name] = arguments[name if name in words else f"{name}_"] = "value"
        else:
            headers[name] = arguments[HEADERS[name]] = 3
    content = operation.get("requestBody", {}).get("content", {})
    body = {"some": "thing"} if "application/json" in content else None
    if body:
        arguments["body"] = body
    elif content:
        arguments |= {"content": b"bytes", "media_type": next(iter(content)), "file_name": "file.pdf"}
    method_of(operation)(client, **arguments)
    (sent,) = client.sent
    assert (sent.operation, sent.method, sent.path) == (operation["operationId"], method, path.format(**ids))
    assert (dict(sent.query), sent.body) == (query, body)
    assert sent.content == (b"bytes" if content and not body else None)
    assert sent.idempotent is ("Idempotency-Key" in headers)
    named = {name for name in sent.headers if name != "Content-Type"}
    assert named == set(headers)
    if "If-Match" in headers:
        assert sent.headers["If-Match"] == '"3"'
    if "Prefer" in headers:
        assert sent.headers["Prefer"] == "wait=3"


@pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_method_needs_what_the_document_needs_and_nothing_else(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    needed = {
        name
        for name, parameter in inspect.signature(method_of(operation)).parameters.items()
        if parameter.default is parameter.empty and name != "self"
    }
    known = inspect.signature(method_of(operation)).parameters
    names = {one["name"]: one["name"] if one["name"] in known else f"{one['name']}_" for one in operation["parameters"]}
    wanted = {HEADERS.get(one["name"], names[one["name"]]) for one in operation["parameters"] if one["required"]}
    content = operation.get("requestBody", {}).get("content", {})
    if content:
        wanted |= {"body"} if "application/json" in content else {"content", "media_type"}
    # A key is made where none is given.
    assert needed == wanted - {"idempotency_key"}, f"{method} {path}"


@pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=lambda one: one if isinstance(one, str) else ""
)
def test_bodies_and_answers_have_the_members_of_the_document(method: str, path: str, operation: dict[str, Any]) -> None:
    hints = get_type_hints(method_of(operation))
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        compare(content["application/json"]["schema"], hints["body"], f"{method} {path}", is_body=True)
    first = min(status for status in operation["responses"] if status.startswith("2"))
    answer = operation["responses"][first].get("content", {})
    schema = answer.get("application/json", {}).get("schema", {})
    if "$ref" in schema:
        compare(schema, hints["return"], f"{method} {path}", is_body=False)
    else:
        assert hints["return"] is (File if answer else type(None))


def compare(schema: Mapping[str, Any], hint: Any, where: str, *, is_body: bool) -> None:
    """Hold a type against a schema, member by member, all the way down."""
    if get_origin(hint) is NotRequired:
        (hint,) = get_args(hint)
    schema = resolve(schema)
    if is_typeddict(hint):
        members = get_type_hints(hint, include_extras=True)
        assert set(members) == set(schema["properties"]), where
        if is_body:
            needed = {name for name, kind in members.items() if get_origin(kind) is not NotRequired}
            assert needed == set(schema.get("required", ())), where
        for name, value in schema["properties"].items():
            compare(value, members[name], f"{where}/{name}", is_body=is_body)
    elif get_origin(hint) is list:
        compare(schema["items"], get_args(hint)[0], f"{where}[]", is_body=is_body)
    elif hint is Any:
        assert not {"type", "enum", "anyOf", "properties"} & set(schema), where
    else:
        assert kinds_of(hint) == kinds_in(schema), where


def kinds_in(schema: Mapping[str, Any]) -> set[str]:
    """Name the JSON types that a schema allows, or the words of an enumeration."""
    if "anyOf" in schema:
        return {kind for one in schema["anyOf"] for kind in kinds_in(one)}
    if "$ref" in schema:
        return {"object"}
    if "enum" in schema:
        return {"null" if word is None else f"={word}" for word in schema["enum"]}
    kinds = schema.get("type", "object")
    return {kinds} if isinstance(kinds, str) else set(kinds)


def kinds_of(hint: Any) -> set[str]:
    if get_origin(hint) in {Union, types.UnionType}:
        return {kind for one in get_args(hint) for kind in kinds_of(one)}
    if get_origin(hint) is Literal:
        return {f"={word}" for word in get_args(hint)}
    if get_origin(hint) in {list, dict}:
        return {"array" if get_origin(hint) is list else "object"}
    if is_typeddict(hint):
        return {"object"}
    return {{str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}[hint]}


def test_methods_are_named_after_operations() -> None:
    assert snake("submitVerification") == "submit_verification"
    assert all(re.fullmatch(r"[a-z_0-9]+", snake(one["operationId"])) for _, _, one in OPERATIONS)


def test_pages_are_gone_through_to_the_end() -> None:
    pages = {None: {"items": [1, 2], "next": "b"}, "b": {"items": [3], "next": None}}

    class Paged(Recording):
        def call(self, sending: Sending) -> Any:
            self.sent.append(sending)
            return pages[typing.cast("str | None", sending.query["cursor"])]

    client = Paged()
    assert list(client.iterate_verifications(status="review")) == [1, 2, 3]
    assert [(one.query["cursor"], one.query["status"]) for one in client.sent] == [(None, "review"), ("b", "review")]
