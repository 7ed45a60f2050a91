"""Recherche d'entreprises: France's search over its registers of businesses, asked by SIREN or SIRET.

Whoever objected to being shown is absent, or shown with its name and address blanked, so that a miss says nothing.

Source: open-api.yml of recherche-entreprises.api.gouv.fr, and the models of its public code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType

from stdnum.fr import siren, siret

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
    Access,
    Limit,
    Question,
    Register,
    Reply,
    Request,
    Steps,
    fold,
    refused,
)
from kyc_service.verifiers.documents import Document, MalformedAnswerError
from watchlists.dates import PartialDate

_STANDINGS = MappingProxyType({"A": Standing.ACTIVE, "C": Standing.ENDED})
_BLANKED = "[NON-DIFFUSIBLE]"
_SIREN_DIGITS = 9
_CANDIDATES = 5
_SHORTEST_NAME = 3
_NOT_PUBLIC_MAYBE = Verdict(outcome=Outcome.NOT_SUPPORTED, code="not_found_maybe_not_public")
"""A miss proves nothing: businesses may have themselves left out. `not_verified` would hold against them what is their
right; `unavailable` would have the question asked for ever. The question cannot be answered here, and that is all."""


class RechercheEntreprises(Register):
    """France's public search over Sirene and the national register of businesses."""

    id = "recherche_entreprises"
    title = "Recherche d'entreprises (France)"
    address = "https://recherche-entreprises.api.gouv.fr"
    # Sirene numbers businesses of the overseas departments too, that have country codes of their own.
    countries = frozenset({"FR", "BL", "GF", "GP", "MF", "MQ", "PM", "RE", "YT"})
    kind = "registration"
    fields = (NUMBER,)
    limit = Limit(7, 1)
    proves = (
        "That the SIREN or SIRET exists, its name, seat and state, and who directs it, with month and year of birth."
        " A miss proves nothing: some businesses are not shown."
    )
    terms = (
        "Free, no key; 7 requests a second for an address, and 30 for all customers of one hosting provider together."
        " It asks for a contact in the user agent."
    )

    def recognises(self, question: Question) -> bool:
        """Whether the number is a SIREN or SIRET with a sound check digit."""
        number = fold(question.number or "")
        return bool(siren.is_valid(number) or siret.is_valid(number))

    def ask(self, question: Question, access: Access) -> Steps:
        """Search for a number, and take the result that has it."""
        number = fold(question.number or "")
        answer = _read((yield _get(number, 25, access)))
        if isinstance(answer, Verdict):
            return answer
        for result in answer.parts("results"):
            if _has(result, number):
                return Verdict(outcome=Outcome.VERIFIED, extract=_extract(result, number))
        return _NOT_PUBLIC_MAYBE

    def search(self, question: Question, access: Access) -> Steps | None:
        """Look a name up; the register wants three letters at least."""
        name = question.name or ""
        return _search(name, access) if len(name) >= _SHORTEST_NAME else None


def _search(name: str, access: Access) -> Steps:
    answer = _read((yield _get(name, _CANDIDATES, access)))
    if isinstance(answer, Verdict):
        return answer
    candidates = (
        Candidate(
            name=_shown(one.text("nom_complet")) or "",
            number=one.need("siren"),
            standing=_standing(one),
            place=_shown(one.text("siege", "libelle_commune")),
        )
        for one in answer.parts("results")
    )
    return replace(NOT_FOUND, candidates=tuple(one for one in candidates if one.name))


def _get(text: str, most: int, access: Access) -> Request:
    headers: Mapping[str, str] = {"User-Agent": access.contact} if access.contact else {}
    query = {"q": text, "page": "1", "per_page": str(most)}
    return Request(path="/search", query=query, headers=headers)


def _read(reply: Reply) -> Document | Verdict:
    answer = reply.document()
    if reply.status == HTTPStatus.BAD_REQUEST and "erreur" in answer:
        return refused("invalid_query")
    if not reply.ok or "results" not in answer:
        raise MalformedAnswerError
    return answer


def _has(result: Document, number: str) -> bool:
    """Whether a result is about this very number: with a SIRET, this very establishment of the business."""
    if result.need("siren") != number[:_SIREN_DIGITS]:
        return False
    if len(number) == _SIREN_DIGITS:
        return True
    establishments = (result.part("siege"), *result.parts("matching_etablissements"))
    return any(one.text("siret") == number for one in establishments)


def _extract(result: Document, number: str) -> Extract:
    seat = result.part("siege")
    name = _shown(result.text("nom_raison_sociale")) or _shown(result.text("nom_complet"))
    others = (result.text("sigle"), seat.text("nom_commercial"), *seat.texts("liste_enseignes"))
    shown = [one for one in map(_shown, others) if one and one != name]
    standing = _standing(result)
    officers, whole = _officers(result)
    return Extract(
        name=name,
        other_names=tuple(dict.fromkeys(shown)),
        number=number,
        address=_address(seat),
        # A code of INSEE's nomenclature of legal categories: the register gives no words.
        legal_form=result.text("nature_juridique"),
        standing=standing,
        status=result.text("etat_administratif"),
        incorporated_on=result.partial_date("date_creation"),
        ended_on=result.partial_date("date_fermeture"),
        officers=officers,
        names_officers=whole,
        flags=(Flag.DISSOLVED,) if standing is Standing.ENDED else (),
    )


def _standing(result: Document) -> Standing:
    return _STANDINGS.get(result.text("etat_administratif") or "", Standing.UNKNOWN)


def _shown(text: str | None) -> str | None:
    """Return what is not blanked."""
    return None if text is None or text.upper() == _BLANKED else text


def _address(seat: Document) -> RegisteredAddress | None:
    line, code = _shown(seat.text("adresse")), _shown(seat.text("code_postal"))
    city = _shown(seat.text("libelle_commune"))
    if not (line or code or city):
        return None
    if line and code and code in line:
        line = line.rpartition(code)[0].strip() or None
    foreign = "code_pays_etranger" in seat or "libelle_pays_etranger" in seat
    return RegisteredAddress(
        lines=(line,) if line else (), city=city, postal_code=code, country=None if foreign else "FR"
    )


def _officers(result: Document) -> tuple[tuple[Officer, ...], bool]:
    """Read who directs it, and whether that is everybody: not where somebody is blanked, or nobody is named."""
    told = result.parts("dirigeants")
    officers = tuple(one for one in map(_officer, told) if one is not None)
    return officers, bool(told) and len(officers) == len(told)


def _officer(one: Document) -> Officer | None:
    kind, role = one.need("type_dirigeant"), one.text("qualite") or "dirigeant"
    if kind == "personne morale":
        name = _shown(one.text("denomination"))
        return Officer(name=name, role=role, is_person=False, number=one.text("siren")) if name else None
    if kind != "personne physique":
        raise MalformedAnswerError
    parts = [_shown(one.text("prenoms")), _shown(one.text("nom"))]
    name = " ".join(part for part in parts if part)
    if not name:
        return None
    return Officer(name=name, role=role, born=_born(one), nationality=_shown(one.text("nationalite")))


def _born(one: Document) -> PartialDate | None:
    """Read year and month, or the year: the day is not public."""
    for key in ("date_de_naissance", "annee_de_naissance"):
        if _shown(one.text(key)) is not None:
            return one.partial_date(key)
    return None
