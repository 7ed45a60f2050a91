"""Canada's consolidated autonomous sanctions list: the Special Economic Measures Act and the act on corrupt officials.

The publisher gives no number that lasts (items are counted within a schedule), so an entry's id is made of its regime
and its names. The file says neither its date nor the quality of aliases. A record that names a ship has its IMO number.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from typing import BinaryIO

from lxml.etree import _Element as Element

from watchlists.dates import PartialDate
from watchlists.errors import ListRefusedError
from watchlists.model import Identifier, Kind, Name, NameKind
from watchlists.normalize.dates import parse_date
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.ca_names import add_aliases
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import require
from watchlists.sources.scripts import guess_script
from watchlists.sources.xml_reader import iterate, local_name

_ID = "ca"
_FILE = "sema-lmes.xml"
_KNOWN = frozenset(
    {"Country", "LastName", "GivenName", "EntityOrShip", "TitleOrShip", "DateOfBirthOrShipBuildDate", "ShipIMONumber"}
    | {"Aliases", "Schedule", "Item", "DateOfListing"}
)
_BRACKETS = re.compile(r"(?P<name>.+?)\s*\((?P<other>[^()]+)\)")
_BOTH_LANGUAGES = re.compile(r"(?P<english>\S{3,}\s.+?)\s*/\s*(?P<french>\S{2,}[\s'\u2019].+)")
_SERIAL = re.compile(r"\d{5}")
_FIRST_SERIAL = dt.date(1899, 12, 30)
"""Day 0 of the spreadsheet that the publisher keeps the list in: dates have come as bare numbers."""
_MONTH = re.compile(r"\d{4}-\d{2}")


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read `sema-lmes.xml`. Raises ListRefusedError."""
    drafts = Drafts()
    rejected = 0
    records = 0
    for element in iterate(_ID, _FILE, require(_ID, files, _FILE), root="data-set", records={"record"}):
        if local_name(element) != "record":
            continue
        draft = _read_record(element)
        records += 1
        if draft is None:
            rejected += 1
        else:
            drafts.add(draft)
    if rejected > records / 2:
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} has its values in other elements")
    return ParsedList(None, None, drafts.finish(), rejected)


def _read_record(element: Element) -> Draft | None:
    raw = {local_name(child): child.text or "" for child in element}
    texts = {tag: " ".join(text.split()) for tag, text in raw.items()}
    country = texts.get("Country", "")
    family, given, entity = (texts.get(tag, "") for tag in ("LastName", "GivenName", "EntityOrShip"))
    if not country or not (family or given or entity):
        return None
    ship = texts.get("ShipIMONumber", "")
    kind = Kind.PERSON if family or given else Kind.VESSEL if ship else Kind.ORGANISATION
    key = "|".join(part.casefold() for part in (country, family, given, entity, ship))
    draft = Draft(id=f"{_ID}:{hashlib.sha256(key.encode()).hexdigest()[:16]}", source=_ID, kind=kind)
    draft.programmes.append(country)
    if kind is Kind.PERSON:
        _add_person(draft, given, family)
    if entity:
        _add_entity(draft, entity)
    if ship:
        draft.identifiers.append(Identifier("imo", ship))
    _read_rest(draft, texts)
    if texts.get("Aliases"):
        add_aliases(draft, raw["Aliases"])
    for tag, text in texts.items():
        if tag not in _KNOWN and text:
            draft.keep(tag, text)
    return draft


def _add_person(draft: Draft, given: str, family: str) -> None:
    """Add the primary name; `DIKIY (DIKY)` writes the family name in two ways."""
    spelled = _BRACKETS.fullmatch(family)
    families = (spelled["name"], spelled["other"]) if spelled is not None else (family,)
    for number, name in enumerate(families):
        apart = bool(given and name)
        value = f"{given} {name}".strip()
        kind = NameKind.STRONG if number else NameKind.PRIMARY
        draft.names.append(
            Name(
                value, kind, script=guess_script(value), given=given if apart else None, family=name if apart else None
            )
        )


def _add_entity(draft: Draft, text: str) -> None:
    """Add the name of an organisation or ship, which may be in English and French."""
    both = _BOTH_LANGUAGES.fullmatch(text)
    primary = both["english"] if both is not None else text
    draft.add_alias(primary, NameKind.STRONG if draft.names else NameKind.PRIMARY, script=guess_script(primary))
    if both is not None:
        draft.add_alias(both["french"], language="fr", script=guess_script(both["french"]))


def _read_rest(draft: Draft, texts: Mapping[str, str]) -> None:
    place = ", ".join(
        f"{label} {texts[tag]}" for label, tag in (("Schedule", "Schedule"), ("item", "Item")) if texts.get(tag)
    )
    if place:
        draft.legal_basis.append(f"{texts['Country']}: {place}")
    listed = texts.get("DateOfListing", "")
    draft.listed_on = draft.read_day(listed, "listed_on", _read_date)
    title = texts.get("TitleOrShip", "")
    if title and draft.kind is Kind.PERSON:
        draft.positions.append(title)
    elif title:
        draft.reasons.append(f"Type {title}")
    _add_dates(draft, texts.get("DateOfBirthOrShipBuildDate", ""))


def _add_dates(draft: Draft, text: str) -> None:
    if not text:
        return
    if draft.kind is Kind.VESSEL:
        draft.reasons.append(f"Built {text}")
        return
    dates = draft.birth_dates if draft.kind is Kind.PERSON else draft.incorporation_dates
    parts = [_read_date(part) for part in re.split(r"\s+or\s+", text, flags=re.IGNORECASE)]
    known = [date for date in parts if date is not None]
    if len(known) == len(parts):
        dates.extend(known)
    else:
        draft.keep("birth_date", text)


def _read_date(text: str) -> PartialDate | None:
    if _SERIAL.fullmatch(text):
        day = _FIRST_SERIAL + dt.timedelta(days=int(text))
        return PartialDate(day, day)
    if _MONTH.fullmatch(text):
        try:
            return PartialDate.parse(text)
        except ValueError:
            return None
    return parse_date(text)


SOURCE = Source(
    id=_ID,
    title="Consolidated Canadian Autonomous Sanctions List",
    publisher="Global Affairs Canada",
    series=_ID,
    files=(
        RemoteFile(
            _FILE,
            "https://www.international.gc.ca/world-monde/assets/office_docs/international_relations-relations_internationales/"
            "sanctions/sema-lmes.xml",
        ),
    ),
    licence="Open Government Licence - Canada 2.0",
    attribution="Contains information licensed under the Open Government Licence - Canada",
    homepage="https://www.international.gc.ca/world-monde/international_relations-relations_internationales/sanctions/"
    "consolidated-consolide.aspx",
    floors=Floors(
        entries=3000,
        persons=2200,
        organisations=850,
        names=6000,
        birth_dates=1100,
        identifiers=60,
        programmes={
            "Russia / Russie": 1600,
            "Ukraine": 350,
            "Iran": 300,
            "Belarus / Bélarus": 200,
            "Syria / Syrie": 150,
            "Myanmar (Burma) / Myanmar (Birmanie)": 150,
        },
        born=0.35,
    ),
    must_have=("ca:95004d2920ca55dd", "ca:587406f21ef72db6", "ca:48c3f60ac3cad483"),
    parser=f"{_ID}/1",
    parse=parse,
    hosts=("www.international.gc.ca", "international.canada.ca"),
)
