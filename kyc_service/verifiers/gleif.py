"""GLEIF: the global index of Legal Entity Identifiers, asked by LEI.

Its parents are who consolidates the accounts, which is not the 25 % test of beneficial ownership: they are given
without a share, and never as the full list of owners.

Source: GLEIF API v1; LEI-CDF 3.1 and Reporting Exceptions 2.1 for the words; ISO 17442 for the number.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import quote

from kyc_service.domain.intake.identifiers import read_registration_number
from kyc_service.domain.registers import (
    Candidate,
    Extract,
    Flag,
    Outcome,
    Owner,
    RegisteredAddress,
    Standing,
    Verdict,
)
from kyc_service.verifiers.base import (
    EVERYWHERE,
    NOT_FOUND,
    NUMBER,
    Access,
    Limit,
    Question,
    Register,
    Reply,
    Request,
    Steps,
    fold,
    require_same,
)
from kyc_service.verifiers.documents import Document, MalformedAnswerError

_MEDIA_TYPES = ("application/vnd.api+json", "application/json")
_CANDIDATES = 5
_PARENT = "accounting consolidation parent"
_ENDED = frozenset({"RETIRED", "MERGED"})
"""The business ceased, or merged into another, whatever the entity's own status still says."""
_NO_IDENTIFIER = MappingProxyType(
    {"ANNULLED": "lei_annulled", "DUPLICATE": "lei_duplicate", "CANCELLED": "lei_cancelled"},
)
"""The business may well live, but this LEI does not stand for it: issued in error or by fraud, or twice."""
_NOTHING_WITHHELD = frozenset({"NATURAL_PERSONS", "NO_KNOWN_PERSON", "NON_CONSOLIDATING"})
"""Reasons that say there is no parent to name: people own it, nobody controls it, or nobody consolidates it.
Every other one says that there is a parent, and leaves it unnamed: NON_PUBLIC, NO_LEI, the older legal obstacles, and
whatever word comes next."""


class Gleif(Register):
    """The global LEI index."""

    id = "gleif"
    title = "GLEIF LEI index"
    address = "https://api.gleif.org/api/v1"
    countries = EVERYWHERE
    kind = "lei"
    fields = (NUMBER,)
    limit = Limit(60, 60)
    proves = (
        "That the LEI was issued to a business, its name, address and status as last corroborated, and who consolidates"
        " its accounts. Says nothing about beneficial owners."
    )
    terms = "Free, no key, data under CC0; 60 requests a minute, of which one LEI takes two to four."

    def recognises(self, question: Question) -> bool:
        """Whether the number is an LEI with sound check digits."""
        reading = read_registration_number(fold(question.number or ""), question.country, "LEI")
        return reading.fault is None

    def ask(self, question: Question, access: Access) -> Steps:
        """Look an LEI up, then its parents."""
        del access
        lei = fold(question.number or "")
        reply = yield _get(f"/lei-records/{lei}")
        if reply.status == HTTPStatus.NOT_FOUND:
            _need_errors(reply)
            return NOT_FOUND
        answer = _read(reply)
        record = answer.part("data")
        require_same(lei, record.text("attributes", "lei"))
        extract = _extract(record.part("attributes"))
        reference = answer.text("meta", "goldenCopy", "publishDate")
        code = _NO_IDENTIFIER.get(record.need("attributes", "registration", "status"))
        if code is not None:
            return Verdict(outcome=Outcome.NOT_VERIFIED, extract=extract, code=code, reference=reference)
        owners, flags = yield from _parents(lei, record.part("relationships"))
        extract = replace(extract, owners=owners, flags=extract.flags + flags)
        return Verdict(outcome=Outcome.VERIFIED, extract=extract, reference=reference)

    def search(self, question: Question, access: Access) -> Steps | None:
        """Look a name up; the filter is full text, not exact."""
        del access
        return _search(question.name, question.country) if question.name else None


def _search(name: str, country: str | None) -> Steps:
    query = {"filter[entity.legalName]": name, "page[size]": str(_CANDIDATES)}
    if country:
        query["filter[entity.legalAddress.country]"] = country
    answer = _read((yield _get("/lei-records", query)))
    found = (record.part("attributes") for record in answer.parts("data"))
    candidates = tuple(
        Candidate(
            name=one.need("entity", "legalName", "name"),
            number=one.need("lei"),
            standing=_standing(one),
            place=one.text("entity", "legalAddress", "city"),
        )
        for one in found
    )
    return replace(NOT_FOUND, candidates=candidates)


