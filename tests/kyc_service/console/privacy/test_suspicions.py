"""Sealed records at the desk: for whoever keeps them, and nobody else is shown that there are any."""

from __future__ import annotations

import pytest

from kyc_service.domain.people.roles import Role
from tests.fixtures.service import Caller
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/privacy/suspicions"
REPORT = "Turnover and trade do not fit."


@pytest.fixture
def officer(enter: Enter, caller: Caller) -> Visitor:
    caller.run(caller.submit())
    return enter(caller, Role.PRIVACY_OFFICER)


def test_an_assessment_is_begun_written_and_closed(officer: Visitor) -> None:
    assert "None is on file" in read(officer.get(PATH))
    made = officer.post(PATH, {"subject": "shop-1", "report": REPORT})
    assert made.status_code == 303
    path = made.headers["Location"]
    page = officer.get(path)
    assert page.headers["Cache-Control"] == "no-store"
    assert REPORT in read(page)
    form = {"version": "1", "assessment": "Explained by a season.", "fiu_reference": "FIU-1", "close": "1"}
    assert officer.post(path, form).status_code == 303
    page = read(officer.get(path))
    assert "Explained by a season." in page
    assert "FIU-1" in page
    assert officer.post(path, {**form, "version": "2"}).status_code == 409
    assert REPORT not in read(officer.get(PATH))


@pytest.mark.parametrize(("field", "value"), [("subject", "shop-9"), ("report", " ")])
def test_a_fault_stands_at_its_field(officer: Visitor, field: str, value: str) -> None:
    page = read(officer.post(PATH, {"subject": "shop-1", "report": REPORT, field: value}), 422)
    assert f'id="fault-{field}"' in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PRIVACY_OFFICER])
def test_nobody_else_sees_that_there_are_any(officer: Visitor, enter: Enter, caller: Caller, role: Role) -> None:
    path = officer.post(PATH, {"subject": "shop-1", "report": REPORT}).headers["Location"]
    visitor = enter(caller, role)
    assert visitor.get(path).status_code == visitor.get(path[:-32] + "0" * 32).status_code == 403
    for address in ("", "/holds", "/disclosures", "/notices", "/policies"):
        page = visitor.get(f"/console/privacy{address}")
        assert "uspicion" not in page.text
        assert "ssessment" not in page.text
