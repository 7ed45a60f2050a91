"""Enhetsregisteret: Norway's register of legal entities, asked by organisation number.

The one register here that gives full dates of birth of who acts for a business. A deleted entity is still answered
with 200; a number that is a place of business and not the business itself is in another drawer.

Source: data.brreg.no, API of Enhetsregisteret (enheter, underenheter, roller).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType

from stdnum.no import orgnr

from kyc_service.domain.registers import (
    Candidate,
    Extract,
    Flag,
    Officer,
    Outcome,
    RegisteredAddress,
    Standing,
    Verdict,
)
from kyc_service.verifiers.base import (
    NOT_FOUND,
    NUMBER,
    VAT,
    Access,
    Limit,
    Question,
    Register,
    Reply,
    Request,
    Steps,
    fold,
    refused,
    require_same,
)
from kyc_service.verifiers.documents import Document, MalformedAnswerError

_CANDIDATES = 5
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_MEDIA_TYPES = (
    "application/json",
    "application/hal+json",
    "application/vnd.brreg.enhetsregisteret.enhet.v2+json",
    "application/vnd.brreg.enhetsregisteret.underenhet.v2+json",
    "application/vnd.brreg.enhetsregisteret.rolle.v1+json",
)
_TROUBLES = MappingProxyType(
    {
        "konkurs": Flag.INSOLVENCY,
        "underAvvikling": Flag.IN_LIQUIDATION,
        "underTvangsavviklingEllerTvangsopplosning": Flag.IN_LIQUIDATION,
    },
)
_TROUBLE_DATES = MappingProxyType(
    {
        "underRekonstruksjonsforhandlingDato": Flag.INSOLVENCY,
        "underUtenlandskInsolvensbehandlingDato": Flag.INSOLVENCY,
    },
)
"""What is told by a date only, present while it lasts."""


class Brreg(Register):
    """Norway's register of legal entities."""

    id = "brreg"
    title = "Enhetsregisteret (Norway)"
    address = "https://data.brreg.no/enhetsregisteret/api"
    countries = frozenset({"NO"})
    kind = "registration"
    # A Norwegian VAT number is the organisation number and MVA: telling the one tells the other.
    fields = (NUMBER, VAT)
    limit = Limit(5, 1)
    proves = (
        "That the organisation number exists, its name, address, form and state, whether it is registered for VAT, and"
        " who acts for it, with full dates of birth."
    )
    terms = "Free, no key, open data under NLOD. No published limit; five requests a second, a business takes two."

    def recognises(self, question: Question) -> bool:
        """Whether the number, or else the VAT number, holds an organisation number with a sound check digit."""
        return _number(question) is not None

    def ask(self, question: Question, access: Access) -> Steps:
        """Look an organisation number up, then its roles."""
        del access
        number = _number(question) or ""
        reply = yield _get(f"/enheter/{number}")
        if reply.status == HTTPStatus.NOT_FOUND:
            return (yield from _branch(number))
        if reply.status == HTTPStatus.GONE:
            # Taken out of the open data for legal reasons: that it existed is all that is left to learn.
            return replace(NOT_FOUND, code="removed")
        if reply.status == HTTPStatus.BAD_REQUEST:
            return refused("invalid_number")
        entity = _read(reply)
        require_same(number, entity.text("organisasjonsnummer"))
        extract = _extract(entity, question)
        if "slettedato" not in entity:
            officers = yield from _officers(number)
            # A legal entity has a role at least; none at all is rather not known than nobody.
            extract = replace(extract, officers=officers, names_officers=bool(officers))
        return Verdict(outcome=Outcome.VERIFIED, extract=extract)

    def search(self, question: Question, access: Access) -> Steps | None:
        """Look a name up."""
        del access
        return _search(question.name) if question.name else None


def _number(question: Question) -> str | None:
    for text in (question.number, question.vat):
        digits = fold(text or "").removeprefix("NO").removesuffix("MVA")
        if orgnr.is_valid(digits):
            return digits
    return None


def _get(path: str, query: dict[str, str] | None = None) -> Request:
    headers = {"Accept": "application/json"}
    return Request(path=path, query=query or {}, headers=headers, media_types=_MEDIA_TYPES)


def _read(reply: Reply) -> Document:
    if not reply.ok:
        raise MalformedAnswerError
    return reply.document()


def _branch(number: str) -> Steps:
    """See whether a number that is no entity's is one of its places of business: then the entity is a candidate."""
    reply = yield _get(f"/underenheter/{number}")
    if reply.status in _GONE:
        return NOT_FOUND
    branch = _read(reply)
    require_same(number, branch.text("organisasjonsnummer"))
    owner = branch.text("overordnetEnhet")
    candidates = (Candidate(name=branch.need("navn"), number=owner),) if owner else ()
    return replace(NOT_FOUND, code="branch_number", candidates=candidates)


