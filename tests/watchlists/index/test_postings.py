"""Postings: every word leads to its forms, and the rare ones of a form weigh more than may stay uncovered."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from watchlists.index.postings import KINDS, LEAST_COVERED, Posted, Shelf, lay_postings, shelve, shelves_of
from watchlists.model import Kind
from watchlists.normalize.tokens import Shape

FORMS = st.lists(
    st.lists(st.tuples(st.integers(0, 8), st.floats(0.1, 2)), min_size=1, max_size=5), min_size=1, max_size=9
)


@given(FORMS)
def test_words_that_are_not_rare_in_a_form_are_never_enough(forms: list[list[tuple[int, float]]]) -> None:
    posted = Posted()
    shares: dict[tuple[int, int], float] = {}
    for form, words in enumerate(forms):
        total = sum(weight for _, weight in words)
        for word, weight in words:
            posted.add(form, word, weight / total)
            shares[word, form] = shares.get((word, form), 0.0) + weight / total
    shelves = np.array([form % len(Shelf) for form in range(len(forms))], dtype=np.uint8)
    laid = lay_postings(posted, 9, shelves)
    every, rare = read(laid, "posting", shelves), read(laid, "rare", shelves)
    assert every == set(shares)
    assert rare <= every
    for form in range(len(forms)):
        common = sum(share for (word, other), share in shares.items() if other == form and (word, form) not in rare)
        assert common < LEAST_COVERED


def read(laid: dict[str, np.ndarray], kind: str, shelves: np.ndarray) -> set[tuple[int, int]]:
    """Read `(word, form)` back, each under the shelf of its form."""
    starts, forms = laid[f"{kind}_starts"], laid[f"{kind}_forms"]
    found = set()
    for cell in range(len(starts) - 1):
        for form in forms[starts[cell] : starts[cell + 1]].tolist():
            assert shelves[form] == cell % len(Shelf)
            found.add((cell // len(Shelf), form))
    return found


def test_a_joined_word_is_rare_everywhere() -> None:
    posted = Posted()
    for form in range(3):
        posted.add(form, 0, 1.0)
        posted.add(form, 1, 1.0, several=True)
    laid = lay_postings(posted, 2, np.zeros(3, dtype=np.uint8))
    assert (1, 2) in read(laid, "rare", np.zeros(3, dtype=np.uint8))


@given(FORMS)
def test_beside_a_rare_posting_stands_the_rarest_other_word(forms: list[list[tuple[int, float]]]) -> None:
    posted = Posted()
    for form, words in enumerate(forms):
        for word, weight in words:
            posted.add(form, word, weight / sum(weight for _, weight in words))
    laid = lay_postings(posted, 9, np.zeros(len(forms), dtype=np.uint8))
    frequency = {word: sum(word in dict(words) for words in forms) for word in range(9)}
    starts = laid["rare_starts"]
    for word in range(9):
        for place in range(starts[word * len(Shelf)], starts[word * len(Shelf) + 1]):
            others = dict(forms[laid["rare_forms"][place]]).keys() - {word}
            rarest = min(others, key=lambda other: (frequency[other], other), default=None)
            assert (laid["rare_second_share"][place] > 0) == (rarest is not None)
            assert rarest is None or laid["rare_second"][place] == rarest


def test_persons_are_asked_for_where_the_kind_is_not_known_and_not_among_other_organisations() -> None:
    person, organisation, unknown = (1 << KINDS.index(kind) for kind in (Kind.PERSON, Kind.ORGANISATION, Kind.UNKNOWN))
    shapes = np.array([Shape.PERSON, Shape.ORGANISATION, Shape.ORGANISATION], dtype=np.uint8)
    kinds = np.array([person, organisation, organisation | unknown], dtype=np.uint8)
    on = shelve(shapes, kinds).tolist()
    for asked, expected in ((person | unknown, [0, 2]), (organisation | unknown | person, [0, 1, 2])):
        ranges = [range(*shelves_of(shape, asked)) for shape in Shape]
        assert [form for form, shelf in enumerate(on) if any(shelf in found for found in ranges)] == expected
