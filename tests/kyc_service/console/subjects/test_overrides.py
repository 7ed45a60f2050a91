"""A level set by hand at the desk: lowered by two people, raised by one, ended, and every fault said."""

from __future__ import annotations

import pytest

from kyc_service.domain.people.roles import Role
from tests.fixtures.service import Caller, submission
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

FORM = {"level": "medium", "reason_code": "mitigating_controls", "note": "Their bank looks every month."}


@pytest.fixture
def path(caller: Caller) -> str:
    parts = submission()["business"]
    parts["registration"]["country"] = "IR"
    made = caller.run(caller.submit(submission(business={**parts, "industry": "92.00"})))
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        return f"/console/subjects/{work.verifications.get(made).subject_id}/risk"


def test_a_lower_level_waits_for_another_person(enter: Enter, caller: Caller, path: str) -> None:
    maker, checker = (enter(caller, Role.SENIOR_ANALYST, name=name) for name in ("Mila Janssen", "Bo de Vries"))
    assert maker.post(f"{path}/override", FORM).status_code == 303
    page = read(maker.get(path))
    assert "is proposed, and waits for a second person" in page
    assert "You proposed it, so another person has to agree." in page
    assert '<span class="state high">High</span>' in page
    assert maker.post(f"{path}/override/approval", {"version": "1"}).status_code == 403
    assert checker.post(f"{path}/override/approval", {"version": "1"}).status_code == 303
    page = read(checker.get(path))
    assert '<span class="state medium">Medium</span>' in page
    assert "agreed by" in page
    assert checker.post(f"{path}/override/end", {"version": "2"}).status_code == 303
    assert '<span class="state high">High</span>' in read(checker.get(path))


def test_a_higher_level_holds_at_once(analyst: Visitor, path: str) -> None:
    assert analyst.post(f"{path}/override", {**FORM, "level": "prohibited"}).status_code == 303
    page = read(analyst.get(path))
    assert "Prohibited is set until" in page
    assert "There is" not in read(analyst.post(f"{path}/override", FORM), 409)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level", "high"),
        ("level", "none"),
        ("reason_code", "whim"),
        ("note", "no"),
        ("until", "soon"),
        ("until", "2020-01-01"),
    ],
)
def test_a_fault_is_said_and_what_was_typed_stays(analyst: Visitor, path: str, field: str, value: str) -> None:
    page = read(analyst.post(f"{path}/override", {**FORM, field: value}), 422)
    assert 'role="alert"' in page
    assert "waits for a second person.</p>" in page
    assert ("Their bank looks every month." in page) == (field != "note")


def test_whoever_may_not_sees_no_form(enter: Enter, caller: Caller, path: str) -> None:
    visitor = enter(caller, Role.ANALYST)
    assert "Set another level" not in read(visitor.get(path))
    assert visitor.post(f"{path}/override", FORM).status_code == 403
