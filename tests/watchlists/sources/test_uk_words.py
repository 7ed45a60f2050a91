from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.sources.uk_words import find_issuer, pair_numbered, read_country, read_date, split_numbered


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Russia", "RU"),
        ("Congo (Democratic Republic).", "CD"),
        ("Ukrainian SSR (now Ukraine)", "UA"),
        ("Former USSR Currently Belarus", "BY"),
        ("Former USSR, now Kyrgyzstan", "KG"),
        ("Georgia (former USSR)", "GE"),
        ("Kazakh Soviet Socialist Republic", "KZ"),
        ("Komi ASSR (now Russian Federation)", "RU"),
        ("Russian", "RU"),
        ("USSR", None),
        ("Moscow", None),
    ],
)
def test_countries_are_read_as_they_are_now(text: str, code: str | None) -> None:
    assert read_country(text) == code


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ("Libyan Passport No.", "LY"),
        ("(Afghan) (tazkira)", "AF"),
        ("Saudi Arabia, issue date: 06/11/1990", "SA"),
        ("Issuing Country: Belgium. Date of Expiry: 19/09/2023.", "BE"),
        ("Issued on 04/10/2003 by the Maikop Department", None),
        ("Expires 28 April 2026", None),
        ("", None),
    ],
)
def test_the_issuer_is_read_from_the_beginning_of_the_details(details: str, code: str | None) -> None:
    assert find_issuer(details) == code


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("13/05/1970", "1970-05-13"),
        ("dd/mm/1965", "1965"),
        ("dd/06/1965", "1965-06"),
        ("00/00/1961", "1961"),
        ("00/06/1961", "1961-06"),
        ("13/00/1961", "1961"),
        ("05/1963", "1963-05"),
        ("1951", "1951"),
        ("29-06-2012", "2012-06-29"),
        ("31/02/1961", None),
        ("13/1961", None),
        ("circa 1961", None),
    ],
)
def test_dates_are_read_with_what_is_known(text: str, date: str | None) -> None:
    found = read_date(text)
    assert (str(found) if found else None) == date


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("(1) Libya. (2) Egypt", ["Libya.", "Egypt"]),
        ("(1-3) Libya (4) Morocco", ["Libya", "Libya", "Libya", "Morocco"]),
        ("(1) Uganda (2) Uganda (3)Uganda", ["Uganda"] * 3),
        ("(1) 20645897 (2) -", ["20645897", ""]),
        ("0703769818 (31)", ["0703769818 (31)"]),
        ("(Afghan) (tazkira)", ["(Afghan) (tazkira)"]),
        ("-", []),
        ("", []),
    ],
)
def test_numbered_values_are_split(text: str, values: list[str]) -> None:
    assert split_numbered(text) == values


def test_details_are_paired_by_their_numbers() -> None:
    assert pair_numbered("(1) A (2) B", "(1) - (2) Kuwait") == [("A", ""), ("B", "Kuwait")]
    assert pair_numbered("(1) A (2) B", "Qatar") == [("A", "Qatar"), ("B", "Qatar")]
    assert pair_numbered("", "Iranian") == [("", "Iranian")]


@given(st.lists(st.from_regex(r"[A-Z][a-z]{1,8}", fullmatch=True), min_size=1, max_size=20))
def test_what_was_numbered_is_found_again(values: list[str]) -> None:
    text = " ".join(f"({number}) {value}" for number, value in enumerate(values, start=1))
    assert split_numbered(text) == values
