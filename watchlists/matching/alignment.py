"""Pair the tokens of two prepared names, best likeness first; say what is left over on each side.

Knows nothing of persons or organisations beyond the tokens' roles. May not score a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from watchlists.matching.likeness import LEAST, alike, like_glued
from watchlists.normalize.tokens import COMMON, PAIR, Role, Token, join_tokens

_INITIAL_LIKENESS = 0.9
_JOINED_COST = 0.04
_SHORTEST_GLUED = 2

LikenessMemory = dict[tuple[str, bool, str, bool], float]
"""Likeness of token pairs met during one search: the same words come again in many names."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Tokens that stand for one another: usually one on each side, several where a name is glued."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    likeness: float


@dataclass(slots=True)
class Alignment:
    """How two names' tokens pair up. Indices are places in each name."""

    left: Sequence[Token]
    right: Sequence[Token]
    pairs: list[Pair] = field(default_factory=list)
    left_over: list[int] = field(default_factory=list)
    right_over: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class KnownPairs:
    """What a search has found out about two names already."""

    alike: Mapping[int, Sequence[tuple[int, float]]]
    """For places of the left name: the places of the right one whose tokens are alike, with their likeness."""
    glued: bool
    """Whether tokens of one side may be one of the other, written together."""


_NOTHING_KNOWN = KnownPairs({}, glued=True)


def align(
    left: Sequence[Token],
    right: Sequence[Token],
    memory: LikenessMemory | None = None,
    known: KnownPairs | None = None,
    *,
    initials: bool = True,
) -> Alignment:
    """Pair tokens: equal and alike ones, then glued ones, then initials.

    Left tokens whose alike ones are `known` are not compared again.
    """
    done = Alignment(left, right, [], list(range(len(left))), list(range(len(right))))
    known = known or _NOTHING_KNOWN
    _pair_alike(done, {} if memory is None else memory, known.alike)
    # Without any word in common only one word can be the other name glued; else all letters are compared elsewhere.
    glued = known.glued and (bool(done.pairs) or len(left) == 1 or len(right) == 1)
    if glued and done.left_over and len(right) > 1:
        _pair_glued(done, swapped=False)
    if glued and done.right_over and len(left) > 1:
        _pair_glued(done, swapped=True)
    if initials and done.left_over and done.right_over:
        _pair_initials(done)
    return done


def _pair_alike(done: Alignment, memory: LikenessMemory, known: Mapping[int, Sequence[tuple[int, float]]]) -> None:
    found: list[tuple[float, int, int, int]] = []
    for i, left in enumerate(done.left):
        if i in known:
            found.extend([(-likeness, abs(i - j), i, j) for j, likeness in known[i]])
            continue
        for j, right in enumerate(done.right):
            likeness = 1.0 if left.text == right.text else _recall(left, right, memory)
            if likeness:
                found.append((-likeness, abs(i - j), i, j))
    found.sort()
    free_left, free_right = set(done.left_over), set(done.right_over)
    for negative, _, i, j in found:
        if i in free_left and j in free_right:
            free_left.remove(i)
            free_right.remove(j)
            done.pairs.append(Pair((i,), (j,), -negative))
    done.left_over, done.right_over = sorted(free_left), sorted(free_right)


def _recall(left: Token, right: Token, memory: LikenessMemory) -> float:
    if left.role in COMMON or right.role in COMMON:
        return alike(left, right)
    key = (left.text, left.unvocalised, right.text, right.unvocalised)
    known = memory.get(key)
    return memory.setdefault(key, alike(left, right)) if known is None else known


def _pair_glued(done: Alignment, *, swapped: bool) -> None:
    """Find one token left over that is several neighbours of the other side, written together."""
    one, other = (done.right, done.left) if swapped else (done.left, done.right)
    one_over, other_over = (done.right_over, done.left_over) if swapped else (done.left_over, done.right_over)
    if len(other_over) < PAIR or not one_over or max(len(one[place].text) for place in one_over) < _SHORTEST_GLUED:
        return
    runs = [run for run in join_tokens(tuple(other)) if set(range(run[0], run[1])) <= set(other_over)]
    for place in list(one_over):
        best: tuple[float, int, int] | None = None
        for start, end, text in runs:
            vague = one[place].unvocalised or any(token.unvocalised for token in other[start:end])
            likeness = like_glued(text, one[place].text, unvocalised=vague)
            if likeness >= LEAST and (best is None or likeness > best[0]) and set(range(start, end)) <= set(other_over):
                best = (likeness, start, end)
        if best is None:
            continue
        run = tuple(range(best[1], best[2]))
        one_over.remove(place)
        for used in run:
            other_over.remove(used)
        pair = Pair(run, (place,), best[0] - _JOINED_COST) if swapped else Pair((place,), run, best[0] - _JOINED_COST)
        done.pairs.append(pair)


def _pair_initials(done: Alignment) -> None:
    """Let an initial stand for a word that begins with it, but only where no whole word on its side is left over."""
    left_initials = all(done.left[i].role is Role.INITIAL for i in done.left_over)
    right_initials = all(done.right[j].role is Role.INITIAL for j in done.right_over)
    if not left_initials and not right_initials:
        return
    for i in list(done.left_over):
        for j in list(done.right_over):
            if not (done.left[i].role is Role.INITIAL and left_initials) and not (
                done.right[j].role is Role.INITIAL and right_initials
            ):
                continue
            if done.left[i].text[0] == done.right[j].text[0]:
                done.left_over.remove(i)
                done.right_over.remove(j)
                done.pairs.append(Pair((i,), (j,), _INITIAL_LIKENESS))
                break
