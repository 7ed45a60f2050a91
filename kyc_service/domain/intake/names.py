"""Names: what may be the name of a person or a business, and what about it deserves a look.

Names are refused only for what cannot be one. An odd name is accepted and flagged, so that oddness never
becomes a way around the screening. May not compare names with anything.
"""

from __future__ import annotations

import re
import unicodedata

from kyc_service.domain.intake.characters import hides_characters, refuse_characters, strip_hidden
from kyc_service.domain.intake.content import OTHER_DATA, find_payment_data
from kyc_service.domain.intake.readings import Reading, accept, refuse
from watchlists.normalize.alphabets import LATIN_TWINS
from watchlists.normalize.scripts import Script, script_of

LONGEST = 512
"""Code points after composition."""
MOST_BYTES = 2048

_ALPHABETS = frozenset({Script.LATIN, Script.CYRILLIC, Script.GREEK})
_PLACEHOLDERS = frozenset(
    {
        "test", "tester", "testing", "test test", "n/a", "n.a.", "n.a", "unknown", "undefined", "not applicable",
        "not available", "not known", "no name", "noname", "name", "first last", "tbd", "tba", "asdf", "asdfasdf",
        "qwerty", "abc", "abcd", "foo", "foo bar", "foobar", "dummy", "example", "company", "my company", "onbekend",
        "unbekannt", "inconnu", "desconocido", "测试", "тест",
    },
)  # fmt: skip
_ONE_LETTER_AGAIN = re.compile(r"([^\W\d_])\1{2,}")
_ORDINAL = re.compile(r"[0-9]+(?:st|nd|rd|th)", re.IGNORECASE)
_DIGIT_FOR_LETTER = re.compile(r"[^\W\d_]+[0-9]+[^\W\d_]{2,}|[0-9][^\W\d_]{3,}")
_DIGIT_INSIDE = re.compile(r"[^\W\d_]{2,}[0-9][^\W\d_]{2,}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_MOST_BARE_DIGITS = 6
_PUNCTUATION = frozenset(" -.,'\u2018\u2019\u2010\u2013\u2014\u2026\u00b7`\u00b4\"_/\u00a0\u3000")
"""What names are punctuated with; a text of nothing else is no name."""
_SAME_BY_HABIT = re.compile(
    "[\u00a0\u00a8\u00aa\u00b4\u00ba\u0132\u0133\u013f\u0140\u0149\u01c4-\u01cc\u01f1-\u01f3\u0587\u0e33\u0eb3"
    "\u2000-\u200a\u2011\u2024-\u2026\u202f\u2032\u2033\u205f\u2116\u2122\u3000\uff01-\uff0f\uff1a-\uff20\uff65]",
)
"""Characters with a compatibility form that ordinary keyboards write: spaces, dots, ligatures, wide punctuation."""


def read_person_name(text: str) -> Reading:
    """Read the name of a person, or a part of one."""
    return _read(text, person=True)


def read_business_name(text: str) -> Reading:
    """Read the name of a business, which may consist of a few digits."""
    return _read(text, person=False)


def _read(text: str, *, person: bool) -> Reading:
    fault = _refuse(text)
    return refuse(fault) if fault else accept(text, *_flag(text, person=person))


def _refuse(text: str) -> str | None:
    # Length first: nothing below is asked about a text that is far too long.
    if len(text) > MOST_BYTES or len(text.encode()) > MOST_BYTES:
        return "name_too_long"
    if len(unicodedata.normalize("NFC", text)) > LONGEST:
        return "name_too_long"
    fault = refuse_characters(text)
    if fault:
        return fault
    visible = strip_hidden(text).strip()
    if not visible:
        return "name_empty"
    return _refuse_content(visible)


def _refuse_content(text: str) -> str | None:
    plain = unicodedata.normalize("NFKC", text)
    if find_payment_data(plain) or _EMAIL.search(plain):
        return OTHER_DATA
    if any(unicodedata.category(letter).startswith("L") for letter in text):
        return None
    if sum(letter.isdigit() for letter in plain) > _MOST_BARE_DIGITS:
        return OTHER_DATA
    return "name_no_letters" if all(letter in _PUNCTUATION for letter in text) else None


def _flag(text: str, *, person: bool) -> tuple[str, ...]:
    words = re.findall(r"\w+", strip_hidden(unicodedata.normalize("NFC", text)))
    no_letters = not any(letter.isalpha() for word in words for letter in word)
    tests = {
        "placeholder_name": is_placeholder(text) or not words,
        "name_compatibility_forms": _has_compatibility_forms(text),
        "invisible_characters": hides_characters(text),
        "mixed_script": any(_mixes_alphabets(word) for word in words),
        "confusable": _is_confusable(words),
        "digits_in_name": any(_has_digit_for_letter(word, person=person, alone=no_letters) for word in words),
        "possible_mojibake": _is_mojibake(text),
    }
    return tuple(code for code, found in tests.items() if found)


def is_placeholder(text: str) -> bool:
    """Whether a text stands for a missing name. A surname such as Null alone does not."""
    folded = " ".join(text.casefold().split())
    return folded in _PLACEHOLDERS or _ONE_LETTER_AGAIN.fullmatch(folded) is not None


def _has_compatibility_forms(text: str) -> bool:
    rest = _SAME_BY_HABIT.sub("", text)
    return unicodedata.normalize("NFKC", rest) != unicodedata.normalize("NFC", rest)


def _mixes_alphabets(word: str) -> bool:
    """Whether one word has letters of two alphabets that look alike; Latin beside Han is ordinary."""
    if word.isascii():
        return False
    return len({script_of(letter) for letter in word if letter.isalpha()} & _ALPHABETS) > 1


def _is_confusable(words: list[str]) -> bool:
    """Whether all of the name is Cyrillic or Greek and each letter has a Latin twin."""
    letters = [letter for word in words for letter in word if letter.isalpha()]
    return bool(letters) and all(
        script_of(letter) in {Script.CYRILLIC, Script.GREEK} and letter in LATIN_TWINS for letter in letters
    )


def _has_digit_for_letter(word: str, *, person: bool, alone: bool) -> bool:
    """Whether a digit stands where a letter belongs. Businesses write `B2B` and `3M`; persons do not."""
    if _ORDINAL.fullmatch(word):
        return False
    if person and alone and word.isdecimal():
        return True
    pattern = _DIGIT_FOR_LETTER if person else _DIGIT_INSIDE
    return pattern.search(word) is not None


def _is_mojibake(text: str) -> bool:
    """Whether the text reads as UTF-8 that somebody took for Windows-1252."""
    if text.isascii():
        return False
    for encoding in ("cp1252", "latin-1"):
        try:
            text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False
