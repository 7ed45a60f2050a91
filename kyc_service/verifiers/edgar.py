"""SEC EDGAR: who files with the Securities and Exchange Commission of the United States, asked by CIK.

Listed and filing companies only, and their owners and directors as well: these are people, whom nobody asked about.
It says who files, and not who lives: a company that ended years ago is there for ever.

Source: data.sec.gov/submissions; SEC, accessing EDGAR data (user agent, ten requests a second).
"""

from __future__ import annotations

import re
from http import HTTPStatus

from kyc_service.domain.registers import Extract, Outcome, RegisteredAddress, Verdict
from kyc_service.verifiers.base import (
    NUMBER,
    Access,
    Limit,
    Question,
    Register,
    Request,
    Steps,
    fold,
    require_same,
)
from kyc_service.verifiers.documents import Document, MalformedAnswerError

_CIK = re.compile(r"[0-9]{1,10}")
_DIGITS = 10
_STATES = frozenset(
    {
        "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY",
        "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH",
        "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY",
    },
)  # fmt: skip
"""Codes of places that are in the United States; its other codes are the SEC's own, and mean other countries."""
_NOT_A_FILER = Verdict(outcome=Outcome.NOT_SUPPORTED, code="not_a_filer")
"""A number of a state's register looks the same as a CIK, so that a miss says only that nobody files under it."""
_NOT_A_COMPANY = Verdict(outcome=Outcome.NOT_SUPPORTED, code="not_a_company")
"""The number of a state's register is by chance a person's CIK: nothing of that person is passed on."""


class Edgar(Register):
    """The SEC's directory of filers."""

    id = "edgar"
    title = "SEC EDGAR (United States)"
    address = "https://data.sec.gov"
    countries = frozenset({"US"})
    kind = "registration"
    fields = (NUMBER,)
    needs = ("contact",)
    limit = Limit(10, 1)
    proves = (
        "That a company files with the SEC under this CIK, its name, former names and address. Says nothing about"
        " companies that do not file, and not whether a filer still exists."
    )
    terms = (
        "Free, no key; the user agent has to name a company and an address of e-mail. Over ten requests a second it"
        " shuts the caller out for about ten minutes."
    )

    def recognises(self, question: Question) -> bool:
        """Whether the number can be a CIK: it has no check digit, so that the country has to say the rest."""
        return question.country == "US" and _CIK.fullmatch(fold(question.number or "")) is not None

    def ask(self, question: Question, access: Access) -> Steps:
        """Look a CIK up."""
        number = fold(question.number or "")
        cik = number.zfill(_DIGITS)
        reply = yield Request(
            path=f"/submissions/CIK{cik}.json",
            headers={"User-Agent": access.contact or ""},
            # What is not there is told in XML, by the store behind it.
            media_types=("application/json", "application/xml"),
        )
        if reply.status == HTTPStatus.NOT_FOUND:
            return _NOT_A_FILER
        if not reply.ok:
            raise MalformedAnswerError
        filer = reply.document()
        require_same(cik, (filer.number("cik") or "").zfill(_DIGITS))
        if _is_person(filer):
            return _NOT_A_COMPANY
        return Verdict(outcome=Outcome.VERIFIED, extract=_extract(filer, number))


def _is_person(filer: Document) -> bool:
    """Whether a filer reports as an owner or director, and has nothing that a company has: trade, state, tax number."""
    reports = filer.number("insiderTransactionForOwnerExists") == "1"
    ein = (filer.text("ein") or "").strip("0")
    return reports and not (ein or filer.text("sic") or filer.text("stateOfIncorporation"))


def _extract(filer: Document, number: str) -> Extract:
    former = (one.text("name") for one in filer.parts("formerNames"))
    place = next(
        (filer.part("addresses", key) for key in ("business", "mailing") if key in filer.part("addresses")), None
    )
    return Extract(
        name=filer.need("name"),
        other_names=tuple(dict.fromkeys(name for name in former if name)),
        # As it was asked: the register's own form differs in leading zeros.
        number=number,
        address=_address(place) if place else None,
    )


def _address(place: Document) -> RegisteredAddress | None:
    code = place.text("stateOrCountry")
    is_here = code in _STATES
    address = RegisteredAddress(
        lines=tuple(line for key in ("street1", "street2") if (line := place.text(key))),
        city=place.text("city"),
        region=code if is_here else place.text("stateOrCountryDescription"),
        postal_code=place.text("zipCode"),
        country="US" if is_here else None,
    )
    return None if address == RegisteredAddress() else address
