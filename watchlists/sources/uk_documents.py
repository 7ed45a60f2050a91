"""Passports, national numbers, registrations and ways to reach a party, as the United Kingdom's lists write them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from watchlists.model import Identifier, Kind
from watchlists.sources.drafts import Draft
from watchlists.sources.imo_numbers import imo_type
from watchlists.sources.uk_words import find_issuer, pair_numbered, split_numbered

PASSPORT_COLUMNS = ("Passport number", "Passport additional information")
NATIONAL_COLUMNS = ("National Identifier number", "National Identifier additional information")
_KINDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\btax|\binn\b|\btin\b|\bfiscal\b|\bnif\b|\bvat\b|\bunp\b|инн|унн", re.IGNORECASE), "tax_id"),
    (re.compile(r"social security|national insurance", re.IGNORECASE), "ssn"),
    (re.compile(r"driving licen[cs]e|driver", re.IGNORECASE), "driving_licence"),
    (re.compile(r"birth certificate|certificate of|ration card|ex-service|wagner|military", re.IGNORECASE), "other"),
    (re.compile(r"\bswift\b|\bbic\b", re.IGNORECASE), "swift_bic"),
    (re.compile(r"\bkpp\b|\bokpo\b|\boktmo\b|\bd-?u-?n-?s\b|group id", re.IGNORECASE), "other"),
)
_REGISTRATION = re.compile(
    r"^(?:(?P<label>[^\d(][^\d]*?)[\s:\u2013-]+)?(?P<value>(?=\S*\d)[A-Z\d][\w/.-]*(?:\s\d[\w/.-]*)*)"
    r"\s*(?P<rest>\(.*\)?|dated .*|[^\d]*)\.?$",
    re.DOTALL,
)
_EDGES = " .:()-\u2013"
_RUSSIAN = frozenset({"OGRN", "INN", "KPP", "OKPO"})
_FAX = re.compile(r"\s*\(Fax\)", re.IGNORECASE)
_SWIFT = re.compile(
    r"\bSWIFT(?:\s*/\s*BI[CN])?\s*(?:code)?[\s:\u2013-]*(?P<code>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b"
)
_SENTENCE = re.compile(r"(?<=[\w)])\.\s+(?=[A-Z])|;\s*|\n+")
_LABELLED = re.compile(
    r"\b(?P<label>OGRN|INN|KPP|TIN|OKPO|Tax ID(?: No)?|Tax Identification Number|Business Identification Number"
    r"|Registration number|SRN)\b\W{0,4}(?:\([^()]*\)\s*)?(?P<value>(?:RU)?\d{8,15})\b",
    re.IGNORECASE,
)
_COMPANY_IMO = re.compile(r"\bIMO (?:company )?number\W{0,3}(?P<value>\d{7})\b", re.IGNORECASE)
_PHONE_BREAK = re.compile(r"(?<=[\d)])\s*[.;,/]\s+(?=[+(\d])|;\s*|\n+|,\s*(?=\+)|(?<=\(Fax\))\.?\s+", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s;,()<>]+@[^\s;,()<>]+")
_WEB = re.compile(r"(?:https?://|www\.)[^\s;,]+|[\w-]+(?:\.[\w-]+)+(?:/[^\s;,]*)?", re.IGNORECASE)


def add_passports(draft: Draft, values: Mapping[str, str]) -> None:
    """Read passports with the details that belong to each."""
    _add_documents(draft, "passport", *(values.get(column, "") for column in PASSPORT_COLUMNS))


def add_national_numbers(draft: Draft, values: Mapping[str, str]) -> None:
    """Read national numbers; their details may say that they are something else, as a tax number."""
    _add_documents(draft, "national_id", *(values.get(column, "") for column in NATIONAL_COLUMNS))


def _add_documents(draft: Draft, kind: str, numbers: str, details: str) -> None:
    for number, detail in pair_numbered(numbers, details):
        if number:
            told = _kind_of(detail) if kind == "national_id" else None
            draft.identifiers.append(Identifier(told or kind, number.rstrip("."), find_issuer(detail), detail or None))
        elif detail and not _add_labelled(draft, detail, note=detail):
            draft.keep("document", f"{kind}: {detail}")


def _kind_of(words: str) -> str | None:
    return next((kind for pattern, kind in _KINDS if pattern.search(words)), None)


def add_registrations(draft: Draft, text: str) -> None:
    """Read registration numbers of an organisation: `(1) OGRN - 1125261000040 (2) INN - 5261079332`."""
    for whole in (piece.strip() for value in split_numbered(text) for piece in _SENTENCE.split(value)):
        part = _take_swift(draft, whole)
        found = _REGISTRATION.match(part)
        if found is None:
            if part and not _add_labelled(draft, part, note=part):
                draft.keep("registration_number", part)
            continue
        label, rest = (found["label"] or "").strip(_EDGES), found["rest"].strip(_EDGES)
        words = " ".join(filter(None, (label, rest)))
        country = "RU" if label.upper() in _RUSSIAN else find_issuer(label) or find_issuer(rest)
        kind = _kind_of(words) or "registration_number"
        draft.identifiers.append(Identifier(kind, found["value"].rstrip("."), country, words or None))


def _take_swift(draft: Draft, text: str) -> str:
    """Add the codes after the word SWIFT, and return the text without them."""
    found = _SWIFT.search(text)
    if found is None:
        return text
    draft.identifiers.append(Identifier("swift_bic", found["code"]))
    return f"{text[: found.start()]} {text[found.end() :]}".strip(" /;,")


def add_labelled_numbers(draft: Draft, text: str) -> None:
    """Find numbers that prose names, as `INN: 7713269230`; a company's IMO number is told by its check digit."""
    _add_labelled(draft, text)
    for found in _COMPANY_IMO.finditer(text) if draft.kind is Kind.ORGANISATION else ():
        if imo_type(found["value"], Kind.VESSEL) == "imo_company":
            draft.identifiers.append(Identifier("imo_company", found["value"]))


