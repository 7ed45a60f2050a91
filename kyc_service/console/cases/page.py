"""The case page: both sides of the hit at hand, the other hits, registers, and the decision always in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kyc_service.api.schemas.cases import DECISION_REASONS
from kyc_service.api.schemas.evidence import PURPOSE, write_evidence
from kyc_service.bootstrap import Runtime
from kyc_service.console.cases import background, packs, sides, standing
from kyc_service.console.door import Desk, Page, Visit
from kyc_service.console.languages import gettext
from kyc_service.console.pages import word
from kyc_service.console.people import name_actor
from kyc_service.console.talk import reading as talk
from kyc_service.domain.cases import REASON_CODES, Case, Disposition, HitStatus, Outcome
from kyc_service.domain.people.roles import Permission
from kyc_service.services import cases as service
from kyc_service.services.views.evidence import EvidenceView
from kyc_service.storage.work import Work
from watchlists.matching.screener import DEFAULT_THRESHOLD

KEYS = {Disposition.FALSE_POSITIVE: "1", Disposition.TRUE_MATCH: "2", Disposition.INCONCLUSIVE: "3"}
_USUAL = {
    Disposition.FALSE_POSITIVE: "different_name",
    Disposition.TRUE_MATCH: "same_name_and_facts",
    Disposition.INCONCLUSIVE: "too_little_data",
}
_AGAINST: Mapping[str, str] = {
    "birth_date": "different_birth_date",
    "country": "different_country",
    "identifier": "different_identifier",
}
"""Reason for a false positive that a row speaking against the match suggests."""


def register(desk: Desk) -> None:
    """Add the views."""
    desk.add("/cases/<case_id>", "case", Permission.EVIDENCE_READ, show)


def show(rt: Runtime, visit: Visit) -> Page:
    """Show a case with the hit that is asked for, or the first that nobody answered."""
    with rt.open_work(visit.person.tenant_id, visit.person.account_id) as work:
        return Page("case.html", read(work, visit, visit.ids["case_id"], visit.query.get("hit", "")))


def read(work: Work, visit: Visit, case_id: str, hit_id: str = "") -> dict[str, Any]:
    """Read everything that the page shows. The reading is in the audit."""
    case, view = service.read(work, case_id)
    found = write_evidence(view)
    parties = {party["id"]: party for party in found["parties"]}
    named = {
        ident: {
            "name": sides.name_of(party["details"]),
            "role": party["role"],
            "born": bool(party["details"].get("person.date_of_birth")),
        }
        for ident, party in parties.items()
    }
    hits = [_write_hit(hit, parties[hit["subject_id"]]) for hit in found["hits"]]
    current = _choose(hits, hit_id)
    return {
        "case": case,
        "verification": view.verification,
        "business": next((party for party in parties.values() if party["kind"] == "business"), None),
        "parties": [_write_party(party) for party in _order(parties.values())],
        "hits": hits,
        "hit": current,
        "registers": [check for check in found["checks"] if check["register"]],
        "flags": found["flags"],
        "lists": _lists(view),
        "choices": _choices(current),
        "decision_reasons": DECISION_REASONS,
        "threshold": _threshold(view),
        "decisions": _write_decisions(work, case),
        "rights": _rights(visit, case),
        **talk.read(work, visit, case, named),
        **standing.read(work, visit, case),
        "behind": background.read(work, case, view.hits, named, current["id"] if current else None),
        "packed": packs.read(work, case),
        "blocked": {outcome: service.tell_block(work, case, outcome) for outcome in Outcome},
        "ready_note": _sum_up(hits),
    }


def _sum_up(hits: Sequence[Mapping[str, Any]]) -> str:
    """Sum the answers up as the note of a decision, where every hit is another party; empty otherwise."""
    counted = [hit for hit in hits if hit["status"] != HitStatus.SUPERSEDED]
    if not counted or any(hit["status"] != HitStatus.FALSE_POSITIVE for hit in counted):
        return ""
    reasons = dict.fromkeys(word(hit["reason_code"]).lower() for hit in counted if hit["reason_code"])
    return gettext("Every hit is another party: %(reasons)s.") % {"reasons": ", ".join(reasons)}


def _write_hit(hit: Mapping[str, Any], party: Mapping[str, Any]) -> dict[str, Any]:
    rows = sides.compare(party["details"], hit)
    name = sides.name_of(party["details"])
    return {**hit, "party": party, "name": name, "rows": rows, "open": hit["status"] == HitStatus.OPEN}


def _write_party(party: Mapping[str, Any]) -> dict[str, Any]:
    return {**party, "rows": sides.write_fields(party["details"]), "name": sides.name_of(party["details"])}


def _order(parties: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Put the business first."""
    return sorted(parties, key=lambda party: party["kind"] != "business")


def _choose(hits: Sequence[dict[str, Any]], hit_id: str) -> dict[str, Any] | None:
    asked = next((hit for hit in hits if hit["id"] == hit_id), None)
    first_open = next((hit for hit in hits if hit["open"]), None)
    return asked or first_open or next(iter(hits), None)


def _choices(hit: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Say what a hit can be answered with: key, reasons, and the reason that the evidence suggests."""
    against = [_AGAINST[row.noun] for row in hit["rows"] if row.effect < 0 and row.noun in _AGAINST] if hit else []
    usual = dict(_USUAL) | ({Disposition.FALSE_POSITIVE: against[0]} if against else {})
    return [
        {"disposition": one, "key": key, "reasons": sorted(REASON_CODES[one]), "usual": usual[one]}
        for one, key in KEYS.items()
    ]


def _rights(visit: Visit, case: Case) -> dict[str, bool]:
    """Say what whoever looks may do with the case as it stands."""
    working = case.status in service.OPEN and visit.may(Permission.CASES_WORK)
    waiting = case.status not in service.OPEN and case.maker is not None and case.closed_at is None
    made = case.maker == visit.person.account_id
    return {
        "work": working,
        "approve": waiting and not made and visit.may(Permission.CASES_APPROVE),
        "own_proposal": waiting and made,
        "mine": case.assignee == visit.person.account_id,
    }


def _write_decisions(work: Work, case: Case) -> list[dict[str, Any]]:
    """Write what was decided, by whom and why: the last one may wait for a second person."""
    return [
        {
            "outcome": one.outcome,
            "reason": one.reason_code,
            "note": one.note.use(PURPOSE) if one.note else "",
            "by": name_actor(work, one.made_by),
            "at": one.made_at,
            "checked_by": name_actor(work, one.approved_by) if one.approved_by else "",
            "final": one.confirmed_at is not None,
        }
        for one in work.decisions.of(case.verification_id)
    ]


def _lists(view: EvidenceView) -> list[Any]:
    """List what was compared with, each list once."""
    used = {one.source: one for check in view.checks if check.result for one in check.result.lists}
    return list(used.values())


def _threshold(view: EvidenceView) -> float:
    """Return the score from which the screening made hits."""
    return next((check.result.threshold for check in view.checks if check.result), DEFAULT_THRESHOLD)
