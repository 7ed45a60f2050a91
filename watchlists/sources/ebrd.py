"""The European Bank for Reconstruction and Development's ineligible entities, in the pages of its list service.

Its service answers a form (`parentPath`, `cardType=iecard`, `currentPage`) page by page and turns plain programs away,
so the list is loaded by hand: the answers stored as one JSON list of pages. The cards of a page are found by their
fields, whatever the page calls their list. The list has no numbers, so an entry's id is made of its name and the day
from which it is ineligible; it has no date, so a term that ran out cannot be told and is kept with its end among the
reasons.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from watchlists.errors import ListRefusedError
from watchlists.model import Address, Kind
from watchlists.normalize.countries import find_country
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.debarment import add_name, guess_kind, read_pages, read_term
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import require
from watchlists.sources.json_files import json_text

_ID = "ebrd"
_FILE = "ineligible-entities.json"
_REQUIRED = frozenset({"title", "ineligibleFromDate", "prohibitedPractice"})
_READ = _REQUIRED | {"subtitle", "address", "nationality", "ineligibleUntilDate"}
_DEPTH = 4
"""How deep in a page the list of cards may lie."""


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read the pages of the list. Raises ListRefusedError."""
    pages = read_pages(_ID, _FILE, require(_ID, files, _FILE))
    found = [list(_find_cards(page, _DEPTH)) for page in pages]
    if not any(found):
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} has not its cards")
    if not all(found[:-1]):
        raise ListRefusedError(_ID, "list_incomplete", f"{_FILE} has an empty page among its pages")
    drafts = Drafts()
    rejected = 0
    for card in (card for cards in found for card in cards):
        draft = _read_card(card)
        if draft is None:
            rejected += 1
            continue
        known = drafts.get(draft.id)
        if known is None:
            drafts.add(draft)
        else:
            known.absorb(draft)  # one party has a card for each of its addresses
    return ParsedList(None, None, drafts.finish(), rejected)


def _find_cards(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if value.keys() >= _REQUIRED:
            yield value
        elif depth:
            for part in value.values():
                yield from _find_cards(part, depth - 1)
    elif isinstance(value, list) and depth:
        for part in value:
            yield from _find_cards(part, depth - 1)


def _read_card(card: Mapping[str, Any]) -> Draft | None:
    name, start = json_text(card.get("title")), json_text(card.get("ineligibleFromDate"))
    digest = hashlib.sha256(f"{name.casefold()}|{start}".encode()).hexdigest()[:16]
    draft = Draft(id=f"{_ID}:{digest}", source=_ID, kind=guess_kind(name, Kind.UNKNOWN))
    add_name(draft, name)
    if not draft.names:
        return None
    for alias in json_text(card.get("subtitle")).split(";"):
        if alias.strip():
            add_name(draft, alias)
    read_term(draft, _day(start), _day(json_text(card.get("ineligibleUntilDate"))))
    if json_text(card.get("nationality")):
        draft.add_nationality(json_text(card.get("nationality")))
    address = ", ".join(part.strip() for part in json_text(card.get("address")).split("$") if part.strip())
    if address:
        draft.addresses.append(Address(address, find_country(address)))
    if json_text(card.get("prohibitedPractice")):
        draft.legal_basis.append(json_text(card.get("prohibitedPractice")))
    for key, value in card.items():
        if key not in _READ and json_text(value):
            draft.keep(key, json_text(value))
    return draft


def _day(text: str) -> str:
    """Turn `15-07-2019`, day first, into `2019-07-15`."""
    parts = text.split("-")
    return "-".join(reversed(parts)) if [len(part) for part in parts] == [2, 2, 4] else text


SOURCE = Source(
    id=_ID,
    title="EBRD List of Ineligible Entities",
    publisher="European Bank for Reconstruction and Development",
    series=_ID,
    files=(RemoteFile(_FILE, "https://www.ebrd.com/bin/ebrd_dxp/filterlistservlet"),),
    licence="EBRD terms of use; reuse for due diligence with attribution",
    attribution="European Bank for Reconstruction and Development, list of ineligible entities",
    homepage="https://www.ebrd.com/ineligible-entities.html",
    floors=Floors(entries=700, names=750),
    must_have=(),
    parser=f"{_ID}/1",
    parse=parse,
    headers={"Accept": "application/json"},
    hosts=(),
    topics=("debarment",),
)
