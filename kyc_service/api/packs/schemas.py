"""An evidence pack as it stands."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.schemas.answers import instant, many, number, text, word
from kyc_service.domain.packs.packs import PackStatus

_DIGEST = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"


class PackSchema(Schema):
    """An evidence pack, without its files."""

    id = text("Id of the pack.", "evp_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    verification_id = text("What it is about.", "ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    status = word("Where it stands.", tuple(PackStatus))
    requested_by = text("Who asked for it.", "key_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    requested_at = instant("When.")
    made_at = instant("When it was made.", nullable=True)
    expires_at = instant("When it is deleted.")
    pages = number("Pages of the PDF.", 8, nullable=True)
    content_sha256 = text("Of the content in its canonical form; printed in the PDF.", _DIGEST, nullable=True)
    json_sha256 = text("Of the bytes of the JSON file.", _DIGEST, nullable=True)
    pdf_sha256 = text("Of the bytes of the PDF file.", _DIGEST, nullable=True)
    failure = text("Code of why it was not made.", "pack_too_long", nullable=True)


class PackListSchema(Schema):
    """The packs of a verification."""

    items = many(PackSchema, "Packs, newest first.")
