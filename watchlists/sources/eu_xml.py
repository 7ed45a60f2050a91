"""The European Union's list in its XML layout 1.1.

Source: `20171012-FISMA-FSD-1.1.xsd`, and a file in the layout of May 2026. Addresses of the acts under which single
names and documents stand are left out, their numbers and dates are not.
"""

from __future__ import annotations

from typing import BinaryIO, cast

from lxml.etree import _Element as Element

from watchlists.errors import ListRefusedError
from watchlists.model import Kind
from watchlists.sources.base import ParsedList
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.eu_names import lead_with_primary
from watchlists.sources.eu_parts import KINDS, Values, add_contact, add_part, add_regulation, add_remark, read_iso
from watchlists.sources.un_numbers import add_own_number
from watchlists.sources.xml_reader import child_text, children, iterate, local_name, text_of

_RECORD = "sanctionEntity"
_KNOWN = frozenset({"designationDetails", "designationDate", "unitedNationId", "euReferenceNumber", "logicalId"})


def parse_xml(source: str, name: str, stream: BinaryIO) -> ParsedList:
    """Read the file. Raises ListRefusedError."""
    drafts = Drafts()
    published = None
    rejected = 0
    for element in iterate(source, name, stream, root="export", records={_RECORD}):
        if local_name(element) != _RECORD:
            published = read_iso(element.get("generationDate") or "")
            if published is None:
                raise ListRefusedError(source, "list_schema_changed", f"{name} does not say its date")
            continue
        draft = _read_record(source, element)
        if draft is None:
            rejected += 1
        else:
            drafts.add(draft)
    return ParsedList(published.earliest if published else None, None, drafts.finish(), rejected)


def _read_record(source: str, element: Element) -> Draft | None:
    reference = element.get("euReferenceNumber")
    subject = next(iter(children(element, "subjectType")), None)
    if not reference or subject is None:
        return None
    code = subject.get("code") or ""
    draft = Draft(id=f"eu:{reference}", source=source, kind=KINDS.get(code, Kind.UNKNOWN))
    if code not in KINDS:
        draft.keep("subject_type", code)
    _read_attributes(draft, element)
    for child in element:
        _read_child(draft, child)
    if not draft.names:
        return None
    lead_with_primary(draft)
    return draft


def _read_attributes(draft: Draft, element: Element) -> None:
    add_own_number(draft, element.get("unitedNationId") or "")
    add_remark(draft, " ".join((element.get("designationDetails") or "").split()))
    draft.listed_on = draft.read_day(element.get("designationDate") or "", "listed_on", read_iso)
    for attribute, value in cast("Values", element.attrib).items():
        if attribute not in _KNOWN and value:
            draft.keep(f"{_RECORD}@{attribute}", value)


def _read_child(draft: Draft, child: Element) -> None:
    part = local_name(child)
    values = {name: " ".join(value.split()) for name, value in cast("Values", child.attrib).items() if value}
    if part == "regulation":
        add_regulation(draft, values)
        draft.url = draft.url or child_text(child, "publicationUrl") or None
    elif part == "remark":
        add_remark(draft, " ".join("".join(child.itertext()).split()))  # type: ignore[arg-type]
    elif part != "subjectType":
        values["remark"] = "; ".join(filter(None, (_read_inner(draft, part, inner) for inner in child)))
        add_part(draft, part, values)
        if text_of(child):
            draft.keep(part, text_of(child))


def _read_inner(draft: Draft, part: str, inner: Element) -> str:
    """Read what stands inside a part, and return the text where it is a remark."""
    name = local_name(inner)
    if name == "regulationSummary":
        add_regulation(draft, cast("Values", inner.attrib))
    elif name == "contactInfo":
        add_contact(draft, inner.get("key") or "", inner.get("value") or text_of(inner))
    elif name == "remark":
        return text_of(inner)
    elif text_of(inner) or inner.attrib:
        draft.keep(f"{part}/{name}", " ".join(filter(None, (*cast("Values", inner.attrib).values(), text_of(inner)))))
    return ""
