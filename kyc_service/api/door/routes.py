"""Routes: take a request through the door, hand it to a view as one value, and write the view's answer.

Views know no request object, no globals and no status codes of errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import flask
from flask_smorest import Blueprint  # type: ignore[import-untyped]  # it ships no types
from werkzeug.datastructures import Headers
from werkzeug.http import dump_options_header

from kyc_service.api.bodies.base import instance_of, load
from kyc_service.api.door import auth, etags, guards, idempotency, json_body, query
from kyc_service.api.door.auth import Caller
from kyc_service.api.door.idempotency import Once
from kyc_service.api.door.operations import DIGEST, REFERENCE, SOURCE, Operation, describe, describe_path
from kyc_service.api.door.rate_limits import RateLimits
from kyc_service.api.door.request_logs import trace_of
from kyc_service.bootstrap import Runtime
from kyc_service.domain.ids import parse_id
from kyc_service.domain.intake import identifiers
from kyc_service.errors import NotFoundError, UnauthenticatedError

ANY_TYPE = "application/octet-stream"
"""Of a file whose type says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that passed the door."""

    operation: Operation
    path: str
    ids: Mapping[str, str]
    query: Mapping[str, Any]
    raw: Mapping[str, Any]
    """The body as it was sent, parsed and not yet judged."""
    headers: Headers
    content: bytes = field(default=b"", repr=False)
    """The body of an upload, as it was sent."""
    sender: Caller | None = None
    once_key: str | None = None
    version: int = 0
    """What If-Match names, where the operation needs one."""

    def load(self) -> dict[str, Any]:
        """Load the body by the operation's schema. Raises InvalidInputError that names every fault."""
        return load(self.operation.body, self.raw) if self.operation.body else {}

    @property
    def caller(self) -> Caller:
        """Who is asking; operations without scopes do not know."""
        if self.sender is None:
            raise UnauthenticatedError
        return self.sender


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body that its schema has written already."""

    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """A body that is no JSON: bytes, whole or piece by piece, to be saved under a name and never shown in place."""

    name: str = field(repr=False)
    content: bytes | Iterator[bytes] = field(repr=False)
    media_type: str = ANY_TYPE

    def write(self, status: int = HTTPStatus.OK) -> flask.Response:
        """Write it so that it is saved, and nothing in it may run."""
        response = flask.Response(self.content, status, content_type=self.media_type)
        response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": self.name})
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view answers; the operation's schema writes the body."""

    body: object
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


View = Callable[[Runtime, Call], Answer]


class Door:
    """Lets requests in. One for each application; it holds the counters of its rate limits."""

    def __init__(self, rt: Runtime) -> None:
        """Begin with nothing counted."""
        self.rt = rt
        self.limits = RateLimits(rt.settings.rate_limit, rt.settings.key_rate_limit)

    def enter(self, operation: Operation, given: Mapping[str, str]) -> Call:
        """Check the present request against an operation. Raises what is wrong with it."""
        request = flask.request
        guards.check_room(request)
        guards.check_accept(request, (*guards.JSON_TYPES, *operation.media))
        sender = self._identify(operation)
        ids = {name: _read_id(operation.ids[name], text) for name, text in given.items()}
        parameters = query.read_query(request.args, operation.query)
        once_key = idempotency.read_key(request.headers) if operation.idempotent else None
        version = etags.read_if_match(request.headers) if operation.if_match else 0
        raw = json_body.read_body(request, operation.body_limit) if operation.body else {}
        content = json_body.read_raw(request, operation.body_limit) if operation.uploads else b""
        return Call(
            operation=operation,
            path=request.path,
            ids=ids,
            query=parameters,
            raw=raw,
            headers=request.headers,
            content=content,
            sender=sender,
            once_key=once_key,
            version=version,
        )

    def _identify(self, operation: Operation) -> Caller | None:
        if not operation.scopes:
            return None
        trace = trace_of(flask.request)
        caller = auth.authenticate(flask.request, self.rt, self.limits)
        trace.tenant, trace.key = caller.tenant.id, caller.key.id
        flask.request.environ[guards.TENANT] = caller.tenant.id
        granted = self.limits.count_request(caller.tenant.id, caller.key.id)
        allowance = self.limits.allowance(caller.tenant.id, caller.key.id)
        trace.headers = allowance.headers
        auth.check_rate(allowance, granted=granted)
        auth.authorise(caller, operation.scopes)
        return caller

    def once(self, call: Call) -> Once:
        """Bind the call's idempotency key to the call."""
        return idempotency.make_once(
            self.rt.keys,
            call.once_key or "",
            call.operation.method,
            call.path,
            call.raw,
        )


class _Room(Blueprint):  # type: ignore[misc]  # it ships no types
    """A blueprint that puts its operations into words when the document is written, which few processes do."""

    def __init__(self, *named: Any, **more: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Begin without an operation."""
        super().__init__(*named, **more)
        self._operations: list[tuple[Operation, Callable[..., flask.Response]]] = []

    def add_operation(self, operation: Operation, answer: Callable[..., flask.Response]) -> None:
        """Add the route of an operation."""
        flask.Blueprint.add_url_rule(self, operation.rule, operation.id, answer, methods=[operation.method])
        self._operations.append((operation, answer))

    def register_views_in_doc(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Write the operations into a document."""
        for operation, answer in self._operations:
            described = self.doc(**describe(operation))(answer)
            self._store_endpoint_docs(
                operation.id, described, describe_path(operation), None, methods=[operation.method]
            )
        super().register_views_in_doc(*given, **more)


class Routes:
    """The routes of one room, as a blueprint."""

    def __init__(self, door: Door, name: str, description: str, prefix: str = "/v1") -> None:
        """Begin without a route."""
        self._door = door
        self._blueprint = _Room(name, __name__, url_prefix=prefix, description=description)

    @property
    def blueprint(self) -> flask.Blueprint:
        """Return the blueprint, to be registered."""
        blueprint: flask.Blueprint = self._blueprint
        return blueprint

    def add(self, operation: Operation, view: View) -> None:
        """Add an operation and the view that answers it."""

        def answer(**given: str) -> flask.Response:
            return _write(operation, view(self._door.rt, self._door.enter(operation, given)))

        self._blueprint.add_operation(operation, answer)


def _read_id(noun: str, text: str) -> str:
    """Return an id in its one form. One that cannot be is as unknown as one that is not."""
    if noun == REFERENCE:
        found = None if identifiers.read_reference(text).fault else text
    elif noun in {SOURCE, DIGEST}:
        found = text
    else:
        found = parse_id(noun, text)
    if found is None:
        raise NotFoundError
    return found


def _write(operation: Operation, answer: Answer) -> flask.Response:
    status = answer.status or operation.status
    if isinstance(answer.body, File):
        response = answer.body.write(status)
    elif operation.answer is None:
        response = flask.Response(status=HTTPStatus.NO_CONTENT)
        del response.headers["Content-Type"]
    else:
        body = (
            answer.body.value if isinstance(answer.body, Rendered) else instance_of(operation.answer).dump(answer.body)
        )
        text = flask.json.dumps(body)
        response = flask.Response(text, status, content_type="application/json")
    response.headers.update(answer.headers)
    return response
