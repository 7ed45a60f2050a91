"""Compare two prepared names: likeness in [0, 1] and, when asked, the reason in an analyst's words.

Below `FLOOR` a name says nothing and counts as 0. `candidates` relies on what `persons` and `organisations` promise:
whatever reaches the floor has most of one side's weight paired.
"""

from __future__ import annotations

from watchlists.matching import organisations, persons
from watchlists.matching.alignment import Alignment, LikenessMemory, align
from watchlists.matching.reasons import explain
from watchlists.normalize.tokens import PreparedName, Shape

FLOOR = 0.55
"""Names less alike than this are no evidence."""

_SIGNS_DIFFER = 0.3
_SYLLABLE_DIFFERS = 0.2
_GLUED = 0.95


def compare_names(left: PreparedName, right: PreparedName, memory: LikenessMemory | None = None) -> float:
    """Compare two names of one shape: 1 for the same name, 0 for different ones."""
    if not left.tokens or not right.tokens or left.shape is not right.shape:
        return 0.0
    alignment = align(left.tokens, right.tokens, memory, initials=left.shape is Shape.PERSON)
    if not alignment.pairs and left.shape is Shape.PERSON:
        return 0.0
    likeness = _judge(alignment, left, right)
    if left.signs and right.signs and left.signs != right.signs:
        # In Han and Hangul one sign is a syllable: another sign is another name, however alike the readings look.
        likeness -= _SIGNS_DIFFER
    elif (left.is_han or right.is_han) and _differs(alignment):
        likeness -= _SYLLABLE_DIFFERS
    return likeness if likeness >= FLOOR else 0.0


def explain_names(left: PreparedName, right: PreparedName) -> str:
    """Say in an analyst's words how two names that are alike differ."""
    return explain(align(left.tokens, right.tokens, initials=left.shape is Shape.PERSON), left, right)


def _differs(alignment: Alignment) -> bool:
    over = alignment.left_over or alignment.right_over
    return bool(over) or any(pair.likeness < _GLUED for pair in alignment.pairs)


def _judge(alignment: Alignment, left: PreparedName, right: PreparedName) -> float:
    if left.shape is Shape.PERSON:
        return persons.judge(alignment)
    return organisations.judge(alignment, left, right)
