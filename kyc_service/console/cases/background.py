"""What stands behind the hit at hand and the case: earlier answers to the pair, what changed since, who else it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from kyc_service.api.schemas.evidence import PURPOSE
from kyc_service.console.cases import sides
from kyc_service.console.people import name_actor
from kyc_service.domain.cases import Case, Hit
from kyc_service.domain.ids import parse_id
from kyc_service.errors import PolicyDeniedError, SubjectErasedError
from kyc_service.services.views import background as service
from kyc_service.services.views.background import Earlier
from kyc_service.storage.relations import Elsewhere, Neighbour
from kyc_service.storage.work import Work

Named = Mapping[str, Mapping[str, Any]]
"""Name and role of each party of the page, and whether its birth date is known, by its id."""
_NOBODY = {"name": "", "born": True}


def read(work: Work, case: Case, hits: Collection[Hit], named: Named, hit_id: str | None) -> dict[str, Any]:
    """Read what the page of a case shows of this; the reading is that of the page."""
    found = service.gather(work, case, hits)
    return {
        "earlier": [_write(work, one) for one in found.earlier.get(hit_id or "", ())],
        "former": [_name(work, one.id, one.role) for one in found.people],
        "elsewhere": _gather_parties(found.elsewhere, named),
        "cases": found.cases,
        "sharing": _gather(found.sharing),
        "most": service.MOST_SHOWN,
    }


def _write(work: Work, one: Earlier) -> dict[str, Any]:
    hit = one.past.hit
    return {
        "status": hit.status,
        "reason": hit.reason_code,
        "note": hit.note.use(PURPOSE) if hit.note else "",
        "by": _name_answerer(work, hit.disposed_by or ""),
        "at": hit.disposed_at,
        "case_id": one.past.case_id,
        "outcome": one.past.outcome,
        "changes": one.changes,
        "known": one.known,
    }


def _name_answerer(work: Work, by: str) -> str:
    """Name who answered; an allowlisted pair and an earlier answer do so for people who are named where they stand."""
    return "" if parse_id("pair", by) or parse_id("hit", by) else name_actor(work, by)


def _name(work: Work, subject_id: str, role: str) -> dict[str, str]:
    """Name a person who was submitted once and is not any more, as far as their data is there and may be used."""
    try:
        name = sides.name_of(work.subjects.read(subject_id).use(PURPOSE))
    except (PolicyDeniedError, SubjectErasedError):
        name = ""
    return {"name": name, "role": role}


def _gather(found: Collection[Neighbour]) -> list[dict[str, Any]]:
    """Put the listed parties that a case shares together, each case once."""
    shared: dict[str, list[Neighbour]] = defaultdict(list)
    for one in found:
        shared[one.case_id].append(one)
    return [{"case": every[0], "shared": every} for every in shared.values()]


def _gather_parties(found: Collection[Elsewhere], named: Named) -> list[dict[str, Any]]:
    """Put what another business shares with this one together, with the names of the parties here."""
    shared: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in found:
        shared[one.reference].append({"other": one, **_NOBODY, **named.get(one.subject_id, {})})
    return [{"reference": reference, "shared": every} for reference, every in shared.items()]
