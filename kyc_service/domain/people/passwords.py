"""Passwords: long enough, not what everybody tries first, not the person's own name. No other rule.

Source: NIST SP 800-63B-4, section 3.1.1.2, read 2026-11-26: length, a list of common values, no rules of composition,
no change by the calendar.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection
from functools import cache
from importlib import resources

from kyc_service.domain.people.accounts import Person
from kyc_service.errors import Fault, InvalidInputError

SHORTEST = 12
LONGEST = 128
"""Characters, after normalisation."""
LONGEST_INPUT = 1024
"""Longer than this nothing is computed over it."""
_LEAST_DISTINCT = 5
_LEAST_STEPS = 4
"""A password with fewer steps off a row of keys or letters is a walk along it."""
_MOST_WORDS = 2
"""Common words one after another; digits and signs around them count for nothing."""
_SHORTEST_OWN = 4
_SUBSTITUTES = str.maketrans("013457@$!|€", "oleastasile")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiop",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "!@#$%^&*()",
)
_NEXT = frozenset(
    pair for row in _ROWS for left, right in itertools.pairwise(row) for pair in (left + right, right + left)
)
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LETTERS = re.compile(r"[^\W\d_]+")


def normal(text: str) -> str:
    """Return the form that is hashed, so that one password typed on two keyboards is one. Longer ones are cut off."""
    return unicodedata.normalize("NFKC", text[:LONGEST_INPUT])


def read_password(text: str, person: Person, pointer: str = "/password") -> str:
    """Read a password that somebody chose. Raises InvalidInputError with the one reason to choose another."""
    chosen = normal(text)
    fault = _fault(chosen, text, person)
    if fault:
        raise InvalidInputError([Fault(pointer, fault)])
    return chosen


def _fault(chosen: str, text: str, person: Person) -> str | None:
    if len(chosen) < SHORTEST:
        return "password_too_short"
    if len(chosen) > LONGEST or len(text) > LONGEST_INPUT:
        return "password_too_long"
    if _names(chosen.casefold(), person):
        return "password_own_name"
    return "password_common" if is_common(chosen, _own_words(person)) else None


def is_common(text: str, own: Collection[str] = ()) -> bool:
    """Whether a password is one of those that are tried first. `own` are words that are common for this person."""
    folded = text.casefold()
    if len(set(folded)) < _LEAST_DISTINCT or _repeats(folded) or _walks(folded):
        return True
    words = _words() | set(own)
    spellings = (folded, folded.translate(_SUBSTITUTES), _EDGES.sub("", folded).translate(_SUBSTITUTES))
    return any(_is_made_of("".join(_LETTERS.findall(spelt)), words) for spelt in spellings)


def _names(folded: str, person: Person) -> bool:
    """Whether the name or the mailbox of the person stands in the password as a whole."""
    mailbox = person.email.casefold().partition("@")[0]
    whole = "".join(_LETTERS.findall(person.name.casefold()))
    plain = "".join(_LETTERS.findall(folded))
    return any(len(own) >= _SHORTEST_OWN and own in where for own, where in ((mailbox, folded), (whole, plain)))


def _own_words(person: Person) -> frozenset[str]:
    found = _LETTERS.findall(f"{person.name} {person.email}".casefold())
    return frozenset(word for word in found if len(word) >= _SHORTEST_OWN)


def _repeats(text: str) -> bool:
    """Whether it is one piece, at most half of it, again and again."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))


def _walks(text: str) -> bool:
    steps = sum(left != right and left + right not in _NEXT for left, right in itertools.pairwise(text))
    return steps < _LEAST_STEPS


def _is_made_of(letters: str, words: Collection[str]) -> bool:
    """Whether letters are nothing but at most two words, each as often as it likes; no letters at all are not."""
    best: dict[int, frozenset[frozenset[str]]] = {0: frozenset({frozenset()})}
    lengths = sorted({len(word) for word in words})
    for end in range(1, len(letters) + 1):
        found = {
            used | {letters[end - size : end]}
            for size in lengths
            if size <= end and letters[end - size : end] in words
            for used in best.get(end - size, frozenset())
        }
        best[end] = frozenset(used for used in found if len(used) <= _MOST_WORDS)
    return bool(letters) and bool(best[len(letters)])


@cache
def _words() -> frozenset[str]:
    text = resources.files(__package__).joinpath("common_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
