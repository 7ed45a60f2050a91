"""What lies behind a case: earlier answers to its pairs, what changed since, and who else it has to do with."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from marshmallow import Schema

from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.schemas.answers import flag, instant, many, text, texts, word
from kyc_service.api.schemas.evidence import PURPOSE
from kyc_service.bootstrap import Runtime
from kyc_service.domain.cases import CaseStatus, HitStatus, Outcome
from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.domain.tenants import Scope
from kyc_service.services.views import background as service
from kyc_service.services.views.background import Background, Earlier

_CASE = "cas_3f0c2b7a9d814e6fa1c5d2e8b4a79063"


class PairChangeSchema(Schema):
    """One fact that is other than it was."""

    fact = text("Side and fact.", "entry.names")
    added = texts("What came; listed values only.", "GOLDEN BRIDGE")
    removed = texts("What went.", "GOLDEN BRIDG")


class EarlierAnswerSchema(Schema):
    """An answer to the same pair from before."""

    hit_id = text("The hit of then.", "hit_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    verification_id = text("In which verification.", "ver_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    case_id = text("In which case.", _CASE, nullable=True)
    case_outcome = word("What that case was decided as.", tuple(Outcome), nullable=True)
    status = word("The answer.", tuple(HitStatus))
    reason_code = text("Why.", "different_birth_date", nullable=True)
    note = text("The analyst's words.", "Born 20 years later.", nullable=True)
    disposed_by = text("Who answered, or the allowlisted pair that did.", "mila", nullable=True)
    disposed_at = instant("When; null for what was answered before this was kept.", nullable=True)
    changes = many(PairChangeSchema, "What is other about the two now.")
    changes_known = flag("False where too little of then was kept to tell a change of the subject.")


class HitHistorySchema(Schema):
    """A hit with how its pair was answered before."""

    hit_id = text("The hit.", "hit_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    earlier = many(EarlierAnswerSchema, "The newest first.")


class FormerPersonSchema(Schema):
    """A person whom the business does not name any more."""

    id = text("Id.", "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    kind = word("A business, or a person of it.", tuple(SubjectKind))
    role = text("What they were.", "director")
    status = word("How they stand.", tuple(SubjectStatus))


class SharedPartySchema(Schema):
    """A party that another business of yours has too."""

    subject_id = text("The party here.", "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    role = text("What it is there.", "director")
    status = word("How it stands there.", tuple(SubjectStatus))
    reference = text("Your own name for the other business.", "acme-trading-2291")
    by = word(
        "The same name and birth date, none where none is known; or the same number.",
        ("person", "registration"),
    )


class RelatedCaseSchema(Schema):
    """A case that has to do with this one."""

    case_id = text("The case.", _CASE)
    reference = text("Your own name for its business.", "acme-trading-2291")
    status = word("Where it stands.", tuple(CaseStatus))
    source = text("The list of the listed party that both share.", "ofac_sdn", nullable=True)
    entry_id = text("The listed party.", "ofac:12345", nullable=True)
    hit_status = word("How the hit on it stands there.", tuple(HitStatus), nullable=True)


class CaseBackgroundSchema(Schema):
    """What lies behind a case."""

    hits = many(HitHistorySchema, "Each hit of the case.")
    people = many(FormerPersonSchema, "People whom the business does not name any more.")
    elsewhere = many(SharedPartySchema, "Parties that other businesses of yours have too, at most 20.")
    cases = many(RelatedCaseSchema, "Other open cases of the business, at most 20.")
    sharing = many(RelatedCaseSchema, "Open cases of others with a hit on the same listed party, at most 20.")


GET = Operation(
    id="getCaseBackground",
    method="GET",
    rule="/cases/<case_id>/background",
    summary="Read how the pairs of a case were answered before, what changed since, and who else it has to do with",
    description="A pair is a subject and a listed entry. What changed is told from fingerprints, so a change of the "
    "subject is named and never shown. Other businesses are named by your own references.",
    scopes=frozenset({Scope.ANALYST}),
    ids={"case_id": "case"},
    answer=CaseBackgroundSchema,
    errors=(410,),
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "background", "What lies behind a case.")
    routes.add(GET, get)
    return routes.blueprint


def get(rt: Runtime, call: Call) -> Answer:
    """Read what lies behind a case."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        return Answer(write(service.read(work, call.ids["case_id"])))


def write(found: Background) -> dict[str, Any]:
    """Write what lies behind a case."""
    return {
        "hits": [
            {"hit_id": hit_id, "earlier": [write_earlier(one) for one in earlier]}
            for hit_id, earlier in found.earlier.items()
        ],
        "people": found.people,
        "elsewhere": found.elsewhere,
        "cases": found.cases,
        "sharing": found.sharing,
    }


def write_earlier(one: Earlier) -> dict[str, Any]:
    """Write an earlier answer."""
    hit = one.past.hit
    return {
        "hit_id": hit.id,
        "verification_id": hit.verification_id,
        "case_id": one.past.case_id,
        "case_outcome": one.past.outcome,
        "status": hit.status,
        "reason_code": hit.reason_code,
        "note": hit.note.use(PURPOSE) if hit.note else None,
        "disposed_by": hit.disposed_by,
        "disposed_at": hit.disposed_at,
        "changes": one.changes,
        "changes_known": one.known,
    }
