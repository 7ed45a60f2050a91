"""KVK: the business register of the Netherlands, by its basic profile.

The profile names no officers and no owners, and tells nothing of bankruptcy. Its faults are codes, not statuses: two
of the codes that come with 404 mean that the register is down.

Source: KVK Basisprofiel API v1 and Zoeken API v2; error codes of the KVK developer portal.
"""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

from kyc_service.domain.intake.identifiers import read_registration_number
from kyc_service.domain.registers import Candidate, Extract, Flag, Outcome, RegisteredAddress, Standing, Verdict
from kyc_service.settings import Secret
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
    require_same,
    unavailable,
)
from kyc_service.verifiers.documents import Document, MalformedAnswerError
from watchlists.dates import PartialDate

_DOWN = frozenset({"IPD1002", "IPD1003"})
_DOWN_FOR = 300.0
"""Seconds after which the register itself says to come back."""
_UNKNOWN_NUMBER = frozenset({"IPD0005", "IPD5200"})
_BAD_QUESTION = frozenset({"IPD0004", "IPD1998", "IPD1999"})
_CANDIDATES = 10
_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_TRUTH = {"ja": True, "nee": False}


class Kvk(Register):
    """The Dutch business register."""

    id = "kvk"
    title = "KVK Handelsregister"
    address = "https://api.kvk.nl/api"
    countries = frozenset({"NL"})
    kind = "registration"
    fields = (NUMBER,)
    needs = ("key",)
    limit = Limit(100, 1)
    proves = (
        "Statutory and trade names, visiting address, legal form, and whether a Dutch business is still registered."
        " Names no officers and no owners, and tells nothing of bankruptcy."
    )
    terms = "Paid, by subscription and by profile, with a key from developers.kvk.nl; 100 requests a second at most."

    def recognises(self, question: Question) -> bool:
        """Whether the number has eight digits: it has no check digit."""
        return read_registration_number(fold(question.number or ""), "NL", None).fault is None

    def ask(self, question: Question, access: Access) -> Steps:
        """Look a business up."""
        number = fold(question.number or "")
        reply = yield _get(access, f"/v1/basisprofielen/{quote(number)}")
        failure = _failure(reply)
        if failure is not None:
            return failure
        profile = reply.document()
        require_same(number, profile.text("kvkNummer"))
        return Verdict(outcome=Outcome.VERIFIED, extract=_extract(profile))

    def search(self, question: Question, access: Access) -> Steps | None:
        """Look a name up: it has to have the same words, and to be active."""
        return _search(question.name, access) if question.name else None


def _search(name: str, access: Access) -> Steps:
    reply = yield _get(access, "/v2/zoeken", {"naam": name, "resultatenPerPagina": str(_CANDIDATES)})
    failure = _failure(reply)
    if failure is not None:
        return failure
    # One business comes once for each branch and once for itself.
    found: dict[str, Candidate] = {}
    for one in reply.document().parts("resultaten"):
        candidate = Candidate(
            name=one.need("naam"),
            number=one.need("kvkNummer"),
            standing=_standing_in_search(_truth(one, "actief")),
            place=one.text("adres", "binnenlandsAdres", "plaats"),
        )
        found.setdefault(candidate.number, candidate)
    return replace(NOT_FOUND, candidates=tuple(found.values()))


def _standing_in_search(active: bool | None) -> Standing:  # noqa: FBT001 - the register's own value
    if active is None:
        return Standing.UNKNOWN
    return Standing.ACTIVE if active else Standing.ENDED


def _get(access: Access, path: str, query: dict[str, str] | None = None) -> Request:
    return Request(path=path, query=query or {}, secret_headers={"apikey": access.key or Secret("")})