def _add_labelled(draft: Draft, text: str, note: str | None = None) -> bool:
    """Add every number that stands after its name, with the text around as note, and tell whether there was one."""
    found = list(_LABELLED.finditer(text))
    for number in found:
        kind = _kind_of(number["label"]) or "registration_number"
        country = "RU" if number["label"].upper() in _RUSSIAN else None
        draft.identifiers.append(Identifier(kind, number["value"], country, note or number["label"]))
    return bool(found)


def add_phones(draft: Draft, text: str, note: str | None = None) -> None:
    """Read telephone and fax numbers."""
    for part in (piece for value in split_numbered(text) for piece in _PHONE_BREAK.split(value)):
        number = part.strip(" .")
        if any(mark.isdecimal() for mark in number):
            fax = "fax" if "fax" in number.casefold() else note
            draft.identifiers.append(Identifier("phone", _FAX.sub("", number), note=fax))
        elif number:
            draft.keep("phone", number)


def add_emails(draft: Draft, text: str) -> None:
    """Read e-mail addresses, and the websites that stand among them."""
    _add_reachable(draft, text, "email")


def add_websites(draft: Draft, text: str) -> None:
    """Read addresses of websites, and the e-mail addresses that stand among them."""
    _add_reachable(draft, text, "website")


def _add_reachable(draft: Draft, text: str, field_name: str) -> None:
    for part in split_numbered(text):
        emails = [email.strip(".") for email in _EMAIL.findall(part)]
        sites = [site.rstrip(".") for site in _WEB.findall(_EMAIL.sub(" ", part))]
        draft.identifiers.extend(Identifier("email", email) for email in emails)
        draft.identifiers.extend(Identifier("website", site) for site in sites)
        if not emails and not sites:
            draft.keep(field_name, part)


def add_imo(draft: Draft, text: str) -> None:
    """Read a ship's IMO number."""
    for part in split_numbered(text):
        number = part.upper().removeprefix("IMO").strip(" :.")
        draft.identifiers.append(Identifier(imo_type(number, draft.kind), number))
