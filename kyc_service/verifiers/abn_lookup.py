"""ABN Lookup: Australia's register of business numbers, asked by ABN or ACN.

It answers in JSONP, and every error comes with status 200 and a sentence in `Message`.

Source: JSON services of abr.business.gov.au (AbnDetails, AcnDetails, MatchingNames).
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

from stdnum.au import abn, acn

from kyc_service.domain.registers import Candidate, Extract, Flag, Outcome, RegisteredAddress, Standing, Verdict
from kyc_service.settings import Secret
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
    unavailable,
)
from kyc_service.verifiers.documents import Document, MalformedAnswerError

_CALLBACK = "callback"
_JSONP = re.compile(rb"\s*" + _CALLBACK.encode() + rb"\((.*)\)\s*;?\s*", re.DOTALL)
_MEDIA_TYPES = ("application/json", "text/javascript", "application/javascript", "application/x-javascript")
_STANDINGS = MappingProxyType({"Active": Standing.ACTIVE, "Cancelled": Standing.ENDED})
_CURRENT = "0000000001"
"""What a search says for an active ABN."""
_CANDIDATES = 5
_UNKNOWN_NUMBERS = frozenset({"no record found", "no records found"})


class AbnLookup(Register):
    """The Australian Business Register's public look-up."""

    id = "abn_lookup"
    title = "ABN Lookup (Australia)"
    address = "https://abr.business.gov.au/json"
    countries = frozenset({"AU"})
    kind = "registration"
    # The ABN is what a business is registered for GST by: telling the one tells the other.
    fields = (NUMBER, VAT)
    needs = ("key",)
    limit = Limit(5, 1)
    proves = (
        "That the ABN or ACN exists, its name and business names, state and postcode, whether it is active, and whether"
        " it is registered for GST. Names nobody who acts for it."
    )
    terms = "Free; a GUID comes by registering at abr.business.gov.au/Tools/WebServices. No published limit."

    def recognises(self, question: Question) -> bool:
        """Whether the number, or else the GST number, is an ABN or ACN with a sound check digit."""
        return _number(question) is not None

    def ask(self, question: Question, access: Access) -> Steps:
        """Look an ABN or ACN up."""
        number = _number(question) or ""
        kind = "Abn" if abn.is_valid(number) else "Acn"
        answer = _read((yield _get(f"/{kind}Details.aspx", {kind.lower(): number}, access)))
        fault = _fault(answer)
        if fault is not None:
            return fault
        require_same(number, answer.text(kind))
        return Verdict(outcome=Outcome.VERIFIED, extract=_extract(answer, number, question))

    def search(self, question: Question, access: Access) -> Steps | None:
        """Look a name up."""
        return _search(question.name, access) if question.name else None


def _number(question: Question) -> str | None:
    for text in (question.number, question.vat):
        digits = fold(text or "").removeprefix("ABN").removeprefix("ACN")
        if digits.isdigit() and (abn.is_valid(digits) or acn.is_valid(digits)):
            return digits
    return None


def _search(name: str, access: Access) -> Steps:
    answer = _read((yield _get("/MatchingNames.aspx", {"name": name, "maxResults": str(_CANDIDATES)}, access)))
    fault = _fault(answer)
    if fault is not None:
        return fault
    if "Names" not in answer:
        raise MalformedAnswerError
    return replace(NOT_FOUND, candidates=tuple(map(_candidate, answer.parts("Names")[:_CANDIDATES])))


def _candidate(one: Document) -> Candidate:
    place = " ".join(part for key in ("State", "Postcode") if (part := one.text(key)))
    status = one.text("AbnStatus") or ""
    standing = Standing.ACTIVE if status == _CURRENT else _STANDINGS.get(status, Standing.UNKNOWN)
    return Candidate(name=one.need("Name"), number=one.need("Abn"), standing=standing, place=place or None)


def _get(path: str, query: dict[str, str], access: Access) -> Request:
    return Request(
        path=path,
        query={**query, "callback": _CALLBACK},
        secret_query={"guid": access.key or Secret("")},
        media_types=_MEDIA_TYPES,
    )


def _read(reply: Reply) -> Document:
    """Take the one call apart that was asked for; anything else, and any further script, is no answer."""
    found = _JSONP.fullmatch(reply.body)
    if not reply.ok or found is None:
        raise MalformedAnswerError
    return Document.parse(found[1])


def _fault(answer: Document) -> Verdict | None:
    """Decide on `Message`: empty for an answer, and only one sentence says that a number is unknown."""
    message = (answer.text("Message") or "").lower().rstrip(". ")
    if not message:
        return None
    if message in _UNKNOWN_NUMBERS:
        return NOT_FOUND
    if message.endswith("not a valid abn or acn"):
        return refused("invalid_number")
    if message.startswith("the guid entered is not recognised"):
        return unavailable("credentials_refused", retry=False)
    return unavailable("unknown_message")


def _extract(answer: Document, number: str, question: Question) -> Extract:
    standing = _STANDINGS.get(answer.text("AbnStatus") or "", Standing.UNKNOWN)
    ended = standing is Standing.ENDED
    return Extract(
        name=answer.need("EntityName"),
        other_names=answer.texts("BusinessName"),
        number=number,
        address=_address(answer),
        legal_form=answer.text("EntityTypeName"),
        standing=standing,
        status=answer.text("AbnStatus"),
        # The day an ABN became active is none of incorporation: it may be decades after.
        ended_on=answer.partial_date("AbnStatusEffectiveFrom") if ended else None,
        flags=_flags(answer, question, ended=ended),
    )


def _flags(answer: Document, question: Question, *, ended: bool) -> tuple[Flag, ...]:
    """Collect what is worth a look.

    A cancelled ABN is the end of a business here, though its company may stay on the other register. Below a turnover
    nobody has to register for GST: that is only worth a look of a business that gave the ABN as its GST number.
    """
    claims_gst = fold(question.vat or "").removeprefix("ABN") == answer.text("Abn")
    unregistered = claims_gst and answer.text("Gst") is None
    return ((Flag.DISSOLVED,) if ended else ()) + ((Flag.NOT_REGISTERED_FOR_VAT,) if unregistered else ())


def _address(answer: Document) -> RegisteredAddress | None:
    state, code = answer.text("AddressState"), answer.text("AddressPostcode")
    return RegisteredAddress(region=state, postal_code=code, country="AU") if state or code else None
