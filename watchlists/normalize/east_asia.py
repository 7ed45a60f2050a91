"""Korean and Chinese syllables: one reading for the spellings of several systems (Jong, Chong, Jeong, 정 -> cong).

Korean by the North's and the South's rules and McCune-Reischauer, Chinese by pinyin and Wade-Giles. Hangul is spelt
as the lists spell most of it. Knows no names beyond family names that keep a spelling of their own.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FIRST_HANGUL = 0xAC00
_LAST_HANGUL = 0xD7A3
_PER_INITIAL = 21 * 28
_PER_VOWEL = 28
_INITIALS = ("k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS = [
    "a",
    "ae",
    "ya",
    "yae",
    "o",
    "e",
    "yo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "u",
    "ui",
    "i",
]
_FINALS = (
    "",
    *[
        "k",
        "k",
        "k",
        "n",
        "n",
        "n",
        "t",
        "l",
        "k",
        "m",
        "l",
        "l",
        "l",
        "p",
        "l",
        "m",
        "p",
        "p",
        "t",
        "t",
        "ng",
        "t",
        "t",
        "k",
        "t",
        "p",
        "t",
    ],
)

_LONGER = {"i": "ri", "o": "oh", "u": "woo", "a": "ah"}

_SURNAMES = {
    "lee": "i",
    "li": "i",
    "yi": "i",
    "ri": "i",
    "rhee": "i",
    "yee": "i",
    "park": "pak",
    "bark": "pak",
    "choi": "coe",
    "choy": "coe",
    "oh": "o",
    "noh": "no",
    "roh": "no",
    "ro": "no",
    "woo": "o",
    "ah": "a",
    "shin": "sin",
    "cho": "co",
    "paik": "pek",
}
_RULES = (
    (re.compile(r"hs|sh(?=i)"), "x"),
    (re.compile(r"dj|tch|tz|zh|ts(?!$)|ch|j|z|q"), "c"),
    (re.compile(r"x"), "s"),
    (re.compile(r"b|pp"), "p"),
    (re.compile(r"d|tt"), "t"),
    (re.compile(r"g(?!$)(?<!n.)|kk"), "k"),
    (re.compile(r"ng(?=[aeiou])"), "nk"),
    (re.compile(r"ee|ii"), "i"),
    (re.compile(r"wu|woo|eo|eu|oo|ou|uo|wo|u"), "o"),
    (re.compile(r"y(?=[aeo])"), "i"),
    (re.compile(r"ae|ai"), "e"),
    (re.compile(r"^[rl](?=[iy])"), ""),
    (re.compile(r"^[rl]"), "n"),
    (re.compile(r"r"), "l"),
    (re.compile(r"oo+"), "o"),
)
_SYLLABLES = re.compile(
    r"(?:(?:ch|sh|zh|hs|ts|tz|dj|tch|kk|pp|tt|[bcdfghjklmnpqrstwxyz])?[wy]?[aeiou]{1,3}(?:ng|n|k|l|m|p|t|r|h)?){1,2}"
)
_LONGEST = 9


def spell_hangul(sign: str) -> str:
    """Spell one Hangul syllable in the Latin letters that the North uses; other signs come back as nothing."""
    code = ord(sign)
    if not _FIRST_HANGUL <= code <= _LAST_HANGUL:
        return ""
    place = code - _FIRST_HANGUL
    initial, rest = divmod(place, _PER_INITIAL)
    vowel, final = divmod(rest, _PER_VOWEL)
    spelt = _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]
    # One letter would be taken for an initial.
    return _LONGER.get(spelt, spelt)


@lru_cache(maxsize=4096)
def read_syllables(text: str) -> str:
    """Give the one reading of a word of one or two East Asian syllables; nothing for any other word."""
    if text in _SURNAMES:
        return _SURNAMES[text]
    if len(text) > _LONGEST or not _SYLLABLES.fullmatch(text):
        return ""
    for rule, reading in _RULES:
        text = rule.sub(reading, text)
    return text
