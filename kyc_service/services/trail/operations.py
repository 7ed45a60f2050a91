"""Operations of the audit in words, for everybody who reads it: pages, packs and exports."""

from __future__ import annotations

from collections.abc import Mapping

OPERATIONS: Mapping[str, str] = {
    "account.activated": "An account was activated",
    "account.disabled": "An account was disabled",
    "account.enrolled": "A password and an authenticator were set",
    "account.invited": "Somebody was invited",
    "account.password_changed": "A password was changed",
    "account.reset": "An account was reset",
    "account.roles_changed": "Roles were changed",
    "addressee.added": "An addressee was added",
    "addressee.retired": "An addressee was retired",
    "allowlist.reopened": "An earlier answer holds no longer",
    "audit.exported": "The audit was exported",
    "audit.verified": "The chain of the audit was followed",
    "case.assigned": "A case was given to somebody, or back",
    "case.opened": "A case was opened",
    "check.given_up": "A check was given up",
    "check.overridden": "A check was overridden by a person",
    "decision.made": "A decision was made",
    "decision.proposed": "A decision was proposed",
    "decision.sent_back": "A decision was sent back",
    "disposal.run": "What was due was disposed of",
    "disposal.stopped": "A disposal was stopped",
    "evidence_pack.expired": "An evidence pack was deleted after its time",
    "evidence_pack.failed": "An evidence pack could not be made",
    "evidence_pack.made": "An evidence pack was made",
    "evidence_pack.read": "An evidence pack was fetched",
    "evidence_pack.requested": "An evidence pack was asked for",
    "file.expired": "A file had its time",
    "ground.ended": "A ground ended",
    "ground.recorded": "A ground was recorded",
    "handover.approved": "A handover was approved",
    "handover.asked": "A handover was asked for",
    "handover.declined": "A handover was declined",
    "handover.refused": "A handover was refused",
    "handover.released": "A handover was released",
    "hit.allowlisted": "A hit was answered by an earlier answer",
    "hit.disposed": "A hit was answered",
    "ledger.read": "The ledger was read",
    "message.kept": "A message was kept",
    "messages.read": "Messages were read",
    "ownership.assessed": "The ownership was worked out",
    "ownership.not_assessed": "The ownership could not be worked out",
    "records.disposed": "Records were disposed of",
    "risk.rated": "The risk was rated",
    "screening.ad_hoc": "A name was screened",
    "screening.replayed": "A screening was repeated",
    "session.closed": "Somebody signed out",
    "session.opened": "Somebody signed in",
    "session.refused": "A sign-in was refused",
    "source.kept": "A public source was kept",
    "subject.disposed": "A subject was disposed of",
    "subject.ownership_read": "The ownership was read",
    "subject.read": "A subject was read",
    "subject.relationship_ended": "A relationship ended",
    "subject.risk_read": "The risk was read",
    "subject.searched": "A subject was searched",
    "verification.evidence_read": "The evidence was read",
    "verification.moved": "A verification moved on",
    "verification.restarted": "A business was verified again",
    "verification.submitted": "A business was submitted",
}
"""By operation; one that is missing is said by its own words."""


def say_operation(op: str) -> str:
    """Say an operation in words."""
    return OPERATIONS.get(op) or op.replace(".", ": ").replace("_", " ").capitalize()
