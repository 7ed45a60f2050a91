"""Judge two names of organisations or ships: legal forms hardly count, generic words little, numbers must agree.

Promise to candidate search: see `coverage_needed`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from watchlists.matching.alignment import Alignment, Pair
from watchlists.matching.likeness import by_edits, is_vague
from watchlists.normalize.org_words import are_synonyms, is_hollow
from watchlists.normalize.organisations import acronym, forms_of, is_foreign
from watchlists.normalize.tokens import COMMON, PreparedName, Role, Token

Numbers = npt.NDArray[np.float64]
F = TypeVar("F", float, Numbers)

_WORST = 0.45
_CONTRADICTED = 0.25
_CONTRADICTED_SHARE = 0.9
_OMITTED = {Role.GENERIC: 0.10, Role.PLACE: 0.18, Role.NUMBER: 0.25, Role.INITIAL: 0.25}
_OMITTED_FROM_ONE = {**_OMITTED, Role.GENERIC: 0.22, Role.PLACE: 0.22}
_OMITTED_HOLLOW = 0.205
"""Most that a word costs that tells nothing of a company, not even what it does, where the name is no abbreviation."""

_LEAST_OMITTED = min(_OMITTED.values())
_SEVERAL = 2
_OMITTED_WORD = 0.30
_OMITTED_WORD_OF_SEVERAL = 0.18
_OMITTED_SHARE = 0.15
CHARGES = tuple([min(_OMITTED_WORD_OF_SEVERAL, _OMITTED.get(role, 1.0)) for role in Role])
"""Least that `judge` takes for a token that is left out, by role, besides what its share costs."""

_NUMBERS_DIFFER = 0.35
_FORMS_DIFFER = 0.01
_SLIP_BESIDE_FORM = 0.78
_SLIP_ALONE = 0.77
_SLIP_OF_ONE_WORD = 0.74
_NOT_A_SLIP = 0.70
_LONG_WORD = 6
_SHORT_WORD = 4
_HEARD = 0.94
_PER_BONE = 0.02
_HEARD_OF_SOME = 0.91
_HEARD_OF_MANY = 0.87
_SOME_BONES = 3
"""How alike words in different letters are that are one as it sounds: by their consonants where vowels are left out."""

_ANOTHER_ORDER = 0.02
_COMMON_MOVED = 0.06
_ACRONYM = 0.80
_SHORT_ACRONYM = 0.72
_LONG = 5
_ONLY_GENERIC = 0.3
_DISTINCTIVE = 0.55


def judge(alignment: Alignment, left: PreparedName, right: PreparedName) -> float:
    """Tell how likely two names mean one organisation."""
    if is_acronym(left, right):
        return _ACRONYM if min(len(left.plain), len(right.plain)) >= _LONG else _SHORT_ACRONYM
    if not alignment.pairs:
        return 0.0
    likeness = _agreement(alignment)
    left_gap = _share(alignment.left, alignment.left_over)
    right_gap = _share(alignment.right, alignment.right_over)
    if left_gap and right_gap:
        likeness -= _CONTRADICTED + _CONTRADICTED_SHARE * min(left_gap, right_gap)
        if _has_number(alignment.left, alignment.left_over) and _has_number(alignment.right, alignment.right_over):
            likeness -= _NUMBERS_DIFFER
    likeness -= _omission(alignment, max(left_gap, right_gap)) + _synonyms(alignment)
    if not left_gap and not right_gap:
        likeness = _weigh_slips(alignment, left, right, likeness)
        if any(pair.left[0] != pair.right[0] for pair in alignment.pairs):
            likeness -= _ANOTHER_ORDER if any(_is_name(alignment, pair) for pair in alignment.pairs) else _COMMON_MOVED
    ours, theirs = forms_of(left.legal), forms_of(right.legal)
    if ours and theirs and ours != theirs:
        likeness -= _FORMS_DIFFER
    return likeness


def coverage_needed(likeness: F) -> F:
    """Tell which share of one side's weight is paired in every result of `likeness` or more, acronyms apart.

    For numbers or arrays; more than 1 where no names are so alike.

    No agreement is above 1, what is unpaired on both sides costs at least what `judge` takes for the smaller share, and
    legal forms only lift names of which nothing is unpaired.
    """
    return 1.0 - (1.0 - _CONTRADICTED - likeness) / _CONTRADICTED_SHARE


def ceiling(agreement: float, worst: float, left_gap: float, right_gap: float) -> float:
    """Tell the most that `judge` gives to names that agree at most so well and leave at least such shares unpaired.

    `agreement` is the weighted mean likeness of pairs and `worst` the least of them.
    """
    most = agreement - _WORST * (1.0 - worst)
    gap = max(left_gap, right_gap)
    if not gap:
        return max(most, _SLIP_BESIDE_FORM)
    if left_gap and right_gap:
        most -= _CONTRADICTED + _CONTRADICTED_SHARE * min(left_gap, right_gap)
    return most - _LEAST_OMITTED - _OMITTED_SHARE * gap


def most_left_out(left_gap: float, right_gap: float, charge: float, _pairs: int) -> float:
    """Tell the most that `judge` gives to names that leave at least so much unpaired: see `names`."""
    most = 1.0 - charge - _OMITTED_SHARE * max(left_gap, right_gap)
    if left_gap and right_gap:
        most -= _CONTRADICTED + _CONTRADICTED_SHARE * min(left_gap, right_gap)
    return most


def ceiling_of_many(agreements: Numbers, worst: Numbers, left_gaps: Numbers, right_gaps: Numbers) -> Numbers:
    """Tell what `ceiling` does, of many names."""
    most = agreements - _WORST * (1.0 - worst)
    gaps = np.maximum(left_gaps, right_gaps)
    less = most - _contradictions(left_gaps, right_gaps) - _LEAST_OMITTED - _OMITTED_SHARE * gaps
    return np.where(gaps > 0, less, np.maximum(most, _SLIP_BESIDE_FORM))


def most_left_out_of_many(left_gaps: Numbers, right_gaps: Numbers, charges: Numbers) -> Numbers:
    """Tell what `most_left_out` does, of many names."""
    most = 1.0 - charges - _OMITTED_SHARE * np.maximum(left_gaps, right_gaps)
    return most - _contradictions(left_gaps, right_gaps)


def _contradictions(left_gaps: Numbers, right_gaps: Numbers) -> Numbers:
    both = (left_gaps > 0) & (right_gaps > 0)
    return both * (_CONTRADICTED + _CONTRADICTED_SHARE * np.minimum(left_gaps, right_gaps))


def _weigh_slips(alignment: Alignment, left: PreparedName, right: PreparedName, likeness: float) -> float:
    """Judge slips by what stands beside them: the same legal form makes them likely, nothing makes them doubtful.

    Companies choose short names that are near one another (Cisco, Cidco), and typists keep the legal form.
    """
    wrong = [pair for pair in alignment.pairs if pair.likeness < 1.0]
    if not wrong:
        return likeness
    distinctive = [pair for pair in alignment.pairs if alignment.left[pair.left[0]].weight >= _DISTINCTIVE]
    if is_foreign(left.legal) != is_foreign(right.legal):
        if all(_is_heard(alignment, pair, ours_foreign=is_foreign(left.legal)) for pair in wrong):
            return likeness
    elif _is_short(alignment, wrong, distinctive):
        return min(likeness, _NOT_A_SLIP)
    return _weigh_wrong(alignment, (forms_of(left.legal), forms_of(right.legal)), likeness, wrong, distinctive)


def _weigh_wrong(
    alignment: Alignment, forms: tuple[str, str], likeness: float, wrong: list[Pair], distinctive: list[Pair]
) -> float:
    slip = all(_is_slip(alignment, pair) for pair in wrong)
    same_form = forms[0] == forms[1]
    if slip and same_form and forms[0]:
        return max(likeness, _SLIP_BESIDE_FORM)
    if len(distinctive) > 1 or len(alignment.pairs) > _SEVERAL:
        return max(likeness, _SLIP_ALONE) if slip and len(wrong) == 1 and same_form else likeness
    if not any(pair in wrong for pair in distinctive):
        return likeness
    shortest = min(len(alignment.left[i].text) for pair in distinctive for i in pair.left)
    if slip and same_form:
        return max(likeness, _SLIP_ALONE) if shortest >= _LONG_WORD else _SLIP_ALONE
    return min(
        likeness, _SLIP_OF_ONE_WORD if slip and shortest > _LONG_WORD and len(alignment.pairs) > 1 else _NOT_A_SLIP
    )


def _is_short(alignment: Alignment, wrong: list[Pair], distinctive: list[Pair]) -> bool:
    """Tell whether the only word that names the company is a short one: another letter makes another company of it."""
    return (
        len(distinctive) == 1
        and distinctive[0] in wrong
        and min(len(_spelt(alignment.left, distinctive[0].left)), len(_spelt(alignment.right, distinctive[0].right)))
        < _SHORT_WORD
    )


def _spelt(tokens: Sequence[Token], places: tuple[int, ...]) -> str:
    return "".join(tokens[place].text for place in places)


def _is_heard(alignment: Alignment, pair: Pair, *, ours_foreign: bool) -> bool:
    """Tell whether two words in different letters are surely one as it sounds: alike, and long enough.

    Lists give kana beside Latin names, so that kana on their side have to say more.
    """
    ours, theirs = alignment.left[pair.left[0]], alignment.right[pair.right[0]]
    if len(pair.left) != len(pair.right):
        return pair.likeness >= _HEARD
    bones = min(len(ours.skeleton.removeprefix("a")), len(theirs.skeleton.removeprefix("a")))
    if not ours.unvocalised and not theirs.unvocalised:
        return bones >= _SOME_BONES and pair.likeness >= max(_HEARD - _PER_BONE * (bones - _SOME_BONES), _HEARD_OF_MANY)
    if not ours_foreign and is_vague(theirs.text):
        return pair.likeness >= _HEARD_OF_MANY and bones > _SOME_BONES + 1
    return pair.likeness >= (_HEARD_OF_MANY if bones > _SOME_BONES else _HEARD_OF_SOME) and bones >= _SOME_BONES


def _is_slip(alignment: Alignment, pair: Pair) -> bool:
    """Tell whether two words differ by one typing error, or are written together or apart, or have one meaning."""
    if len(pair.left) != len(pair.right):
        return True
    ours, theirs = alignment.left[pair.left[0]], alignment.right[pair.right[0]]
    return by_edits(ours.text, theirs.text, most=1) > 0 or (ours.role in COMMON and ours.skeleton == theirs.skeleton)


def is_acronym(left: PreparedName, right: PreparedName) -> bool:
    """Tell whether one name is the other's first letters."""
    short, long = (left, right) if len(left.tokens) < len(right.tokens) else (right, left)
    return len(short.tokens) == 1 and len(long.tokens) > 1 and short.tokens[0].text == acronym(long)


