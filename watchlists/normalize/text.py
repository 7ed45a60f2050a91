"""Fold text into plain words: no case, accents, invisible characters, look-alikes or foreign letters.

Total and bounded: any string goes in, at most `MAX_WORDS` words of ASCII letters and digits come out.
Knows nothing of persons or companies.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from watchlists.normalize.han_sounds import spell_foreign
from watchlists.normalize.scripts import Script, romanise, undo_twins, word_script

MAX_CHARACTERS = 1_000
"""Text behind this many characters is not read: no name is that long, and time stays bounded."""

MAX_WORDS = 60
MAX_WORD = 60

MAX_LETTERS = 240
"""Letters of a whole name that are compared in one word."""

_APOSTROPHES = frozenset("'’‘`´ʼʻʾʿʹ′‛ʽˈˊˋ＇\"“”„«»")
_SIGNS = {"&": " and ", "%": " percent"}
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_SPACED_OUT = 4
_GERESH = re.compile("(?<=[גזצץת])['׳’´`](?=[\u05d0-\u05ea\\s]|$)")
"""Makes a j of a Hebrew g; written here by a mark that stays with its letter."""

_JOINT = re.compile("(?<=[\\u0600-\\u06ff])\\u200c(?=[\\u0600-\\u06ff])")
"""Persian parts words so that are written close together."""


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and the script it was written in."""

    text: str
    script: Script = Script.LATIN


class _Characters(dict[int, str | int]):
    """What becomes of each character: kept, a space, or nothing. Filled as characters are met."""

    def __missing__(self, code: int) -> str | int:
        """Decide by Unicode category."""
        self[code] = decided = _decide(code)
        return decided


def _decide(code: int) -> str | int:
    letter = chr(code)
    category = unicodedata.category(letter)
    if letter in _APOSTROPHES or category in {"Cf", "Cs", "Cn", "Co"} or code in _VARIATION_SELECTORS:
        return ""
    if category == "Cc":
        return " " if letter.isspace() else ""
    if letter in _SIGNS:
        return _SIGNS[letter]
    return code if category[0] in "LNM" else " "


_CHARACTERS = _Characters()


def fold(text: str) -> tuple[Word, ...]:
    """Fold text into words, in the order written."""
    text = text[:MAX_CHARACTERS]
    if not text.isascii() and (foreign := spell_foreign(text)):
        return tuple([Word(word[:MAX_WORD], Script.KANA) for word in foreign[:MAX_WORDS]])
    # ASCII is in normal form already.
    normal = text if text.isascii() else _read_signs(unicodedata.normalize("NFKC", text))[:MAX_CHARACTERS]
    plain = normal.translate(_CHARACTERS)
    # Removing invisible characters can bring a letter and its accent together.
    words = (plain if plain.isascii() else unicodedata.normalize("NFC", plain)).split()[:MAX_WORDS]
    folded: list[Word] = []
    for word in words:
        folded.extend(_fold_word(word, alone=len(words) == 1))
    if len(folded) >= _SPACED_OUT and all(len(word.text) == 1 for word in folded):
        return (Word("".join(word.text for word in folded)[:MAX_WORD]),)
    return tuple(folded[:MAX_WORDS])


def _read_signs(text: str) -> str:
    """Keep what a sign says that is left out elsewhere."""
    return _GERESH.sub("\u05bf", _JOINT.sub(" ", text))


def plain_words(text: str) -> list[str] | None:
    """Fold text of several plain Latin words, which takes a tenth of the time; None for any that wants more care."""
    if not text.isascii() or len(text) > MAX_CHARACTERS or "  " in text or "vv" in text or "VV" in text:
        return None
    words = text.translate(_CHARACTERS).lower().split()
    if not 1 < len(words) <= MAX_WORDS or " " not in text or max(map(len, words)) > MAX_WORD:
        return None
    return None if min(map(len, words)) == 1 else words


def fold_text(text: str) -> str:
    """Fold text into one line of words, for comparing whole values."""
    return " ".join(word.text for word in fold(text))


@lru_cache(maxsize=4096)
def _fold_word(word: str, *, alone: bool) -> tuple[Word, ...]:
    word = undo_twins(word)
    script = word_script(word)
    if script is Script.HAN and (foreign := spell_foreign(word)):
        return tuple([Word(part[:MAX_WORD], Script.KANA) for part in foreign])
    return tuple([Word(part[:MAX_WORD], script) for part in romanise(word, script, alone=alone) if part])
