"""OpenCorporates: copies of many registers, where the register itself has no adapter or no key.

A copy has an age, that every answer tells (`source.retrieved_at`), and gaps: some countries are not held at all, and
are answered like a number that nobody has. So an absence here is weaker than one in the register.

Source: OpenCorporates API reference 0.4.8.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

from kyc_service.domain.intake.identifiers import read_registration_number
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
from kyc_service.settings import Secret
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
    require_same,
)
from kyc_service.verifiers.documents import Document, MalformedAnswerError

_FEDERAL = frozenset({"AE", "CA", "US"})
"""Business registers of these are kept by states, provinces and emirates (`us_de`): a country does not say by which."""
_CANDIDATES = 5
_ACTIVE = frozenset(
    {"active", "live", "registered", "normal", "good standing", "in good standing", "in existence", "open"},
)
_WINDING_UP = ("liquidation", "winding up", "administration", "receivership", "insolven", "bankrupt", "strike off")
_ENDED = ("dissolved", "struck off", "removed", "deleted", "deregistered", "cancelled", "closed", "merged")
"""Words that a status has in it; `inactive` and the day of an end say it too."""
_FLAGS = {
    "liquidation": Flag.IN_LIQUIDATION,
    "insolven": Flag.INSOLVENCY,
    "bankrupt": Flag.INSOLVENCY,
    "administration": Flag.INSOLVENCY,
    "receivership": Flag.INSOLVENCY,
    "strike off": Flag.STRIKE_OFF_PROPOSED,
}


_NOT_HELD = Verdict(outcome=Outcome.NOT_SUPPORTED, code="not_held")
"""It copies registers, some in part and some late: that it lacks a business says nothing about the business."""


class OpenCorporates(Register):
    """The collection of copies of registers."""

    id = "opencorporates"
    title = "OpenCorporates"
    address = "https://api.opencorporates.com/v0.4"
    countries = EVERYWHERE
    kind = "registration"
    fields = (NUMBER,)
    needs = ("key",)
    # The smallest plan; a larger one is the operator's own setting.
    limit = Limit(50, 24 * 60 * 60)
    proves = (
        "What a copy of a business register had on the day it was read: name, address, form, status, officers as far as"
        " copied. Not for the United States, Canada and the Emirates, whose registers are regional. An absence proves"
        " little: some countries are not held."
    )
    terms = (
        "Paid by plan, with a token from opencorporates.com; open-data projects 50 a day and 200 a month. Share-alike"
        " with attribution: read the licence before storing."
    )

    def recognises(self, question: Question) -> bool:
        """Whether there is a number, well formed for its country, and the country has one register."""
        if not question.country or question.country in _FEDERAL or not question.number:
            return False
        return read_registration_number(question.number.strip(), question.country, None).fault is None

    def ask(self, question: Question, access: Access) -> Steps:
        """Look a business up in the copy of its country's register."""
        jurisdiction = (question.country or "").lower()
        # Dots and hyphens are part of a number in some registers; spaces are how people write it.
        number = "".join((question.number or "").upper().split())
        reply = yield _get(access, f"/companies/{quote(jurisdiction)}/{quote(number, safe='')}")
        if reply.status == HTTPStatus.NOT_FOUND:
            reply.document().need("error", "message")
            return _NOT_HELD
        company = _results(reply).part("company")
        require_same(number, company.number("company_number"))
        require_same(jurisdiction, company.text("jurisdiction_code"))
        reference = company.text("source", "retrieved_at") or company.text("retrieved_at")
        return Verdict(outcome=Outcome.VERIFIED, extract=_extract(company), reference=reference)

    def search(self, question: Question, access: Access) -> Steps | None:
        """Look a name up in the copy of one country's register."""
        if not question.name or not question.country or question.country in _FEDERAL:
            return None
        return _search(question.name, question.country.lower(), access)


def _search(name: str, jurisdiction: str, access: Access) -> Steps:
    query = {"q": name, "jurisdiction_code": jurisdiction, "per_page": str(_CANDIDATES)}
    found = _results((yield _get(access, "/companies/search", query))).parts("companies")
    companies = tuple(one.part("company") for one in found)
    candidates = tuple(
        Candidate(
            name=one.need("name"),
            number=_number(one),
            standing=_standing(one),
            place=one.text("registered_address", "locality"),
        )
        for one in companies
    )
    return replace(NOT_FOUND, candidates=candidates)


def _get(access: Access, path: str, query: dict[str, str] | None = None) -> Request:
    return Request(path=path, query=query or {}, secret_query={"api_token": access.key or Secret("")})


def _results(reply: Reply) -> Document:
    if not reply.ok:
        raise MalformedAnswerError
    answer = reply.document()
    if "results" not in answer:
        raise MalformedAnswerError
    return answer.part("results")


def _number(company: Document) -> str:
    number = company.number("company_number")
    if number is None:
        raise MalformedAnswerError
    return number


def _extract(company: Document) -> Extract:
    former = (one.text("company_name") or one.text("name") for one in company.parts("previous_names"))
    standing = _standing(company)
    return Extract(
        name=company.need("name"),
        other_names=tuple(dict.fromkeys(name for name in former if name)),
        number=_number(company),
        address=_address(company),
        legal_form=company.text("company_type"),
        standing=standing,
        status=company.text("current_status"),
        incorporated_on=company.partial_date("incorporation_date"),
        ended_on=company.partial_date("dissolution_date"),
        # As many as were copied: nothing says that they are all.
        officers=tuple(_officer(one.part("officer")) for one in company.parts("officers")),
        flags=_flags(company, standing),
    )


def _standing(company: Document) -> Standing:
    """Say whether the business lives, by the worst that the copy says; its words are those of each register."""
    status = _words(company)
    ended = company.flag("inactive") or "dissolution_date" in company
    if ended or any(word in status for word in _ENDED):
        return Standing.ENDED
    if any(word in status for word in _WINDING_UP):
        return Standing.WINDING_UP
    alive = status in _ACTIVE or (not status and company.flag("inactive") is False)
    return Standing.ACTIVE if alive else Standing.UNKNOWN


def _words(company: Document) -> str:
    return (company.text("current_status") or "").lower().replace("-", " ")


def _flags(company: Document, standing: Standing) -> tuple[Flag, ...]:
    ended = [Flag.DISSOLVED] if standing is Standing.ENDED else []
    status = _words(company)
    return tuple(dict.fromkeys(ended + [flag for word, flag in _FLAGS.items() if word in status]))


def _address(company: Document) -> RegisteredAddress | None:
    whole = company.text("registered_address_in_full")
    if "registered_address" not in company:
        return RegisteredAddress(lines=tuple(whole.splitlines())) if whole else None
    address = company.part("registered_address")
    street = address.text("street_address")
    return RegisteredAddress(
        lines=tuple(line.strip() for line in (street or "").splitlines() if line.strip()),
        city=address.text("locality"),
        region=address.text("region"),
        postal_code=address.text("postal_code"),
    )


def _officer(officer: Document) -> Officer:
    """Read an officer. The copy does not say whether it is a person or a company; most are persons."""
    return Officer(
        name=officer.need("name"),
        role=officer.text("position") or "",
        since=officer.date("start_date"),
        until=officer.date("end_date"),
    )