def _get(path: str, query: dict[str, str] | None = None) -> Request:
    headers = {"Accept": _MEDIA_TYPES[0]}
    return Request(path=quote(path), query=query or {}, headers=headers, media_types=_MEDIA_TYPES)


def _read(reply: Reply) -> Document:
    if not reply.ok:
        raise MalformedAnswerError
    return reply.document()


def _need_errors(reply: Reply) -> None:
    """Believe a 404 in the register's own form only: another may come from whatever stands before it."""
    if not reply.document().parts("errors"):
        raise MalformedAnswerError


def _extract(record: Document) -> Extract:
    entity = record.part("entity")
    status = (entity.text("status"), record.text("registration", "status"))
    names = [one.text("name") for key in ("otherNames", "transliteratedOtherNames") for one in entity.parts(key)]
    return Extract(
        name=entity.need("legalName", "name"),
        other_names=tuple(dict.fromkeys(name for name in names if name)),
        number=record.need("lei"),
        address=_address(entity.part("legalAddress")) if "legalAddress" in entity else None,
        # A code of ISO 20275 where the form has one.
        legal_form=entity.text("legalForm", "other") or entity.text("legalForm", "id"),
        standing=_standing(record),
        status=" / ".join(word for word in status if word) or None,
        incorporated_on=entity.partial_date("creationDate"),
        ended_on=entity.partial_date("expiration", "date"),
        flags=_flags(record),
    )


def _address(address: Document) -> RegisteredAddress:
    return RegisteredAddress(
        lines=address.texts("addressLines"),
        city=address.text("city"),
        region=address.text("region"),
        postal_code=address.text("postalCode"),
        country=address.text("country"),
    )


def _standing(record: Document) -> Standing:
    """Say whether the business lives. A lapsed LEI is not renewed: stale data, not a dead business."""
    entity, registration = record.text("entity", "status"), record.text("registration", "status")
    if registration in _NO_IDENTIFIER:
        return Standing.UNKNOWN
    if entity == "INACTIVE" or registration in _ENDED:
        return Standing.ENDED
    return Standing.ACTIVE if entity == "ACTIVE" else Standing.UNKNOWN


def _flags(record: Document) -> tuple[Flag, ...]:
    ended = (Flag.DISSOLVED,) if _standing(record) is Standing.ENDED else ()
    lapsed = (Flag.LEI_LAPSED,) if record.text("registration", "status") == "LAPSED" else ()
    return ended + lapsed


_Parents = tuple[tuple[Owner, ...], tuple[Flag, ...]]


def _parents(lei: str, relationships: Document) -> Generator[Request, Reply, _Parents]:
    """Ask for the direct parent, and for the ultimate one where there is a direct one.

    A business without a direct parent has given its reason there; the ultimate one would cost requests to repeat it.
    """
    direct, flags = yield from _parent(lei, "direct-parent", relationships)
    if direct is None:
        return (), flags
    ultimate, flags = yield from _parent(lei, "ultimate-parent", relationships)
    if ultimate is None or ultimate.number == direct.number:
        return (direct,), flags
    return (direct, ultimate), flags


_Parent = tuple[Owner | None, tuple[Flag, ...]]


def _parent(lei: str, which: str, relationships: Document) -> Generator[Request, Reply, _Parent]:
    if "reporting-exception" not in relationships.part(which, "links"):
        reply = yield _get(f"/lei-records/{lei}/{which}")
        if reply.status != HTTPStatus.NOT_FOUND:
            return _owner(_read(reply).part("data", "attributes")), ()
        _need_errors(reply)
    reply = yield _get(f"/lei-records/{lei}/{which}-reporting-exception")
    if reply.status == HTTPStatus.NOT_FOUND:
        _need_errors(reply)
        return None, ()
    exception = _read(reply).part("data", "attributes")
    require_same(lei, exception.text("lei"))
    withheld = exception.need("reason") not in _NOTHING_WITHHELD
    return None, (Flag.PARENT_WITHHELD,) if withheld else ()


def _owner(record: Document) -> Owner:
    return Owner(
        name=record.need("entity", "legalName", "name"),
        is_person=False,
        country=record.text("entity", "legalAddress", "country"),
        natures=(_PARENT,),
        number=record.need("lei"),
    )
