"""Codes of authenticators, against the values of the standard, and codes to write down."""

from __future__ import annotations

import base64
import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.services.people import codes

SECRET = base64.b32encode(b"12345678901234567890").decode()
"""Source: RFC 6238, appendix B."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert codes.find_step(SECRET, code, dt.datetime.fromtimestamp(seconds, dt.UTC)) == seconds // 30


@given(seconds=st.integers(10**9, 2 * 10**9), off=st.integers(-5, 5))
def test_a_code_is_good_for_its_step_and_one_on_either_side(seconds: int, off: int) -> None:
    import pyotp

    shown = pyotp.TOTP(SECRET).at(seconds + 30 * off)
    found = codes.find_step(SECRET, shown, dt.datetime.fromtimestamp(seconds, dt.UTC))
    if abs(off) <= 1:
        assert found is not None
        assert abs(found - seconds // 30) <= 1
    elif found is not None:  # two steps may show the same digits, one time in a million
        assert pyotp.TOTP(SECRET).at(found * 30) == shown


def test_secrets_and_recovery_codes_are_long_enough_not_to_be_guessed() -> None:
    assert len(base64.b32decode(codes.make_secret())) == 20
    made = [code for _ in range(20) for code in codes.make_recovery_codes()]
    assert len(set(made)) == 200
    assert all(re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", code) for code in made)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 123 456 ", "123456"),
        ("abcd-efgh-ijkl-mnop", "ABCDEFGHIJKLMNOP"),
        ("\u0661\u0662\u0663\u0664\u0665\u0666", ""),
        ("x" * 10_000, "X" * 64),
        ("", ""),
    ],
)
def test_a_code_may_be_typed_as_it_is_written(typed: str, kept: str) -> None:
    assert codes.normal(typed) == kept
