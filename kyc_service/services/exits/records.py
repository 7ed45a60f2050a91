"""Put together what is known of a subject under the policy's field names, as far as it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kyc_service.domain.asking.files import Attachment
from kyc_service.domain.cases import Hit
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.verifications import Verification
from kyc_service.services.exits.asked import Asked
from kyc_service.services.risk import ratings
from kyc_service.storage.work import Work

Values = dict[str, Any]


def gather(work: Work, asked: Asked) -> Personal[Fields]:
    """Read what is asked for. Raises PolicyDeniedError where restricted data would be opened for another purpose."""
    rooms = {path.partition(".")[0] for path in asked.fields}
    found: Values = {}
    for names, read in _ROOMS.items():
        if rooms & names:
            found |= read(work, asked)
    wanted = set(asked.fields)
    return Personal({path: value for path, value in found.items() if path in wanted and value not in (None, [])})


def _details(work: Work, asked: Asked) -> Values:
    return dict(work.subjects.read(asked.subject.id).use(asked.purpose))


def _checks(work: Work, asked: Asked) -> Values:
    latest = work.verifications.latest_of(asked.business_id)
    if latest is None:
        return {}
    return {
        "check.id": latest.id,
        "check.status": latest.status.value,
        "check.reason": latest.reason,
        "check.created_at": latest.created_at.isoformat(),
        "check.updated_at": latest.updated_at.isoformat(),
        "check.completed_at": latest.completed_at.isoformat() if latest.completed_at else None,
        "check.reference": latest.reference,
        "check.policy_version": latest.policy_version,
        "check.coverage": latest.coverage.value,
        "check.sequence": latest.sequence,
        "check.flags": list(latest.flags),
        "check.sources": sorted(f"{source}@{digest}" for source, digest in _lists(work, latest)),
        **_metadata(work, asked),
    }


def _metadata(work: Work, asked: Asked) -> Values:
    """What the client said about its own request stands among the subject's details."""
    if "check.metadata" not in asked.fields:
        return {}
    return {"check.metadata": work.subjects.read(asked.subject.id).use(asked.purpose).get("check.metadata")}


def _lists(work: Work, latest: Verification) -> set[tuple[str, str]]:
    results = work.checks.results_of(latest.id).values()
    return {(used.source, used.digest) for result in results for used in result.lists}


def _decisions(work: Work, asked: Asked) -> Values:
    latest = work.verifications.latest_of(asked.business_id)
    made = [one for one in work.decisions.of(latest.id) if one.confirmed_at] if latest else []
    if not made:
        return {}
    last = made[-1]
    return {
        "decision.outcome": last.outcome.value,
        "decision.reason_code": last.reason_code,
        "decision.decided_at": last.confirmed_at.isoformat() if last.confirmed_at else None,
        "decision.by": last.approved_by or last.made_by,
        "decision.note": last.note.use(asked.purpose) if last.note else None,
    }


def _screenings(work: Work, asked: Asked) -> Values:
    latest = work.verifications.latest_of(asked.business_id)
    if latest is None:
        return {}
    hits = [hit for hit in work.hits.of_verification(latest.id) if hit.subject_id == asked.subject.id]
    opened = [(hit, hit.evidence.use(asked.purpose)) for hit in hits]
    return {
        "screen.list_version": sorted(f"{source}@{digest}" for source, digest in _lists(work, latest)),
        "screen.candidates": [_candidate(hit, evidence) for hit, evidence in opened],
        "screen.scores": [{"entry_id": hit.entry_id, "score": hit.score} for hit in hits],
        "screen.evidence": [{"entry_id": hit.entry_id, "compared": _compared(found)} for hit, found in opened],
        "screen.disposition": [{"entry_id": hit.entry_id, "answer": hit.status.value} for hit in hits],
        "screen.note": [hit.note.use(asked.purpose) for hit in hits if hit.note],
    }


def _candidate(hit: Hit, evidence: Mapping[str, Any]) -> Values:
    return {"entry_id": hit.entry_id, "source": hit.source, "name": evidence["entry"].get("caption")}


def _compared(evidence: Mapping[str, Any]) -> list[Values]:
    """What was compared, without the weight that it had."""
    return [{name: piece.get(name) for name in ("noun", "ours", "theirs", "reason")} for piece in evidence["evidence"]]


def _risk(work: Work, asked: Asked) -> Values:
    """How the business stands, without points: a person has no level, and facts of the business may be about them."""
    if asked.subject.id != asked.business_id:
        return {}
    standing = ratings.stand(work, asked.business_id)
    if standing is None:
        return {}
    override = standing.override
    return {
        "risk.level": standing.level.value,
        "risk.review_at": standing.review_at.isoformat(),
        "risk.facts": standing.rating.facts.use(asked.purpose),
        "risk.factors": [
            {"title": one["title"], "reasons": [rule["reason"] for rule in one["applied"]], "basis": one["basis"]}
            for one in standing.rating.contributions.use(asked.purpose)
        ],
        "risk.override": {"level": override.level.value, "reason": override.reason_code.value} if override else None,
        "risk.note": override.note.use(asked.purpose) if override else None,
    }


def _messages(work: Work, asked: Asked) -> Values:
    kept = work.messages.of_subject(asked.subject.id)
    return {
        "case.messages": [
            {
                "written_at": message.written_at.isoformat(),
                "direction": message.direction.value,
                "text": message.text.use(asked.purpose),
            }
            for message in kept
        ],
        "case.attachments": [_attachment(one, asked) for one in work.attachments.of_subject(asked.subject.id)],
    }


def _attachment(one: Attachment, asked: Asked) -> Values:
    """A file by its name and digest: a copy of it is handed over beside."""
    name, kind = one.details.use(asked.purpose)
    return {
        "name": name,
        "type": kind.value,
        "document": one.document,
        "source": one.source.value,
        "added_at": one.added_at.isoformat(),
        "size": one.size,
        "sha256": one.sha256,
    }


def _sources(work: Work, asked: Asked) -> Values:
    found: Values = {}
    for source in work.sources.of_subject(asked.subject.id):
        for path, value in source.content.use(asked.purpose).items():
            found.setdefault(path, []).append(value)
    return found


def _suspicions(work: Work, asked: Asked) -> Values:
    if not asked.sealed:
        return {}
    kept = [suspicion.content.use(asked.purpose) for suspicion in work.suspicions.of_subject(asked.subject.id)]
    paths = ("suspicion.report", "suspicion.assessment", "suspicion.fiu_reference")
    return {path: [content[path] for content in kept if path in content] for path in paths}


_ROOMS: Mapping[frozenset[str], Callable[[Work, Asked], Values]] = {
    frozenset({"person", "business", "document"}): _details,
    frozenset({"check"}): _checks,
    frozenset({"decision"}): _decisions,
    frozenset({"screen"}): _screenings,
    frozenset({"risk"}): _risk,
    frozenset({"case"}): _messages,
    frozenset({"source", "register", "vendor"}): _sources,
    frozenset({"suspicion"}): _suspicions,
}
