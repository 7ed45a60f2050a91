"""Postings: every word leads to its forms."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from watchlists.index.postings import KINDS, Posted, Shelf, lay_postings, shelve, shelves_of
from watchlists.model import Kind
from watchlists.normalize.tokens import Shape

FORMS = st.lists(
    st.lists(st.tuples(st.integers(0, 8), st.floats(0.1, 2)), min_size=1, max_size=5), min_size=1, max_size=9
)


@given(FORMS)
def test_every_word_leads_to_all_its_forms_with_its_share_of_each(forms: list[list[tuple[int, float]]]) -> None:
    posted = Posted()
    shares: dict[tuple[int, int], float] = {}
    for form, words in enumerate(forms):
        total = sum(weight for _, weight in words)
        for word, weight in words:
            posted.add(form, word, weight / total)
            shares[word, form] = shares.get((word, form), 0.0) + weight / total
    shelves = np.array([form % len(Shelf) for form in range(len(forms))], dtype=np.uint8)
    found = read(lay_postings(posted, 9, shelves), shelves)
    assert found.keys() == shares.keys()
    assert all(abs(found[pair] - share) < 1e-5 for pair, share in shares.items())


def read(laid: dict[str, np.ndarray], shelves: np.ndarray) -> dict[tuple[int, int], float]:
    """Read the share of each `(word, form)` back, each under the shelf of its form."""
    starts, forms, shares = laid["posting_starts"], laid["posting_forms"], laid["posting_shares"]
    found = {}
    for cell in range(len(starts) - 1):
        part = slice(starts[cell], starts[cell + 1])
        for form, share in zip(forms[part].tolist(), shares[part].tolist(), strict=True):
            assert shelves[form] == cell % len(Shelf)
            found[cell // len(Shelf), form] = share
    return found


def test_persons_are_asked_for_where_the_kind_is_not_known_and_not_among_other_organisations() -> None:
    person, organisation, unknown = (1 << KINDS.index(kind) for kind in (Kind.PERSON, Kind.ORGANISATION, Kind.UNKNOWN))
    shapes = np.array([Shape.PERSON, Shape.ORGANISATION, Shape.ORGANISATION], dtype=np.uint8)
    kinds = np.array([person, organisation, organisation | unknown], dtype=np.uint8)
    on = shelve(shapes, kinds).tolist()
    for asked, expected in ((person | unknown, [0, 2]), (organisation | unknown | person, [0, 1, 2])):
        ranges = [range(*shelves_of(shape, asked)) for shape in Shape]
        assert [form for form, shelf in enumerate(on) if any(shelf in found for found in ranges)] == expected
