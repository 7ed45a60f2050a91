"""Compare two prepared names: likeness in [0, 1] and, when asked, the reason in an analyst's words.

Below `FLOOR` a name says nothing and counts as 0. `candidates` relies on `coverage_needed`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from watchlists.matching import organisations, persons
from watchlists.matching.alignment import Alignment, KnownPairs, LikenessMemory, Pair, align
from watchlists.matching.reasons import explain
from watchlists.normalize.east_asia import read_syllables
from watchlists.normalize.tokens import COMMON, SHORTEST_LETTERS, PreparedName, Role, Shape

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

FLOOR = 0.55
"""Names less alike than this are no evidence."""

_SAME_LETTERS = 0.95
_ONE_SLIP = 0.79
_LONG_LETTERS = {Shape.PERSON: 11, Shape.ORGANISATION: 8}
_LEAST_LETTERS = 4
_NO_SLIP = frozenset({Role.NUMBER, Role.PLACE, Role.INITIAL, Role.MIDDLE})

_SIGNS_DIFFER = 0.3
_SYLLABLE_DIFFERS = 0.25
_PINYIN_ONLY = frozenset("bdgqxzs")


def compare_names(
    left: PreparedName,
    right: PreparedName,
    memory: LikenessMemory | None = None,
    known: KnownPairs | None = None,
) -> float:
    """Compare two names of one shape: 1 for the same name, 0 for different ones.

    `known` are the alike tokens, where a search has found them already: see `alignment.align`.
    """
    if not left.tokens or not right.tokens or left.shape is not right.shape:
        return 0.0
    alignment = align(left.tokens, right.tokens, memory, known, initials=left.shape is Shape.PERSON)
    likeness = _judge(alignment, left, right) if alignment.pairs or left.shape is Shape.ORGANISATION else 0.0
    if likeness < _SAME_LETTERS and abs(len(left.letters) - len(right.letters)) <= 1:
        likeness = max(likeness, _by_letters(alignment, left, right))
    if left.signs and right.signs and left.signs != right.signs:
        # In Han and Hangul one sign is a syllable: another sign is another name, however alike the readings look.
        likeness -= _SIGNS_DIFFER
    elif (left.signs or right.signs) and left.signs != right.signs and _differs(alignment, left, right):
        likeness -= _SYLLABLE_DIFFERS
    if (left.signs or right.signs) and left.shape is Shape.PERSON and _is_shuffled(alignment):
        likeness -= _SYLLABLE_DIFFERS
    return likeness if likeness >= FLOOR else 0.0


def coverage_needed(shape: Shape, likeness: float) -> float:
    """Tell which share of one side's weight is paired in every pair of names that reach a likeness."""
    least = max(likeness, FLOOR)
    return min(1.0, persons.coverage_needed(least) if shape is Shape.PERSON else organisations.coverage_needed(least))


def ceiling(shape: Shape, agreement: float, worst: float, left_gap: float, right_gap: float) -> float:
    """Tell the most that names can reach which agree at most so well: see `persons` and `organisations`."""
    if shape is Shape.PERSON:
        return persons.ceiling(agreement, worst, left_gap, right_gap)
    return organisations.ceiling(agreement, worst, left_gap, right_gap)


def charges(shape: Shape) -> Sequence[float]:
    """Tell the least that is taken for a token that is left out, by role."""
    return persons.CHARGES if shape is Shape.PERSON else organisations.CHARGES


def most_left_out(name: PreparedName) -> Callable[[float, float, float, int], float]:
    """Tell how to bound what a name and another reach, were all words that are paired the same.

    What is returned takes the shares of each side's weight that are unpaired at least, the sum of `charges` for those
    tokens, and how many words are paired at most; words that are written together count one by one.
    """
    return partial(persons.most_left_out, name) if name.shape is Shape.PERSON else organisations.most_left_out


def coverage_needed_of_many(shapes: Places, likenesses: Numbers) -> Numbers:
    """Tell what `coverage_needed` does, of many likenesses of names of these shapes."""
    least = np.maximum(likenesses, FLOOR)
    needed = np.where(shapes == Shape.PERSON, persons.coverage_needed(least), organisations.coverage_needed(least))
    return np.minimum(1.0, needed)


