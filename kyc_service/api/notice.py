"""The notice: what a submission may hold, in which category of the policy it falls, and why it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint
from marshmallow import Schema, fields

from kyc_service.api.bodies.base import Items, Part
from kyc_service.api.bodies.submissions import SubmissionSchema
from kyc_service.api.door.operations import PUBLIC, Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.notices import NoticeSchema
from kyc_service.bootstrap import Runtime
from kyc_service.services.screening import PURPOSE as SCREENING
from kyc_service.services.subjects import INTAKE

GET = Operation(
    id="getNotice",
    method="GET",
    rule="/notice",
    summary="See what is asked, and why",
    scopes=PUBLIC,
    answer=NoticeSchema,
)
_OURS = frozenset({"reference", "role", "policy_id"})
"""Members that say something about the request, not about anybody."""
_PATHS = {"contact.address": "person.addresses", "metadata": "check.metadata"}


def blueprint(door: Door) -> Blueprint:
    """Make the route of this room."""
    routes = Routes(door, "notice", "What is asked, and why.")
    routes.add(GET, get)
    return routes.blueprint


def get(rt: Runtime, _call: Call) -> Answer:
    """Put the schema and the policy side by side."""
    rows = [
        {
            "field": path,
            "category": rt.policy.category_of(stored),
            "required": required,
            "description": description,
            "why": (INTAKE, SCREENING),
        }
        for path, stored, required, description in list_fields()
    ]
    body: dict[str, Any] = {
        "policy_id": rt.policy.id,
        "policy_version": rt.policy.version,
        "policy_sha256": rt.policy.sha256,
        "items": rows,
        "refused": sorted(rt.policy.rules.refused),
    }
    return Answer(body)


def list_fields() -> Iterator[tuple[str, str, bool, str]]:
    """List every field about somebody: path in a submission, path in the store, whether required, description."""
    for name, field in SubmissionSchema().fields.items():
        if name in _OURS:
            continue
        if name == "metadata":
            yield name, _PATHS[name], field.required, str(field.metadata["description"])
        else:
            room = "business" if name == "business" else "person"
            yield from _walk(_schema_of(field), name, room)


def _walk(schema: Schema, path: str, stored: str) -> Iterator[tuple[str, str, bool, str]]:
    for name, field in schema.fields.items():
        here, there = f"{path}.{name}", _PATHS.get(f"{path}.{name}", f"{stored}.{name}")
        if stored == "business" and isinstance(field, Part):
            yield from _walk(_schema_of(field), here, there)
        else:
            yield here, there, field.required, str(field.metadata["description"])


def _schema_of(field: fields.Field[Any]) -> Schema:
    inner = field.inner if isinstance(field, Items) else field
    if not isinstance(inner, Part):
        raise TypeError
    schema: Schema = inner.schema
    return schema
