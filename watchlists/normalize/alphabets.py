"""Letter tables for `scripts`: Arabic and Hebrew consonants, look-alike letters, Korean surnames.

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
        "ض": "d",
        "ط": "t",
        "ظ": "z",
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
        "ב": "b",
        "ג": "g",
        "ד": "d",
        "ה": "h",
        "ו": "v",
        "ז": "z",
        "ח": "h",
        "ט": "t",
        "י": "i",
        "כ": "k",
        "ך": "k",
        "ל": "l",
        "מ": "m",
        "ם": "m",
        "נ": "n",
        "ן": "n",
        "ס": "s",
        "ע": "a",
        "פ": "p",
        "ף": "f",
        "צ": "ts",
        "ץ": "ts",
        "ק": "k",
        "ר": "r",
        "ש": "sh",
        "ת": "t",
    }
)

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

KOREAN_SURNAMES: Mapping[str, str] = MappingProxyType(
    {
        "김": "kim",
        "이": "lee",
        "리": "ri",
        "박": "pak",
        "최": "choe",
        "정": "jong",
        "강": "kang",
        "조": "jo",
        "윤": "yun",
        "장": "jang",
        "임": "im",
        "림": "rim",
        "한": "han",
        "오": "o",
        "서": "so",
        "신": "sin",
        "권": "kwon",
        "황": "hwang",
        "안": "an",
        "송": "song",
        "류": "ryu",
        "유": "yu",
        "홍": "hong",
        "전": "jon",
        "고": "ko",
        "문": "mun",
        "양": "yang",
        "손": "son",
        "배": "pae",
        "백": "paek",
        "허": "ho",
        "노": "no",
        "로": "ro",
        "남": "nam",
        "심": "sim",
        "하": "ha",
        "주": "ju",
        "우": "u",
        "구": "ku",
        "라": "ra",
        "차": "cha",
    }
)
"""First syllables that are a family name, in the spelling that the lists use most."""