def _agreement(alignment: Alignment) -> float:
    total = agreed = 0.0
    worst = 1.0
    for pair in alignment.pairs:
        weight = sum(alignment.left[i].weight for i in pair.left) + sum(alignment.right[j].weight for j in pair.right)
        total += weight
        agreed += weight * pair.likeness
        worst = min(worst, pair.likeness)
    return agreed / total - _WORST * (1.0 - worst) if total else 0.0


def _share(tokens: Sequence[Token], places: list[int]) -> float:
    if not places:
        return 0.0
    return sum(tokens[place].weight for place in places) / sum(token.weight for token in tokens)


def _has_number(tokens: Sequence[Token], places: list[int]) -> bool:
    return any(tokens[place].role is Role.NUMBER for place in places)


def _omission(alignment: Alignment, gap: float) -> float:
    if not gap:
        return 0.0
    weights = [
        min(alignment.left[pair.left[0]].weight, alignment.right[pair.right[0]].weight) for pair in alignment.pairs
    ]
    distinctive = sum(weight >= _DISTINCTIVE for weight in weights)
    charges = _OMITTED if distinctive >= _SEVERAL else _OMITTED_FROM_ONE
    over = [alignment.left[i] for i in alignment.left_over] + [alignment.right[j] for j in alignment.right_over]
    exact = all(pair.likeness >= _SURE for pair in alignment.pairs)
    word = _OMITTED_WORD_OF_SEVERAL if distinctive >= _SEVERAL and exact and _begin_alike(alignment) else _OMITTED_WORD
    named = sum(len(alignment.left[i].text) for pair in alignment.pairs for i in pair.left if _is_name(alignment, pair))
    hollow = _OMITTED_HOLLOW if named > _SHORT_WORD else 1.0
    charge = sum(min(charges.get(token.role, word), hollow if is_hollow(token.text) else 1.0) for token in over)
    charge += _OMITTED_SHARE * gap
    return charge + (_ONLY_GENERIC if not any(_is_name(alignment, pair) for pair in alignment.pairs) else 0.0)


_SURE = 0.97


def _synonyms(alignment: Alignment) -> float:
    """Charge for other words of one meaning where a name has no other words: many are called so."""
    if any(_is_name(alignment, pair) for pair in alignment.pairs):
        return 0.0
    other = sum(
        are_synonyms(alignment.left[pair.left[0]].text, alignment.right[pair.right[0]].text) for pair in alignment.pairs
    )
    return _SYNONYM * (other if len(alignment.pairs) < _LONG_TITLE else min(other, 1))


_SYNONYM = 0.2
_LONG_TITLE = 4


def _begin_alike(alignment: Alignment) -> bool:
    return any(pair.left[0] == 0 and pair.right[0] == 0 for pair in alignment.pairs)


def _is_name(alignment: Alignment, pair: Pair) -> bool:
    """Tell whether a pair is more than common words."""
    return alignment.left[pair.left[0]].role is Role.NAME or alignment.right[pair.right[0]].role is Role.NAME
