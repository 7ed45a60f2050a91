"""How values are made small."""

from __future__ import annotations

import pytest

from kyc_service.domain.personal import JsonValue
from kyc_service.policy.coarsening import coarsen
from kyc_service.policy.rules import Form


@pytest.mark.parametrize(
    ("form", "value", "kept"),
    [
        (Form.FULL, {"a": [1]}, [{"a": [1]}]),
        (Form.FULL, None, [None]),
        (Form.WITHHOLD, "1970", []),
        (Form.YEAR, "1970-02-01", ["1970"]),
        (Form.YEAR, "1970-02", ["1970"]),
        (Form.YEAR, "1970", ["1970"]),
        (Form.YEAR, "1970~", ["1970"]),
        (Form.YEAR, "1970-02-01/1971-03-01", []),
        (Form.YEAR, "1970-02-01T00:00:00", []),
        (Form.YEAR, "born 1970", []),
        (Form.YEAR, "01-02-1970", []),
        (Form.YEAR, 1970, []),
        (Form.YEAR, None, []),
        (Form.YEAR, ["1970-02-01", "unknown"], [["1970"]]),
        (Form.YEAR, ["unknown"], []),
        (Form.YEAR, {"year": "1970", "day": "1"}, []),
        (Form.COUNTRY, {"country": "NL", "city": "Delft"}, [{"country": "NL"}]),
        (Form.COUNTRY, [{"country": "NL"}, {"city": "Delft"}], [[{"country": "NL"}]]),
        (Form.COUNTRY, {"country": "Delft, NL"}, []),
        (Form.COUNTRY, {"country": ["NL"]}, []),
        (Form.COUNTRY, {"city": "Delft"}, []),
        (Form.COUNTRY, "Street 1, Delft, NL", []),
        (Form.COUNTRY, [], []),
        (Form.COUNTRY, None, []),
    ],
)
def test_a_value_is_made_small_or_dropped(form: Form, value: JsonValue, kept: list[JsonValue]) -> None:
    assert coarsen(form, value) == kept
