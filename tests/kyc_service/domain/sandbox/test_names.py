"""Names that give fixed outcomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.sandbox.names import Fixed, read_name


@pytest.mark.parametrize(
    ("name", "fixed"),
    [
        ("SANDBOX CLEAR LTD", Fixed.CLEAR),
        ("SANDBOX REVIEW LTD", Fixed.REVIEW),
        ("Sandbox Review 17 B.V.", Fixed.REVIEW),
        ("sandbox  review", Fixed.REVIEW),
        ("SANDBOX REJECTED LTD", Fixed.REJECTED),
        ("SANDBOX CLEARED LTD", Fixed.CLEARED),
        ("SANDBOX ACTION REQUIRED LTD", Fixed.ACTION_REQUIRED),
        ("SANDBOX FAILED LTD", Fixed.FAILED),
        ("SANDBOX UNAVAILABLE LTD", Fixed.UNAVAILABLE),
        ("SANDBOX SLOW LTD", Fixed.SLOW),
        ("SANDBOX ACTION LTD", None),
        ("SANDBOX REVIEWS LTD", None),
        ("SANDBOX", None),
        ("SANDBOXREVIEW LTD", None),
        ("The SANDBOX REVIEW LTD", None),
        ("REVIEW SANDBOX", None),
        ("", None),
    ],
)
def test_a_name_asks_for_an_outcome_by_its_first_words(name: str, fixed: Fixed | None) -> None:
    assert read_name(name) is fixed


def test_every_outcome_has_a_name() -> None:
    assert {read_name("sandbox " + fixed.value.replace("_", " ")) for fixed in Fixed} == set(Fixed)


@given(st.text(max_size=40).filter(lambda text: not text.casefold().strip().startswith("sandbox")))
def test_no_other_name_asks_for_anything(name: str) -> None:
    assert read_name(name) is None
