"""The forms of postal codes by country.

Source: the formats and examples that libaddressinput gives for each country, read 2026-11-26; every example passes.

Spaces and hyphens are left out before a code is compared, and the country's mark before it (`D-10115`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST = 64
"""Characters that are read."""

_FORMS: Mapping[str, str] = {
    "AR": r"[A-Z]?\d{4}(?:[A-Z]{3})?",
    "AT": r"\d{4}",
    "AU": r"\d{4}",
    "BE": r"\d{4}",
    "BG": r"\d{4}",
    "BR": r"\d{8}",
    "CA": r"[ABCEGHJ-NPRSTVXY]\d[A-Z]\d[A-Z]\d",
    "CH": r"\d{4}",
    "CN": r"\d{6}",
    "CY": r"\d{4}",
    "CZ": r"\d{5}",
    "DE": r"\d{5}",
    "DK": r"\d{4}",
    "EE": r"\d{5}",
    "ES": r"\d{5}",
    "FI": r"\d{5}",
    "FR": r"\d{5}",
    "GB": r"[A-Z]{1,2}\d[A-Z0-9]?\d[A-Z]{2}|GIR0AA|BFPO\d{1,4}",
    "GR": r"\d{5}",
    "HR": r"\d{5}",
    "HU": r"\d{4}",
    "ID": r"\d{5}",
    "IE": r"[A-Z](?:\d{2}|6W)[A-Z0-9]{4}",
    "IL": r"\d{5}(?:\d{2})?",
    "IN": r"[1-9]\d{5}",
    "IT": r"\d{5}",
    "JP": r"\d{7}",
    "KR": r"\d{5}",
    "LT": r"\d{5}",
    "LU": r"\d{4}",
    "LV": r"\d{4}",
    "MT": r"[A-Z]{3}\d{2,4}",
    "MX": r"\d{5}",
    "MY": r"\d{5}",
    "NL": r"[1-9]\d{3}[A-Z]{2}",
    "NO": r"\d{4}",
    "NZ": r"\d{4}",
    "PH": r"\d{4}",
    "PL": r"\d{5}",
    "PT": r"\d{4}(?:\d{3})?",
    "RO": r"\d{6}",
    "RU": r"\d{6}",
    "SE": r"\d{5}",
    "SG": r"\d{6}",
    "SI": r"\d{4}",
    "SK": r"\d{5}",
    "TH": r"\d{5}",
    "TR": r"\d{5}",
    "TW": r"\d{3}(?:\d{2,3})?",
    "UA": r"\d{5}",
    "US": r"\d{5}(?:\d{4})?",
    "VN": r"\d{5,6}",
    "ZA": r"\d{4}",
}
_PATTERNS = {country: re.compile(form, re.ASCII) for country, form in _FORMS.items()}


def is_well_formed(code: str, country: str) -> bool:
    """Whether a postal code has the form of its country's; one of a country without a form here has."""
    pattern = _PATTERNS.get(country)
    if pattern is None:
        return True
    bare = re.sub(r"[\s\-.]", "", code[:LONGEST].upper())
    return any(pattern.fullmatch(text) for text in (bare, re.sub(r"^[A-Z]{1,3}(?=\d)", "", bare)))
