"""The bound on a pair of names: never below what comparing them gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from watchlists.matching.alignment import align
from watchlists.matching.names import compare_names, coverage_needed
from watchlists.matching.search.bounds import Side, can_reach, measure
from watchlists.normalize.names import prepare_person
from watchlists.normalize.organisations import prepare_organisation
from watchlists.normalize.tokens import PreparedName, Shape

PERSONS = ("ali ahmed hassan", "hasan ali ahmad", "j smith", "john smith", "jon smyth", "abdul rahman", "ivan petrov")
COMPANIES = ("iran air", "iran air lines", "bank melli", "bank mellat", "north star trading", "nord star trade 2")
WORDS = st.lists(
    st.sampled_from(sorted({word for name in PERSONS + COMPANIES for word in name.split()})), min_size=1, max_size=5
)


def side(name: PreparedName, best: list[float]) -> Side:
    weight = sum(token.weight for token in name.tokens)
    return measure(weight, [token.weight / weight for token in name.tokens], best)


def reaches(left: PreparedName, right: PreparedName, least: float) -> bool:
    """Ask with every token as like as the other side's most alike one; what is glued or an initial counts as paired."""
    best = {
        (i, j): pair.likeness
        for i, ours in enumerate(left.tokens)
        for j, theirs in enumerate(right.tokens)
        for pair in align([ours], [theirs], initials=left.shape is Shape.PERSON).pairs
    }
    glued = any(max(len(pair.left), len(pair.right)) > 1 for pair in align(left.tokens, right.tokens).pairs)
    ours = [max((best.get((i, j), 0.0) for j in range(len(right.tokens))), default=0) for i in range(len(left.tokens))]
    theirs = [
        max((best.get((i, j), 0.0) for i in range(len(left.tokens))), default=0) for j in range(len(right.tokens))
    ]
    left_side, right_side = (
        side(left, [1.0] * len(ours) if glued else ours),
        side(right, [1.0] * len(theirs) if glued else theirs),
    )
    spare = 1.0 - coverage_needed(left.shape, least) + 1e-4
    return min(left_side.gap, right_side.gap) <= spare and can_reach(left.shape, left_side, right_side, least)


@settings(max_examples=200)
@given(WORDS, WORDS, st.sampled_from(Shape))
def test_the_bound_is_never_below_the_likeness(ours: list[str], theirs: list[str], shape: Shape) -> None:
    prepare = prepare_person if shape is Shape.PERSON else prepare_organisation
    left, right = prepare(" ".join(ours)), prepare(" ".join(theirs))
    likeness = compare_names(left, right)
    if likeness and len(right.tokens) > 1 and (len(left.tokens) > 1 or shape is Shape.PERSON):
        assert reaches(left, right, likeness - 1e-6)


def test_names_without_a_word_in_common_cannot_reach_anything() -> None:
    left, right = prepare_person("ivan petrov"), prepare_person("john smith")
    assert not reaches(left, right, 0.55)
