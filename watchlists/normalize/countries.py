"""Country names as publishers write them, to ISO 3166-1 alpha-2.

Names come from pycountry, with a table for what the lists write otherwise. `XK` (Kosovo) is not in ISO 3166-1 but is
the code in general use. A region that belongs to one country is that country; a state that is gone is None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import pycountry

_ALIASES: Mapping[str, str] = {
    "bahamas the": "BS",
    "bolivia": "BO",
    "bosnia herzegovina": "BA",
    "britain": "GB",
    "british virgin islands": "VG",
    "brunei": "BN",
    "burma": "MM",
    "cape verde": "CV",
    "china hong kong special administrative region": "HK",
    "china macao special administrative region": "MO",
    "congo": "CG",
    "congo brazzaville": "CG",
    "congo democratic republic of the": "CD",
    "congo kinshasa": "CD",
    "congo republic of the": "CG",
    "cote d ivoire": "CI",
    "crimea": "UA",
    "czech republic": "CZ",
    "dem rep of the congo": "CD",
    "democratic peoples republic of korea": "KP",
    "democratic republic of congo": "CD",
    "democratic republic of the congo": "CD",
    "dprk": "KP",
    "east timor": "TL",
    "england": "GB",
    "gaza": "PS",
    "gaza strip": "PS",
    "great britain": "GB",
    "guernsey channel islands": "GG",
    "hong kong sar": "HK",
    "iran": "IR",
    "ivory coast": "CI",
    "kafia kingi": "SD",
    "korea democratic peoples republic of": "KP",
    "korea north": "KP",
    "korea republic of": "KR",
    "korea south": "KR",
    "kosovo": "XK",
    "laos": "LA",
    "macau": "MO",
    "macedonia": "MK",
    "macedonia former yugoslav republic of": "MK",
    "man isle of": "IM",
    "micronesia": "FM",
    "moldova": "MD",
    "north korea": "KP",
    "north macedonia republic of": "MK",
    "north gaza": "PS",
    "northern gaza": "PS",
    "northern mali": "ML",
    "palestine": "PS",
    "palestinian": "PS",
    "palestinian authority": "PS",
    "palestinian territories": "PS",
    "palestinian territory occupied": "PS",
    "peoples republic of china": "CN",
    "prc": "CN",
    "republic of congo": "CG",
    "republic of korea": "KR",
    "republic of moldova": "MD",
    "russia": "RU",
    "saint vincent and grenadines": "VC",
    "scotland": "GB",
    "south korea": "KR",
    "st kitts and nevis": "KN",
    "st lucia": "LC",
    "st vincent and grenadines": "VC",
    "swaziland": "SZ",
    "syria": "SY",
    "taiwan": "TW",
    "tanzania": "TZ",
    "turkey": "TR",
    "uae": "AE",
    "uk": "GB",
    "united kingdom of great britain and northern ireland": "GB",
    "united republic of tanzania": "TZ",
    "united states of america": "US",
    "us": "US",
    "usa": "US",
    "vatican": "VA",
    "venezuela": "VE",
    "vietnam": "VN",
    "virgin islands british": "VG",
    "virgin islands u s": "VI",
    "wales": "GB",
    "west bank": "PS",
}
_NO_COUNTRY = frozenset(
    {
        "",
        "commonwealth of independent states",
        "former soviet union",
        "n a",
        "na",
        "netherlands antilles",
        "none",
        "none identified",
        "not available",
        "serbia and montenegro",
        "soviet union",
        "stateless",
        "undetermined",
        "unknown",
        "ussr",
        "yugoslavia",
    }
)
_PREFIX = re.compile(r"^(?:region|possibly|the)\s+")
_THE = re.compile(r"\s+the(?=\s|$)")


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    plain = plain.replace("'", "").replace("’", "").replace("&", " and ")
    words = " ".join(re.sub(r"[^\w]+", " ", plain).split())
    return _THE.sub("", _PREFIX.sub("", _PREFIX.sub("", words)))


def _read_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name"):
            text = getattr(country, attribute, None)
            if text:
                names[_fold(text)] = country.alpha_2
    names.update({_fold(alias): code for alias, code in _ALIASES.items()})
    return names


_NAMES: Mapping[str, str] = _read_names()
_CODES: frozenset[str] = frozenset(_NAMES.values())


@lru_cache(maxsize=4096)
def to_country(text: str) -> str | None:
    """Read a country's name, or its alpha-2 code in capitals; None when it is not one country."""
    stripped = text.strip()
    return stripped if stripped in _CODES else _NAMES.get(_fold(stripped))


@lru_cache(maxsize=4096)
def is_no_country(text: str) -> bool:
    """Whether the publisher says that there is none, or names one that is gone: nothing to understand."""
    return _fold(text) in _NO_COUNTRY


def find_country(place: str) -> str | None:
    """Read the country that ends a place, as in `Saint Petersburg, Russia` and `Pyongyang, Korea, North`."""
    parts = [part.strip() for part in place.split(",")]
    for start in range(len(parts)):
        found = to_country(", ".join(parts[start:]).rstrip("."))
        if found is not None:
            return found
    return None
