"""Identifier types: what publishers call them, what we call them, and how two values compare.

May not decide what an agreement is worth: that belongs to matching.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_WORDS: Mapping[str, tuple[str, ...]] = {
    "passport": (
        "passport",
        "diplomatic passport",
        "service passport",
        "national passport",
        "stateless person passport",
        "passport booklet",
        "numero de passeport",
        "numero de pasaporte",
    ),
    "travel_document": ("travel document number", "refugee id card", "stateless person id card", "visanumberid"),
    "national_id": (
        "national id no",
        "national identification number",
        "national identification card",
        "national identity card number",
        "national foreign id number",
        "identification number",
        "personal id card",
        "personal identification",
        "cedula no",
        "cedula de ciudadania",
        "cedula de identidad",
        "c.u.r.p",
        "c.u.i",
        "c.u.i.p",
        "d.n.i",
        "i.f.e",
        "dni",
        "le number",
        "numero de identidad",
        "citizen's card number",
        "turkish identification number",
        "kenyan id no",
        "bosnian personal id no",
        "moroccan personal id no",
        "electoral registry no",
        "credencial electoral",
        "cartilla de servicio militar nacional",
        "residency number",
        "tazkira national id card",
        "british national overseas passport",
        "id card",
        "id no",
        "pilot license number",
        "seafarer's identification document",
        "ration card",
        "tarjeta de identidad",
        "national id card",
        "identity card",
        "cnp (personal numerical code)",
        "uae identification",
        "romanian permanent resident can",
        "afghan national identification card",
    ),
    "ssn": ("ssn", "united states social security number", "social security number"),
    "driving_licence": ("driver's license no", "driver's license", "driving licence"),
    "registration_number": (
        "registration number",
        "registration id",
        "registration no",
        "business registration number",
        "business registration document",
        "business registration no",
        "business number",
        "company number",
        "company registration number",
        "uk company number",
        "commercial registry number",
        "public registration number",
        "government gazette number",
        "chamber of commerce number",
        "dubai chamber of commerce membership no",
        "istanbul chamber of comm. no",
        "trade license no",
        "legal entity number",
        "folio mercantil no",
        "matricula mercantil no",
        "c.r. no",
        "certificate of incorporation number",
        "central registration system number",
        "romanian c.r",
        "company id: no",
        "economic register number (cbls)",
        "enterprise number",
        "branch unit number",
        "file number",
        "unified social credit code (uscc)",
        "united social credit code certificate (usccc)",
        "unified social credit code",
        "organization code",
        "registered charity no",
        "license",
        "permit number",
        "sre permit no",
        "bik (ru)",
        "mersis number",
        "entity number",
        "register number",
    ),
    "tax_id": (
        "tax id no",
        "tax id",
        "v.a.t. number",
        "vat number",
        "r.f.c",
        "rfc",
        "r.f.c. no",
        "nit",
        "n.i.e",
        "ruc",
        "rif",
        "c.u.i.t",
        "cuit",
        "rtn",
        "us fein",
        "rsin",
        "italian fiscal code",
        "fiscal code",
        "paraguayan tax identification number",
        "romanian tax registration",
        "numero unico di identificacion tributaria (nit)",
        "tax identification number",
        "nie number",
        "c.i.f",
        "n.i.f",
        "numero unico de identificacao tributaria (nuit)",
        "numero unico de identificacion",
    ),
    "imo": ("vessel registration identification imo", "vessel registration identification", "imo number", "imo"),
    "imo_company": ("company number imo", "identification number imo"),
    "mmsi": ("mmsi",),
    "call_sign": ("vessel call sign", "call sign"),
    "lei": ("lei", "legal entity identifier"),
    "swift_bic": ("swift/bic", "swift", "bic"),
    "duns": ("d-u-n-s number",),
    "isin": ("isin",),
    "ticker": ("equity ticker", "micex code"),
    "aircraft_tail": ("aircraft tail number", "previous aircraft tail number"),
    "aircraft_serial": (
        "aircraft manufacturer's serial number (msn)",
        "aircraft construction number (also called l/n or s/n or f/n)",
        "aircraft serial identification",
    ),
    "aircraft_mode_s": ("aircraft mode s transponder code",),
    "crypto_address": ("digital currency address",),
    "email": ("email address", "email", "e-mail"),
    "website": ("website",),
    "phone": (
        "phone number",
        "phone no",
        "phone",
        "telephone no",
        "telephone number",
        "telephone",
        "fax no",
        "fax number",
        "fax",
    ),
    "other": (
        "birth certificate number",
        "chinese commercial code",
        "issuer name",
        "military registration number",
        "numero de registro",
        "serial no",
        "birth certificate",
        "certificate of iraqi nationality",
    ),
}
TYPES: tuple[str, ...] = tuple(_WORDS)
"""Every identifier type, `other` among them."""

_TYPE_OF: Mapping[str, str] = {word: kind for kind, words in _WORDS.items() for word in words}
_END = re.compile(r"[\s:#.]+$")
_NUMBER_WORD = re.compile(r"\s+(?:no|num|number|#)$")
_LABEL = re.compile(
    "(?:" + "|".join(re.escape(word) for word in sorted(_TYPE_OF, key=len, reverse=True)) + r")(?=[\s.:#])[\s.:#]*",
    re.IGNORECASE,
)
_UNKNOWN_LABEL = re.compile(
    r"(?P<label>[^\W\d][^\d;:#]{1,60}?\s?(?:\bno\.?|number|#|code|\bid|card|certificate|permit|license|registration))"
    r"[\s:#.]+(?P<value>(?=\S*\d).+)",
    re.IGNORECASE,
)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return _END.sub("", " ".join(plain.casefold().replace("’", "'").split()))


@lru_cache(maxsize=1024)
def classify(words: str) -> str | None:
    """Name the type that a publisher means, or None when the words are not known."""
    folded = _fold(words)
    return _TYPE_OF.get(folded) or _TYPE_OF.get(_NUMBER_WORD.sub("", folded))


def split_label(text: str) -> tuple[str, str, str] | None:
    """Split `Passport A123 (Iran)` into label, type and the rest; None when no label stands in front.

    A label that is not known but ends as a number's name does (`Foo Registry No. 12`) is of type `other`.
    """
    found = _LABEL.match(text)
    if found is not None and found.end() < len(text):
        label = text[: found.end()].strip().rstrip(":#").strip()
        return label, classify(label) or "other", text[found.end() :]
    unknown = _UNKNOWN_LABEL.match(text)
    if unknown is None:
        return None
    return unknown["label"].strip(), "other", unknown["value"]


def normalise(kind: str, value: str) -> str:
    """Reduce a value to what two publishers would write alike: upper case, alphanumerics only."""
    text = unicodedata.normalize("NFKC", value).upper()
    if kind == "website":
        text = re.sub(r"^HTTPS?://", "", text.strip()).removeprefix("WWW.")
    reduced = "".join(mark for mark in text if mark.isalnum())
    if kind == "phone":
        return "".join(mark for mark in reduced if mark.isdigit()).lstrip("0")
    if kind in {"imo", "imo_company"}:
        return reduced.removeprefix("IMO")
    return reduced
