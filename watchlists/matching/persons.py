"""Judge two persons' names by their aligned tokens. Omission is not contradiction; one wrong family name sinks all.

Promise to candidate search: see `coverage_needed`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from watchlists.matching.alignment import Alignment, Pair
from watchlists.matching.likeness import by_edits
from watchlists.normalize.tokens import SERVANT, PreparedName, Role, Token

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
F = TypeVar("F", float, Numbers)

CHARGES = (0.0,) * len(Role)
"""Least that `judge` takes for a token that is left out, by role, besides what its share costs."""

_WORST = 0.25
"""How much of the worst pair's distance counts besides the mean."""
_CONTRADICTED = 0.25
_CONTRADICTED_SHARE = 0.9
_OMITTED = 0.22
_OMITTED_COMMON = 0.5
_OMITTED_UNCERTAIN = 0.06
_OMITTED_FIRST = 0.06
_CERTAIN = 0.9
_RARE = 1.2
_NONE_SAME = 0.10
_FAR = 0.84
_NEAR = 0.87
_OMITTED_END = 0.06
_OMITTED_FAMILY = 0.08
_NO_FAMILY = 0.12
_OTHER_SERVANT = 0.12
_INITIAL_ALONE = 0.12
_INITIAL_FOR_FAMILY = 0.25
"""A given name and the first letter of a family name: very many people have that, whoever is listed."""

_ANOTHER_ORDER = 0.005
_FATHER_AND_SON = 0.4
_ONE_OF_MANY = 0.30
_ONE_WORD = 0.05
_ONE_COMMON = 0.12
_COMMON_BELOW = 1.0
_FULL_NAME = 2


def judge(alignment: Alignment) -> float:
    """Tell how likely two persons' names mean one name."""
    left, right = alignment.left, alignment.right
    likeness = _agreement(alignment)
    left_gap = _share(left, alignment.left_over)
    right_gap = _share(right, alignment.right_over)
    likeness -= _contradiction(left_gap, right_gap)
    gap = max(left_gap, right_gap)
    if gap:
        likeness -= _OMITTED * gap + _omitted_end(alignment) + _uncertain(alignment, gap)
    if gap and _is_other_servant(alignment):
        likeness -= _OTHER_SERVANT
    elif not gap and len(alignment.pairs) == _FULL_NAME and _is_none_the_same(alignment):
        # Of two words none is near the same, and one only sounds somewhat like the other: chance explains it as well.
        near = any(pair.likeness >= _NEAR for pair in alignment.pairs)
        likeness -= _NONE_SAME * (not near and any(_is_far(alignment, pair) for pair in alignment.pairs))
    if is_father_swapped(alignment):
        likeness -= _FATHER_AND_SON
    elif any(pair.left[0] != pair.right[0] for pair in alignment.pairs) and not gap:
        likeness -= _ANOTHER_ORDER
    return likeness - _loneliness(alignment, gap)


def coverage_needed(likeness: F) -> F:
    """Tell which share of one side's weight is paired in every result of `likeness` or more; titles count as paired.

    For numbers or arrays; more than 1 where no names are so alike.

    No agreement is above 1, and what is unpaired on both sides costs at least what `judge` takes for the smaller share.
    Besides, at least one whole word is paired, and it is more than one word of a longer name.
    """
    return 1.0 - (1.0 - _CONTRADICTED - likeness) / _CONTRADICTED_SHARE


def ceiling(agreement: float, worst: float, left_gap: float, right_gap: float) -> float:
    """Tell the most that `judge` gives to names that agree at most so well and leave at least such shares unpaired.

    `agreement` is the weighted mean likeness of pairs and `worst` the least of them.
    """
    most = agreement - _WORST * (1.0 - worst) - _OMITTED * max(left_gap, right_gap)
    return most - _contradiction(left_gap, right_gap)


