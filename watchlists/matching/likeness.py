"""How alike two tokens are: the same, a slip of the pen, another romanisation, a nickname.

`index.blocking.keys` promises that two tokens that are alike here share a key; change both together.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from rapidfuzz.distance import OSA, Levenshtein

from watchlists.matching.vowels import differ_by_short_ones, unheard, vowels_apart
from watchlists.normalize.east_asia import read_syllables
from watchlists.normalize.nicknames import groups_of
from watchlists.normalize.org_stems import stem_of_adjective
from watchlists.normalize.skeletons import as_in_egypt, as_one_sound, gaps, skeletons, with_v, without_article
from watchlists.normalize.tokens import COMMON, SERVANT, Role, Token

LEAST = 0.6
"""Tokens less alike than this are different."""

ONE_EDIT_FROM = 3
"""Letters from which one edit is a slip."""

TWO_EDITS_FROM = 7
"""Letters from which two edits are a slip."""

SHORTEST_SKELETON = 2

_ONE_EDIT = {3: 0.76, 4: 0.82, 5: 0.86, 6: 0.88}
_ONE_EDIT_LONG = 0.91
_TWO_EDITS = {7: 0.70, 8: 0.75}
_TWO_EDITS_LONG = 0.80
_FIRST_LETTER = 0.04
SHORTEST_GLUED_SKELETON = 4
_GLUED_LEAST = 0.89
_GLUED_LENGTHS = 3
_SAME_BONES = 0.97
_OTHER_LENGTH = 0.14
_FEW_BONES = {2: 0.07, 3: 0.02}
_UNVOCALISED = 0.95
_FEW_BONES_UNVOCALISED = {2: 0.05, 3: 0.02}
_VOWELS = frozenset("aeiouy")
_VAGUE_UNITS = re.compile("rlr|fhf|djz|mnm|bv")
_VAGUE = 0.007
_LONGEST_RATIO = 1.75
_ONE_BONE_APART = 0.125
_PER_FAR_EDIT = 0.015
_NICKNAME = 0.85
_SAME_SYLLABLE = 0.84
_SERVANT = 0.85
_ARTICLE = 0.93
_PER_ARTICLE = 0.02
_ONE_BONE = 0.88
_SAME_MEANING = 0.98
_ADJECTIVE = 0.94
_OF_PLACE = "sk"
_LESS_AS_ADJECTIVE = 0.97


def edits_allowed(left: str, right: str) -> int:
    """Tell how many edits count as a slip between two words: the shorter one decides."""
    shorter = min(len(right), len(left))
    return 2 if shorter >= TWO_EDITS_FROM else 1 if shorter >= ONE_EDIT_FROM else 0


def alike(left: Token, right: Token) -> float:
    """Compare two tokens, in [0, 1]: 0 when they are different words. Symmetric."""
    if left.text == right.text:
        return 1.0
    if left.role is Role.NUMBER or right.role is Role.NUMBER:
        return 0.0
    if left.role in COMMON and right.role in COMMON:
        # Of two words that are known none is the other misspelt.
        return _SAME_MEANING if left.skeleton == right.skeleton else 0.0
    return like_words(left.text, right.text, left.unvocalised, right.unvocalised)


@lru_cache(maxsize=4096)
def like_words(left: str, right: str, left_unvocalised: bool = False, right_unvocalised: bool = False) -> float:  # noqa: FBT001, FBT002 - positional for the cache
    """Compare two different words by spelling, sound and custom; 0 when they are different words."""
    vague = left_unvocalised, right_unvocalised
    best = by_edits(left, right, most=1 if all(vague) else 2)
    if any(vague):
        best = max(best, _by_sound(left, right, left_unvocalised, right_unvocalised))
    else:
        best = max(best, _by_bones(left, right))
    if best < _NICKNAME and not groups_of(left).isdisjoint(groups_of(right)):
        best = _NICKNAME
    if best < _SAME_SYLLABLE and (reading := read_syllables(left)) and reading == read_syllables(right):
        best = _SAME_SYLLABLE
    if best < _SERVANT and (left == SERVANT + right or right == SERVANT + left):
        best = _SERVANT
    if best < _ARTICLE and (without_article(left) or without_article(right)):
        best = max(best, _by_article(left, right, left_unvocalised, right_unvocalised))
    if best < _ADJECTIVE and left[0] == right[0] and ((ours := stem_of_adjective(left)) or stem_of_adjective(right)):
        best = max(best, _by_stems(ours or left, stem_of_adjective(right) or right))
    return best if best >= LEAST else 0.0


def _by_sound(left: str, right: str, left_unvocalised: bool, right_unvocalised: bool) -> float:  # noqa: FBT001 - which side
    """Compare consonants, reading letters that were kept apart as two sounds and as one; else a single one's vowels."""
    if left_unvocalised and right_unvocalised and not (is_vague(left) or is_vague(right)):
        # Both write what they write: no vowel is to be guessed.
        return 0.0
    best = _by_consonants(left, right, left_unvocalised, right_unvocalised)
    if left_unvocalised == right_unvocalised:
        return best
    written, heard = (left, right) if left_unvocalised else (right, left)
    for reading, cost in _READINGS:
        read = reading(written)
        if read != written:
            best = max(best, _by_consonants(read, heard, left_unvocalised=True, right_unvocalised=False) - cost)
    if best < _ONE_BONE and len(_shared_bones(left, right)) == 1 and differ_by_short_ones(gaps(written), gaps(heard)):
        return _ONE_BONE
    return best


