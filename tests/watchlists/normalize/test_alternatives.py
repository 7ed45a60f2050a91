"""Several names in one value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.alternatives import MOST_ALTERNATIVES, alternatives


@pytest.mark.parametrize(
    ("value", "others"),
    [
        ("Viktor Bout", ()),
        ("Al-Qa'ida/Islamic Army", ("Al-Qa'ida", "Islamic Army")),
        ("Propaganda and Agitation Department (PAD)", ("Propaganda and Agitation Department",)),
        ("Bowne Global Solutions (France), Inc.", ()),
        ("Юрий ЛЕОНОВ / Юрiй ЛЕОНОВ", ("Юрий ЛЕОНОВ", "Юрiй ЛЕОНОВ")),
        ("Russian: Галина Книжонак", ("Галина Книжонак",)),
        ("Kara Trading, formerly Bogaz Shipping", ("Kara Trading", "Bogaz Shipping")),
        ("Kara Trading a.k.a. Bogaz Shipping", ("Kara Trading", "Bogaz Shipping")),
        ("Procter and Gamble", ()),
        ("Industrial and Commercial Bank", ()),
    ],
)
def test_tells_the_names_apart(value: str, others: tuple[str, ...]) -> None:
    assert alternatives(value) == (value, *others)


@given(st.text(max_size=80))
def test_any_text_has_itself_first_and_few_others(text: str) -> None:
    found = alternatives(text)
    assert found[0] == text
    assert len(found) <= MOST_ALTERNATIVES + 1


def test_long_texts_take_bounded_time() -> None:
    for text in ("(" * 10_000, "a (" * 3_000, "a / " * 2_500, "or и " * 2_000):
        assert len(alternatives(text)) <= MOST_ALTERNATIVES + 1
