"""Industry codes are written in one way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.intake import texts
from kyc_service.domain.risk.industries import list_beginnings, read_code

ACCEPTED = st.from_regex(re.compile(texts._INDUSTRY.pattern, re.ASCII), fullmatch=True)


@pytest.mark.parametrize(
    ("given_as", "code"),
    [
        ("G4690", "46.90"),
        ("46.90", "46.90"),
        ("4690", "46.90"),
        ("G46.90", "46.90"),
        ("g4690", "46.90"),
        ("46", "46"),
        ("G46", "46"),
        ("469", "46.9"),
        ("46.9", "46.9"),
        ("46.90.1", "46.901"),
        ("46901", "46.901"),
        ("G", "G"),
        ("g", "G"),
        ("no code", "no code"),
        ("", ""),
    ],
)
def test_a_code_is_written_in_one_way(given_as: str, code: str) -> None:
    assert read_code(given_as) == code


@given(ACCEPTED)
def test_whatever_a_submission_may_say_is_written_once_and_for_all(text: str) -> None:
    code = read_code(text)
    assert read_code(code) == code
    assert re.fullmatch(r"[A-U]|[0-9]{2}(\.[0-9]{1,4})?", code)
    assert re.sub("[^0-9]", "", code) == re.sub("[^0-9]", "", text)


def test_beginnings_end_where_a_class_can_end() -> None:
    assert list_beginnings("46.72") == ("46", "46.7", "46.72")
    assert list_beginnings("46") == ("46",)
    assert list_beginnings("G") == ("G",)


@given(ACCEPTED)
def test_every_beginning_is_one(text: str) -> None:
    code = read_code(text)
    found = list_beginnings(code)
    assert found[-1] == code
    assert all(code.startswith(start) and not start.endswith(".") for start in found)