def _failure(reply: Reply) -> Verdict | None:
    """Read a fault by its code, whatever the status: an outage first. None for an answer."""
    answer = reply.document()
    codes = _codes(answer)
    if codes & _DOWN:
        return unavailable("register_down", retry_after=_DOWN_FOR)
    if reply.ok and not codes:
        return None
    if codes and codes <= _UNKNOWN_NUMBER and reply.status == HTTPStatus.NOT_FOUND:
        return NOT_FOUND
    if codes and codes <= _BAD_QUESTION:
        return refused("invalid_input")
    raise MalformedAnswerError


def _codes(answer: Document) -> set[str]:
    """Collect the codes of a fault, in both shapes that are seen."""
    if "fout" in answer:
        return {one.need("code") for one in answer.parts("fout")}
    flat = answer.text("code")
    return {flat} if flat else set()


def _extract(profile: Document) -> Extract:
    name, trade = profile.text("statutaireNaam"), profile.text("naam")
    traded = [trade, *(one.text("naam") for one in profile.parts("handelsnamen"))]
    name = name or trade
    if name is None:
        raise MalformedAnswerError
    owner = profile.part("_embedded", "eigenaar")
    return Extract(
        name=name,
        other_names=tuple(dict.fromkeys(one for one in traded if one and one != name)),
        number=profile.need("kvkNummer"),
        address=_address(profile),
        legal_form=owner.text("uitgebreideRechtsvorm") or owner.text("rechtsvorm"),
        standing=_standing(profile),
        incorporated_on=_date(profile, "materieleRegistratie", "datumAanvang"),
        ended_on=_date(profile, "materieleRegistratie", "datumEinde"),
        flags=(Flag.DISSOLVED,) if _standing(profile) is Standing.ENDED else (),
    )


def _standing(profile: Document) -> Standing:
    """Say whether the business lives. Without a registration of it, or with an end made of zeros, nobody knows."""
    if "materieleRegistratie" not in profile:
        return Standing.UNKNOWN
    if profile.text("materieleRegistratie", "datumEinde") is None:
        return Standing.ACTIVE
    return Standing.UNKNOWN if _date(profile, "materieleRegistratie", "datumEinde") is None else Standing.ENDED


def _date(document: Document, *path: str) -> PartialDate | None:
    """Return a date of eight digits, where zeros stand for what is not known. Raises MalformedAnswerError."""
    text = document.text(*path)
    if text is None:
        return None
    found = _DATE.fullmatch(text)
    if found is None:
        raise MalformedAnswerError
    year, month, day = (int(part) for part in found.groups())
    if not year:
        return None
    try:
        return PartialDate.of(year, month or None, (day or None) if month else None)
    except ValueError:
        raise MalformedAnswerError from None


def _truth(document: Document, name: str) -> bool | None:
    text = document.text(name)
    if text is None:
        return None
    if text.lower() not in _TRUTH:
        raise MalformedAnswerError
    return _TRUTH[text.lower()]


def _address(profile: Document) -> RegisteredAddress | None:
    """Return the visiting address of the head office, else of the owner; none that the business has shielded."""
    holders = (profile.part("_embedded", "hoofdvestiging"), profile.part("_embedded", "eigenaar"))
    addresses = [one for holder in holders for one in holder.parts("adressen") if not _truth(one, "indAfgeschermd")]
    visiting = [one for one in addresses if one.text("type") == "bezoekadres"]
    chosen = next(iter(visiting or addresses), None)
    if chosen is None:
        return None
    place = chosen.text("plaats")
    return RegisteredAddress(
        lines=_lines(chosen),
        city=place,
        postal_code=chosen.text("postcode"),
        country="NL" if chosen.text("land") == "Nederland" else None,
    )


def _lines(address: Document) -> tuple[str, ...]:
    """Write street and number in one line; a foreign address has lines of its own, and some have only the whole."""
    parts = [address.text("straatnaam"), address.number("huisnummer")]
    parts += [address.text("huisletter"), address.text("huisnummerToevoeging")]
    home = " ".join(part for part in parts if part)
    lines = [home, address.text("straatHuisnummer"), address.text("postcodeWoonplaats")]
    if not any(lines):
        lines = [address.text("volledigAdres")]
    return tuple(line for line in lines if line)
