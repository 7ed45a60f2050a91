"""The notice: what is asked of a business, under which category, and why."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.schemas.answers import flag, many, mapping, text, texts


class FieldSchema(Schema):
    """A field of a submission."""

    field = text("Path in a submission.", "contact.email")
    category = text("Category of the policy.", "contact")
    required = flag("Whether a submission needs it.")
    consequence = text("What happens without it.", "It can be left out.")
    description = text("What it is.", "E-mail address.")
    why = texts("Purposes of the policy that it is used for.", "aml_check")


class NoticePurposeSchema(Schema):
    """What data are used for."""

    purpose = text("Purpose of the policy.", "aml_check")
    bases = texts("Legal bases (GDPR 6(1)); the first that applies to the owner.", "legal_obligation")


class NoticeRecipientSchema(Schema):
    """Who may get something of a category."""

    recipient = text("Recipient of the policy.", "kyc_vendor")
    purposes = texts("What for.", "aml_check")
    conditions = texts("What has to hold each time.", "a contract that binds the recipient is on file")


class NoticeCategorySchema(Schema):
    """A category of data: who may get it, and when it ends."""

    category = text("Category of the policy.", "contact")
    recipients = many(NoticeRecipientSchema, "Who may get something of it.")
    ends = texts("When it ends, and how.", "deleted 2 years after the relationship ended")


class NoticeSourceSchema(Schema):
    """Data that come from elsewhere."""

    category = text("Category of the policy.", "public_source")
    taken = texts("What is taken, and nothing else.", "register.name")


class NoticeRightSchema(Schema):
    """A right of whoever the data are about."""

    right = text("The right.", "access")
    due = text("When it is answered at the latest.", "1 month")


class NoticeSchema(Schema):
    """What is asked and why."""

    notice_id = text("Digest of all this; it stands with what is submitted under it.", "sha256:5f70bf18a086...")
    policy_id = text("The policy.", "alibaba-com-privacy")
    policy_version = text("Its version.", "2019-07-15.4")
    policy_sha256 = text("Digest of its file.", "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef")
    controller = mapping("Who answers for it.", {"name": "Marketplace Ltd", "register": "200720572D", "country": "SG"})
    contact = text("Where to ask, object or complain.", "DataProtection@service.alibaba.com")
    source = text("Where submitted data come from.", "the business itself, or whoever submits for it")
    items = many(FieldSchema, "Every field that may be submitted.")
    purposes = many(NoticePurposeSchema, "What they are used for, and on which basis.")
    categories = many(NoticeCategorySchema, "Who may get them, and when they end.")
    other_sources = many(NoticeSourceSchema, "What comes from public registers and vendors.")
    rights = many(NoticeRightSchema, "Rights of whoever the data are about.")
    refused = texts("Fields that are never taken.", "card_number")
