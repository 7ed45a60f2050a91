"""Names as plain words, for telling equal names and near ones apart from the matcher, and without it.

On purpose not the matcher's own folding: what is measured may not move when the matcher does.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_VOWELS = re.compile("[aeiouyw]")
_DOUBLED = re.compile(r"(.)\1")
_FORM_WORDS = (
    "company companies co corp corporation inc incorporated llc ltd limited liability plc pte pty pvt private public "
    "joint stock jsc ojsc pjsc cjsc open closed oao pao ao zao ooo npao gmbh ag sa srl sarl spa bv nv fze dmcc sro "
    "aktsionernoe aktsionernoye obshchestvo ogranichennoi ogranichennoy otvetstvennostyu otvetstvennostiu "
    "publichnoe otkrytoe zakrytoe s and of the"
)
_FORMS = frozenset(_FORM_WORDS.split())
"""Words of legal forms, and small ones: enough to tell one company under two forms."""


def plain(text: str) -> str:
    """Fold case and accents; every run of letters and digits becomes a word."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(
        "".join(mark if mark.isalnum() else " " for mark in kept.replace("'", "").replace("\u2019", "")).split()
    )


@lru_cache(maxsize=1 << 18)
def same_words(text: str) -> str:
    """Return the plain words in order of the alphabet: equal for names that differ in order only."""
    return " ".join(sorted(plain(text).split()))


@lru_cache(maxsize=1 << 18)
def latin(text: str) -> str:
    """Return the plain words in Latin letters, however roughly: for finding the lexically nearest name."""
    return plain(text if text.isascii() else anyascii(text))


def consonants(text: str) -> str:
    """Return the plain words in Latin letters without vowels and doubled letters, in order of the alphabet.

    Roughly what is left of a name when two clerks have spelt it; a word of nothing but vowels stays.
    """
    words = (_DOUBLED.sub(r"\1", _VOWELS.sub("", word)) or word for word in latin(text).split())
    return " ".join(sorted(words))


def without_forms(words: str) -> str:
    """Leave the words of legal forms out of plain words."""
    return " ".join(word for word in words.split() if word not in _FORMS)


def is_latin(text: str) -> bool:
    """Whether most letters are Latin ones."""
    letters = [mark for mark in text if mark.isalpha()]
    return 2 * sum(mark.isascii() or _is_latin_letter(mark) for mark in letters) > len(letters)


def is_foreign(text: str) -> bool:
    """Whether it is written in another script than Latin, and but for digits in nothing else."""
    letters = [mark for mark in text if mark.isalpha()]
    return bool(letters) and not any(mark.isascii() or _is_latin_letter(mark) for mark in letters)


def _is_latin_letter(mark: str) -> bool:
    return unicodedata.name(mark, "").startswith(("LATIN", "FULLWIDTH LATIN"))
