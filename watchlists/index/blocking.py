"""Blocking keys: what two tokens share whenever matching may call them alike.

Deletion neighbourhoods: leaving up to two letters out of each of two words makes them equal whenever they are within
two edits. Only the first letters are looked at, which keeps the promise and bounds the keys of a word.
"""

from __future__ import annotations

from itertools import combinations
from zlib import crc32

from watchlists.normalize.nicknames import GROUPS
from watchlists.normalize.org_words import meaning_of
from watchlists.normalize.skeletons import skeleton

_PREFIX = 9
_ONE_EDIT_FROM = 3
_TWO_EDITS_FROM = 7
_SHORTEST_SKELETON = 2


def keys(text: str, *, joined: bool = False) -> set[int]:
    """Make the keys of a token. A joined word allows one edit only and has no other spelling."""
    found = {_key("d", shortened) for shortened in _shorten(text, most=1 if joined else 2)}
    if not joined:
        bones = skeleton(text)
        if len(bones) >= _SHORTEST_SKELETON:
            found.add(_key("s", bones))
        if meaning := meaning_of(text):
            found.add(_key("m", meaning))
        found.update(_key("n", str(group)) for group in GROUPS.get(text, ()))
    return found


def _key(family: str, text: str) -> int:
    return crc32(f"{family}{text}".encode())


def _shorten(text: str, *, most: int) -> set[str]:
    """Leave out as many letters as edits are allowed."""
    prefix = text[:_PREFIX]
    edits = 2 if len(text) >= _TWO_EDITS_FROM else 1 if len(text) >= _ONE_EDIT_FROM else 0
    shortened = {prefix}
    for count in range(1, min(edits, most) + 1):
        for gaps in combinations(range(len(prefix)), count):
            shortened.add("".join(letter for place, letter in enumerate(prefix) if place not in gaps))
    return shortened
