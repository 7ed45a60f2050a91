"""Numbers of one register: what makes no other number, and what does."""

from hypothesis import given
from hypothesis import strategies as st

from kyc_service.verifiers.comparing.numbers import is_same, is_same_vat

COUNTRY = st.sampled_from(["AU", "CH", "FR", "NO", "GB", "NL", None])


@given(st.text(max_size=80), st.text(max_size=80), COUNTRY)
def test_any_text_is_compared_and_the_sides_may_change_places(ours: str, theirs: str, country: str | None) -> None:
    assert is_same(ours, theirs, country) is is_same(theirs, ours, country)


@given(st.from_regex(r"[1-9][0-9]{7}", fullmatch=True), st.from_regex(r"[1-9][0-9]{7}", fullmatch=True), COUNTRY)
def test_other_digits_are_another_number(ours: str, theirs: str, country: str | None) -> None:
    assert is_same(ours, theirs, country) is (ours == theirs)


def test_a_text_without_a_sign_is_no_number() -> None:
    assert not is_same("", "", "NL")
    assert not is_same("-", ".", None)


def test_zeros_alone_are_a_number_of_their_own() -> None:
    assert is_same("000", "000", None)
    assert not is_same("000", "0001", None)


def test_a_vat_number_may_come_with_its_country_or_without() -> None:
    assert is_same_vat("NL004495445B01", "004495445B01")
    assert is_same_vat("FR 40 303 265 045", "FR40303265045")
    assert not is_same_vat("NL004495445B01", "NL004495445B02")
    assert not is_same_vat("NL004495445B01", "BE004495445B01")
    assert not is_same_vat("", "NL")


@given(st.text(max_size=20), st.text(max_size=20))
def test_vat_numbers_may_change_places(ours: str, theirs: str) -> None:
    assert is_same_vat(ours, theirs) is is_same_vat(theirs, ours)
