"""KVK's Mutatieservice: the signals of one subscription between two moments, by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from jobs.standins.base import Call, Said, say
from jobs.standins.feeds.news import Change, News

SUBSCRIPTION = "voorbeeld-abonnement"
TYPES: Mapping[str, str] = MappingProxyType(
    {
        "dissolution": "SignaalBeeindiging_2025_01",
        "name": "SignaalNaamgeving_2025_01",
        "address": "SignaalAdreswijziging_2025_01",
        "legal_form": "SignaalRechtsvormwijziging_2025_01",
        "owners": "SignaalVoortzettingEnOverdracht_2025_01",
        "other": "SignaalActiviteitenWijziging_2025_01",
    }
)


def answer(news: News, call: Call) -> Said | None:
    """Answer a request for signals; its key was looked at before."""
    head, _, subscription = call.path.rpartition("/")
    if head != "/v1/abonnementen":
        return None
    if subscription != SUBSCRIPTION:
        return _fault("IPD0404", HTTPStatus.NOT_FOUND)
    since, until = (dt.datetime.fromisoformat(call.query[name]) for name in ("vanaf", "tot"))
    if news.forgotten and not news.changes:
        return _fault("IPD1999", HTTPStatus.BAD_REQUEST)
    page, size = int(call.query.get("pagina", "1")), int(call.query.get("aantal", "100"))
    found = [one for one in news.changes if since <= one.at < until]
    return say(
        {
            "pagina": page,
            "aantal": size,
            "totaal": len(found),
            "totaalPaginas": -(-len(found) // size),
            "signalen": [_signal(one) for one in found[(page - 1) * size : page * size]],
        }
    )


def _signal(one: Change) -> Mapping[str, object]:
    return {
        "id": f"voorbeeld-{one.id}",
        "timestamp": one.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "kvknummer": one.number,
        "signaalType": TYPES.get(one.kind, "SignaalGewijzigdeInschrijving"),
    }


def _fault(code: str, status: HTTPStatus) -> Said:
    return say({"fout": [{"code": code, "omschrijving": "Parameter is niet valide."}]}, status)
