"""A submission: a business and its people, with the client's own reference."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields

from kyc_service.api.bodies.base import Choice, Items, Part, StrictSchema, Text, note_flags
from kyc_service.api.bodies.parties import BusinessSchema, ContactSchema, PersonSchema
from kyc_service.domain.intake import identifiers, texts

ROLES = ("buyer", "seller")
MOST_PEOPLE = 50


class Metadata(fields.Dict):
    """The client's own notes: a flat map, kept under the client's own subject and never sent out."""

    def __init__(self) -> None:
        """Describe the map."""
        super().__init__(
            error_messages={"invalid": "wrong_type", "null": "wrong_type"},
            metadata={
                "description": "Your own notes: encrypted, erased with the business, never sent out.",
                "examples": [{"order_system_id": "2291"}],
                "maxProperties": texts.MOST_ENTRIES,
                "additionalProperties": {"type": ["string", "number", "boolean"], "maxLength": texts.LONGEST_VALUE},
                "propertyNames": {"pattern": "^[A-Za-z0-9_.\\-]{1,40}$"},
            },
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> dict[str, Any]:  # noqa: ANN401 - as its base
        del attr, data
        if not isinstance(value, dict):
            code = "wrong_type"
            raise ValidationError(code)
        if len(value) > texts.MOST_ENTRIES:
            code = "metadata_limits"
            raise ValidationError(code)
        faults = {key: [fault] for key, item in value.items() if (fault := _judge_entry(key, item))}
        if faults:
            raise ValidationError(faults)
        return value


def _judge_entry(key: str, item: object) -> str | None:
    fault = texts.read_metadata_key(key).fault
    if fault or isinstance(item, bool | int | float):
        return fault
    if not isinstance(item, str):
        return "metadata_limits"
    found = texts.read_metadata_value(item)
    note_flags(found.flags)
    return found.fault


class SubmissionSchema(StrictSchema):
    """What a client submits."""

    reference = Text(
        "Your own name for the business, unique among yours.",
        "acme-trading-2291",
        identifiers.read_reference,
        longest=128,
        required=True,
    )
    role = Choice("What the business is on the marketplace.", ROLES, required=True)
    policy_id = Text("Policy under which the data are given; the service's own when left out.", "alibaba-com-privacy")
    business = Part(BusinessSchema, "The business.", required=True)
    contact = Part(ContactSchema, "The person who speaks for it.", required=True)
    people = Items(Part(PersonSchema, "Person."), "Directors, representatives, owners, signatories.", MOST_PEOPLE)
    metadata = Metadata()


class ChangeSchema(StrictSchema):
    """A change: each part that is given replaces that part as a whole."""

    role = Choice("What the business is on the marketplace.", ROLES)
    business = Part(BusinessSchema, "The business.")
    contact = Part(ContactSchema, "The person who speaks for it.")
    people = Items(Part(PersonSchema, "Person."), "Directors, representatives, owners, signatories.", MOST_PEOPLE)
    metadata = Metadata()
