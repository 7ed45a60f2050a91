from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.model import Kind
from watchlists.sources.date_lists import add_birth_dates
from watchlists.sources.drafts import Draft


def read(text: str) -> tuple[list[str], list[str]]:
    draft = Draft(id="au:1", source="au", kind=Kind.PERSON)
    add_birth_dates(draft, text)
    return [str(date) for date in draft.birth_dates], [value.text for value in draft.unparsed]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1962-08-05", ["1962-08-05"]),
        ("05/08/1962", ["1962-08-05"]),
        ("5.8.1962", ["1962-08-05"]),
        ("03/1965", ["1965-03"]),
        ("dd/06/1965", ["1965-06"]),
        ("dd/mm/1965", ["1965"]),
        ("a) Approximately 1955- 1958 b) Approximately 1945-1950", ["1955/1958~", "1945/1950~"]),
        ("a) 30/04/1963;     b) 1960", ["1963-04-30", "1960"]),
        ("20. Jul 1970; 1971", ["1970-07-20", "1971"]),
        ("12 Mar 1943 >> 13 Apr 1943", ["1943-03-12", "1943-04-13"]),
        ("1 March 1960 or 2 March 1960", ["1960-03-01", "1960-03-02"]),
        ("14/10/1946; alt DOB: 16/12/1948", ["1946-10-14", "1948-12-16"]),
        ("5/06/1953   15/06/1953", ["1953-06-05", "1953-06-15"]),
        ("1968 or 1969 or 1970", ["1968", "1969", "1970"]),
        ("a) Between Aug. and Sep 1977    b) 1976", ["1977-08/1977-09", "1976"]),
        ("21-Apr-65", ["1965-04-21"]),
        ("approximately 1977/1978", ["1977/1978~"]),
        ("(Aug. 1961)", ["1961-08"]),
    ],
)
def test_dates_of_one_cell_keep_their_precision(text: str, expected: list[str]) -> None:
    assert read(text) == (expected, [])


def test_what_is_said_of_a_date_is_kept() -> None:
    draft = Draft(id="au:1", source="au", kind=Kind.PERSON)
    add_birth_dates(draft, "25/10/1983 (as Ibrahim Hasan)  1977 (as Muhammad Salman)")
    assert [str(date) for date in draft.birth_dates] == ["1983-10-25", "1977"]
    assert draft.reasons == ["Birth date: 25/10/1983 (as Ibrahim Hasan)  1977 (as Muhammad Salman)"]


@pytest.mark.parametrize(
    "text", ["24/06/1402 (Hijri Calendar)", "31/02/1970", "30-35 years old", "21-Apr-12", "29 March"]
)
def test_what_is_no_date_is_kept_as_published(text: str) -> None:
    assert read(text) == ([], [text])


@given(st.text(alphabet="0123456789 /-.;,()abcor>", max_size=40))
def test_digits_are_read_or_kept_whatever_stands_around_them(text: str) -> None:
    found, kept = read(text)
    assert (found or kept) or not any(mark.isalnum() for mark in text) or not any(mark.isdigit() for mark in text)
    assert all(value.strip() for value in kept)
