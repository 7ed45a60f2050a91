"""Writing systems: recognise a word's script, undo look-alike letters, spell a word in ASCII letters.

Standards are followed loosely: names reach us in a dozen romanisations, so what counts is that one name
ends near its other spellings, not that a letter can be read back. May not decide whether names match.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from importlib import import_module
from itertools import groupby
from types import MappingProxyType, ModuleType

from anyascii import anyascii

from watchlists.normalize.alphabets import GREEK, HEBREW, LATIN_TWINS, TWINS_OF_LATIN
from watchlists.normalize.arabic import spell_arabic
from watchlists.normalize.east_asia import spell_hangul
from watchlists.normalize.indic import is_indic, spell_indic
from watchlists.normalize.kana import spell_kana


class Script(StrEnum):
    """The writing systems that are handled apart; every other one is `OTHER`."""

    LATIN = "Latn"
    CYRILLIC = "Cyrl"
    GREEK = "Grek"
    ARABIC = "Arab"
    HEBREW = "Hebr"
    HAN = "Hani"
    HANGUL = "Hang"
    KANA = "Hrkt"
    OTHER = "Zyyy"


ABJADS = frozenset({Script.ARABIC, Script.HEBREW, Script.KANA})
"""Scripts that leave most vowels out, or write such as nobody hears, which `spell_kana` leaves out."""

SYLLABIC = frozenset({Script.HAN, Script.HANGUL})
"""Scripts in which one sign is a syllable, so that one sign of difference is another name."""

_BY_NAME = {
    "LATIN": Script.LATIN,
    "CYRILLIC": Script.CYRILLIC,
    "GREEK": Script.GREEK,
    "ARABIC": Script.ARABIC,
    "HEBREW": Script.HEBREW,
    "CJK": Script.HAN,
    "HANGUL": Script.HANGUL,
    "KATAKANA": Script.KANA,
    "HIRAGANA": Script.KANA,
    "KATAKANA-HIRAGANA": Script.KANA,
}
_COMPOUND_SURNAMES = frozenset({"欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "东方", "東方", "夏侯", "慕容"})
_LONGEST_FULL_NAME = 4
_IN_NAMES = {
    "长長": "cháng",
    "勒": "lè",
    "厦廈": "xià",
    "曾": "zēng",
    "单單": "shàn",
    "都": "dū",
    "行": "háng",
    "仇": "qiú",
    "解": "xiè",
    "查": "zhā",
    "盖": "gě",
    "翟": "zhái",
    "缪繆": "miào",
    "卜": "bǔ",
    "薄": "bó",
    "佛": "fó",
}
"""How signs of several readings are read in names, where it is not as in other texts."""

_ONE_SOUND_FIRST = {"ντ": "d", "μπ": "b"}
_THAI_VOWEL = re.compile("([เแโไใ])([ก-ฮ])")
"""Thai vowels that are written before the consonant they are heard behind."""

_BREATHED = re.compile("(?<=[бгдткп])х", re.IGNORECASE)
_HARD_FIRST = {"bv": "b", "v": "w"}
_HEBREW_UNITS = re.compile("[גזצץת]\u05bf|וו|.")
_HEBREW_PARTICLES = {"בר": "bar", "בן": "ben", "בת": "bat"}
_TWO_SOUNDS = frozenset({"th", "sh", "kh", "zh", "ts", "sc", "hc", "tc"})
"""Letters that would be taken for one sound beside each other; so would one that comes twice."""

_GREEK_VOWELS = frozenset("αειηουω")


@lru_cache(maxsize=8192)
def script_of(letter: str) -> Script:
    """Tell the script of one character."""
    if letter.isascii():
        return Script.LATIN if letter.isalpha() else Script.OTHER
    return _BY_NAME.get(unicodedata.name(letter, "").partition(" ")[0], Script.OTHER)


def word_script(word: str) -> Script:
    """Tell the script that most letters of a word belong to; the first one wins a tie."""
    if word.isascii():
        return Script.LATIN
    counts: dict[Script, int] = {}
    for letter in word:
        script = script_of(letter)
        counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda script: counts[script])


def undo_twins(word: str) -> str:
    """Replace look-alike letters in a word that mixes Latin with Cyrillic or Greek ones.

    A word whose foreign letters all have a Latin twin becomes Latin; otherwise its Latin letters become foreign.
    """
    if word.isascii():
        return word
    scripts = {script_of(letter) for letter in word}
    if Script.LATIN not in scripts or not scripts & {Script.CYRILLIC, Script.GREEK}:
        return word
    foreign = [letter for letter in word if script_of(letter) in {Script.CYRILLIC, Script.GREEK}]
    if all(letter in LATIN_TWINS for letter in foreign):
        return "".join(LATIN_TWINS.get(letter, letter) for letter in word)
    return "".join(TWINS_OF_LATIN.get(letter, letter) for letter in word)


def romanise(word: str, script: Script, *, alone: bool) -> tuple[str, ...]:
    """Spell a word in lower-case ASCII letters and digits; a sign without a reading is left out.

    `alone` says that the word is all of the name: a Han or Hangul word is then split into surname and given name.
    """
    if script is Script.LATIN and word.isascii():
        return (word.lower(),)
    if script is Script.HAN:
        return _romanise_han(word, alone=alone)
    if own := _OWN_RULES.get(script):
        return own(word)
    if is_indic(word[0]):
        return (spell_indic(word),)
    return (_keep_plain(anyascii(_THAI_VOWEL.sub(r"\2\1", word))),)


def read_with_tones(text: str) -> str:
    """Read Han characters as pinyin with tones, so that variants of one character agree and homophones less often."""
    pypinyin = _pinyin()
    return " ".join(pypinyin.lazy_pinyin(text, style=pypinyin.Style.TONE3, errors="ignore"))


def _keep_plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isascii() and letter.isalnum())


def _spell_greek(word: str) -> str:
    """Spell pairs of letters before single ones; `ου` before a vowel is a w, and pairs at the front are one sound."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(sign))
    spelt: list[str] = []
    place = 0
    while place < len(plain):
        pair = plain[place : place + 2]
        unit = pair if pair in GREEK else plain[place]
        place += len(unit)
        if unit == "ου" and plain[place : place + 1] in _GREEK_VOWELS:
            spelt.append("w")
        elif unit in _ONE_SOUND_FIRST and not spelt:
            spelt.append(_ONE_SOUND_FIRST[unit])
        else:
            spelt.append(GREEK.get(unit) or anyascii(unit))
    return _keep_plain("".join(spelt))


