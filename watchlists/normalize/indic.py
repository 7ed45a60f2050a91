"""Devanagari and the other scripts of India: one table, because their blocks in Unicode are laid out alike.

A consonant carries an a unless a vowel sign or the sign of silence follows; at the end of a word it is heard behind
two consonants only.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_FIRST_BLOCK = 0x0900
_LAST_BLOCK = 0x0D00
_BLOCK = 0x80
_CONSONANTS_TEXT = "k kh g gh n ch ch j jh n t th d dh n t th d dh n n p ph b bh m y r r l l l v sh sh s h"
_FIRST_CONSONANT = 0x15
CONSONANTS: Mapping[int, str] = MappingProxyType(
    {_FIRST_CONSONANT + place: sound for place, sound in enumerate(_CONSONANTS_TEXT.split())}
)
_VOWELS_TEXT = "a a i i u u ri l e e e ai o o o au"
_FIRST_VOWEL = 0x05
_FIRST_SIGN = 0x3E
VOWELS: Mapping[int, str] = MappingProxyType(
    {_FIRST_VOWEL + place: sound for place, sound in enumerate(_VOWELS_TEXT.split())}
)
SIGNS: Mapping[int, str] = MappingProxyType(
    {_FIRST_SIGN + place: sound for place, sound in enumerate(_VOWELS_TEXT.split()[1:])}
)
_NASAL = {0x01: "n", 0x02: "n", 0x03: "h", 0x70: "n"}
_SILENCE = 0x4D
_DOT = 0x3C
_DOTTED = {"j": "z", "ph": "f", "k": "q", "d": "r", "dh": "r", "y": "y"}


def is_indic(letter: str) -> bool:
    """Tell whether a letter belongs to one of these scripts."""
    return _FIRST_BLOCK <= ord(letter) < _LAST_BLOCK + _BLOCK


def spell_indic(word: str) -> str:
    """Spell a word in ASCII letters; other signs are left out."""
    spelt: list[str] = []
    inherent = clustered = False
    place = -1
    for letter in word:
        silent = place == _SILENCE
        place = (ord(letter) - _FIRST_BLOCK) % _BLOCK if is_indic(letter) else -1
        if place in CONSONANTS:
            spelt += ["a", CONSONANTS[place]] if inherent else [CONSONANTS[place]]
            clustered, inherent = silent, True
        elif place == _DOT and spelt:
            spelt[-1] = _DOTTED.get(spelt[-1], spelt[-1])
        elif place in SIGNS or place == _SILENCE:
            spelt.append(SIGNS.get(place, ""))
            inherent = False
        elif place in VOWELS or place in _NASAL:
            spelt += ["a"] if inherent else []
            spelt.append(VOWELS.get(place) or _NASAL[place])
            inherent = False
    # Behind two consonants it is heard: Narendra, but Rajnikant.
    return "".join(spelt) + ("a" if inherent and clustered else "")
