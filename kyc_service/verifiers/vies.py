"""VIES: VAT numbers of the EU's member states and of Northern Ireland.

It is a switchboard: each member state has its own outages, that come as errors with status 200. No answer without
`valid` in it says anything about a number, and a name that a member state keeps to itself fails nothing.

Source: swagger_publicVAT.yaml of the European Commission.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from stdnum.eu import vat as eu_vat

from kyc_service.domain.registers import Extract, Flag, Outcome, RegisteredAddress, Verdict
from kyc_service.verifiers.base import (
    EVERYWHERE,
    VAT,
    Access,
    Limit,
    Question,
    Register,
    Request,
    Steps,
    fold,
    refused,
    require_same,
    unavailable,
)
from kyc_service.verifiers.documents import Document, MalformedAnswerError

_STATES = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
    },
)  # fmt: skip
"""Prefixes it serves: Greece is EL, Northern Ireland is XI; Great Britain left it."""
_FOR_OPERATORS = MappingProxyType(
    {"VAT_BLOCKED": "vat_blocked", "IP_BLOCKED": "ip_blocked", "INVALID_REQUESTER_INFO": "invalid_requester"}
)
"""The operator is shut out, or its own VAT number is not valid: that is no answer about anybody, and asking again makes
it worse."""
_OUTAGES: Mapping[str, str] = MappingProxyType(
    {
        word: word.lower()
        for word in (
            "SERVICE_UNAVAILABLE",
            "MS_UNAVAILABLE",
            "TIMEOUT",
            "GLOBAL_MAX_CONCURRENT_REQ",
            "GLOBAL_MAX_CONCURRENT_REQ_TIME",
            "MS_MAX_CONCURRENT_REQ",
            "MS_MAX_CONCURRENT_REQ_TIME",
        )
    },
)
_REFUSED = MappingProxyType({"INVALID_INPUT": "invalid_input"})
_ANSWERS = frozenset({"VALID", "INVALID"})
_NOT_GIVEN = "---"


class Vies(Register):
    """The VAT Information Exchange System."""

    id = "vies"
    title = "VIES"
    address = "https://ec.europa.eu/taxation_customs/vies/rest-api"
    # A business of any country can be registered for VAT in a member state: the number says where.
    countries = EVERYWHERE
    kind = "vat"
    fields = (VAT,)
    limit = Limit(1, 1)
    proves = (
        "That a VAT number is valid for trade within the EU today, and whose it is where the member state tells"
        " (Germany and Spain do not). With the operator's own VAT number, a consultation number as proof."
    )
    terms = "Free, no key. No published limit; throttled by member state and in all, so one request a second."

    def recognises(self, question: Question) -> bool:
        """Whether there is a well-formed VAT number of a member state or of Northern Ireland."""
        return _split(question) is not None

    def ask(self, question: Question, access: Access) -> Steps:
        """Check a VAT number."""
        state, number = _split(question) or ("", "")
        reply = yield Request(
            path="/check-vat-number",
            method="POST",
            json={"countryCode": state, "vatNumber": number, **_requester(access)},
            part=state,
        )
        if reply.status not in {HTTPStatus.OK, HTTPStatus.BAD_REQUEST}:
            raise MalformedAnswerError
        answer = reply.document()
        errors = _errors(answer)
        if errors is not None:
            return _fault(errors)
        if not reply.ok:
            raise MalformedAnswerError
        return _verdict(answer, state + number)


def _split(question: Question) -> tuple[str, str] | None:
    """Find member state and number: the number's own prefix counts, else the country it came with.

    A French number may begin with two letters that are none, so that both ways are tried.
    """
    if not question.vat or not question.vat.isascii():
        return None
    folded = fold(question.vat)
    country = "EL" if question.country == "GR" else question.country or ""
    given = "EL" + folded[2:] if folded.startswith("GR") else folded
    for whole in (given, country + folded):
        if whole[:2] in _STATES and eu_vat.is_valid(whole):
            return whole[:2], whole[2:]
    return None


def _requester(access: Access) -> Mapping[str, str]:
    own = fold(access.requester or "")
    if not own:
        return {}
    own = "EL" + own[2:] if own.startswith("GR") else own
    return {"requesterMemberStateCode": own[:2], "requesterNumber": own[2:]}


def _errors(answer: Document) -> frozenset[str] | None:
    """Collect the words of an error; None for an answer."""
    words = {one.need("error") for one in answer.parts("errorWrappers")}
    # Another call of the same service puts its outages here, next to a false `isValid`.
    user_error = answer.text("userError")
    if user_error is not None and user_error not in _ANSWERS:
        words.add(user_error)
    if words or answer.flag("actionSucceed") is False:
        return frozenset(words)
    return None


def _fault(words: frozenset[str]) -> Verdict:
    """Decide on errors. An outage next to a refusal is an outage; a word nobody knows is one too."""
    for word in sorted(words & _FOR_OPERATORS.keys()):
        return unavailable(_FOR_OPERATORS[word], retry=False)
    for word in sorted(words & _OUTAGES.keys()):
        return unavailable(_OUTAGES[word])
    if words and words <= _REFUSED.keys():
        return refused(_REFUSED[min(words)])
    return unavailable("unknown_error")


def _verdict(answer: Document, asked: str) -> Verdict:
    number = answer.need("countryCode") + answer.need("vatNumber")
    require_same(asked, number)
    valid = answer.flag("valid")
    if valid is None:
        raise MalformedAnswerError
    reference = answer.text("requestIdentifier")
    if not valid:
        # It does not tell a number that never was from one that ended.
        extract = Extract(number=number, flags=(Flag.VAT_INVALID,))
        return Verdict(outcome=Outcome.NOT_VERIFIED, extract=extract, code="vat_invalid", reference=reference)
    extract = Extract(name=_given(answer, "name"), number=number, address=_address(answer))
    return Verdict(outcome=Outcome.VERIFIED, extract=extract, reference=reference)


def _given(answer: Document, name: str) -> str | None:
    text = answer.text(name)
    return None if text == _NOT_GIVEN else text


def _address(answer: Document) -> RegisteredAddress | None:
    text = _given(answer, "address")
    if text is None:
        return None
    return RegisteredAddress(lines=tuple(stripped for line in text.splitlines() if (stripped := line.strip())))
