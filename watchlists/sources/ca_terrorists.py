"""Canada's listed terrorist entities (Criminal Code, section 83.05), in the Atom feed of Public Safety Canada.

Other names of an entity stand in its summary, in brackets behind its name, and in the prose of its content; the prose
is kept as it is. An entry's id is the feed's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from html import unescape
from typing import BinaryIO

from lxml.etree import _Element as Element

from watchlists.errors import ListRefusedError
from watchlists.model import Kind, NameKind
from watchlists.sources.base import Floors, ParsedList, RemoteFile, Source
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.guards import require
from watchlists.sources.name_lists import split_at_commas
from watchlists.sources.scripts import guess_script
from watchlists.sources.xml_reader import child_text, children, iterate, local_name

_ID = "ca_terrorists"
_FILE = "lstd-ntts-eng.xml"
_NOTHING = frozenset({"", "n/a", "none"})
_SHORT = re.compile(r"^(?P<name>.+\S)\s*\((?P<short>[^()]{2,})\)$")
_TAG = re.compile(r"<[^>]+>")
_KNOWN_AS = re.compile(
    r"\b(?:also known (?:as|by)|(?:also|formerly) (?:called|known as)|a\.?k\.?a\.?)[,:]?\s+"
    r"(?P<names>.{3,200}?)(?=[.;)]|,?\s+(?:was|is|were|are|has|have|had|which|who|that)\b|$)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*;\s*|,?\s+(?:and|or)\s+(?=(?:the\s+)?[A-Z(\"'])")
_NAME = re.compile(r"[^\W\d_]")
_READ = frozenset({"id", "title", "published", "updated", "summary", "content", "link", "author"})


def parse(files: Mapping[str, BinaryIO]) -> ParsedList:
    """Read the feed. Raises ListRefusedError."""
    drafts = Drafts()
    published: dt.date | None = None
    rejected = 0
    for element in iterate(_ID, _FILE, require(_ID, files, _FILE), root="feed", records={"entry"}):
        if local_name(element) != "entry":
            continue
        parent = element.getparent()
        if published is None and parent is not None:
            published = _read_day(child_text(parent, "updated"))
        draft = _read_entry(element)
        if draft is None:
            rejected += 1
        else:
            drafts.add(draft)
    entries = drafts.finish()
    if rejected > len(entries):
        raise ListRefusedError(_ID, "list_schema_changed", f"{_FILE} has its values in other elements")
    return ParsedList(published, None, entries, rejected)


def _read_day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _read_entry(element: Element) -> Draft | None:
    number, title = child_text(element, "id"), _plain(child_text(element, "title"))
    if not number or not title:
        return None
    draft = Draft(id=f"{_ID}:{number}", source=_ID, kind=Kind.ORGANISATION)
    short = _SHORT.match(title)
    _add(draft, short["name"] if short is not None else title)
    if short is not None:
        _add(draft, short["short"])
    if not draft.names:
        return None  # a title of marks only
    summary, content = (_plain(" ".join(_all_texts(element, tag))) for tag in ("summary", "content"))
    if summary.casefold() not in _NOTHING:
        _add_all(draft, summary)
        draft.reasons.append(f"Other names as published: {summary}")
    for found in _KNOWN_AS.finditer(content):
        _add_all(draft, found["names"])
    if content.casefold() not in _NOTHING:
        draft.reasons.append(content)
    _read_days(draft, element)
    for child in element:
        text = " ".join("".join(child.itertext()).split())  # type: ignore[arg-type]
        if local_name(child) not in _READ and text:
            draft.keep(local_name(child), text)
    return draft


def _read_days(draft: Draft, element: Element) -> None:
    for field in ("published", "updated"):
        text = child_text(element, field)
        day = _read_day(text)
        if day is None and text:
            draft.keep(field, text)
        elif field == "published":
            draft.listed_on = day
        else:
            draft.updated_on = day
    draft.url = next((link.get("href") for link in children(element, "link") if link.get("href")), None)


def _all_texts(element: Element, tag: str) -> list[str]:
    return ["".join(child.itertext()) for child in children(element, tag)]  # type: ignore[arg-type]


def _plain(text: str) -> str:
    """Return text without the HTML that the feed wraps it in."""
    return " ".join(_TAG.sub(" ", unescape(text)).split())


def _add_all(draft: Draft, text: str) -> None:
    for piece in _AND.split(text):
        for name in split_at_commas(piece):
            _add(draft, name)


def _add(draft: Draft, text: str) -> None:
    name = " ".join(text.split()).strip(" ,;.\"'“”")
    if _NAME.search(name):
        kind = None if draft.names else NameKind.PRIMARY
        draft.add_alias(name, kind, script=guess_script(name))


SOURCE = Source(
    id=_ID,
    title="Listed Terrorist Entities (Canada)",
    publisher="Public Safety Canada",
    series=_ID,
    files=(RemoteFile(_FILE, "https://www.publicsafety.gc.ca/cnt/_xml/lstd-ntts-eng.xml"),),
    licence="Open Government Licence - Canada 2.0",
    attribution="Contains information licensed under the Open Government Licence - Canada",
    homepage="https://www.publicsafety.gc.ca/cnt/ntnl-scrt/cntr-trrrsm/lstd-ntts/index-en.aspx",
    floors=Floors(entries=60, organisations=60, names=100),
    must_have=(),
    parser=f"{_ID}/1",
    parse=parse,
    hosts=("www.publicsafety.gc.ca",),
    topics=("sanction", "terrorism"),
)
