from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.identifiers import TYPES, classify, normalise, split_label


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Passport", "passport"),
        ("Número de pasaporte", "passport"),
        ("National Identification Number", "national_id"),
        ("C.U.R.P.", "national_id"),
        ("Tax ID No.", "tax_id"),
        ("NIT #", "tax_id"),
        ("SSN", "ssn"),
        ("SWIFT/BIC", "swift_bic"),
        ("Registration Number", "registration_number"),
        ("Vessel Registration Identification", "imo"),
        ("Company Number IMO", "imo_company"),
        ("Aircraft Tail Number", "aircraft_tail"),
        ("Email Address", "email"),
        ("Phone No.", "phone"),
        ("Secondary sanctions risk:", None),
    ],
)
def test_publishers_words_have_one_type(words: str, kind: str | None) -> None:
    assert classify(words) == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Passport A123 (Iran)", ("Passport", "passport", "A123 (Iran)")),
        ("NIT # 800018928-0 (Colombia)", ("NIT", "tax_id", "800018928-0 (Colombia)")),
        ("Company Number IMO 5055293", ("Company Number IMO", "imo_company", "5055293")),
        ("Company Number 01074897", ("Company Number", "registration_number", "01074897")),
        ("Ruritanian Fishing Permit No. 12-B", ("Ruritanian Fishing Permit No.", "other", "12-B")),
        ("Brigadier General", None),
        ("Passport", None),
    ],
)
def test_a_label_is_split_from_its_value(text: str, expected: tuple[str, str, str] | None) -> None:
    assert split_label(text) == expected


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        ("registration_number", "HRB 96-201", "hrb96201"),
        ("imo", "IMO 9187629", "9187629"),
        ("phone", "+49 (0)30 1234", "0049-0-30-1234"),
        ("website", "https://www.example.com/", "example.com"),
        ("passport", "Ａ１２３", "a-123"),
    ],
)
def test_two_ways_to_write_one_number_are_equal(kind: str, left: str, right: str) -> None:
    assert normalise(kind, left) == normalise(kind, right) != ""


@given(st.sampled_from(TYPES), st.text(max_size=40))
def test_a_reduced_value_does_not_change_again(kind: str, value: str) -> None:
    reduced = normalise(kind, value)
    if kind not in {"imo", "imo_company", "website"}:
        assert normalise(kind, reduced) == reduced
    assert all(mark.isalnum() for mark in reduced)


def test_other_is_among_the_types() -> None:
    assert "other" in TYPES
    assert len(set(TYPES)) == len(TYPES)
