"""What the audit answers."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, post_dump

from kyc_service.api.schemas.answers import flag, instant, many, mapping, next_cursor, number, text, texts
from kyc_service.services.trail.operations import say_operation


class AuditEntrySchema(Schema):
    """One thing that was done. Ids, codes and counts: nothing personal."""

    seq = number("Number of the entry; those between are other tenants'.", 1042)
    at = instant("When.")
    actor = text("Who: id of an account or of a key, or a part of the service.", "acc_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    op = text("What.", "case.assigned")
    in_words = text("The same in words.", "A case was given to somebody, or back")
    outcome = text("How it ended.", "done")
    verification_id = text("About which verification.", "ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    case_id = text("About which case.", "cas_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    subject_id = text("About which subject.", "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063", nullable=True)
    policy_version = text("Under which version of the policy.", "2026-11-01", nullable=True)
    rule_ids = texts("By which of its rules.", "A.6")
    details = mapping("Codes, ids and counts.", {"reason_code": "different_name"})
    commitment = text("Proof of what was known of the subject then.", "9f2c1d7e", nullable=True)
    mac = text("What the service made of the entry with its key, hex.", "9f2c1d7e")

    @post_dump
    def tell(self, found: dict[str, Any], **_: object) -> dict[str, Any]:
        """Say the operation in words."""
        return {**found, "in_words": say_operation(found["op"])}


class AuditPageSchema(Schema):
    """A page of the audit."""

    items = many(AuditEntrySchema, "Entries, newest first.")
    next = next_cursor()


class ChainVerdictSchema(Schema):
    """What following the chain came to."""

    whole = flag("Whether nothing was changed, put in, moved or cut off.")
    sealed = number("Links that were followed, of all tenants.", 10422)
    waiting = number("Entries that are not sealed yet.", 3)
    heads = number("Signed heads.", 12)
    signed = number("Place of the last signed head.", 10400)
    position = number("Place of the first fault.", 311, nullable=True)
    fault = text("What is wrong there.", "changed", nullable=True)
    in_words = text("The same in words.", "the entry is gone", nullable=True)
