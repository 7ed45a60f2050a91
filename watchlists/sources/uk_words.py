"""How the United Kingdom's lists write countries, peoples, languages, days and several values in one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import zip_longest

from watchlists.dates import PartialDate
from watchlists.normalize.countries import to_country

_COUNTRIES: Mapping[str, str] = {
    "congo (democratic republic)": "CD",
    "occupied palestinian territories": "PS",
    "car": "CF",
    "repubic of moldova": "MD",
    "republic of moldovia": "MD",
    "belrus": "BY",
    "former german democratic republic": "DE",
}
_PEOPLES: Mapping[str, str] = {
    people: code
    for code, peoples in {
        "AE": "emirati", "AF": "afghan", "AL": "albanian", "AM": "armenian", "AO": "angolan", "AT": "austrian",
        "AU": "australian", "AZ": "azerbaijani", "BA": "bosnian", "BE": "belgian", "BG": "bulgarian", "BH": "bahraini",
        "BY": "belarusian belarussian byelorussian", "CA": "canadian", "CD": "congolese", "CH": "swiss",
        "CN": "chinese", "CO": "colombian", "CY": "cypriot", "CZ": "czech", "DE": "german", "DK": "danish",
        "DZ": "algerian", "EE": "estonian", "EG": "egyptian", "ER": "eritrean", "ES": "spanish", "FR": "french",
        "GB": "british", "GE": "georgian", "GR": "greek", "GT": "guatemalan", "ID": "indonesian", "IL": "israeli",
        "IN": "indian", "IQ": "iraqi", "IR": "iranian", "IT": "italian", "JO": "jordanian", "JP": "japanese",
        "KE": "kenyan", "KG": "kyrgyz", "KP": "dprk", "KW": "kuwaiti", "KZ": "kazakh kazakhstani", "LB": "lebanese",
        "LT": "lithuanian", "LV": "latvian", "LY": "libyan", "MA": "moroccan", "MD": "moldovan moldovian",
        "ML": "malian", "MM": "burmese", "MY": "malaysian", "NE": "nigerien", "NG": "nigerian", "NI": "nicaraguan",
        "NL": "dutch", "OM": "omani", "PH": "filipino philippine", "PK": "pakistani", "PL": "polish",
        "PS": "palestinian", "PT": "portuguese", "QA": "qatari", "RO": "romanian", "RS": "serbian", "RU": "russian",
        "RW": "rwandan", "SA": "saudi", "SD": "sudanese", "SE": "swedish", "SN": "senegalese", "SO": "somali",
        "SY": "syrian", "TD": "chadian", "TJ": "tajik", "TM": "turkmen", "TN": "tunisian", "TR": "turkish",
        "TZ": "tanzanian", "UA": "ukrainian", "UG": "ugandan", "US": "american us", "UZ": "uzbek uzbekistan",
        "VE": "venezuelan", "YE": "yemeni", "ZA": "south_african", "ZW": "zimbabwean",
    }.items()
    for people in peoples.replace("_", " ").split()
}  # fmt: skip
LANGUAGES: Mapping[str, str] = {
    "arabic": "ar", "belarusian": "be", "bosnian": "bs", "bulgarian": "bg", "burmese": "my", "chinese": "zh",
    "english": "en", "farsi": "fa", "french": "fr", "georgian": "ka", "greek": "el", "hebrew": "he", "japanese": "ja",
    "kazakh": "kk", "korean": "ko", "pashto": "ps", "persian": "fa", "persian/farsi": "fa", "romanian": "ro",
    "russia": "ru", "russian": "ru", "serbian": "sr", "spanish": "es", "tajik": "tg", "thai": "th", "turkish": "tr",
    "ukraine": "uk", "ukrainian": "uk", "urdu": "ur",
}  # fmt: skip
"""ISO 639 codes of languages as the lists name them; a country stands for its language now and then."""

_NOW = re.compile(r"\b(?:now|currently)\b[\s\u2013-]*(?P<country>[^()]+)", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_SOVIET = re.compile(
    r"^(?P<people>[a-z]+) (?:(?:autonomous )?ssr|soviet socialist republic|sfsr|soviet federative)\b.*", re.DOTALL
)
_DATE = re.compile(r"(?:(?P<day>\d{1,2}|dd)[/.-])?(?:(?P<month>\d{1,2}|mm)[/.-])?(?P<year>\d{4})", re.IGNORECASE)
_NUMBERED = re.compile(r"\((\d{1,2})(?:\s?-\s?(\d{1,2}))?\)\s*")
_LEAD = re.compile(r"^[\s(]*((?:[A-Z][\w'\u2019-]*(?:\s+|(?=[),.;]|$))){1,4})")
_ISSUING = re.compile(r"^.*?\b(?:issuing country|country of issue|country)\s*:\s*", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{2}")
_SHORT_COUNTRIES = frozenset({"UK", "US"})
"""Of two capitals only these are countries; others stand for registers, as `BR` and `CR`."""
_MOST_NUMBERS = 40


@lru_cache(maxsize=4096)
def read_country(text: str) -> str | None:
    """Read a country, a people or a state that is gone and says what it is now: `Ukrainian SSR (now Ukraine)`."""
    plain = text.strip(" .,")
    folded = plain.casefold()
    found = _COUNTRIES.get(folded) or to_country(plain) or _PEOPLES.get(folded)
    if found is not None:
        return found
    now = _NOW.search(plain)
    if now is not None:
        return read_country(now["country"])
    soviet = _SOVIET.match(folded)
    if soviet is not None:
        return _PEOPLES.get(soviet["people"])
    outside = _BRACKETS.sub("", plain)
    return read_country(outside) if outside and outside != plain else None


@lru_cache(maxsize=4096)
def find_issuer(details: str) -> str | None:
    """Read the country that a document's details begin with, as in `Libyan Passport No.`."""
    lead = _LEAD.match(_ISSUING.sub("", details))
    if lead is None:
        return None
    words = lead[1].split()
    for length in range(len(words), 0, -1):
        lead_words = " ".join(words[:length])
        found = read_country(lead_words)
        if found is not None and (lead_words in _SHORT_COUNTRIES or not _CODE.fullmatch(lead_words)):
            return found
    return None


