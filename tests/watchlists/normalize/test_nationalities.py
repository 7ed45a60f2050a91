from __future__ import annotations

import pycountry
import pytest

from watchlists.normalize.nationalities import ADJECTIVES, to_nationality


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Iranian", "IR"), ("north  korean", "KP"), ("Nigerien", "NE"), ("Nigerian", "NG"), ("Iran", "IR"), ("IR", "IR"),
     ("Congolese", None), ("Dominican", None), ("Korean", None), ("", None)],
)  # fmt: skip
def test_an_adjective_or_a_name_is_a_country(text: str, expected: str | None) -> None:
    assert to_nationality(text) == expected


def test_every_code_is_a_country() -> None:
    assert set(ADJECTIVES.values()) - {"XK"} <= {country.alpha_2 for country in pycountry.countries}
