"""Which script a name is written in, by its letters: ISO 15924 codes for original-script names."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

_CODES: Mapping[str, str] = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "CJK": "Hani",
    "HANGUL": "Hang",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "ETHIOPIC": "Ethi",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "TAMIL": "Taml",
    "SINHALA": "Sinh",
    "GURMUKHI": "Guru",
}


@lru_cache(maxsize=4096)
def _code_of(mark: str) -> str | None:
    return _CODES.get(unicodedata.name(mark, "").partition(" ")[0]) if mark.isalpha() else None


def guess_script(text: str) -> str | None:
    """Return the code of the script that most letters belong to; None without a letter of a known script."""
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else None
    counted = Counter(code for mark in text if (code := _code_of(mark)) is not None)
    return counted.most_common(1)[0][0] if counted else None
