"""Companies House's streams: a line for each change on a connection that stays open, an empty one now and then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from jobs.standins.base import Call, Said, say
from jobs.standins.feeds.news import Change, News

STAY_SECONDS = 20.0
"""How long a connection stays open."""
_STREAMS = {
    "/companies": frozenset({"dissolution", "name", "address", "legal_form", "unspecified", "other"}),
    "/officers": frozenset({"officers"}),
    "/persons-with-significant-control": frozenset({"owners"}),
    "/insolvency-cases": frozenset({"insolvency"}),
}
_KINDS = {
    "/companies": "company-profile",
    "/officers": "company-officers",
    "/persons-with-significant-control": "company-psc-individual",
    "/insolvency-cases": "company-insolvency",
}
_FIELDS = {"name": "company_name", "address": "registered_office_address", "legal_form": "type", "other": "sic_codes"}


def answer(news: News, call: Call) -> Said | None:
    """Answer a request for a stream; its key was looked at before."""
    kinds = _STREAMS.get(call.path)
    if kinds is None:
        return None
    after = call.query.get("timepoint")
    if after is not None and int(after) <= news.forgotten:
        return say({"error": "timepoint is too old"}, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    # From and including: whoever reads has to know what it had.
    found = [one for one in news.changes if one.kind in kinds and (after is None or one.id >= int(after))]
    body = b"".join(json.dumps(_tell(call.path, one)).encode() + b"\n" for one in found)
    return Said(body=body, headers={"content-type": "application/json"}, stay=STAY_SECONDS)


def _tell(path: str, one: Change) -> Mapping[str, object]:
    event: dict[str, object] = {
        "timepoint": one.id,
        "published_at": one.at.strftime("%Y-%m-%dT%H:%M:%S"),
        "type": "changed",
    }
    data: dict[str, object] = {"name": "VOORBEELD, Anna Maria", "date_of_birth": {"month": 4, "year": 1978}}
    uri = f"/company/{one.number}"
    if path == "/companies":
        if one.kind in _FIELDS:
            event["fields_changed"] = [_FIELDS[one.kind]]
        status = "dissolved" if one.kind == "dissolution" else "active"
        data = {"company_number": one.number, "company_name": "VOORBEELD HANDEL LIMITED", "company_status": status}
    else:
        uri += f"/appointments/voorbeeld{one.id}"
    return {
        "resource_kind": _KINDS[path],
        "resource_uri": uri,
        "resource_id": str(one.id),
        "data": data,
        "event": event,
    }
