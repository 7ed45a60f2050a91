"""Switzerland's list of sanctions targets (SECO), from the XML of the whole list.

The file keeps targets that were de-listed, with the history of each: those are left out. Source: the publisher's
`swiss-sanctions-list.xsd` as described by programs that read it. No published file was at hand, so the floors are set
from the least counts known of the list (about 7,100 targets in force in September 2026), without names and birth dates.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from lxml.etree import _Element as Element

from watchlists.errors import ListRefusedError
from watchlists.model import Place
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.ch_history import read_modifications
from watchlists.sources.ch_targets import Target, fill_places, read_place, read_target
from watchlists.sources.guards import require
from watchlists.sources.xml_reader import children, iterate, local_name, text_of

_ID = "ch"
_FILE = "consolidated-list.xml"
_ROOT = "swiss-sanctions-list"
_WHOLE = "whole-list"
_PAGES = "https://www.sesam.search.admin.ch/sesam-search-web/pages"
_TERRORISM = re.compile(r"taliban|al-qaida|terroris", re.IGNORECASE)
_ENGLISH = frozenset({"eng", "en", ""})


@dataclass(frozen=True, slots=True)
class _Programme:
    key: str
    name: str
    set_name: str


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read the whole list. Raises ListRefusedError."""
    published: dt.date | None = None
    programmes: dict[str, _Programme] = {}
    places: dict[str, Place] = {}
    targets: list[Target] = []
    rejected = 0
    records = {"sanctions-program", "target", "place"}
    for element in iterate(_ID, _FILE, require(_ID, files, _FILE), root=_ROOT, records=records):
        kind = local_name(element)
        if kind == _ROOT:
            published = _read_published(element)
        elif not _is_at_top(element):
            continue  # the history of a target repeats whole targets
        elif kind == "sanctions-program":
            programmes.update(_read_programme(element))
        elif kind == "place":
            places[element.get("ssid") or ""] = read_place(element)
        elif published is not None:
            target = read_target(_ID, element)
            if target is None:
                rejected += 1
            elif read_modifications(target.draft, element, published):
                targets.append(target)
    for target in targets:
        fill_places(target, places)
        _add_programmes(target, programmes)
    return ParsedList(published, None, tuple(target.draft.finish() for target in targets), rejected)


def _read_published(root: Element) -> dt.date:
    if (root.get("list-type") or _WHOLE) != _WHOLE:
        raise ListRefusedError(_ID, "list_incomplete", f"{_FILE} is not the whole list")
    try:
        return dt.date.fromisoformat((root.get("date") or "")[:10])
    except ValueError:
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} does not say its date") from None


def _is_at_top(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and local_name(parent) == _ROOT


def _read_programme(element: Element) -> dict[str, _Programme]:
    key, name = (_in_english(element, tag) for tag in ("program-key", "program-name"))
    sets: dict[str, str] = {}
    for child in children(element, "sanctions-set"):
        ssid = child.get("ssid") or ""
        if ssid not in sets or (child.get("lang") or "") in _ENGLISH:
            sets[ssid] = text_of(child)
    return {ssid: _Programme(key or name, name, text) for ssid, text in sets.items()}


def _in_english(element: Element, tag: str) -> str:
    texts = {child.get("lang") or "": text_of(child) for child in children(element, tag)}
    return next((text for lang, text in texts.items() if lang in _ENGLISH), next(iter(texts.values()), ""))


def _add_programmes(target: Target, programmes: Mapping[str, _Programme]) -> None:
    draft = target.draft
    for ssid in target.sets:
        programme = programmes.get(ssid)
        if programme is None:
            draft.keep("sanctions_set", ssid)
            continue
        draft.programmes.append(programme.key)
        draft.legal_basis.append(", ".join(filter(None, (programme.name, programme.set_name))))
        if _TERRORISM.search(f"{programme.key} {programme.name}"):
            draft.topics.extend(("sanction", "terrorism"))


SOURCE = Source(
    id=_ID,
    title="Swiss sanctions list",
    publisher="State Secretariat for Economic Affairs (SECO)",
    series="ch",
    files=(RemoteFile(_FILE, f"{_PAGES}/downloadXmlGesamtliste.xhtml?lang=en&action=downloadXmlGesamtlisteAction"),),
    licence="Free reuse with attribution (Swiss federal administration)",
    attribution="State Secretariat for Economic Affairs SECO, Swiss Confederation",
    homepage="https://www.seco.admin.ch/seco/en/home/Aussenwirtschaftspolitik_Wirtschaftliche_Zusammenarbeit/Wirtschaftsbeziehungen/exportkontrollen-und-sanktionen/sanktionen-embargos.html",
    floors=Floors(entries=4500, persons=2500, organisations=1200),
    must_have=("ch:46130", "ch:34461"),  # a Belarusian bank and a North Korean ship, both listed in September 2026
    parser="ch/1",
    parse=parse,
    hosts=("www.sesam.search.admin.ch",),
)