_READINGS: tuple[tuple[Callable[[str], str], float], ...] = ((as_one_sound, 0.0), (with_v, 0.0), (as_in_egypt, 0.02))
"""Other ways to read a word of Arabic, Persian or Hebrew letters, and what each costs."""


def _by_article(left: str, right: str, left_unvocalised: bool, right_unvocalised: bool) -> float:  # noqa: FBT001 - which side
    """Compare a word with an article and one that lost it; only Arabic letters leave room for spellings."""
    best = 0.0
    for ours, theirs, vague, other_vague in (
        (left, right, left_unvocalised, right_unvocalised),
        (right, left, right_unvocalised, left_unvocalised),
    ):
        bare = without_article(ours)
        if bare and bare == theirs:
            return _ARTICLE
        if bare and (vague or other_vague):
            best = max(best, _by_consonants(bare, theirs, vague, other_vague))
    return best - _PER_ARTICLE


def _by_stems(left: str, right: str) -> float:
    """Compare words whose Slavic endings were cut off; an adjective in -sk says the same as the place it is made of."""
    if left == right or left == right + _OF_PLACE or right == left + _OF_PLACE:
        return _ADJECTIVE
    return _LESS_AS_ADJECTIVE * _by_bones(left, right)


@lru_cache(maxsize=4096)
def like_glued(left: str, right: str, *, unvocalised: bool) -> float:
    """Compare a word with several written together: the same letters, or the same sound in another romanisation."""
    if left == right:
        return 1.0
    shared = _shared_bones(left, right)
    if unvocalised and len(shared) >= SHORTEST_GLUED_SKELETON:
        return max(
            _by_consonants(left, right, left_unvocalised=True, right_unvocalised=False),
            _by_consonants(left, right, left_unvocalised=False, right_unvocalised=True),
        )
    if (reading := read_syllables(left)) and reading == read_syllables(right):
        return _SAME_SYLLABLE
    if left[0] != right[0] or abs(len(left) - len(right)) > _GLUED_LENGTHS or len(shared) < SHORTEST_GLUED_SKELETON:
        return 0.0
    bones = _by_bones(left, right)
    return bones if bones >= _GLUED_LEAST else 0.0


