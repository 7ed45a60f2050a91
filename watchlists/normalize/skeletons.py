"""Consonant skeletons: one spelling for the many romanisations of a name (Mohammed, Muhamad, محمد -> mhmd).

Loose on purpose: two names with one skeleton are candidates, and `matching.likeness` weighs their vowels.
"""

from __future__ import annotations

import re
from functools import lru_cache

_GROUPS = (
    *(("sch", "x"), ("tch", "c"), ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("sh", "x"), ("ch", "c"), ("ph", "f")),
    *(("kh", "h"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ck", "k"), ("qu", "k"), ("tz", "s"), ("ts", "s")),
)
_GROUP_OF = dict(_GROUPS)
_GROUP = re.compile("|".join(spelling for spelling, _ in _GROUPS))
_LETTERS = str.maketrans({"q": "k", "z": "s", "w": "v", "o": "u", "e": "i", "y": "i", "x": "ks"})
_VOWELS = frozenset("aiu")
_HARD_C = re.compile(r"c(?=[aourlk])")


@lru_cache(maxsize=65536)
def skeleton(text: str) -> str:
    """Reduce a folded token to its consonants, doubles once, a first vowel as `a`. Digits stay."""
    if text.isdigit():
        return text
    grouped = _GROUP.sub(lambda found: _GROUP_OF[found.group()].upper(), text)
    plain = _HARD_C.sub("k", grouped).translate(_LETTERS).lower()
    bones: list[str] = []
    last = ""
    for position, letter in enumerate(plain):
        if letter in _VOWELS:
            if position == 0:
                bones.append("a")
        elif letter != last:
            bones.append(letter)
        last = letter
    return "".join(bones)


@lru_cache(maxsize=65536)
def vowels(text: str) -> str:
    """Keep a token's vowels, folded to `a i u`, doubles once."""
    kept: list[str] = []
    for letter in text.translate(_LETTERS):
        if letter in _VOWELS and letter != (kept[-1] if kept else ""):
            kept.append(letter)
    return "".join(kept)
