from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.normalize.countries import find_country, is_no_country, to_country


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Iran", "IR"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Korea, North", "KP"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Korea, South", "KR"),
        ("Burma", "MM"),
        ("Palestinian", "PS"),
        ("State of Palestine", "PS"),
        ("Region: Gaza", "PS"),
        ("West Bank", "PS"),
        ("Region: Crimea", "UA"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Congo, Republic of the", "CG"),
        ("Congo", "CG"),
        ("The Gambia", "GM"),
        ("Bahamas, The", "BS"),
        ("Cote d Ivoire", "CI"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Virgin Islands, British", "VG"),
        ("North Macedonia, The Republic of", "MK"),
        ("Man, Isle of", "IM"),
        ("United Kingdom of Great Britain and Northern Ireland", "GB"),
        ("China, Hong Kong Special Administrative Region", "HK"),
        ("St. Kitts & Nevis", "KN"),
        ("Kosovo", "XK"),
        ("possibly Palestinian", "PS"),
        ("RUSSIA", "RU"),
        ("NL", "NL"),
    ],
)
def test_a_country_is_understood_as_the_lists_write_it(written: str, code: str) -> None:
    assert to_country(written) == code


@pytest.mark.parametrize(
    "written", ["undetermined", "na", "former Soviet Union", "None Identified", "Netherlands Antilles", ""]
)
def test_what_is_no_country_today_has_no_code_and_is_no_riddle(written: str) -> None:
    assert to_country(written) is None
    assert is_no_country(written)


@pytest.mark.parametrize("written", ["Ruritania", "nl", "Springfield"])
def test_what_is_unknown_stays_unknown(written: str) -> None:
    assert to_country(written) is None
    assert not is_no_country(written)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("Saint Petersburg, Russia", "RU"),
        ("Pyongyang, Korea, North", "KP"),
        ("Egypt", "EG"),
        ("Goma, Congo, Democratic Republic of the", "CD"),
        ("Springfield", None),
        ("", None),
    ],
)
def test_the_country_stands_at_the_end_of_a_place(place: str, code: str | None) -> None:
    assert find_country(place) == code


@given(st.text(max_size=80))
def test_any_text_gives_a_code_of_two_capitals_or_none(text: str) -> None:
    found = to_country(text)
    assert found is None or (len(found) == 2 and found.isupper())
