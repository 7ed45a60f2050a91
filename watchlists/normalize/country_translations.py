"""Country names in other languages than English, by pycountry's own translations."""

from __future__ import annotations

import gettext
import re
from functools import lru_cache

import pycountry

_BRACKETS = re.compile(r"\s*\([^()]*\)$")


@lru_cache(maxsize=8)
def translated_names(language: str) -> dict[str, str]:
    """Return name to ISO 3166-1 alpha-2 for a language by its ISO 639-1 code; remarks in brackets are left out.

    A name that pycountry leaves in English is not among them.
    """
    translate = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language]).gettext
    names: dict[str, str] = {}
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name"):
            text = getattr(country, attribute, None)
            if text and translate(text) != text:
                names[_BRACKETS.sub("", translate(text))] = country.alpha_2
    return names
