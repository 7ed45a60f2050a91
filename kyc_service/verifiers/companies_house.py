"""Companies House: the register of the United Kingdom, with officers and persons with significant control.

Control comes in bands of "more than 25 %", never as an exact share; birth dates have month and year only.

Source: Companies House public data API; api-enumerations (constants.yml, psc_descriptions.yml) for the words.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Generator
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

from kyc_service.domain.intake.identifiers import read_registration_number
from kyc_service.domain.registers import (
    Candidate,
    Extract,
    Flag,
    Outcome,
    RegisteredAddress,
    Standing,
    Verdict,
)
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
)
from kyc_service.verifiers.companies_house_people import add_officers, add_owners, is_over, read_country, read_whole
from kyc_service.verifiers.documents import Document, MalformedAnswerError

_PAGE = 35
_PAGES = 3
_CANDIDATES = 5
_NUMBER = re.compile(r"([A-Z]{2}|R0|)([0-9]{1,8})")
_WINDING_UP = frozenset(
    {"liquidation", "receivership", "administration", "voluntary-arrangement", "insolvency-proceedings"},
)
_ENDED = frozenset({"dissolved", "converted-closed", "closed", "removed"})
"""A converted company lives on under another number; this one is closed."""
_ACTIVE = frozenset({"active", "open", "registered"})
_STRIKE_OFF = "active-proposal-to-strike-off"


class CompaniesHouse(Register):
    """The British company register."""

    id = "companies_house"
    title = "Companies House"
    address = "https://api.company-information.service.gov.uk"
    countries = frozenset({"GB"})
    kind = "registration"
    fields = (NUMBER,)
    needs = ("key",)
    limit = Limit(600, 300)
    proves = (
        "Name, office, form and status of a British company, who directs it, and who declared control of more than 25 %"
        " of it, in bands. Birth dates by month only."
    )
    terms = (
        "Free, with a key for an application made at developer.company-information.service.gov.uk; 600 requests in five"
        " minutes, of which one company takes three to seven."
    )

    def recognises(self, question: Question) -> bool:
        """Whether the number is of eight characters, or becomes so with the zeros that people leave out."""
        return _pad(question.number) is not None

    def ask(self, question: Question, access: Access) -> Steps:
        """Look a company up, then its officers and who controls it."""
        number = _pad(question.number) or ""
        path = f"/company/{quote(number)}"
        reply = yield _get(access, path)
        failure = _failure(reply)
        if failure is not None:
            return failure
        profile = reply.document()
        require_same(number, profile.text("company_number"))
        extract = _extract(profile)
        officers, all_officers = yield from _read_all(access, f"{path}/officers")
        owners, all_owners = yield from _read_all(access, f"{path}/persons-with-significant-control")
        extract = add_officers(extract, officers, complete=all_officers)
        extract = add_owners(extract, owners, complete=all_owners)
        return Verdict(outcome=Outcome.VERIFIED, extract=extract, reference=profile.text("etag"))

    def search(self, question: Question, access: Access) -> Steps | None:
        """Look a name up."""
        return _search(question.name, access) if question.name else None


def _search(name: str, access: Access) -> Steps:
    reply = yield _get(access, "/search/companies", {"q": name, "items_per_page": str(_CANDIDATES)})
    if not reply.ok:
        raise MalformedAnswerError
    candidates = tuple(
        Candidate(
            name=one.need("title"),
            number=one.need("company_number"),
            standing=_standing(one.text("company_status"), None),
            place=one.text("address", "locality"),
        )
        for one in reply.document().parts("items")
    )
    return replace(NOT_FOUND, candidates=candidates)


def _pad(number: str | None) -> str | None:
    """Write a number in eight characters; None where it is none of this register."""
    found = _NUMBER.fullmatch(fold(number or ""))
    if found is None:
        return None
    whole = found[1] + found[2].zfill(8 - len(found[1]))
    return whole if read_registration_number(whole, "GB", None).fault is None else None


def _get(access: Access, path: str, query: dict[str, str] | None = None) -> Request:
    """Ask with the key as user name and no password: written here, since a user name is no secret elsewhere."""
    key = access.key.reveal() if access.key else ""
    token = base64.b64encode(f"{key}:".encode()).decode()
    return Request(path=path, query=query or {}, secret_headers={"Authorization": Secret(f"Basic {token}")})


def _errors(reply: Reply) -> tuple[str, ...]:
    """Collect the words of an error, in both shapes that the register gives it."""
    answer = reply.document()
    if "errors" in answer:
        return tuple(one.need("error") for one in answer.parts("errors"))
    return (answer.need("error"),)


def _failure(reply: Reply) -> Verdict | None:
    """Read a refusal of the profile; None for an answer. A 404 of something else than a company proves nothing."""
    if reply.ok:
        return None
    words = [word.lower().replace(" ", "-") for word in _errors(reply)]
    if reply.status == HTTPStatus.NOT_FOUND and any(word.endswith("not-found") for word in words):
        return NOT_FOUND
    if reply.status == HTTPStatus.BAD_REQUEST and words:
        return refused("invalid_input")
    raise MalformedAnswerError


def _extract(profile: Document) -> Extract:
    status, detail = profile.text("company_status"), profile.text("company_status_detail")
    former = (one.need("name") for one in profile.parts("previous_company_names"))
    return Extract(
        name=profile.need("company_name"),
        other_names=tuple(dict.fromkeys(former)),
        number=profile.need("company_number"),
        address=_address(profile.part("registered_office_address")) if "registered_office_address" in profile else None,
        legal_form=profile.text("type"),
        standing=_standing(status, detail),
        status=" / ".join(word for word in (status, detail) if word) or None,
        incorporated_on=profile.partial_date("date_of_creation"),
        ended_on=profile.partial_date("date_of_cessation"),
        flags=_flags(profile),
    )


def _standing(status: str | None, detail: str | None) -> Standing:
    if status in _ENDED:
        return Standing.ENDED
    if status in _WINDING_UP or detail == _STRIKE_OFF:
        return Standing.WINDING_UP
    return Standing.ACTIVE if status in _ACTIVE else Standing.UNKNOWN


def _flags(profile: Document) -> tuple[Flag, ...]:
    """Collect what is worth a look. A liquidation of the past is counted as insolvency: it need not have been one."""
    status = profile.text("company_status")
    past = profile.flag("has_insolvency_history") or profile.flag("has_been_liquidated")
    found = {
        Flag.DISSOLVED: status in _ENDED,
        Flag.IN_LIQUIDATION: status == "liquidation",
        Flag.INSOLVENCY: past or status in _WINDING_UP - {"liquidation"},
        Flag.STRIKE_OFF_PROPOSED: profile.text("company_status_detail") == _STRIKE_OFF,
        Flag.OFFICE_UNDELIVERABLE: profile.flag("undeliverable_registered_office_address"),
        Flag.OFFICE_IN_DISPUTE: profile.flag("registered_office_is_in_dispute"),
        Flag.ACCOUNTS_OVERDUE: profile.flag("accounts", "overdue"),
        Flag.STATEMENT_OVERDUE: profile.flag("confirmation_statement", "overdue"),
    }
    return tuple(flag for flag, is_so in found.items() if is_so)


def _address(address: Document) -> RegisteredAddress:
    lines = (address.text(name) for name in ("care_of", "po_box", "premises", "address_line_1", "address_line_2"))
    return RegisteredAddress(
        lines=tuple(line for line in lines if line),
        city=address.text("locality"),
        region=address.text("region"),
        postal_code=address.text("postal_code"),
        country=read_country(address.text("country")),
    )


_People = Generator[Request, Reply, tuple[tuple[Document, ...], bool]]


def _read_all(access: Access, path: str) -> _People:
    """Read a list, up to its third page; and say whether that was all of it, or all who still are.

    A company without such a list gives 404: no data, not an error, and not "nobody" either.
    """
    items: list[Document] = []
    complete = False
    for _ in range(_PAGES):
        reply = yield _get(access, path, {"items_per_page": str(_PAGE), "start_index": str(len(items))})
        if reply.status == HTTPStatus.NOT_FOUND:
            break
        if not reply.ok:
            raise MalformedAnswerError
        answer = reply.document()
        page = answer.parts("items")
        items.extend(page)
        total, active = read_whole(answer, "total_results"), read_whole(answer, "active_count")
        everybody = total is not None and len(items) >= total
        complete = everybody or (active is not None and sum(not is_over(item) for item in items) >= active)
        if everybody or not page:
            break
    return tuple(items), complete