def _spell_cyrillic(word: str) -> str:
    """Spell letter by letter; an х behind a stop is the h of a foreign name: Bhutto, Gandhi, Ghaith."""
    return _keep_plain(anyascii(_BREATHED.sub("h", word)))


def _spell_hebrew(word: str) -> str:
    if word in _HEBREW_PARTICLES:
        return _HEBREW_PARTICLES[word]
    spelt: list[str] = []
    for unit in _HEBREW_UNITS.findall(word):
        sound = HEBREW.get(unit, "") or anyascii(unit)
        if spelt and (spelt[-1][-1:] + sound[:1] in _TWO_SOUNDS or (sound == spelt[-1] and sound not in "aiw")):
            spelt.append("e")
        spelt.append("i" if spelt and sound == "y" else sound)
    # At the front it is always hard: Ben, Bar.
    spelt[:1] = [_HARD_FIRST.get(spelt[0], spelt[0])]
    if len(spelt) > 1 and word[-1:] == "ה":
        # Moshe, Sara.
        spelt[-1] = "e"
    return _keep_plain("".join(spelt))


def _romanise_han(word: str, *, alone: bool) -> tuple[str, ...]:
    if not alone or len(word) > _LONGEST_FULL_NAME or len(word) == 1:
        return (_read(word),)
    surname = 2 if word[:2] in _COMPOUND_SURNAMES and len(word) > len("XY") else 1
    return (_read(word[:surname]), _read(word[surname:]))


def _read(word: str) -> str:
    return _keep_plain("".join(_pinyin().lazy_pinyin(word, errors=anyascii)))


def _romanise_kana(word: str) -> tuple[str, ...]:
    """Spell runs of kana as they sound and runs of Han between them as they are read, each a word."""
    runs = ("".join(run) for _, run in groupby(word, lambda sign: script_of(sign) is Script.HAN))
    return tuple(_read(run) if script_of(run[0]) is Script.HAN else spell_kana(run) for run in runs)


@cache
def _pinyin() -> ModuleType:
    """Load the readings of single signs when the first one comes; those of phrases would take 50 MB."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # noqa: TID251 - the package can be told in no other way
    pypinyin = import_module("pypinyin")
    pypinyin.load_single_dict({ord(sign): reading for signs, reading in _IN_NAMES.items() for sign in signs})
    return pypinyin


def _romanise_hangul(word: str) -> tuple[str, ...]:
    """Spell a short word syllable by syllable, as the lists write Korean names; a longer one in one piece."""
    spelt = [spell_hangul(sign) or _keep_plain(anyascii(sign)) for sign in word]
    return tuple(spelt) if len(word) <= _LONGEST_FULL_NAME else ("".join(spelt),)


_OWN_RULES: Mapping[Script, Callable[[str], tuple[str, ...]]] = MappingProxyType(
    {
        Script.ARABIC: spell_arabic,
        Script.CYRILLIC: lambda word: (_spell_cyrillic(word),),
        Script.GREEK: lambda word: (_spell_greek(word),),
        Script.HEBREW: lambda word: (_spell_hebrew(word),),
        Script.HANGUL: _romanise_hangul,
        Script.KANA: _romanise_kana,
    }
)