def ceiling_of_many(
    shape: Shape, agreements: Numbers, worst: Numbers, left_gaps: Numbers, right_gaps: Numbers
) -> Numbers:
    """Tell what `ceiling` does, of many names of one shape."""
    if shape is Shape.PERSON:
        return persons.ceiling_of_many(agreements, worst, left_gaps, right_gaps)
    return organisations.ceiling_of_many(agreements, worst, left_gaps, right_gaps)


def most_left_out_of_many(
    shape: Shape, left_gaps: Numbers, right_gaps: Numbers, charges: Numbers, sizes: Places, pairs: Places
) -> Numbers:
    """Tell what `most_left_out` does, or more, of many names of one shape, each of so many tokens."""
    if shape is Shape.PERSON:
        return persons.most_left_out_of_many(left_gaps, right_gaps, sizes, pairs)
    return organisations.most_left_out_of_many(left_gaps, right_gaps, charges)


def explain_names(left: PreparedName, right: PreparedName) -> str:
    """Say in an analyst's words how two names that are alike differ."""
    return explain(align(left.tokens, right.tokens, initials=left.shape is Shape.PERSON), left, right)


def _by_letters(alignment: Alignment, left: PreparedName, right: PreparedName) -> float:
    """Compare all letters in one word, legal form and all: for words glued or parted, and for slips."""
    ours, theirs = left.letters, right.letters
    if len(ours) < SHORTEST_LETTERS or left.signs or right.signs:
        return 0.0
    if left.words == right.words and (_contradicts(alignment) or (left.shape is Shape.PERSON and _is_short(alignment))):
        return 0.0
    if ours == theirs:
        return _SAME_LETTERS if left.words != right.words else 0.0
    length = min(len(ours), len(theirs))
    if length < _LONG_LETTERS[left.shape] or OSA.distance(ours, theirs, score_cutoff=1) > 1:
        return 0.0
    return _ONE_SLIP if _digits(ours) == _digits(theirs) else 0.0


def _contradicts(alignment: Alignment) -> bool:
    """Tell whether a number or a place is another one: that is no slip."""
    over = [alignment.left[i] for i in alignment.left_over] + [alignment.right[j] for j in alignment.right_over]
    return any(token.role in _NO_SLIP for token in over)


def _is_short(alignment: Alignment) -> bool:
    """Tell whether a word that found no other is too short for a slip."""
    over = [alignment.left[i] for i in alignment.left_over] + [alignment.right[j] for j in alignment.right_over]
    return any(len(token.text) < _LEAST_LETTERS for token in over)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _differs(alignment: Alignment, left: PreparedName, right: PreparedName) -> bool:
    """Tell whether a syllable is another one: in Han and Hangul there are no slips of the pen."""
    over = [alignment.left[i] for i in alignment.left_over] + [alignment.right[j] for j in alignment.right_over]
    if any(token.role not in COMMON for token in over):
        return True
    for pair in alignment.pairs:
        ours = "".join(alignment.left[i].text for i in pair.left)
        theirs = "".join(alignment.right[j].text for j in pair.right)
        if _is_common(alignment, pair) or _same_syllables(ours, theirs):
            # What only pinyin spells so is no other system's spelling of another syllable.
            latin, han = (theirs, ours) if left.is_han else (ours, theirs)
            if not (left.is_han or right.is_han) or han[:1] == latin[:1] or not _starts_otherwise(han, latin):
                continue
        return True
    return False


def _starts_otherwise(han: str, latin: str) -> bool:
    """Tell whether a syllable begins as no other system spells the sign: Liu is no Yu in Chinese."""
    return latin[:1] in _PINYIN_ONLY or {han[:1], latin[:1]} == _NOT_IN_CHINESE


_NOT_IN_CHINESE = {"l", "y"}


def _is_shuffled(alignment: Alignment) -> bool:
    """Tell whether syllables changed places; only the family name may stand first or last."""
    places = [pair.right[0] for pair in sorted(alignment.pairs, key=lambda pair: pair.left[0])]
    return sum(before > after for before, after in pairwise([*places, *places[:1]])) > 1


def _is_common(alignment: Alignment, pair: Pair) -> bool:
    return alignment.left[pair.left[0]].role in COMMON and alignment.right[pair.right[0]].role in COMMON


def _same_syllables(ours: str, theirs: str) -> bool:
    return ours == theirs or ((reading := read_syllables(ours)) != "" and reading == read_syllables(theirs))


def _judge(alignment: Alignment, left: PreparedName, right: PreparedName) -> float:
    if left.shape is Shape.PERSON:
        return persons.judge(alignment)
    return organisations.judge(alignment, left, right)