def most_left_out(name: PreparedName, left_gap: float, right_gap: float, _charge: float, pairs: int) -> float:
    """Tell the most that `judge` gives to a name and one that leave at least so much unpaired: see `names`."""
    gap = max(left_gap, right_gap)
    most = 1.0 - _OMITTED * gap - _contradiction(left_gap, right_gap)
    if not gap or pairs >= _FULL_NAME:
        return most
    if len(name.tokens) > 1:
        return most - _ONE_OF_MANY
    weight = name.tokens[0].weight
    common = _ONE_COMMON if weight < _COMMON_BELOW else 0.0
    return most - _ONE_WORD - 2 * common - _OMITTED_COMMON * gap * max(0.0, _RARE - weight)


def ceiling_of_many(agreements: Numbers, worst: Numbers, left_gaps: Numbers, right_gaps: Numbers) -> Numbers:
    """Tell what `ceiling` does, of many names."""
    most = agreements - _WORST * (1.0 - worst) - _OMITTED * np.maximum(left_gaps, right_gaps)
    return most - _contradictions(left_gaps, right_gaps)


def most_left_out_of_many(left_gaps: Numbers, right_gaps: Numbers, sizes: Places, pairs: Places) -> Numbers:
    """Tell what `most_left_out` does, of many names of so many tokens, or more: what a word weighs is not known."""
    gaps = np.maximum(left_gaps, right_gaps)
    most = 1.0 - _OMITTED * gaps - _contradictions(left_gaps, right_gaps)
    short = (gaps > 0) & (pairs < _FULL_NAME)
    return most - short * np.where(sizes > 1, _ONE_OF_MANY, _ONE_WORD)


def _contradiction(left_gap: float, right_gap: float) -> float:
    """Charge for what is unpaired on both sides."""
    return _CONTRADICTED + _CONTRADICTED_SHARE * min(left_gap, right_gap) if left_gap and right_gap else 0.0


def _contradictions(left_gaps: Numbers, right_gaps: Numbers) -> Numbers:
    both = (left_gaps > 0) & (right_gaps > 0)
    return both * (_CONTRADICTED + _CONTRADICTED_SHARE * np.minimum(left_gaps, right_gaps))


def _agreement(alignment: Alignment) -> float:
    total = agreed = 0.0
    worst = 1.0
    for pair in alignment.pairs:
        weight = sum(alignment.left[i].weight for i in pair.left) + sum(alignment.right[j].weight for j in pair.right)
        total += weight
        agreed += weight * pair.likeness
        if alignment.left[pair.left[0]].role is not Role.INITIAL:
            worst = min(worst, pair.likeness)
    return agreed / total - _WORST * (1.0 - worst) if total else 0.0


def _share(tokens: Sequence[Token], places: list[int]) -> float:
    """Tell which share of a name's weight some places have."""
    missing = sum(tokens[place].weight for place in places if tokens[place].role is not Role.TITLE)
    return missing and missing / sum(token.weight for token in tokens)


def _omitted_end(alignment: Alignment) -> float:
    """Charge more for a name without its last token, which most often is the family name; a patronymic is not."""
    return sum(
        _OMITTED_END + _missing_family(tokens, over)
        for tokens, over in ((alignment.left, alignment.left_over), (alignment.right, alignment.right_over))
        if over
        and (len(tokens) - 1 in over or _missing_family(tokens, over))
        and tokens[over[-1]].role is not Role.MIDDLE
    )


def _missing_family(tokens: Sequence[Token], over: list[int]) -> float:
    """Charge for a family name that is left out, as the father's of two Spanish ones."""
    missing = [place for place in over if tokens[place].role is Role.FAMILY]
    if not missing:
        return 0.0
    return (
        _OMITTED_FAMILY
        if any(token.role is Role.FAMILY for place, token in enumerate(tokens) if place not in over)
        else _NO_FAMILY
    )


def _uncertain(alignment: Alignment, gap: float) -> float:
    """Charge an omission more where what is left is common or only alike: chance explains it as well."""
    weights = [alignment.left[i].weight for pair in alignment.pairs for i in pair.left]
    common = max(0.0, _RARE - sum(weights) / len(weights))
    alike = sum(pair.likeness < _CERTAIN for pair in alignment.pairs)
    first = 0.0
    if 0 in (*alignment.left_over[:1], *alignment.right_over[:1]):
        first = _OMITTED_FIRST * bool(alike) + _NONE_SAME * _is_none_the_same(alignment)
    return _OMITTED_COMMON * gap * common + _OMITTED_UNCERTAIN * min(alike, _FULL_NAME) + first


