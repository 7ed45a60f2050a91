"""Enhetsregisteret's updates: entities by a number that rises, from and including; roles after one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from http import HTTPStatus

from jobs.standins.base import Call, Said, say
from jobs.standins.feeds.news import Change, News

_PATHS = {
    "insolvency": "/konkurs",
    "name": "/navn",
    "address": "/forretningsadresse/adresse/0",
    "legal_form": "/organisasjonsform/kode",
    "vat": "/registrertIMvaregisteret",
    "other": "/antallAnsatte",
}


def answer(news: News, call: Call) -> Said | None:
    """Answer a request for updates."""
    match call.path:
        case "/oppdateringer/enheter":
            return _entities([one for one in news.changes if one.kind != "officers"], call.query)
        case "/oppdateringer/roller":
            return _roles([one for one in news.changes if one.kind == "officers"], call.query)
    return None


def _entities(changes: list[Change], query: Mapping[str, str]) -> Said:
    size = int(query.get("size", "20"))
    if "oppdateringsid" in query:
        found = [one for one in changes if one.id >= int(query["oppdateringsid"])]
    else:
        found = [one for one in changes if one.at >= _moment(query["dato"])]
    page = {"size": size, "totalElements": len(found), "totalPages": -(-len(found) // size), "number": 0}
    told = [_entity(one, with_changes=query.get("includeChanges") == "true") for one in found[:size]]
    return say({**({"_embedded": {"oppdaterteEnheter": told}} if told else {}), "page": page})


def _entity(one: Change, *, with_changes: bool) -> Mapping[str, object]:
    told: dict[str, object] = {
        "oppdateringsid": one.id,
        "dato": one.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "organisasjonsnummer": one.number,
        "endringstype": "Sletting" if one.kind == "dissolution" else "Endring",
    }
    if with_changes and one.kind in _PATHS:
        told["endringer"] = [{"op": "replace", "path": _PATHS[one.kind], "value": "oppdiktet"}]
    return told


def _roles(changes: list[Change], query: Mapping[str, str]) -> Said:
    if "afterId" in query:
        found = [one for one in changes if one.id > int(query["afterId"])]
    elif "afterTime" in query:
        found = [one for one in changes if one.at > _moment(query["afterTime"])]
    else:
        return say({"status": 400, "error": "Bad Request"}, HTTPStatus.BAD_REQUEST)
    return say([_role(one) for one in found[: int(query.get("size", "100"))]])


def _role(one: Change) -> Mapping[str, object]:
    return {
        "specversion": "1.0",
        "id": str(one.id),
        "source": f"https://data.brreg.no/enhetsregisteret/api/enheter/{one.number}/roller",
        "type": "no.brreg.enhetsregisteret.rolle.oppdatert",
        "time": one.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "data": {"organisasjonsnummer": one.number},
    }


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
