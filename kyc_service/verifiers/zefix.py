"""Zefix: the index of Switzerland's cantonal registers of commerce, asked by UID.

It names nobody who acts for a business, and no day of foundation: the first publication may be a move from another
canton.

Source: OpenAPI of ZefixPublicREST v1, Federal Office of Justice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from stdnum.ch import uid

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

_STANDINGS = MappingProxyType(
    {"ACTIVE": Standing.ACTIVE, "BEING_CANCELLED": Standing.WINDING_UP, "CANCELLED": Standing.ENDED},
)
_FLAGS: Mapping[Standing, tuple[Flag, ...]] = MappingProxyType(
    {Standing.WINDING_UP: (Flag.IN_LIQUIDATION,), Standing.ENDED: (Flag.DISSOLVED,)},
)
_ERRORS = MappingProxyType(
    {
        "NOT_FOUND": NOT_FOUND,
        "RESULTLIST_TO_LARGE": refused("too_many_results"),
        "INVALID_QUERY_WORDS": refused("invalid_query"),
        "INVALID_REQUEST_DATA": refused("invalid_request"),
        "INTERNAL_SERVER_ERROR": unavailable("internal_error"),
    },
)
_LANGUAGES = ("de", "fr", "it", "en")
_TAX_SUFFIXES = ("MWST", "TVA", "IVA", "TPV")
_CANDIDATES = 5
_SHORTEST_NAME = 3


class Zefix(Register):
    """Switzerland's central index of business names."""

    id = "zefix"
    title = "Zefix (Switzerland)"
    address = "https://www.zefix.admin.ch/ZefixPublicREST/api/v1"
    countries = frozenset({"CH"})
    kind = "registration"
    fields = (NUMBER,)
    needs = ("user", "password")
    limit = Limit(5, 1)
    proves = (
        "That the UID is in a cantonal register of commerce, its name and former names, address, form and state. Names"
        " nobody who acts for it."
    )
    terms = "Free; an account comes by mail from the Federal Office of Justice (zefix@bj.admin.ch). No published limit."

    def recognises(self, question: Question) -> bool:
        """Whether the number is a UID with a sound check digit."""
        return bool(uid.is_valid(_uid(question)))

    def ask(self, question: Question, access: Access) -> Steps:
        """Look a UID up: one business, with an entry for each time it was entered."""
        number = _uid(question)
        answer = _read((yield Request(path=f"/company/uid/{number}", basic=_basic(access))))
        if isinstance(answer, Verdict):
            return answer
        if not answer:
            return NOT_FOUND
        for entry in answer:
            require_same(number, entry.text("uid"))
        return Verdict(outcome=Outcome.VERIFIED, extract=_extract(_latest(answer), number))

    def search(self, question: Question, access: Access) -> Steps | None:
        """Look a name up; the register wants three letters at least."""
        # An asterisk is a wildcard there.
        name = (question.name or "").replace("*", " ").strip()
        return _search(name, access) if len(name) >= _SHORTEST_NAME else None


def _uid(question: Question) -> str:
    number = fold(question.number or "")
    for suffix in _TAX_SUFFIXES:
        number = number.removesuffix(suffix)
    # Nine digits alone are the same number, as people write it.
    return str(uid.compact(number))


def _basic(access: Access) -> tuple[str, Secret]:
    return access.user or "", access.password or Secret("")


def _search(name: str, access: Access) -> Steps:
    wanted = {"name": name, "activeOnly": False}
    answer = _read((yield Request(path="/company/search", method="POST", json=wanted, basic=_basic(access))))
    if isinstance(answer, Verdict):
        return answer
    candidates = (
        Candidate(name=one.need("name"), number=one.need("uid"), standing=_standing(one), place=one.text("legalSeat"))
        for one in answer[:_CANDIDATES]
    )
    return replace(NOT_FOUND, candidates=tuple(candidates))


def _read(reply: Reply) -> Sequence[Document] | Verdict:
    """Read a list; or an error, that counts only in the register's own form: another 404 is whatever stands before."""
    if reply.ok:
        return reply.documents()
    kind = reply.document().need("error", "type")
    if kind not in _ERRORS:
        raise MalformedAnswerError
    return _ERRORS[kind]


def _latest(entries: Sequence[Document]) -> Document:
    """Choose the entry that lives: a business that was deleted and came back has both."""
    order = tuple(_STANDINGS.values())
    return min(entries, key=lambda one: order.index(found) if (found := _standing(one)) in order else len(order))


def _standing(entry: Document) -> Standing:
    return _STANDINGS.get(entry.text("status") or "", Standing.UNKNOWN)


def _extract(entry: Document, number: str) -> Extract:
    standing = _standing(entry)
    former = [name for one in entry.parts("oldNames") for name in (one.text("name"), *one.texts("translation"))]
    names = (*entry.texts("translation"), *(name for name in former if name))
    return Extract(
        name=entry.need("name"),
        other_names=tuple(dict.fromkeys(names)),
        number=number,
        address=_address(entry) if "address" in entry else None,
        legal_form=_first(entry.part("legalForm", "name")),
        standing=standing,
        status=entry.text("status"),
        ended_on=entry.partial_date("deletionDate"),
        flags=_FLAGS.get(standing, ()),
    )


def _first(texts: Document) -> str | None:
    """Return a text in the first language it has."""
    return next((text for language in _LANGUAGES if (text := texts.text(language))), None)


def _address(entry: Document) -> RegisteredAddress:
    address = entry.part("address")
    street = " ".join(part for key in ("street", "houseNumber") if (part := address.text(key)))
    box = address.number("poBox")
    lines = (address.text("organisation"), address.text("careOf"), street, address.text("addon"), box)
    return RegisteredAddress(
        lines=tuple(line for line in lines if line),
        city=address.text("city"),
        region=entry.text("canton"),
        postal_code=address.number("swissZipCode"),
        country="CH",
    )
