"""The American Treasury's advanced XML, `sdn_advanced.xml`: sections that refer to each other by numbers.

Reference values, places and documents come first and are held as small values; a party is read when it closes, and
links and sanctions are added to the parties afterwards. The XML itself is never held, so a file of any size fits.
Source: https://ofac.treasury.gov/sdn-list-data-formats-data-schemas, `sdn_advanced_notes.pdf`, and the file of
23 February 2024.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import BinaryIO

from lxml.etree import _Element as Element

from watchlists.errors import ListRefusedError
from watchlists.model import Relation
from watchlists.sources.base import ParsedList
from watchlists.sources.drafts import Draft, Drafts
from watchlists.sources.ofac_advanced_profiles import read_profile
from watchlists.sources.ofac_advanced_values import (
    Document,
    Location,
    References,
    read_day,
    read_document,
    read_location,
)
from watchlists.sources.ofac_csv import DETAILS_URL
from watchlists.sources.ofac_parties import relation_type
from watchlists.sources.xml_reader import child_text, children, iterate, local_name

_DATE, _REFERENCES = "DateOfIssue", "ReferenceValueSets"
_PROGRAMME = "Program"
_SDN = "SDN List"


class _Reader:
    """Reads the sections in the order in which they come."""

    def __init__(self, source: str, name: str) -> None:
        self.source = source
        self.name = name
        self.published: dt.date | None = None
        self.references: References | None = None
        self.locations: dict[str, Location] = {}
        self.documents: defaultdict[str, list[Document]] = defaultdict(list)
        self.drafts = Drafts()
        self.rejected = 0
        self.readers: Mapping[str, Callable[[References, Element], None]] = {
            "Location": self._read_location,
            "IDRegDocument": self._read_document,
            "DistinctParty": self._read_party,
            "ProfileRelationship": self._read_relation,
            "SanctionsEntry": self._read_entry,
        }

    def read(self, element: Element) -> None:
        """Take one element of a section."""
        tag = local_name(element)
        if tag == _DATE:
            self.published = read_day(element)
        elif tag == _REFERENCES:
            self.references = References(element)
        elif tag in self.readers:
            if self.references is None:
                raise ListRefusedError(
                    self.source, "list_schema_changed", f"{self.name} has its sections in another order"
                )
            self.readers[tag](self.references, element)

    def _read_location(self, references: References, element: Element) -> None:
        self.locations[element.get("ID") or ""] = read_location(references, element)

    def _read_document(self, references: References, element: Element) -> None:
        self.documents[element.get("IdentityID") or ""].append(read_document(references, element))

    def _read_party(self, references: References, element: Element) -> None:
        for profile in children(element, "Profile"):
            number = profile.get("ID")
            kind = references.kind_of(profile.get("PartySubTypeID") or "")
            if not number or kind is None:
                self.rejected += 1
                continue
            draft = Draft(id=f"ofac:{number}", source=self.source, kind=kind, url=DETAILS_URL + number)
            read_profile(draft, element, profile, references, self.locations, self.documents)
            if draft.names:
                self.drafts.add(draft)
            else:
                self.rejected += 1

    def _draft_of(self, element: Element, attribute: str) -> Draft | None:
        """Return the party that a link or a sanction belongs to, or count it as rejected."""
        draft = self.drafts.get(f"ofac:{element.get(attribute)}")
        if draft is None:
            self.rejected += 1
        return draft

    def _read_relation(self, references: References, element: Element) -> None:
        draft = self._draft_of(element, "From-ProfileID")
        if draft is None:
            return
        target = f"ofac:{element.get('To-ProfileID')}"
        other = self.drafts.get(target)
        words = references.text("RelationType", element.get("RelationTypeID"))
        name = other.names[0].value if other is not None else None
        draft.relations.append(Relation(relation_type(words), target, name))
        quality = references.text("RelationQuality", element.get("RelationQualityID"))
        notes = [
            "former" if element.get("Former") == "true" else "",
            f"quality {quality}" if quality not in {"", "Unknown"} else "",
            child_text(element, "Comment"),
        ]
        if any(notes):
            draft.reasons.append(f"{words} {name or target}: {'; '.join(filter(None, notes))}")

    def _read_entry(self, references: References, element: Element) -> None:
        draft = self._draft_of(element, "ProfileID")
        if draft is None:
            return
        title = references.text("List", element.get("ListID"))
        if title != _SDN:
            draft.legal_basis.append(title)
        for event in children(element, "EntryEvent"):
            draft.legal_basis.append(references.text("LegalBasis", event.get("LegalBasisID")))
            for date in children(event, "Date"):
                day = read_day(date)
                if day is not None and (draft.listed_on is None or day < draft.listed_on):
                    draft.listed_on = day
        for measure in children(element, "SanctionsMeasure"):
            words, comment = (
                references.text("SanctionsType", measure.get("SanctionsTypeID")),
                child_text(measure, "Comment"),
            )
            if words == _PROGRAMME and comment:
                draft.programmes.append(comment)
            else:
                draft.legal_basis.append(": ".join(filter(None, ("Sanctions type", words, comment))))


def parse_advanced(source: str, name: str, stream: BinaryIO) -> ParsedList:
    """Read one file of the layout. Raises ListRefusedError."""
    reader = _Reader(source, name)
    for element in iterate(source, name, stream, root="Sanctions", records={_DATE, _REFERENCES, *reader.readers}):
        reader.read(element)
    if reader.published is None:
        raise ListRefusedError(source, "list_schema_changed", f"{name} does not say its date")
    return ParsedList(reader.published, None, reader.drafts.finish(), reader.rejected)
