"""Legal forms."""

import pytest

from watchlists.normalize.legal_forms import find_form, is_form_slip, repair_form_word


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("gmbh", "limited"),
        ("llc", "limited"),
        ("ooo", "limited"),
        ("aktiengesellschaft", "stock"),
        ("open joint stock company", "stock"),
        ("s de rl de cv", "limited"),
        ("gazprom", None),
    ],
)
def test_forms_of_many_countries_have_few_classes(form: str, expected: str | None) -> None:
    assert find_form(tuple(form.split())) == expected


@pytest.mark.parametrize(
    ("slip", "meant"), [("aktiengeselschaft", "aktiengesellschaft"), ("joynt", "joint"), ("compan", "company")]
)
def test_one_wrong_letter_is_corrected(slip: str, meant: str) -> None:
    assert repair_form_word(slip) == meant


def test_a_short_form_may_have_a_slip_too() -> None:
    assert is_form_slip("gmhb")
    assert not is_form_slip("gazprom")
