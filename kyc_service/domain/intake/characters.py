"""Characters: which ones a submitted text may hold at all, and which ones hide something.

Refuses what no name or address is written with. May not judge what a text means.
"""

from __future__ import annotations

import re
import unicodedata

from watchlists.normalize.scripts import Script, script_of

MOST_MARKS = 8
"""More combining marks than this on one letter is noise, not writing."""

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029]")
_PICTURES = re.compile(
    "[\u20dd-\u20e4\u2300-\u23ff\u2460-\u2473\u2600-\u27bf\u2b00-\u2bff\ufffd"
    "\U0001f000-\U0001faff\U000e0000-\U000e007f]",
)
_ENCLOSED_NUMBERS = re.compile("[\u2460-\u2473]")
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2060-\u2064\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0100-\U000e01ef]",
)
_DIRECTION_MARKS = frozenset("\u200e\u200f\u061c")
_JOINERS = frozenset("\u200c\u200d")
_WRITTEN_WITH_JOINERS = ("ARABIC", "DEVANAGARI", "BENGALI", "SINHALA", "MALAYALAM", "KANNADA", "TAMIL", "TELUGU",
                         "GUJARATI", "GURMUKHI", "ORIYA", "KHMER", "MYANMAR", "TIBETAN", "MONGOLIAN")  # fmt: skip


def refuse_characters(text: str) -> str | None:
    """Say why a text cannot be accepted for the characters in it, as a code, or None."""
    if _BIDI.search(text):
        return "bidi_control"
    if _CONTROL.search(text):
        return "control_character"
    if any(_is_unsupported(letter) for letter in text if not letter.isascii()):
        return "unsupported_character"
    if _has_mark_pile(text):
        return "too_many_combining_marks"
    return None


def hides_characters(text: str) -> bool:
    """Whether invisible characters stand where no writing system needs them."""
    return any(not _belongs(text, found.start()) for found in _HIDDEN.finditer(text))


def strip_hidden(text: str) -> str:
    """Remove every invisible character."""
    return _HIDDEN.sub("", text)


def _is_unsupported(letter: str) -> bool:
    if _PICTURES.match(letter) and not _ENCLOSED_NUMBERS.match(letter):
        return True
    return unicodedata.category(letter) in {"Co", "Cn", "Cs"}


def _has_mark_pile(text: str) -> bool:
    pile = 0
    for letter in unicodedata.normalize("NFC", text):
        pile = pile + 1 if unicodedata.category(letter) in {"Mn", "Me"} else 0
        if pile > MOST_MARKS:
            return True
    return False


def _belongs(text: str, position: int) -> bool:
    """Whether the invisible character at a position is part of ordinary writing."""
    letter = text[position]
    if letter in _DIRECTION_MARKS:
        return True
    before = text[position - 1] if position else " "
    if letter in _JOINERS:
        return unicodedata.name(before, "").startswith(_WRITTEN_WITH_JOINERS)
    if unicodedata.name(letter, "").startswith("VARIATION SELECTOR"):
        return script_of(before) is Script.HAN
    return False
