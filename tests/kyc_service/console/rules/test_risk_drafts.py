"""The form of a draft of risk factors."""

from __future__ import annotations

from typing import Any

import pytest

from kyc_service.console.rules import risk_drafts
from kyc_service.errors import InvalidInputError
from kyc_service.services.risk.files import default_table, parse_table, write_table

BASE = write_table(default_table())


def test_a_form_without_a_change_is_the_table_itself() -> None:
    assert risk_drafts.read({}, BASE) == BASE


def test_numbers_of_the_form_take_the_place_of_those_of_the_table() -> None:
    form = {
        "name": "Mine",
        "band:medium:from_points": "30,5",
        "band:low:review_months": "48",
        "owners": "20",
        "factor:0": "45",
        "rule:0:0": "33",
        "rule:0:0:at_least": "",
        "rule:0:3:at_least": "medium",
    }
    made: Any = risk_drafts.read(form, BASE)
    table = parse_table(made)
    assert (made["name"], made["bands"]["medium"]["from_points"], made["bands"]["low"]["review_months"]) == (
        "Mine",
        30.5,
        48,
    )
    assert (table.ownership.threshold, table.factors[0].most, table.factors[0].rules[0].points) == (20, 45, 33)
    assert (table.factors[0].rules[0].at_least, table.factors[0].rules[3].at_least) == (None, "medium")
    assert write_table(default_table()) == BASE, "the table itself is as it was"


def test_text_is_taken_as_it_is() -> None:
    assert risk_drafts.read({"text": " name = 'x' ", "factor:0": "many"}, BASE) == "name = 'x'"


@pytest.mark.parametrize(
    ("form", "pointer", "code"),
    [
        ({"factor:0": "many"}, "/factor:0", "wrong_type"),
        ({"rule:1:0": ""}, "/rule:1:0", "wrong_type"),
        ({"rule:1:0": "inf"}, "/rule:1:0", "wrong_type"),
        ({"rule:0:0:at_least": "highest"}, "/rule:0:0", "unknown_value"),
        ({"text": "x" * (risk_drafts.LONGEST_TEXT + 1)}, "/content", "too_long"),
    ],
)
def test_what_is_no_number_is_named(form: dict[str, str], pointer: str, code: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        risk_drafts.read(form, BASE)
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [(pointer, code)]
