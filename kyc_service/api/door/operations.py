"""Operations: what a route takes and answers, said once, for the request that comes in and for the documentation.

An operation cannot be made without saying which scopes may use it. Describes; decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from marshmallow import Schema

from kyc_service.api.door import etags, idempotency, json_body, query
from kyc_service.api.door.query import Parameter
from kyc_service.domain.ids import PREFIXES
from kyc_service.domain.tenants import Scope

PUBLIC: frozenset[Scope] = frozenset()
"""Scopes of an operation that asks for no key."""
REFERENCE = "reference"
"""Marks a path parameter that is the client's own name for a business."""
SOURCE = "source"
"""Marks a path parameter that is the id of a list."""
DIGEST = "digest"
"""Marks a path parameter that is the digest of a list version."""
_PATTERNS = {DIGEST: "^[0-9a-f]{64}$", REFERENCE: "^[A-Za-z0-9._:\\-]{1,128}$", SOURCE: "^[a-z0-9_]{1,32}$"}
_EXAMPLES = {
    DIGEST: "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
    REFERENCE: "acme-trading-2291",
    SOURCE: "un",
}
_FILE = {"type": "string", "format": "binary"}
_JSON_FILE = {"type": "object", "description": "A file, to be kept byte for byte."}
_ALWAYS = (400, 401, 403, 406, 429, 500, 503)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    rule: str
    summary: str
    scopes: frozenset[Scope]
    """Any one of them is enough; `PUBLIC` needs no key."""
    answer: type[Schema] | None
    media: tuple[str, ...] = ()
    """Types of a file that is answered in the place of JSON."""
    status: int = 200
    also: Mapping[int, str] = field(default_factory=dict)
    """Other statuses with the same answer, and when they come."""
    description: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Path parameter to the noun of its id, or `REFERENCE`, `SOURCE` or `DIGEST`."""
    query: Mapping[str, Parameter] = field(default_factory=dict)
    body: type[Schema] | None = None
    uploads: tuple[str, ...] = ()
    """Media types of a body that is a file, taken as it is; its name comes in Content-Disposition."""
    body_limit: int = json_body.MAX_BODY
    idempotent: bool = False
    """An Idempotency-Key is needed."""
    if_match: bool = False
    """An If-Match is needed."""
    waits: bool = False
    """`Prefer: wait=N` is understood."""
    location: bool = False
    etag: bool = False
    errors: tuple[int, ...] = ()
    """Statuses beside those that every operation may answer with."""


def describe(operation: Operation) -> dict[str, Any]:
    """Write an operation as OpenAPI, schemas still as classes."""
    doc: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": _describe_scopes(operation),
        "security": [{"key": []}] if operation.scopes else [],
        "parameters": [*_headers(operation), *(_describe_query(*item) for item in operation.query.items())],
        "responses": _responses(operation),
    }
    if operation.body is not None:
        doc["requestBody"] = {"required": True, "content": {"application/json": {"schema": operation.body}}}
    if operation.uploads:
        doc["requestBody"] = {"required": True, "content": {one: {"schema": _FILE} for one in operation.uploads}}
    return doc


def describe_path(operation: Operation) -> list[dict[str, Any]]:
    """Write the path parameters as OpenAPI."""
    return [
        {
            "in": "path",
            "name": name,
            "required": True,
            "description": _NAMES.get(noun, f"Id of the {noun}."),
            "schema": {"type": "string", "pattern": _PATTERNS.get(noun) or f"^{PREFIXES[noun]}_[0-9a-fA-F]{{32}}$"},
            "example": _EXAMPLES.get(noun) or f"{PREFIXES[noun]}_3f0c2b7a9d814e6fa1c5d2e8b4a79063",
        }
        for name, noun in operation.ids.items()
    ]


_NAMES = {
    DIGEST: "Digest of the version.",
    REFERENCE: "Your own name for the business.",
    SOURCE: "Id of the list, as /v1/lists shows it.",
}


def _describe_scopes(operation: Operation) -> str:
    scopes = " or ".join(f"`{scope}`" for scope in sorted(operation.scopes))
    needs = f"Needs a key with the scope {scopes}." if scopes else "Needs no key."
    return f"{operation.description} {needs}".strip()


def _headers(operation: Operation) -> list[dict[str, Any]]:
    found = []
    if operation.idempotent:
        found.append(
            _header(
                idempotency.HEADER,
                f"A new one for each new request, the same one to repeat it; kept {idempotency.WINDOW_DAYS} days.",
                {"type": "string", "pattern": "^[!-~]{1,255}$"},
                "5f1d7c1e-0d1f-4a53-9a43-1f0f3a1d9b11",
            ),
        )
    if operation.if_match:
        text = "ETag of what the change is based on."
        found.append(_header("If-Match", text, {"type": "string", "pattern": '^"[0-9]{1,9}"$'}, etags.make_etag(3)))
    if operation.uploads:
        text = "`attachment` with the name of the file."
        schema = {"type": "string", "maxLength": 1000}
        name = _header("Content-Disposition", text, schema, 'attachment; filename="extract.pdf"')
        found.append({**name, "required": False})
    if operation.waits:
        text = "`wait=N` waits up to N seconds, at most 10, for the outcome."
        wait = {"type": "string", "pattern": "^wait=([0-9]|10)$"}
        found.append({**_header("Prefer", text, wait, "wait=5"), "required": False})
    return found


def _header(name: str, text: str, schema: dict[str, Any], example: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": True, "description": text, "schema": schema, "example": example}


def _describe_query(name: str, parameter: query.Parameter) -> dict[str, Any]:
    found = {
        "in": "query",
        "name": name,
        "required": parameter.required,
        "description": parameter.description,
        "schema": parameter.schema,
    }
    return found if parameter.example is None else {**found, "example": parameter.example}


def _responses(operation: Operation) -> dict[str, Any]:
    answers = {operation.status: HTTPStatus(operation.status).phrase, **operation.also}
    responses = {str(status): _success(operation, text) for status, text in answers.items()}
    statuses = set(operation.errors) | (set(_ALWAYS) if operation.scopes else {400, 406, 500, 503})
    if operation.body is not None or operation.uploads:
        statuses |= {413, 415, 422}
    if operation.ids:
        statuses |= {404}
    if operation.idempotent:
        statuses |= {409, 410, 422}
    if operation.if_match:
        statuses |= {409, 412, 428}
    return responses | {str(status): HTTPStatus(status).name for status in sorted(statuses) if status not in answers}


def _success(operation: Operation, text: str) -> dict[str, Any]:
    response: dict[str, Any] = {"description": text, "headers": {}}
    if operation.answer is not None:
        response["content"] = {"application/json": {"schema": operation.answer}}
    for media in operation.media:
        response.setdefault("content", {})[media] = {"schema": _JSON_FILE if media == "application/json" else _FILE}
        response["headers"]["Content-Disposition"] = {"description": "Its name.", "schema": {"type": "string"}}
    if operation.location:
        response["headers"]["Location"] = {"description": "Where it is.", "schema": {"type": "string"}}
    if operation.etag:
        response["headers"]["ETag"] = {"description": "For If-Match.", "schema": {"type": "string"}}
    return response
