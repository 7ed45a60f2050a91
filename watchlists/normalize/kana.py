"""Japanese kana: how a foreign name written in them may have sounded, in ASCII letters.

Kana put a vowel behind nearly every consonant and know no l, v, f, th: so the vowels that are most often not heard are
left out, and a sound that stands for several is spelt by a unit of `skeletons` that no other name has (`rlr`: l or r).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_ROWS = (
    ("アイウエオ", ("a", "i", "u", "e", "o")),
    ("カキクケコ", ("ka", "ki", "k", "ke", "ko")),
    ("ガギグゲゴ", ("ga", "gi", "g", "ge", "go")),
    ("サシスセソ", ("sa", "shi", "s", "se", "so")),
    ("ザジズゼゾ", ("za", "djzi", "z", "ze", "zo")),
    ("タチツテト", ("ta", "tsi", "ts", "te", "t")),
    ("ダヂヅデド", ("da", "djzi", "z", "de", "d")),
    ("ナニヌネノ", ("na", "ni", "nu", "ne", "no")),
    ("ハヒフヘホ", ("ha", "hi", "fhf", "he", "ho")),
    ("バビブベボ", ("bva", "bvi", "bv", "bve", "bvo")),
    ("パピプペポ", ("pa", "pi", "p", "pe", "po")),
    ("マミムメモ", ("ma", "mi", "m", "me", "mo")),
    ("ヤユヨワヲ", ("ya", "yu", "yo", "wa", "o")),
    ("ラリルレロ", ("rlra", "rlri", "rlr", "rlre", "rlro")),
    ("ヴヰヱヷヺ", ("v", "i", "e", "va", "vo")),
    ("ンッー", ("n", "", "")),
)
_SIGNS: Mapping[str, str] = MappingProxyType(
    {sign: spelt for signs, spellings in _ROWS for sign, spelt in zip(signs, spellings, strict=True)}
)
_SILENT_U = frozenset("クグスズツヅフブプムルヴ")
_SMALL: Mapping[str, str] = MappingProxyType(
    {**dict(zip("ァィゥェォ", "aiueo", strict=True)), **dict(zip("ャュョヮ", ("ya", "yu", "yo", "wa"), strict=True))}
)
_BEFORE_SMALL = {"フ": "f", "ウ": "w", "イ": "y", "テ": "t", "デ": "d", "シ": "sh", "チ": "ts", "ジ": "j", "ヂ": "j"}
_NO_Y = frozenset({"sh", "ts", "j", "f", "w"})

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "ビン": "bin",
        "イブン": "ibn",
        "ベン": "ben",
        "ウルド": "ould",
        "アル": "al",
        "エル": "el",
        "アブ": "abu",
        "アブー": "abu",
        "アブド": "abd",
        "アブドゥル": "abdul",
        "アブドル": "abdul",
        "アブデル": "abdul",
        "ジュニア": "jr",
    }
)
"""Particles, by which names hang together."""

_STARTS = (("アブドゥル", "abdul"), ("アブドル", "abdul"), ("アブデル", "abdul"), ("ウラ", "vrlra"))
_ENDS = (
    ("ゥッラー", "ullah"),
    ("ッラー", "llah"),
    ("ッディーン", "ddin"),
    ("ッディン", "ddin"),
    ("ヴィッチ", "vich"),
    ("ビッチ", "vich"),
    ("ヴィチ", "vich"),
    ("ビチ", "vich"),
    ("ヴナ", "vna"),
    ("ブナ", "vna"),
)
_FAMILY_END = re.compile(r"(?<=[eo])fhf$")
_BEFORE_LIP = re.compile(r"n(?=[pbm])")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def spell_kana(word: str) -> str:
    """Spell a word of kana in ASCII letters; signs that are none are left out."""
    word = word.translate(_HIRAGANA)
    if known := _WORDS.get(word):
        return known
    start, end = "", ""
    for sign, spelt in _STARTS:
        if word.startswith(sign) and len(word) > len(sign):
            start, word = spelt, word.removeprefix(sign)
            break
    for sign, spelt in _ENDS:
        if word.endswith(sign) and len(word) > len(sign):
            end, word = spelt, word.removesuffix(sign)
            break
    spelt = _BEFORE_LIP.sub("mnm", start + _spell(word) + end)
    return _FAMILY_END.sub("v", spelt).replace("fhfhf", "fhf") if not end else spelt


def _spell(word: str) -> str:
    spelt: list[str] = []
    for place, sign in enumerate(word):
        if sign in _SMALL and spelt:
            spelt[-1] = _join(word[place - 1], spelt[-1], _SMALL[sign])
        else:
            if sign == "ン" and place and word[place - 1] in _SILENT_U:
                # Nothing but a vowel stands before an n that ends a syllable.
                spelt[-1] += "u"
            spelt.append(_SIGNS.get(sign) or _SMALL.get(sign, ""))
    return "".join(spelt)


def _join(before: str, spelt: str, vowel: str) -> str:
    """Join a sign with the small vowel behind it: the vowel takes the place of its own."""
    consonants = _BEFORE_SMALL.get(before) or spelt.rstrip("aiueo")
    if vowel == "u" and consonants in {"t", "d"}:
        return consonants
    return consonants + (vowel.removeprefix("y") if consonants in _NO_Y else vowel)
