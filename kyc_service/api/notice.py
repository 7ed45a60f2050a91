"""The notice: what a submission may hold, why it is asked, on which basis, who gets it, when it ends, and the rights.

Made from the schema and the policy, so that it cannot say anything else than what is done. Its id stands with what
was submitted while it was on show.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint
from marshmallow import Schema, fields

from kyc_service.api.bodies.base import Items, Part
from kyc_service.api.bodies.submissions import SubmissionSchema
from kyc_service.api.door.operations import PUBLIC, Operation
from kyc_service.api.door.routes import Answer, Door, Routes
from kyc_service.api.schemas.notices import NoticeSchema
from kyc_service.policy.model import Policy
from kyc_service.policy.reports.cells import Cell, list_cells
from kyc_service.policy.reports.explanation import explain_end
from kyc_service.services.subjects import SERVES

GET = Operation(
    id="getNotice",
    method="GET",
    rule="/notice",
    summary="See what is asked, and why",
    scopes=PUBLIC,
    answer=NoticeSchema,
)
SOURCE = "the business itself, or whoever submits for it"
CONSEQUENCE = "A submission without it is not accepted, so the business cannot be verified."
NO_CONSEQUENCE = "It can be left out; with it a wrong match is told apart sooner."
_OURS = frozenset({"reference", "role", "policy_id"})
"""Members that say something about the request, not about anybody."""
_PATHS = {"contact.address": "person.addresses", "metadata": "check.metadata"}


def blueprint(door: Door) -> Blueprint:
    """Make the route of this room."""
    routes = Routes(door, "notice", "What is asked, and why.")
    notices = Notices()
    routes.add(GET, lambda rt, _: Answer(notices.of(rt.policy)))
    return routes.blueprint


def make_notice(policy: Policy) -> dict[str, Any]:
    """Make the notice of a policy. Equal notices have equal ids."""
    rules, cells = policy.rules, list_cells(policy)
    asked = list(list_fields())
    categories = sorted({policy.category_of(stored) for _, stored, _, _ in asked})
    body: dict[str, Any] = {
        "policy_id": policy.id,
        "policy_version": policy.version,
        "policy_sha256": policy.sha256,
        "controller": dict(rules.header["controller_eea"]),
        "contact": rules.header["contact"],
        "source": SOURCE,
        "items": [
            {
                "field": path,
                "category": policy.category_of(stored),
                "required": required,
                "consequence": CONSEQUENCE if required else NO_CONSEQUENCE,
                "description": words,
                "why": list(SERVES),
            }
            for path, stored, required, words in asked
        ],
        "purposes": [
            {"purpose": name, "bases": [basis.value for basis in rules.purposes[name].basis]} for name in SERVES
        ],
        "categories": [
            {
                "category": name,
                "recipients": _list_recipients(policy, cells, name),
                "ends": list(explain_end(policy, name)),
            }
            for name in categories
        ],
        "other_sources": [
            {"category": name, "taken": list(rules.categories[name].fields)}
            for name in rules.categories
            if rules.categories[name].closed
        ],
        "rights": [
            {"right": name, "due": str(line.get("due", "at once"))} for name, line in sorted(rules.rights.items())
        ],
        "refused": sorted(rules.refused),
    }
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return {"notice_id": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}", **body}


class Notices:
    """Remembers the notice of each policy, for as long as a process lives: anybody may ask for it, and often."""

    def __init__(self) -> None:
        """Know none yet."""
        self._made: dict[str, dict[str, Any]] = {}

    def of(self, policy: Policy) -> dict[str, Any]:
        """Return the notice that is on show under a policy."""
        if policy.sha256 not in self._made:
            self._made[policy.sha256] = make_notice(policy)
        return self._made[policy.sha256]

    def id_of(self, policy: Policy) -> str:
        """Return its id."""
        return str(self.of(policy)["notice_id"])


def _list_recipients(policy: Policy, cells: Sequence[Cell], category: str) -> list[dict[str, Any]]:
    """Name who may get something of a category, for what and on which conditions."""
    found: dict[str, list[str]] = {}
    for cell in cells:
        if cell.category == category:
            found.setdefault(cell.recipient, []).append(cell.purpose)
    return [
        {
            "recipient": name,
            "purposes": purposes,
            "conditions": [policy.rules.facts[fact] for fact in policy.rules.recipients[name].when],
        }
        for name, purposes in found.items()
    ]


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