def by_edits(left: str, right: str, most: int = 2) -> float:
    """Compare spellings: 0 beyond the edits allowed."""
    allowed = edits_allowed(left, right)
    allowed = min(allowed, most)
    if not allowed or not -allowed <= len(left) - len(right) <= allowed:
        return 0.0
    edits = OSA.distance(left, right, score_cutoff=allowed)
    return slip(left, right, edits) if edits <= allowed else 0.0


def slip(left: str, right: str, edits: int) -> float:
    """Tell how alike two words are that are one or two edits apart."""
    shorter = min(len(left), len(right))
    likeness = _ONE_EDIT.get(shorter, _ONE_EDIT_LONG) if edits == 1 else _TWO_EDITS.get(shorter, _TWO_EDITS_LONG)
    return likeness - (_FIRST_LETTER if left[0] != right[0] else 0.0)


def _by_bones(left: str, right: str) -> float:
    shared = _shared_bones(left, right)
    bones = len(shared.removeprefix("a"))
    if bones < SHORTEST_SKELETON or _is_part(left, right) or not (_has_vowel(left) and _has_vowel(right)):
        return 0.0
    ours, theirs = gaps(left), gaps(right)
    if len(ours) == len(theirs):
        last = len(ours) - 1
        apart = sum(
            vowels_apart(one, other, last=place == last)
            for place, (one, other) in enumerate(zip(ours, theirs, strict=True))
            if one != other
        )
    else:
        apart = _OTHER_LENGTH
    far = max(0, Levenshtein.distance(left, right) - 2)
    if bones == SHORTEST_SKELETON:
        # Two consonants say little: the vowels have to say the rest.
        apart *= 2
    return _SAME_BONES - apart - _PER_FAR_EDIT * far - _FEW_BONES.get(len(shared), 0.0)


def is_vague(word: str) -> bool:
    """Tell whether a word was spelt in kana, which many words of other languages share."""
    return _VAGUE_UNITS.search(word) is not None


def _has_vowel(word: str) -> bool:
    """Tell whether a word can be spoken: sounds do not make one abbreviation another."""
    return not _VOWELS.isdisjoint(word)


def _is_part(left: str, right: str) -> bool:
    """Tell whether one word is so much longer that it is hardly the other spelt anew."""
    return max(len(left), len(right)) > _LONGEST_RATIO * min(len(left), len(right))


def _by_consonants(left: str, right: str, left_unvocalised: bool, right_unvocalised: bool) -> float:  # noqa: FBT001 - which side
    """Compare where a side leaves short vowels out: the long ones it writes must be heard on the other side."""
    shared = _shared_bones(left, right)
    if len(shared) < SHORTEST_SKELETON:
        return 0.0
    ours, theirs = gaps(left), gaps(right)
    if len(ours) != len(theirs):
        apart = _OTHER_LENGTH
    else:
        last = len(ours) - 1
        both = left_unvocalised and right_unvocalised
        pairs = zip(ours, theirs, strict=True) if left_unvocalised else zip(theirs, ours, strict=True)
        apart = sum(
            2 * vowels_apart(one, other, last=place == last)
            if both
            else unheard(one, other, first=place == 0, last=place == last)
            for place, (one, other) in enumerate(pairs)
            if one != other
        )
    if apart > _ONE_BONE_APART and len(shared.removeprefix("a")) < SHORTEST_SKELETON:
        return 0.0
    vague = _VAGUE * (len(_VAGUE_UNITS.findall(left)) + len(_VAGUE_UNITS.findall(right)))
    return _UNVOCALISED - apart - vague - _FEW_BONES_UNVOCALISED.get(len(shared), 0.0)


def _shared_bones(left: str, right: str) -> str:
    """Give the longest skeleton that two words may both have."""
    ours = skeletons(left)
    theirs = skeletons(right)
    if len(ours) == len(theirs) == 1:
        return ours[0] if ours == theirs else ""
    return max((bones for bones in ours if bones in theirs), key=len, default="")
