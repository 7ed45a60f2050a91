"""The notice: what is asked of a business, under which category, and why."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.schemas.answers import flag, many, text, texts


class FieldSchema(Schema):
    """A field of a submission."""

    field = text("Path in a submission.", "contact.email")
    category = text("Category of the policy.", "contact")
    required = flag("Whether a submission needs it.")
    description = text("What it is.", "E-mail address.")
    why = texts("Purposes of the policy that it is used for.", "aml_check")


class NoticeSchema(Schema):
    """What is asked and why."""

    policy_id = text("The policy.", "alibaba-com-privacy")
    policy_version = text("Its version.", "2019-07-15.1")
    policy_sha256 = text("Digest of its file.", "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef")
    items = many(FieldSchema, "Every field that may be submitted.")
    refused = texts("Fields that are never taken.", "card_number")
