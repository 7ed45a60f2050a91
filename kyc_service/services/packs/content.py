"""Content: what a pack says, as plain values. Pure: from what was gathered, the same values every time.

Where the use of a party's data is restricted, its part says so and holds nothing of them.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from typing import Any

from kyc_service import __version__
from kyc_service.domain.cases import TOOLKIT, Hit
from kyc_service.domain.checks import RuleOutcome
from kyc_service.domain.ownership.parties import WHOLE
from kyc_service.domain.ownership.verdicts import Interval
from kyc_service.domain.personal import Fields, Personal
from kyc_service.domain.subjects import SubjectKind
from kyc_service.errors import PolicyDeniedError
from kyc_service.services.ownership import words as ownership_words
from kyc_service.services.packs.envelope import SCHEMA
from kyc_service.services.packs.gathering import MOST_ENTRIES, PURPOSE, PackView
from kyc_service.services.packs.proof import tell
from kyc_service.services.tuning.allowlist import explain
from kyc_service.services.views.evidence import CheckView
from watchlists.matching import MATCHER_VERSION

Values = dict[str, Any]


def write(view: PackView, audit: Mapping[str, Any], made_at: dt.datetime) -> Values:
    """Write everything; `audit` is what `proof.prove` made."""
    content = {
        "schema": SCHEMA,
        "pack": _write_pack(view, made_at),
        "verification": _write_verification(view),
        "configuration": _write_configuration(view),
        "parties": [_write_party(view, check) for check in _one_each(view.evidence.checks)],
        "lists": _write_lists(view),
        "checks": [_write_check(view, check) for check in view.evidence.checks],
        "hits": [_write_hit(view, hit) for hit in sorted(view.evidence.hits, key=lambda hit: -hit.score)],
        "ownership": _write_ownership(view),
        "risk": _write_risk(view),
        "decisions": _write_decisions(view),
        "timeline": _write_timeline(view),
        "audit": {**audit, "left_out": len(view.entries) >= MOST_ENTRIES},
    }
    cleaned: Values = make_plain(content)
    return cleaned


def make_plain(value: Any) -> Any:  # noqa: ANN401 - any value that can be written
    """Make a value one that JSON knows. Halves of surrogate pairs, which UTF-8 cannot write, are replaced."""
    if isinstance(value, str):
        plain = str(value.value) if isinstance(value, enum.Enum) else value
        return plain.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {make_plain(str(name)): make_plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        inner = sorted(value) if isinstance(value, frozenset | set) else value
        return [make_plain(one) for one in inner]
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value


def _write_pack(view: PackView, made_at: dt.datetime) -> Values:
    pack = view.pack
    return {
        "id": pack.id,
        "requested_by": _name(view, pack.requested_by),
        "requested_at": pack.requested_at,
        "made_at": made_at,
        "purpose": PURPOSE,
        "deleted_at": pack.expires_at,
    }


def _write_verification(view: PackView) -> Values:
    one, case = view.evidence.verification, view.evidence.case
    names = ("id", "reference", "subject_id", "trigger", "status", "reason", "coverage", "flags", "policy_version")
    return {
        **{name: getattr(one, name) for name in names},
        "created_at": one.created_at,
        "completed_at": one.completed_at,
        "case_id": case.id if case else None,
        "case_status": case.status if case else None,
        "case_outcome": case.outcome if case else None,
        "assignee": _name(view, case.assignee) if case and case.assignee else None,
    }


def _write_configuration(view: PackView) -> Values:
    rating = view.standing.rating if view.standing else None
    return {
        "service_version": __version__,
        "reason_toolkit": TOOLKIT,
        "matcher_version": MATCHER_VERSION,
        "policy": {"id": view.policy.id, "version": view.policy.version, "sha256": view.policy.sha256},
        "risk_table": {"name": rating.table_name, "number": rating.table_number, "sha256": rating.table_digest}
        if rating
        else None,
    }


def _one_each(checks: Iterable[CheckView]) -> list[CheckView]:
    """Return one check for each party, the business first."""
    found = {check.subject.id: check for check in checks}
    return sorted(found.values(), key=lambda check: check.subject.kind is not SubjectKind.BUSINESS)


def _write_party(view: PackView, check: CheckView) -> Values:
    subject = check.subject
    fields = None if subject.id in view.restricted else _use(check.fields)
    base = {"id": subject.id, "kind": subject.kind, "role": subject.role, "status": subject.status}
    return {**base, "restricted": fields is None, "details": fields}


def _use(fields: Personal[Fields]) -> Fields | None:
    try:
        return fields.use(PURPOSE)
    except PolicyDeniedError:
        return None


def _write_lists(view: PackView) -> Values:
    results = [check.result for check in view.evidence.checks if check.result]
    used = {(one.source, one.digest): one for result in results for one in result.lists}
    names = ("source", "digest", "published", "confirmed_at", "fresh", "required", "parser")
    return {
        "compared": [{name: getattr(one, name) for name in names} for one in used.values()],
        "missing": sorted({source for result in results for source in result.missing}),
    }


def _write_check(view: PackView, one: CheckView) -> Values:
    check, result = one.check, one.result
    return {
        "id": check.id,
        "subject_id": check.subject_id,
        "kind": check.kind,
        "source": check.source or None,
        "status": check.status,
        "reason": check.reason,
        "required": check.required,
        "attempt": check.attempt,
        "screening": {
            name: getattr(result, name)
            for name in ("matcher_version", "code_version", "threshold", "profile", "profile_number")
        }
        if result
        else None,
        "register": _write_register(view, one) if one.answer else None,
    }


def _write_register(view: PackView, one: CheckView) -> Values | None:
    answer = one.answer
    if answer is None:
        return None
    hidden = one.extract is None or one.check.subject_id in view.restricted
    values = {} if hidden or one.extract is None else _use(one.extract) or {}
    kept: Any = values.get("source.extract") or {}
    compared = kept.get("compared") or [{"matter": matter, "result": result} for matter, result in answer.compared]
    return {
        "register": answer.register,
        "outcome": answer.outcome,
        "code": answer.code,
        "reference": answer.reference,
        "asked_at": answer.asked_at,
        "reused": answer.reused,
        "flags": answer.flags,
        "compared": compared,
        "answers": [{"at": said.at, "status": said.status, "sha256": said.sha256} for said in answer.evidence],
        "url": values.get("source.url"),
        "extract": {path: value for path, value in values.items() if path.startswith("register.")},
    }


def _write_hit(view: PackView, hit: Hit) -> Values:
    names = ("id", "subject_id", "check_id", "entry_id", "source", "list_digest", "score", "status", "reason_code")
    base = {name: getattr(hit, name) for name in names}
    base["answered_by"] = _name(view, hit.disposed_by) if hit.disposed_by else None
    if hit.subject_id in view.restricted:
        return {**base, "restricted": True, "entry": None, "listings": [], "evidence": [], "note": None}
    found = hit.evidence.use(PURPOSE)
    return {
        **base,
        "restricted": False,
        "note": hit.note.use(PURPOSE) if hit.note else None,
        "entry": found["entry"],
        "listings": found.get("listings", []),
        "evidence": found["evidence"],
        "allowlist": _write_allowlisted(found.get("allowlist")),
    }


def _write_allowlisted(found: Mapping[str, Any] | None) -> Values | None:
    """Write what an earlier answer did about a hit."""
    if found is None:
        return None
    reopened = found["outcome"] == "reopened"
    return {**found, "text": explain(found["changes"]) if reopened else "Allowlisted; neither side changed since."}


def _write_ownership(view: PackView) -> Values | None:
    kept = next((one.owners for one in view.evidence.checks if one.owners), None)
    now = None if view.restricted else view.evidence.ownership
    if kept is None:
        return None
    return {
        "threshold": kept.threshold,
        "flags": kept.flags,
        "rules": [_write_rule(rule) for rule in kept.rules],
        "owners": [ownership_words.tell_owner(now.graph.parties, one) for one in now.owners.found] if now else [],
        "findings": [ownership_words.tell_finding(now.graph.parties, one) for one in now.owners.findings]
        if now
        else [],
        "paths": [
            sentence for one in now.blockings for sentence in ownership_words.tell_blocking(now.graph.parties, one)
        ]
        if now
        else [],
        "restricted": now is None,
        "picture": now.picture() if now and len(now.graph.parties) > 1 else None,
    }


def _write_rule(kept: RuleOutcome) -> Values:
    share = Interval(kept.low / WHOLE, kept.high / WHOLE)
    return {
        "rule": kept.rule,
        "verdict": kept.verdict,
        "low": kept.low,
        "high": kept.high,
        "why": ownership_words.tell_share(kept.rule, kept.verdict, share),
        "if_undecided_were_confirmed": kept.if_undecided,
    }


def _write_risk(view: PackView) -> Values | None:
    standing = view.standing
    if standing is None:
        return None
    rating, override = standing.rating, standing.override
    open_now = not view.restricted
    return {
        "level": standing.level,
        "computed_level": rating.level,
        "points": rating.points,
        "rated_at": rating.made_at,
        "review_at": standing.review_at,
        "restricted": not open_now,
        "contributions": [
            {name: one[name] for name in ("factor", "title", "points", "most", "at_least", "text", "applied")}
            for one in sorted(rating.contributions.use(PURPOSE), key=lambda one: -float(one["points"]))
        ]
        if open_now
        else [],
        "override": {
            "level": override.level,
            "status": override.status,
            "reason_code": override.reason_code,
            "note": override.note.use(PURPOSE) if open_now else None,
            "made_by": _name(view, override.made_by),
            "made_at": override.made_at,
            "approved_by": _name(view, override.approved_by) if override.approved_by else None,
            "expires_at": override.expires_at,
        }
        if override
        else None,
    }


def _write_decisions(view: PackView) -> list[Values]:
    return [
        {
            "outcome": one.outcome,
            "reason_code": one.reason_code,
            "note": one.note.use(PURPOSE) if one.note and not view.restricted else None,
            "made_by": _name(view, one.made_by),
            "made_at": one.made_at,
            "approved_by": _name(view, one.approved_by) if one.approved_by else None,
            "confirmed_at": one.confirmed_at,
        }
        for one in view.decisions
    ]


def _write_timeline(view: PackView) -> list[Values]:
    said = ((entry.seq, tell(entry)) for entry in view.entries)
    return [
        {"seq": seq, "at": one["at"], "by": _name(view, one["actor"]), "op": one["op"], "outcome": one["outcome"]}
        for seq, one in said
    ]


def _name(view: PackView, actor: str) -> Values:
    return {"id": actor, "name": view.names.get(actor, actor)}
