"""Write evidence for an analyst. Personal values are opened here for one purpose, and go nowhere else."""

from __future__ import annotations

from typing import Any

from kyc_service.domain.cases import Hit
from kyc_service.domain.checks import CheckKind, OwnershipResult, RuleOutcome
from kyc_service.domain.contact_checks.parties import check_business, check_person
from kyc_service.domain.ownership.parties import WHOLE
from kyc_service.domain.ownership.verdicts import Interval
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.subjects import Subject, SubjectKind
from kyc_service.services.ownership import words
from kyc_service.services.ownership.subjects import OwnershipView
from kyc_service.services.tuning.allowlist import explain
from kyc_service.services.views.evidence import CheckView, EvidenceView

PURPOSE = "aml_check"
"""Purpose of the policy under which an analyst reads."""


def write_evidence(view: EvidenceView) -> dict[str, Any]:
    """Write everything about a verification."""
    business = next((one.fields.use(PURPOSE) for one in view.checks if one.subject.kind is SubjectKind.BUSINESS), {})
    parties = {check.subject.id: _write_examined(check.subject, check.fields, business) for check in view.checks}
    return {
        "flags": [*view.verification.flags, *(flag for one in view.checks if one.owners for flag in one.owners.flags)],
        "parties": list(parties.values()),
        "checks": [_write_check(check, view) for check in view.checks],
        "hits": [_write_hit(hit) for hit in sorted(view.hits, key=lambda hit: -hit.score)],
        "case_id": view.case.id if view.case else None,
    }


def _write_examined(subject: Subject, fields: Personal[Fields], business: Fields) -> dict[str, Any]:
    """Write a party with what its contacts and addresses look like. That is not stored: it follows from the fields."""
    known = fields.use(PURPOSE)
    noticed = check_business(known) if subject.kind is SubjectKind.BUSINESS else check_person(known, business)
    return {**write_party(subject, fields), "notes": noticed.notes}


def write_party(subject: Subject, fields: Personal[Fields]) -> dict[str, Any]:
    """Write a party with what was submitted about it."""
    return {
        "id": subject.id,
        "kind": subject.kind.value,
        "role": subject.role,
        "status": subject.status.value,
        "details": fields.use(PURPOSE),
    }


def _write_check(view: CheckView, whole: EvidenceView) -> dict[str, Any]:
    check, result = view.check, view.result
    return {
        "id": check.id,
        "kind": check.kind.value,
        "source": check.source if check.kind is CheckKind.REGISTER else None,
        "status": check.status.value,
        "reason": check.reason.value if check.reason else None,
        "required": check.required,
        "subject_id": check.subject_id,
        "attempt": check.attempt,
        "matcher_version": result.matcher_version if result else None,
        "threshold": result.threshold if result else None,
        "profile": result.profile if result else None,
        "profile_number": result.profile_number if result else None,
        "lists": result.lists if result else (),
        "register": _write_answer_of_register(view) if view.answer else None,
        "ownership": _write_owners(view.owners, whole) if view.owners else None,
    }


def _write_owners(owners: OwnershipResult, whole: EvidenceView) -> dict[str, Any]:
    """Write what owners come to: codes and shares as they were kept, the steps in words as they are on file now."""
    now = whole.ownership
    return {
        "threshold": owners.threshold,
        "flags": owners.flags,
        "rules": [_write_rule(one, now) for one in owners.rules],
        "findings": [words.tell_finding(now.graph.parties, finding) for finding in now.owners.findings] if now else (),
        "picture": f"/v1/subjects/{whole.verification.reference}/ownership?picture=svg",
    }


def _write_rule(kept: RuleOutcome, now: OwnershipView | None) -> dict[str, Any]:
    found = next((one for one in now.blockings if one.rule.name is kept.rule), None) if now else None
    share = Interval(kept.low / WHOLE, kept.high / WHOLE)
    return {
        "rule": kept.rule.value,
        "verdict": kept.verdict.value,
        "share": {"low": kept.low, "high": kept.high},
        "why": words.tell_share(kept.rule, kept.verdict, share),
        "path": words.tell_blocking(now.graph.parties, found) if now and found else (),
        "if_undecided_were_confirmed": kept.if_undecided.value,
    }


def _write_answer_of_register(view: CheckView) -> dict[str, Any]:
    """Write what a register said: codes for as long as the verification, values for as long as they are kept."""
    answer = view.answer
    if answer is None:
        return {}
    values = view.extract.use(PURPOSE) if view.extract else {}
    kept: Any = values.get("source.extract") or {}
    return {
        "outcome": answer.outcome.value,
        "code": answer.code,
        "reference": answer.reference,
        "asked_at": answer.asked_at,
        "reused": answer.reused,
        "flags": answer.flags,
        "compared": kept.get("compared")
        or [{"matter": matter, "result": result} for matter, result in answer.compared],
        "answers": answer.evidence,
        "url": values.get("source.url"),
        "extract": {path: value for path, value in values.items() if path.startswith("register.")},
    }


def _write_hit(hit: Hit) -> dict[str, Any]:
    found = hit.evidence.use(PURPOSE)
    return {
        "id": hit.id,
        "subject_id": hit.subject_id,
        "entry_id": hit.entry_id,
        "source": hit.source,
        "list_digest": hit.list_digest,
        "score": hit.score,
        "status": hit.status.value,
        "version": hit.version,
        "disposed_by": hit.disposed_by,
        "disposed_at": hit.disposed_at,
        "reason_code": hit.reason_code,
        "note": hit.note.use(PURPOSE) if hit.note else None,
        "entry": _fill(found["entry"]),
        "listings": [{**listing, "entry": _fill(listing["entry"])} for listing in found.get("listings", ())],
        "evidence": found["evidence"],
        "allowlist": _write_answer(found.get("allowlist")),
    }


def _fill(entry: dict[str, Any]) -> dict[str, Any]:
    """Fill in what hits did not keep in earlier versions."""
    return {"relations": [], **entry}


def _write_answer(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Write what the allowlist did about a hit, in words where it was reopened."""
    if found is None:
        return None
    reopened = found["outcome"] == "reopened"
    return {**found, "text": explain(found["changes"]) if reopened else "Allowlisted; neither side changed since."}
