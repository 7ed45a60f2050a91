"""Holds at the desk: placed by one, agreed to by another, released by two."""

from __future__ import annotations

import re

import pytest

from kyc_service.domain.people.roles import Role
from tests.fixtures.service import Caller
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/privacy/holds"
FORM = {"subject": "shop-1", "reason": "litigation", "matter": "C/09/1234"}


@pytest.fixture
def officers(enter: Enter, caller: Caller) -> tuple[Visitor, Visitor]:
    caller.run(caller.submit())
    return enter(caller, Role.PRIVACY_OFFICER, name="Ada Een"), enter(caller, Role.PRIVACY_OFFICER, name="Bo Twee")


def test_a_hold_is_placed_and_released_by_two(officers: tuple[Visitor, Visitor]) -> None:
    one, other = officers
    assert "Nothing is held" in read(one.get(PATH))
    assert one.post(PATH, FORM).status_code == 303
    page = read(one.get(PATH))
    hold = re.search(r"/console/privacy/holds/hld_\w+", page)
    assert hold
    assert "C/09/1234" in page
    assert "Another person has to agree." in page
    assert one.post(hold[0], {"version": "1", "step": "approve"}).status_code == 403
    for at, (who, step) in enumerate(
        ((other, "approve"), (one, "review"), (one, "ask_release"), (other, "release")), start=1
    ):
        assert who.post(hold[0], {"version": str(at), "step": step}).status_code == 303, step
    page = read(one.get(PATH))
    assert "Released" in page
    assert "Nothing is held" in page


@pytest.mark.parametrize(("field", "value"), [("subject", "shop-9"), ("reason", "a whim"), ("matter", "x" * 501)])
def test_a_fault_stands_at_its_field(officers: tuple[Visitor, Visitor], field: str, value: str) -> None:
    page = read(officers[0].post(PATH, {**FORM, field: value}), 422)
    assert f'id="fault-{field}"' in page
    assert "Nothing is held" in page


def test_a_step_that_there_is_not_says_so(officers: tuple[Visitor, Visitor]) -> None:
    officers[0].post(PATH, FORM)
    hold = re.search(r"/console/privacy/holds/hld_\w+", read(officers[0].get(PATH)))
    assert hold
    assert "Press one of the buttons" in read(officers[0].post(hold[0], {"version": "1", "step": "burn"}), 422)
