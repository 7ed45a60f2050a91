"""Judge two names of organisations or ships: legal forms hardly count, generic words little, numbers must agree.

Promise to candidate search: a result of `names.FLOOR` or more has at most 22 % of one side's weight unpaired,
or one name is the other's acronym.
"""

from __future__ import annotations

from collections.abc import Sequence

from watchlists.matching.alignment import Alignment
from watchlists.normalize.organisations import acronym
from watchlists.normalize.tokens import PreparedName, Role, Token

_WORST = 0.45
_CONTRADICTED = 0.25
_CONTRADICTED_SHARE = 0.9
_OMITTED = {Role.GENERIC: 0.10, Role.PLACE: 0.22, Role.NUMBER: 0.25, Role.INITIAL: 0.25}
_OMITTED_FROM_ONE = {**_OMITTED, Role.GENERIC: 0.22}
_SEVERAL = 2
_OMITTED_WORD = 0.30
_OMITTED_SHARE = 0.15
_NUMBERS_DIFFER = 0.35
_FORMS_DIFFER = 0.01
_FORMS_AGREE = 0.03
_SLIP = 0.95
_ANOTHER_ORDER = 0.02
_ACRONYM = 0.80
_SHORT_ACRONYM = 0.74
_LONG = 5
_ONLY_GENERIC = 0.3
_DISTINCTIVE = 0.55


def judge(alignment: Alignment, left: PreparedName, right: PreparedName) -> float:
    """Tell how likely two names mean one organisation."""
    if is_acronym(left, right):
        return _ACRONYM if max(len(left.plain), len(right.plain)) >= _LONG else _SHORT_ACRONYM
    if not alignment.pairs:
        return 0.0
    likeness = _agreement(alignment)
    left_gap = _share(alignment.left, alignment.left_over)
    right_gap = _share(alignment.right, alignment.right_over)
    if left_gap and right_gap:
        likeness -= _CONTRADICTED + _CONTRADICTED_SHARE * min(left_gap, right_gap)
        if _has_number(alignment.left, alignment.left_over) and _has_number(alignment.right, alignment.right_over):
            likeness -= _NUMBERS_DIFFER
    likeness -= _omission(alignment, max(left_gap, right_gap))
    if left.legal and right.legal:
        likeness += _forms(agree=left.legal == right.legal, slip=not left_gap and not right_gap and likeness < _SLIP)
    if any(pair.left[0] != pair.right[0] for pair in alignment.pairs) and not left_gap and not right_gap:
        likeness -= _ANOTHER_ORDER
    return likeness


def _forms(*, agree: bool, slip: bool) -> float:
    """Let one legal form lift a name with a slip of the pen; another one hardly matters, companies change theirs."""
    if not agree:
        return -_FORMS_DIFFER
    return _FORMS_AGREE if slip else 0.0


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
    charge = sum(charges.get(token.role, _OMITTED_WORD) for token in over) + _OMITTED_SHARE * gap
    return charge + (_ONLY_GENERIC if not distinctive else 0.0)