def _is_none_the_same(alignment: Alignment) -> bool:
    """Tell whether two words and more are alike and none is the same, though both names write their vowels."""
    return len(alignment.pairs) >= _FULL_NAME and all(
        pair.likeness < 1.0
        and not any(alignment.left[i].unvocalised for i in pair.left)
        and not any(alignment.right[j].unvocalised for j in pair.right)
        for pair in alignment.pairs
    )


def _is_far(alignment: Alignment, pair: Pair) -> bool:
    if pair.likeness >= _FAR or len(pair.left) != len(pair.right):
        return False
    return not by_edits(alignment.left[pair.left[0]].text, alignment.right[pair.right[0]].text, most=1)


def _is_other_servant(alignment: Alignment) -> bool:
    """Tell whether Abdul Khan met Padshah Khan: then Abdul is not left out but contradicted."""
    for pair in alignment.pairs:
        ours, theirs = alignment.left[pair.left[0]].text, alignment.right[pair.right[0]].text
        if (ours == SERVANT + theirs and alignment.right_over) or (theirs == SERVANT + ours and alignment.left_over):
            return True
    return False


def is_father_swapped(alignment: Alignment) -> bool:
    """Tell whether A bin B met B bin A."""
    fathers_left = {i for i, token in enumerate(alignment.left) if token.role is Role.FATHER}
    fathers_right = {j for j, token in enumerate(alignment.right) if token.role is Role.FATHER}
    if not fathers_left or not fathers_right:
        return False
    crossed = [pair for pair in alignment.pairs if (pair.left[0] in fathers_left) != (pair.right[0] in fathers_right)]
    return len(crossed) >= _FULL_NAME


def _loneliness(alignment: Alignment, gap: float) -> float:
    """Charge for a match that rests on one word of a longer name."""
    whole = [pair for pair in alignment.pairs if _is_word(alignment, pair.left[0], pair.right[0])]
    if not gap:
        if len(whole) == 1 and len(alignment.pairs) > 1:
            return _beside_initial(alignment, whole[0])
        return 0.0 if whole or all(pair.likeness >= 1.0 for pair in alignment.pairs) else 1.0
    words = max(max(len(pair.left), len(pair.right)) for pair in whole) if whole else 0
    if len(whole) >= _FULL_NAME or words >= _FULL_NAME:
        return 0.0
    if len(alignment.right) == 1 or not whole:
        return 1.0
    common = alignment.left[whole[0].left[0]].weight < _COMMON_BELOW
    return (
        _ONE_OF_MANY + (_ONE_COMMON if common else 0.0)
        if len(alignment.left) > 1
        else _ONE_WORD + 2 * _ONE_COMMON * common
    )


def _beside_initial(alignment: Alignment, whole: Pair) -> float:
    """Charge for one word beside initials: much where they stand for the family name (Bosco N), not for V Putin.

    The last token is taken for the family name, unless the publisher says that another one is.
    """
    left, right = alignment.left, alignment.right
    last = (len(left) - 1,), (len(right) - 1,)
    initial = (left[-1].role is Role.INITIAL) != (right[-1].role is Role.INITIAL)
    known = any(token.role is Role.FAMILY for token in (*left[:-1], *right[:-1]))
    if initial and not known and any((pair.left, pair.right) == last for pair in alignment.pairs):
        return _INITIAL_FOR_FAMILY
    return _INITIAL_ALONE if whole.likeness < _CERTAIN or _is_everyday(alignment, whole) else 0.0


def _is_everyday(alignment: Alignment, pair: Pair) -> bool:
    """Tell whether a pair is a name that very many bear."""
    return alignment.left[pair.left[0]].weight < _COMMON_BELOW and alignment.right[pair.right[0]].weight < _COMMON_BELOW


def _is_word(alignment: Alignment, left: int, right: int) -> bool:
    return Role.INITIAL not in {alignment.left[left].role, alignment.right[right].role}
