from __future__ import annotations

import pytest

from watchlists.model import Kind
from watchlists.sources.imo_numbers import imo_type


@pytest.mark.parametrize(
    ("value", "kind", "found"),
    [
        ("9417464", Kind.VESSEL, "imo"),
        ("9417464", Kind.ORGANISATION, "imo"),
        ("IMO 7408873", Kind.VESSEL, "imo"),
        ("IMO 7408873", Kind.ORGANISATION, "imo_company"),  # passes both checks
        ("5571322", Kind.ORGANISATION, "imo_company"),
        ("6378969", Kind.VESSEL, "imo_company"),
        ("1234560", Kind.VESSEL, "imo"),
        ("12345", Kind.ORGANISATION, "imo_company"),
        ("12345", Kind.VESSEL, "imo"),
    ],
)
def test_the_check_digit_tells_ships_from_companies(value: str, kind: Kind, found: str) -> None:
    assert imo_type(value, kind) == found
