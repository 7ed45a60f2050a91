"""Compare postal codes and the names of places, of the countries whose registers are asked and of others by default."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz.distance import OSA

from watchlists.normalize.text import fold_text

LONGEST = 200
"""Characters of one text that are read."""

_CODES: Mapping[str, re.Pattern[str]] = {
    country: re.compile(rf"(?<![A-Z0-9]){pattern}(?![A-Z0-9])")
    for country, pattern in {
        "AT": r"\d{4}", "AU": r"\d{4}", "BE": r"\d{4}", "CH": r"\d{4}", "CZ": r"\d{3} ?\d{2}", "DE": r"\d{5}",
        "DK": r"\d{4}", "ES": r"\d{5}", "FI": r"\d{5}", "FR": r"\d{5}", "IT": r"\d{5}", "LU": r"\d{4}",
        "GB": r"[A-Z]{1,2}\d[A-Z0-9]? ?\d[A-Z]{2}", "IE": r"(?:[A-Z]\d{2}|D6W) ?[A-Z0-9]{4}", "NL": r"\d{4} ?[A-Z]{2}",
        "NO": r"\d{4}", "PL": r"\d{2}-\d{3}", "PT": r"\d{4}-\d{3}", "SE": r"\d{3} ?\d{2}", "US": r"\d{5}(?:-\d{4})?",
    }.items()
}  # fmt: skip
"""How a postal code looks inside a line, by country. As in `domain.contact_checks.postal_codes`, with marks."""

_ZIP_DIGITS = 5
_ONE_NAME = (
    "den haag, s gravenhage, the hague, la haye, gravenhage",
    "den bosch, s hertogenbosch, hertogenbosch",
    "munchen, muenchen, munich",
    "koln, koeln, cologne",
    "nurnberg, nuernberg, nuremberg",
    "dusseldorf, duesseldorf",
    "zurich, zuerich",
    "geneve, geneva, genf",
    "basel, bale, basle",
    "bern, berne",
    "luzern, lucerne",
    "warszawa, warsaw",
    "krakow, cracow",
    "wien, vienna",
    "bruxelles, brussel, brussels, brussel bruxelles, bruxelles brussel",
    "antwerpen, antwerp, anvers",
    "kobenhavn, copenhagen",
    "goteborg, gothenburg",
    "milano, milan",
    "roma, rome",
    "praha, prague",
    "lisboa, lisbon",
    "new york, new york city, nyc, manhattan",
)
_FIRST_NAME = {name: names.split(", ")[0] for names in _ONE_NAME for name in names.split(", ")}
_PART_OF_CITY = re.compile(r"\b(?:cedex|\d+|er|e|eme|arrondissement|centrum|am main|a m)\b")
_SAINT = re.compile(r"\b(?:st|sankt|saint)\b")
_LONG_NAME = 6


def find_code(text: str, country: str | None) -> str | None:
    """Find a postal code inside a line, as the last that looks like one."""
    pattern = _CODES.get(country or "")
    found = pattern.findall(text[:LONGEST].upper()) if pattern else []
    return found[-1] if found else None


def fold_code(code: str, country: str | None) -> str:
    """Reduce a postal code to what tells two apart: without the country's mark, and without what few people know."""
    folded = re.sub(r"[^A-Z0-9]", "", code[:LONGEST].upper())
    digits = re.sub(r"^[A-Z]{1,2}(?=[0-9]{4,})", "", folded)
    if country == "US":
        return digits[:_ZIP_DIGITS]
    return folded if country == "IE" else digits


def same_code(one: str, other: str, country: str | None) -> bool:
    """Whether two postal codes are one. A Dutch one without its letters agrees by its digits. Symmetric."""
    ours, theirs = fold_code(one, country), fold_code(other, country)
    if country == "NL" and (ours.isdigit() or theirs.isdigit()):
        return bool(ours and theirs) and (ours.startswith(theirs) or theirs.startswith(ours))
    return ours == theirs


def fold_city(city: str) -> str:
    """Fold a place's name; its names in other languages become one, and parts of a large city the city."""
    words = fold_text(city[:LONGEST])
    plain = " ".join(_PART_OF_CITY.sub(" ", _SAINT.sub("saint", words)).split()) or words
    return _FIRST_NAME.get(plain, plain)


def same_city(one: str, other: str) -> bool:
    """Whether two names mean one place: the same, one inside the other, or a slip in a long name. Symmetric."""
    ours, theirs = fold_city(one), fold_city(other)
    if not ours or not theirs:
        return False
    if f" {ours} " in f" {theirs} " or f" {theirs} " in f" {ours} ":
        return True
    return min(len(ours), len(theirs)) >= _LONG_NAME and OSA.distance(ours, theirs, score_cutoff=1) <= 1