@lru_cache(maxsize=16384)
def read_date(text: str) -> PartialDate | None:
    """Read `13/05/1970`, and with unknown parts `dd/05/1970`, `00/00/1970`, `05/1970`, `1970`."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    day, month = (int(part) if (part or "").isdecimal() else 0 for part in found.group("day", "month"))
    if found["month"] is None and day:
        day, month = 0, day  # two parts are a month and a year
    try:
        return PartialDate.of(int(found["year"]), month or None, day if month and day else None)
    except ValueError:
        return None


def read_iso(text: str) -> PartialDate | None:
    """Read a day as a spreadsheet holds it, `2025-04-10`."""
    try:
        return PartialDate.parse(text)
    except ValueError:
        return None


def split_numbered(text: str) -> list[str]:
    """Split `(1) A (2) B`; `(1-3) A` is A three times, and a dash for nothing is an empty text.

    A text that does not begin with a number in brackets is one value.
    """
    stripped = text.strip()
    marks = list(_NUMBERED.finditer(stripped))
    if not marks or marks[0].start() != 0:
        return [_trim(stripped)] if _trim(stripped) else []
    values: list[str] = []
    ends = [*(mark.start() for mark in marks[1:]), len(stripped)]
    for mark, end in zip(marks, ends, strict=True):
        first, last = int(mark[1]), int(mark[2] or mark[1])
        values.extend([_trim(stripped[mark.end() : end])] * max(1, min(last - first + 1, _MOST_NUMBERS)))
    return values


def pair_numbered(values: str, details: str) -> list[tuple[str, str]]:
    """Pair each numbered value with its details. Details without numbers are about every value."""
    left, right = split_numbered(values), split_numbered(details)
    if len(right) == 1 and len(left) > 1:
        right *= len(left)
    return list(zip_longest(left, right, fillvalue=""))


def _trim(text: str) -> str:
    trimmed = text.strip().strip(";,").strip()
    return "" if trimmed.strip(" .-") == "" else trimmed
