"""Zefix's days: what the gazette published on one, with kinds of change; nothing on days without one."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from jobs.standins.base import Call, Said, say
from jobs.standins.feeds.news import Change, News

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "dissolution": "status.loeschung",
        "insolvency": "konkurs",
        "name": "firmennamensaenderung",
        "address": "adressaenderung",
        "legal_form": "rechtsformaenderung",
        "officers": "aenderungorgane",
        "other": "zweckaenderung",
        "unspecified": "fusion",
    }
)


def answer(news: News, call: Call) -> Said | None:
    """Answer a request for a day; its account was looked at before."""
    _, found, day = call.path.partition("/sogc/bydate/")
    if not found:
        return None
    told = [_publication(one) for one in news.changes if one.at.date().isoformat() == day]
    if not told:
        return say({"error": {"type": "NOT_FOUND", "message": "made up"}}, HTTPStatus.NOT_FOUND)
    return say(told)


def _publication(one: Change) -> Mapping[str, object]:
    return {
        "sogcPublication": {
            "sogcDate": one.at.date().isoformat(),
            "sogcId": one.id,
            "registryOfCommerceCanton": "BE",
            "message": "Erfundene Person, in Bern, ausgeschieden.",
            "mutationTypes": [{"id": 17, "key": KEYS.get(one.kind, "unbekannt")}],
        },
        "companyShort": {"name": "Beispiel Handel AG", "uid": one.number, "status": "ACTIVE"},
    }
