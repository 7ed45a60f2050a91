"""How far vowels are apart that stand in the same place between the same consonants: the costs of `likeness`.

Short vowels shift between romanisations (Mohammed, Muhamad); a final one often makes another name (Yazd, Yazdi).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

ANY = "e"
"""How a letter is spelt that stands for any vowel, and what keeps two consonants apart."""

_FOLD = str.maketrans({"e": "i", "y": "i", "j": "i", "o": "u", "w": "u"})
_SAME_SOUND = 0.005
_NEAR_SOUND = 0.025
_OTHER_SOUND = 0.06
_LEFT_OUT = 0.04
_FINAL = 0.11
_UNWRITTEN_LONG = 0.03
_UNWRITTEN = 0.005
_NOT_HEARD = 0.12
_OTHER_HALF_VOWEL = 0.15
_LONG_NOT_HEARD = 0.25
_HALF_HEARD = 0.05
_OTHER_NAME = 0.4
_AROUND_ONE = 2


def vowels_apart(ours: str, theirs: str, *, last: bool) -> float:
    """Tell how much two groups of vowels differ; either may be empty, they are not equal."""
    if not ours or not theirs:
        return _FINAL if last else _LEFT_OUT
    one, other = fold(ours), fold(theirs)
    if one == other:
        return _SAME_SOUND
    if set(one) & set(other) or {*ours, *theirs} <= _NEAR or {*ours, *theirs} <= _AKANYE:
        return _NEAR_SOUND
    return _OTHER_SOUND


_NEAR = frozenset("aei")
_AKANYE = frozenset("ao")


def differ_by_short_ones(written: Sequence[str], heard: Sequence[str]) -> bool:
    """Tell whether vowels around one consonant are the same but for an `a`, which is not written: Zia, Shawa.

    Two vowels have to be written, and one of them has to be no `a`.
    """
    if len(written) != _AROUND_ONE or len(heard) != _AROUND_ONE or written[0] or heard[0]:
        return False
    ours, theirs = fold(written[1]), fold(heard[1])
    if len(ours) < _AROUND_ONE or set(ours) <= {"a"} or not 0 <= len(theirs) - len(ours) <= 1:
        return False
    return ours == theirs or any(
        letter == "a" and theirs[:place] + theirs[place + 1 :] == ours for place, letter in enumerate(theirs)
    )


def unheard(written: str, heard: str, *, first: bool, last: bool) -> float:
    """Tell how much a group of vowels in a script that writes only long ones differs from how the name is heard."""
    if not written:
        return _FINAL if last else _UNWRITTEN_LONG if len(heard) > 1 else _UNWRITTEN
    if first and written[0] == "a" and written != ANY:
        # A first alif stands for any vowel, what is behind it for its own; an alif behind it makes it long.
        if written == "aa":
            return _UNWRITTEN if "a" in heard else _LONG_NOT_HEARD
        written = written[1:] or ANY
    if written == ANY:
        return 0.0
    if not heard:
        # A last i is most often a nisba, which makes another name of it.
        return _OTHER_NAME if last and fold(written) == "i" else _NOT_HEARD
    return _unlike(fold(written), heard, last=last)


def _unlike(written: str, heard: str, *, last: bool) -> float:
    missing = [letter for letter in dict.fromkeys(written) if letter not in fold(heard)]
    if not missing:
        return _HALF_HEARD if heard in _LAX and "a" not in written else _UNWRITTEN
    if "u" in missing and not last:
        return _OTHER_HALF_VOWEL
    return _HALF_HEARD if missing == ["a"] and set(heard) <= _NEAR_ALIF else _NOT_HEARD


_NEAR_ALIF = frozenset("eo")
_LAX = frozenset({"e"})


@lru_cache(maxsize=16384)
def fold(vowels: str) -> str:
    """Fold vowels to `a`, `i`, `u`, doubles once."""
    folded = vowels.translate(_FOLD)
    return folded[:1] + "".join(letter for before, letter in pairwise(folded) if letter != before)
