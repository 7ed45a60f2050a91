"""People of a British company: officers, and persons with significant control.

Source: Companies House public data API; api-enumerations (psc_descriptions.yml) for the natures of control.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from kyc_service.domain.registers import Extract, Officer, Owner
from kyc_service.verifiers.documents import Document, MalformedAnswerError
from watchlists.dates import PartialDate

_BAND = re.compile(
    r"(?:ownership-of-shares|voting-rights|(?:part-)?right-to-share-surplus-assets)"
    r"-(?P<band>25-to-50|50-to-75|75-to-100|more-than-25)-percent(?:-.*)?",
)
"""Shares, votes, and what stands for shares in a partnership (Companies Act 2006, Schedule 1A); the overseas register
has no upper bound. How it is held (as trustee, over a firm) follows, and changes nothing in the band."""
_BOUNDS = MappingProxyType(
    {"25-to-50": (25.0, 50.0), "50-to-75": (50.0, 75.0), "75-to-100": (75.0, 100.0), "more-than-25": (25.0, 100.0)},
)
_HOME = MappingProxyType(
    dict.fromkeys(
        ("england", "wales", "scotland", "northern ireland", "england & wales", "england and wales", "great britain",
         "united kingdom", "uk"),
        "GB",
    ),
)  # fmt: skip
"""Ways in which the register writes its own country; others are free text, and not read."""


def add_officers(extract: Extract, items: Iterable[Document], *, complete: bool) -> Extract:
    """Add who acts for the company. Raises MalformedAnswerError."""
    officers = tuple(_officer(item) for item in items)
    living = any(officer.until is None for officer in officers)
    return replace(extract, officers=officers, names_officers=complete and living)


def _officer(item: Document) -> Officer:
    role = item.need("officer_role")
    return Officer(
        name=item.need("name"),
        role=role,
        is_person=not role.startswith("corporate-"),
        born=_born(item),
        nationality=item.text("nationality"),
        since=item.date("appointed_on"),
        until=item.date("resigned_on"),
        number=item.number("identification", "registration_number"),
    )


def add_owners(extract: Extract, items: Iterable[Document], *, complete: bool) -> Extract:
    """Add who controls the company. Raises MalformedAnswerError.

    With somebody under protection among them, the names are not the full list.
    """
    found = tuple(item for item in items if item.date("ceased_on") or not item.flag("ceased"))
    protected = any(_is_protected(item) for item in found)
    owners = tuple(_owner(item) for item in found if not _is_protected(item))
    living = any(owner.until is None for owner in owners)
    return replace(extract, owners=owners, names_owners=complete and living and not protected)


def _is_protected(item: Document) -> bool:
    """Whether it is a person whose name a court or the registrar keeps secret: there is none in the answer."""
    return item.need("kind").startswith("super-secure-")


def _owner(item: Document) -> Owner:
    is_person = item.need("kind").startswith("individual-")
    natures = item.texts("natures_of_control")
    low, high = _band(natures)
    return Owner(
        name=item.need("name"),
        is_person=is_person,
        born=_born(item),
        nationality=item.text("nationality"),
        country=read_country(
            item.text("country_of_residence") if is_person else item.text("identification", "country_registered"),
        ),
        low=low,
        high=high,
        natures=natures,
        since=item.date("notified_on"),
        until=item.date("ceased_on"),
        number=item.number("identification", "registration_number"),
    )


def _band(natures: Iterable[str]) -> tuple[float | None, float | None]:
    """Join the bands of shares and votes into one that holds them all; none for control by other means."""
    bands = [_BOUNDS[found["band"]] for nature in natures if (found := _BAND.fullmatch(nature))]
    if not bands:
        return None, None
    return min(low for low, _ in bands), max(high for _, high in bands)


def _born(item: Document) -> PartialDate | None:
    if "date_of_birth" not in item:
        return None
    born = item.part("date_of_birth")
    year, month = read_whole(born, "year"), read_whole(born, "month")
    if year is None:
        raise MalformedAnswerError
    try:
        return PartialDate.of(year, month)
    except ValueError:
        raise MalformedAnswerError from None


def is_over(item: Document) -> bool:
    """Whether an officer has resigned, or somebody's control has ceased."""
    return bool(item.date("resigned_on") or item.date("ceased_on") or item.flag("ceased"))


def read_whole(document: Document, name: str) -> int | None:
    """Return a whole number. Raises MalformedAnswerError."""
    text = document.number(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > len("1000000"):
        raise MalformedAnswerError
    return int(text)


def read_country(text: str | None) -> str | None:
    """Read the register's own country; None for any other, since it is free text."""
    return _HOME.get(text.lower()) if text else None
