"""What free text of a publisher says by fixed words: numbers of documents, websites, parties of the UN list.

The text itself stays among the reasons; this only makes what is certain in it searchable. A number counts only right
behind the word that says what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from watchlists.model import Identifier, Relation
from watchlists.normalize.countries import to_country
from watchlists.normalize.nationalities import ADJECTIVES, to_nationality
from watchlists.sources.drafts import Draft

UN_NUMBER = re.compile(r"\b(?:QD|TA|KP|IR|CD|CF|SS|LY|IQ|SO|YE|HT|GB|SD|ML)[ie]\.\d{3}\b")
"""A permanent reference number of the United Nations, as `QDi.001`."""

_TYPES: Mapping[str, str] = {
    "passport": "passport",
    "travel document": "travel_document",
    "national identification": "national_id",
    "national identity": "national_id",
    "national id": "national_id",
    "identity card": "national_id",
    "identification card": "national_id",
    "id card": "national_id",
    "ration card": "national_id",
    "fiscal code": "tax_id",
    "tax id": "tax_id",
    "tax identification": "tax_id",
    "tax number": "tax_id",
    "national tax": "tax_id",
    "employer identification": "tax_id",
    "inn": "tax_id",
    "state registration": "registration_number",
    "company identification": "registration_number",
    "company registration": "registration_number",
    "business registration": "registration_number",
    "registration id": "registration_number",
    "registration number": "registration_number",
    "registration no": "registration_number",
    "government gazette": "registration_number",
    "ogrn": "registration_number",
    "imo identification": "imo",
    "imo number": "imo",
    "imo": "imo",
    "mmsi": "mmsi",
    "call sign": "call_sign",
    "legal entity identifier": "lei",
    "driving licence": "driving_licence",
}
_WORDS = "|".join(sorted(_TYPES, key=len, reverse=True))
_PEOPLES = "|".join(sorted((re.escape(word) for word in ADJECTIVES), key=len, reverse=True))
_NUMBER = (
    r"(?:[A-Z]{1,4}[- ]{0,2})?(?:[A-Z]\s?)?\d[\dA-Z]*(?:[-/.]\d[\dA-Z]*|[-/][A-Z]{1,3}\d*|\s\d{2,}\b(?!\s*[A-Z][a-z]))*"
)
_ISSUER_AND_NUMBER = (
    r"(?:(?P<country>[A-Z][a-z]+(?:\s(?:and\s)?[A-Z][a-z]+)*)[,:]?\s)?(?:(?i:number|no)\b[.:]?\s*)?"
    rf"(?P<value>{_NUMBER})(?P<rest>\s?\([^()]{{2,60}}\))?"
)
_NUMBERED = re.compile(
    rf"\b(?i:(?P<word>{_WORDS})\b(?:\s(?:number|numbers|nos?|card|code|details|information|document)\b)*"
    r"(?:\s?\((?P<bracket>[^()]{2,40})\))?)\s*[.:#-]*\s*(?:(?i:no|nos|number|booklet)\b[.:]?\s*)*(?:a\)\s*)?"
    rf"(?:na\s)?{_ISSUER_AND_NUMBER}"
)
_BEFORE = re.compile(
    rf"\b(?P<people>{_PEOPLES})(?:\s(?:national|diplomatic|service|foreign|travel|ordinary|official))*\s$",
    re.IGNORECASE,
)
_REACH = 40
_FURTHER = re.compile(
    rf"\s*(?:(?:;|,|\band\b|\bor\b)\s*(?:[b-h]\)\s*)?|[b-h]\)\s*)(?:(?i:no|nos|number)\b[.:]?\s*)?{_ISSUER_AND_NUMBER}"
)
_LEAST_DIGITS = 4
_BARE = re.compile(
    r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<website>(?:https?://|www\.)[^\s,;)\"'<>]+)"
    r"|(?i:swift(?:/bic)?)[:\s]+(?P<swift_bic>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b"
    r"|(?i:\b(?:tele)?phone|\btel|\bfax)(?:\s(?i:number|no))?[.:]+\s*(?P<phone>\+?\(?\d[\d ()/-]{5,18}\d)"
)
_NOTICES = ("interpol.int", "un.org/")
"""Addresses of notices about a party; they are not the party's own."""


def add_identifiers(draft: Draft, text: str) -> None:
    """Add the documents, registration numbers, websites and addresses that a text names."""
    for found in _NUMBERED.finditer(text):
        before = _BEFORE.search(text, max(0, found.start() - _REACH), found.start())
        people = before["people"] if before else None
        _add(draft, found, (people, found["value"], found["rest"]))
        end = found.end()
        while (further := _FURTHER.match(text, end)) is not None and _is_number(further["value"]):
            _add(draft, found, (further["country"] or people, further["value"], further["rest"]))
            end = further.end()
    draft.identifiers.extend(_find_bare(text))


def _add(draft: Draft, found: re.Match[str], parts: tuple[str | None, str, str | None]) -> None:
    people, value, rest = parts
    kind = _TYPES[found["word"].casefold()]
    if not _is_number(value):
        return
    around = (people, found["country"], found["bracket"], (rest or "").strip(" ()"))
    country = next((code for words in around if words and (code := to_nationality(words) or to_country(words))), None)
    end = found.start("country") if found["country"] else found.start("value")
    note = found.string[found.start() : end].removesuffix("a) ").strip(" :.-#")
    draft.identifiers.append(
        Identifier(kind, value.strip(" .-/"), country, " ".join(filter(None, (people, note, (rest or "").strip()))))
    )


def _is_number(value: str) -> bool:
    return sum(mark.isdigit() for mark in value) >= _LEAST_DIGITS


def _find_bare(text: str) -> Iterator[Identifier]:
    for found in _BARE.finditer(text):
        kind = found.lastgroup or "other"
        value = found[kind].rstrip(".:")
        if not any(notice in value for notice in _NOTICES):
            yield Identifier(kind, value)


def add_mentioned(draft: Draft, text: str) -> None:
    """Relate the party to those of the UN list that a text names by their numbers."""
    draft.relations.extend(
        Relation("linked_to", f"un:{number}")
        for number in UN_NUMBER.findall(text)
        if f"un:{number}" not in {draft.id, *draft.references}
    )
