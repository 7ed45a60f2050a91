"""Registration, tax and licence numbers, and the client's own reference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import siren

from kyc_service.domain.intake.identifiers import read_number, read_reference, read_registration_number, read_vat


@pytest.mark.parametrize(
    ("number", "country", "sound"),
    [
        ("12345678", "NL", True),
        ("1234 5678", "NL", True),
        ("1234567", "NL", False),
        ("1234567O", "NL", False),
        ("552032534", "FR", True),
        ("552 032 534", "FR", True),
        ("552032535", "FR", False),
        ("RCS Paris B 552", "FR", True),
        ("923609016", "NO", True),
        ("923609017", "NO", False),
        ("923 609 016 MVA", "NO", True),
        ("00445790", "GB", True),
        ("SC123456", "GB", True),
        ("ZZ123456", "GB", False),
        ("53004085616", "AU", True),
        ("53004085617", "AU", False),
        ("CHE-107.787.577", "CH", True),
        ("CHE-107.787.578", "CH", False),
        ("CH-020.3.020.910-7", "CH", True),
        ("91110000600037341L", "CN", True),
        ("91110000600037342L", "CN", False),
        ("HRB 12345", "DE", True),
        ("12345678901234", None, True),
        ("第12345号", "JP", True),
        ("１２３", "JP", False),
        ("", "DE", False),
        ("--", "DE", False),
        ("x" * 65, "DE", False),
    ],
)
def test_registration_numbers(number: str, country: str | None, sound: bool) -> None:
    assert (read_registration_number(number, country, None).fault is None) is sound


def test_a_legal_entity_identifier_has_check_digits() -> None:
    assert read_registration_number("5493001KJTIIGC8Y1R12", "US", "lei").fault is None
    assert read_registration_number("5493001KJTIIGC8Y1R13", "US", "LEI").fault == "invalid_identifier"


@pytest.mark.parametrize(
    ("number", "country", "sound"),
    [
        ("NL004495445B01", None, True),
        ("NL123456789B01", None, False),
        ("004495445B01", "NL", True),
        ("EL094259216", None, True),
        ("094259216", "GR", True),
        ("GB980780684", None, True),
        ("GB980780685", None, False),
        ("CHE-107.787.577 MWST", "CH", True),
        ("123", None, True),
        ("NL00449544\uff15B01", None, False),
        ("", None, False),
    ],
)
def test_vat_numbers(number: str, country: str | None, sound: bool) -> None:
    assert (read_vat(number, country).fault is None) is sound


@pytest.mark.parametrize(("text", "sound"), [("WFT-10023", True), ("nx 123456", True), ("a\nb", False), (" ", False)])
def test_other_numbers(text: str, sound: bool) -> None:
    assert (read_number(text).fault is None) is sound


@pytest.mark.parametrize("text", ["shop-1", "A.b_c:d-1", "x" * 128])
def test_references(text: str) -> None:
    assert read_reference(text).value == text


@pytest.mark.parametrize("text", ["", "a b", "x" * 129, "../x", "a\n", "é"])
def test_what_is_no_reference(text: str) -> None:
    assert read_reference(text).fault == "invalid_reference"


@given(st.integers(0, 10**8 - 1), st.integers(1, 9))
def test_one_wrong_check_digit_is_found(stem: int, off: int) -> None:
    digits = f"{stem:08d}"
    right = next(digits + str(last) for last in range(10) if siren.is_valid(digits + str(last)))
    wrong = digits + str((int(right[-1]) + off) % 10)
    assert read_registration_number(right, "FR", None).fault is None
    assert read_registration_number(wrong, "FR", None).fault == "invalid_identifier"
