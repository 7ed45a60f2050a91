"""Poland's list of VAT payers ("white list"), asked by NIP for a day.

Bank accounts stand in every answer; they are never read. Nor are PESEL numbers, nor the days a VAT registration began
and ended, which are none of the business.

Source: API of Wykaz podatników VAT, wl-api.mf.gov.pl, with its error codes.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from types import MappingProxyType

from stdnum.pl import nip

from kyc_service.domain.registers import Extract, Flag, Officer, Outcome, RegisteredAddress, Standing, Verdict
from kyc_service.verifiers.base import (
    EVERYWHERE,
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

_NOT_REGISTERED = "Niezarejestrowany"
_STANDINGS = MappingProxyType({"Czynny": Standing.ACTIVE, "Zwolniony": Standing.ACTIVE})
"""Charges VAT, or is registered as exempt from it. Whoever is not registered may well live."""
_ROLES = MappingProxyType({"representatives": "reprezentant", "authorizedClerks": "prokurent", "partners": "wspólnik"})
_QUARTER_DAY = 6 * 3600.0
_FAULTS = MappingProxyType(
    {
        "WL-100": unavailable("internal_error"),
        "WL-101": refused("invalid_date"),
        "WL-102": refused("invalid_date"),
        "WL-103": refused("invalid_date"),
        "WL-112": refused("invalid_number"),
        "WL-113": refused("invalid_number"),
        "WL-114": refused("invalid_number"),
        "WL-115": refused("invalid_number"),
        "WL-118": refused("invalid_date"),
        "WL-190": refused("invalid_request"),
        # Until midnight in Warsaw, and no clock is read here: four tries a day cost nothing that is left.
        "WL-191": unavailable("daily_limit", retry_after=_QUARTER_DAY),
        "WL-195": unavailable("updated", retry_after=60.0),
        "WL-196": unavailable("updating", retry_after=900.0),
    },
)
_ADDRESS = re.compile(r"(?P<line>.+?),?\s+(?P<code>[0-9]{2}-[0-9]{3})\s+(?P<city>.+)")


class BialaLista(Register):
    """Poland's list of VAT payers."""

    id = "biala_lista"
    title = "Wykaz podatników VAT (Poland)"
    address = "https://wl-api.mf.gov.pl"
    # A business of any country can be registered for VAT in Poland: the number says so.
    countries = EVERYWHERE
    kind = "vat"
    fields = (VAT,)
    limit = Limit(100, 86_400)
    proves = (
        "That a Polish tax number (NIP) is registered for VAT on the day, as payer or exempt, its name and address."
        " Names of representatives are given for some, never as the full list."
    )
    terms = "Free, no key; 100 questions a day for an address, then shut out until midnight."

    def recognises(self, question: Question) -> bool:
        """Whether the VAT number is a Polish NIP with a sound check digit: PL before it, or of a business there."""
        number = fold(question.vat or "")
        is_polish = number.startswith("PL") or question.country == "PL"
        return is_polish and bool(nip.is_valid(number.removeprefix("PL")))

    def ask(self, question: Question, access: Access) -> Steps:
        """Look a NIP up. Raises ValueError without the day in the question: the register answers for a day."""
        del access
        if question.today is None:
            message = "the question does not say what day it is"
            raise ValueError(message)
        number = fold(question.vat or "")
        bare = number.removeprefix("PL")
        reply = yield Request(path=f"/api/search/nip/{bare}", query={"date": question.today.isoformat()})
        answer = reply.document()
        fault = answer.text("code") or answer.text("exception", "code")
        if fault is not None:
            return _FAULTS.get(fault, unavailable("unknown_error"))
        return _verdict(_result(reply, answer), bare, number)


def _result(reply: Reply, answer: Document) -> Document:
    if reply.status != HTTPStatus.OK or "result" not in answer:
        raise MalformedAnswerError
    return answer.part("result")


def _verdict(result: Document, bare: str, number: str) -> Verdict:
    # The register's name for this answer, with which the tax office finds it again.
    reference = result.text("requestId")
    if "subject" not in result:
        return Verdict(outcome=Outcome.NOT_VERIFIED, code="not_found", reference=reference)
    subject = result.part("subject")
    require_same(bare, subject.text("nip"))
    extract = _extract(subject, number)
    if extract.status == _NOT_REGISTERED:
        # The number is a NIP and a business has it, yet it is none to charge VAT under.
        code = "not_registered_for_vat"
        return Verdict(outcome=Outcome.NOT_VERIFIED, extract=extract, code=code, reference=reference)
    return Verdict(outcome=Outcome.VERIFIED, extract=extract, reference=reference)


def _extract(subject: Document, number: str) -> Extract:
    status = subject.text("statusVat")
    line = subject.text("workingAddress") or subject.text("residenceAddress")
    return Extract(
        name=subject.need("name"),
        # As it was asked, with or without PL before it.
        number=number,
        address=_address(line) if line else None,
        standing=_STANDINGS.get(status or "", Standing.UNKNOWN),
        status=status,
        officers=tuple(_officer(one, role) for key, role in _ROLES.items() for one in subject.parts(key)),
        flags=(Flag.NOT_REGISTERED_FOR_VAT,) if status == _NOT_REGISTERED else (),
    )


def _officer(one: Document, role: str) -> Officer:
    company = one.text("companyName")
    if company is not None:
        return Officer(name=company, role=role, is_person=False, number=one.text("nip"))
    name = " ".join(part for key in ("firstName", "lastName") if (part := one.text(key)))
    if not name:
        raise MalformedAnswerError
    return Officer(name=name, role=role)


def _address(line: str) -> RegisteredAddress:
    found = _ADDRESS.fullmatch(line)
    if found is None:
        return RegisteredAddress(lines=(line,))
    return RegisteredAddress(lines=(found["line"],), city=found["city"], postal_code=found["code"], country="PL")
