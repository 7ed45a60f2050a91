"""Names as plain words, for telling equal names and near ones apart from the matcher, and without it.

On purpose not the matcher's own folding: what is measured may not move when the matcher does.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from anyascii import anyascii


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
