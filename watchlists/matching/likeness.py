"""How alike two tokens are: the same, a slip of the pen, another romanisation, a nickname.

`index.blocking.keys` promises that two tokens that are alike here share a key; change both together.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA, Levenshtein

from watchlists.normalize.nicknames import GROUPS
from watchlists.normalize.skeletons import vowels
from watchlists.normalize.tokens import COMMON, Role, Token

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
_SAME_BONES = 0.94
_PER_VOWEL = 0.07
_PER_FAR_EDIT = 0.03
_UNVOCALISED = 0.88
_NICKNAME = 0.85
_SAME_MEANING = 0.98
_SAME_SHORT = 0.72


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
        return _SAME_MEANING if left.skeleton == right.skeleton else by_edits(left.text, right.text)
    best = max(by_edits(left.text, right.text), _by_bones(left, right))
    if best < _NICKNAME and not GROUPS.get(left.text, _NONE).isdisjoint(GROUPS.get(right.text, _NONE)):
        best = _NICKNAME
    return best if best >= LEAST else 0.0


_NONE: frozenset[int] = frozenset()


def by_edits(left: str, right: str, most: int = 2) -> float:
    """Compare spellings: 0 beyond the edits allowed."""
    allowed = edits_allowed(left, right)
    allowed = min(allowed, most)
    if not allowed or not -allowed <= len(left) - len(right) <= allowed:
        return 0.0
    edits = OSA.distance(left, right, score_cutoff=allowed)
    if edits > allowed:
        return 0.0
    shorter = min(len(left), len(right))
    likeness = _ONE_EDIT.get(shorter, _ONE_EDIT_LONG) if edits == 1 else _TWO_EDITS.get(shorter, _TWO_EDITS_LONG)
    return likeness - (_FIRST_LETTER if left[0] != right[0] else 0.0)


def _by_bones(left: Token, right: Token) -> float:
    if left.skeleton != right.skeleton or len(left.skeleton) < SHORTEST_SKELETON:
        return 0.0
    if left.unvocalised or right.unvocalised:
        return _UNVOCALISED if len(left.skeleton) > SHORTEST_SKELETON else _SAME_SHORT
    apart = Levenshtein.distance(vowels(left.text), vowels(right.text))
    far = max(0, Levenshtein.distance(left.text, right.text) - 2)
    return (
        _SAME_BONES
        - _PER_VOWEL * apart
        - _PER_FAR_EDIT * far
        - (0.1 if len(left.skeleton) == SHORTEST_SKELETON else 0.0)
    )
