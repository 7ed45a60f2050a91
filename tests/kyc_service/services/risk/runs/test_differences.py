"""Differences between two tables of risk factors."""

from __future__ import annotations

import copy

from kyc_service.services.risk.files import default_table, write_table
from kyc_service.services.risk.runs.differences import compare

BASE = write_table(default_table())


def test_a_table_does_not_differ_from_itself() -> None:
    assert compare(BASE, copy.deepcopy(BASE)) == ()


def test_every_part_that_differs_is_named_with_both_values() -> None:
    other = copy.deepcopy(BASE)
    other["bands"]["medium"]["from_points"] = 30
    other["ownership"]["required"] = True
    other["sources"]["fatf_call"]["values"] = ["IR"]
    first = other["factors"][0]
    first["most"] = 50.0
    first["rules"][0]["points"] = 45.0
    first["rules"][1].pop("at_least")
    gone = other["factors"].pop()
    found = {(one.part, one.of, one.rule, one.what): (one.before, one.after) for one in compare(BASE, other)}
    title, rules = first["title"], first["rules"]
    assert found.pop(("bands", "medium", "", "from_points")) == ("25", "30")
    assert found.pop(("ownership", "", "", "required")) == ("no", "yes")
    assert found.pop(("sources", "fatf_call", "", "values")) == ("IR, KP, MM", "IR")
    assert found.pop(("factors", title, "", "most")) == ("40", "50")
    assert found.pop(("factors", title, rules[0]["reason"], "points")) == ("40", "45")
    assert found.pop(("factors", title, rules[1]["reason"], "at_least")) == ("high", "")
    assert {of for _, of, _, _ in found} == {gone["title"]}
    assert all(after == "" for _, after in found.values())
