"""Letter tables for `scripts`: Arabic and Hebrew consonants, Greek sounds, look-alike letters.

Own tables because general transliteration drops ain and alif, on which Arabic names hang. Data only.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ARABIC: Mapping[str, str] = MappingProxyType(
    {
        **dict(zip("اأإآٱ", "aaiaa", strict=True)),
        "ب": "b",
        "ت": "t",
        "ث": "th",
        "ج": "j",
        "ح": "h",
        "خ": "kh",
        "د": "d",
        "ذ": "dh",
        "ر": "r",
        "ز": "z",
        "س": "s",
        "ش": "sh",
        "ص": "s",
        "ض": "dh",
        "ط": "t",
        "ظ": "dh",
        "ع": "a",
        "غ": "gh",
        "ف": "f",
        "ق": "q",
        "ك": "k",
        "ل": "l",
        "م": "m",
        "ن": "n",
        "ه": "h",
        "و": "w",
        "ي": "y",
        "ى": "a",
        "ة": "a",
        "ء": "",
        "ؤ": "u",
        "ئ": "i",
        "ـ": "",
        "پ": "p",
        "چ": "ch",
        "ژ": "zh",
        "گ": "g",
        "ک": "k",
        "ی": "y",
        "ے": "e",
        "ٹ": "t",
        "ڈ": "d",
        "ڑ": "r",
        "ں": "n",
        "ہ": "h",
        "ھ": "h",
        "ۀ": "h",
        "ڤ": "v",
        "ۆ": "o",
        "ې": "e",
    }
)
"""One letter each; `و` and `ي` inside a word are read as vowels by `scripts`."""

HEBREW: Mapping[str, str] = MappingProxyType(
    {
        "א": "a",
        "ב": "bv",
        "ג": "g",
        "ד": "d",
        "ה": "h",
        "ו": "w",
        "ז": "z",
        "ח": "ch",
        "ט": "t",
        "י": "i",
        "כ": "kch",
        "ך": "kch",
        "ל": "l",
        "מ": "m",
        "ם": "m",
        "נ": "n",
        "ן": "n",
        "ס": "s",
        "ע": "a",
        "פ": "pf",
        "ף": "f",
        "צ": "ts",
        "ץ": "ts",
        "ק": "k",
        "ר": "r",
        "ש": "sh",
        "ת": "t",
        "ג\u05bf": "j",
        "ז\u05bf": "zh",
        "צ\u05bf": "tch",
        "ץ\u05bf": "tch",
        "ת\u05bf": "th",
        "וו": "v",
    }
)

_GREEK_LETTERS = ("αβγδεζηθικλμνξοπρσςτυφχψω", "a bv g d e z i th i k l m n x o p r s s t y f ch ps o")
GREEK: Mapping[str, str] = MappingProxyType(
    {
        **dict(zip(_GREEK_LETTERS[0], _GREEK_LETTERS[1].split(), strict=True)),
        "ου": "u",
        "μπ": "mpb",
        "ντ": "ntd",
        "γκ": "g",
        "γγ": "ng",
        "τζ": "dj",
        "αυ": "aw",
        "ευ": "ew",
    }
)
"""Letters, and pairs that are one sound; `bv`, `ch`, `mpb` and `ntd` stand for several, as `skeletons` reads them."""

_CYRILLIC_FROM = "АВЕЅІЈКМНОРСТХУѴаеѕіјорсухѵһԁԛԝгпкмтвн"
_CYRILLIC_TO = "ABESIJKMHOPCTXYVaesijopcyxvhdqwrnkmtbh"
_GREEK_FROM = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβγεικνορτυχω"
_GREEK_TO = "ABEZHIKMNOPTYXaByeiKvoptuxw"

LATIN_TWINS: Mapping[str, str] = MappingProxyType(
    dict(zip(_CYRILLIC_FROM + _GREEK_FROM, _CYRILLIC_TO + _GREEK_TO, strict=True))
)
"""Cyrillic and Greek letters that look like a Latin one."""

TWINS_OF_LATIN: Mapping[str, str] = MappingProxyType(
    dict(zip("ABEKMHOPCTXYaeopcyxiIsSjJ", "АВЕКМНОРСТХУаеорсухіІѕЅјЈ", strict=True))
)
"""Latin letters that look like a Cyrillic one."""