def _search(name: str) -> Steps:
    answer = _read((yield _get("/enheter", {"navn": name, "page": "0", "size": str(_CANDIDATES)})))
    if "page" not in answer:
        raise MalformedAnswerError
    # Without a hit there is no `_embedded` at all.
    candidates = tuple(
        Candidate(
            name=one.need("navn"),
            number=one.need("organisasjonsnummer"),
            standing=_standing(one),
            place=one.text("forretningsadresse", "poststed"),
        )
        for one in answer.parts("_embedded", "enheter")
    )
    return replace(NOT_FOUND, candidates=candidates)


def _extract(entity: Document, question: Question) -> Extract:
    place = next((entity.part(key) for key in ("forretningsadresse", "postadresse") if key in entity), None)
    form = entity.part("organisasjonsform")
    return Extract(
        name=entity.need("navn"),
        other_names=tuple(dict.fromkeys(one.need("navn") for one in entity.parts("historiskeNavn"))),
        number=entity.need("organisasjonsnummer"),
        address=_address(place) if place else None,
        legal_form=form.text("beskrivelse") or form.text("kode"),
        standing=_standing(entity),
        status=_status(entity),
        # Sole traders and authorities have no day of foundation, only the one they were entered on.
        incorporated_on=entity.partial_date("stiftelsesdato")
        or entity.partial_date("registreringsdatoEnhetsregisteret"),
        ended_on=entity.partial_date("slettedato"),
        flags=_flags(entity, question),
    )


def _address(place: Document) -> RegisteredAddress:
    return RegisteredAddress(
        lines=place.texts("adresse"),
        city=place.text("poststed"),
        region=place.text("kommune"),
        postal_code=place.text("postnummer"),
        country=place.text("landkode"),
    )


def _troubles(entity: Document) -> tuple[str, ...]:
    told = [name for name in _TROUBLES if entity.flag(name)]
    dated = [name for name in _TROUBLE_DATES if entity.date(name) is not None]
    return (*told, *dated)


def _standing(entity: Document) -> Standing:
    """Say whether it lives: the register has no word for that, only facts against it."""
    if entity.date("slettedato") is not None:
        return Standing.ENDED
    if _troubles(entity):
        return Standing.WINDING_UP
    told = all(entity.flag(name) is not None for name in _TROUBLES)
    return Standing.ACTIVE if told else Standing.UNKNOWN


def _status(entity: Document) -> str | None:
    ended = ("slettet",) if "slettedato" in entity else ()
    return ", ".join(ended + _troubles(entity)) or None


def _flags(entity: Document, question: Question) -> tuple[Flag, ...]:
    flags = [_TROUBLES.get(name) or _TROUBLE_DATES[name] for name in _troubles(entity)]
    if "slettedato" in entity:
        flags.append(Flag.DISSOLVED)
    # Most businesses are not registered for VAT, and nothing is wrong with them until they say that they are.
    if entity.flag("registrertIMvaregisteret") is False and _claims_vat(question, entity.need("organisasjonsnummer")):
        flags.append(Flag.NOT_REGISTERED_FOR_VAT)
    return tuple(dict.fromkeys(flags))


def _claims_vat(question: Question, number: str) -> bool:
    """Whether the business gave this number as one for VAT: in that field, or with MVA behind it."""
    as_vat = fold(question.vat or "").removeprefix("NO").removesuffix("MVA")
    as_number = fold(question.number or "").removeprefix("NO")
    return as_vat == number or as_number == f"{number}MVA"


def _officers(number: str) -> Generator[Request, Reply, tuple[Officer, ...]]:
    """Read who acts now: all groups in one answer, without pages."""
    reply = yield _get(f"/enheter/{number}/roller")
    if reply.status in _GONE:
        return ()
    answer = _read(reply)
    if "rollegrupper" not in answer:
        raise MalformedAnswerError
    roles = (role for group in answer.parts("rollegrupper") for role in group.parts("roller"))
    return tuple(_officer(role) for role in roles if _is_held(role))


def _is_held(role: Document) -> bool:
    """Whether the role lasts. That it was given up has no date, so that it cannot be told as a past one."""
    gone = role.flag("fratraadt") or role.flag("avregistrert")
    dead = role.flag("person", "erDoed") or role.flag("enhet", "erSlettet")
    return not gone and not dead


def _officer(role: Document) -> Officer:
    title = role.text("type", "beskrivelse") or role.need("type", "kode")
    if "person" in role:
        parts = [role.text("person", "navn", part) for part in ("fornavn", "mellomnavn", "etternavn")]
        name = " ".join(part for part in parts if part)
        if not name:
            raise MalformedAnswerError
        return Officer(name=name, role=title, born=role.partial_date("person", "fodselsdato"))
    company = role.part("enhet")
    name = " ".join(company.texts("navn"))
    if not name:
        raise MalformedAnswerError
    return Officer(name=name, role=title, is_person=False, number=company.need("organisasjonsnummer"))
