"""Postings: every word leads to its forms, and the rare ones of a form weigh more than may stay uncovered."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from watchlists.index.postings import LEAST_COVERED, Posted, lay_postings
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
    shapes = np.array([form % len(Shape) for form in range(len(forms))], dtype=np.uint8)
    laid = lay_postings(posted, 9, shapes)
    every, rare = read(laid, "posting", shapes), read(laid, "rare", shapes)
    assert every == set(shares)
    assert rare <= every
    for form in range(len(forms)):
        common = sum(share for (word, other), share in shares.items() if other == form and (word, form) not in rare)
        assert common < LEAST_COVERED


def read(laid: dict[str, np.ndarray], kind: str, shapes: np.ndarray) -> set[tuple[int, int]]:
    """Read `(word, form)` back, each under the shape of its form."""
    starts, forms = laid[f"{kind}_starts"], laid[f"{kind}_forms"]
    found = set()
    for cell in range(len(starts) - 1):
        for form in forms[starts[cell] : starts[cell + 1]].tolist():
            assert shapes[form] == cell % len(Shape)
            found.add((cell // len(Shape), form))
    return found


def test_a_joined_word_is_rare_everywhere() -> None:
    posted = Posted()
    for form in range(3):
        posted.add(form, 0, 1.0)
        posted.add(form, 1, 1.0, several=True)
    laid = lay_postings(posted, 2, np.zeros(3, dtype=np.uint8))
    assert (1, 2) in read(laid, "rare", np.zeros(3, dtype=np.uint8))
