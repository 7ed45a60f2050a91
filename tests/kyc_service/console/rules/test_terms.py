"""The terms of the desk: shown and set by a senior."""

from __future__ import annotations

from kyc_service.domain.people.roles import Role
from tests.fixtures.visitors import MakeVisitor

FORM = {
    "version": "0",
    "country": "AE",
    "zone": "Asia/Dubai",
    "opens": "08:30",
    "closes": "18:00",
    "high_hours": "4",
    "medium_hours": "16",
    "low_hours": "32",
}


def test_terms_are_set_and_a_later_form_of_the_old_ones_is_refused(visit: MakeVisitor) -> None:
    senior = visit()
    assert 'value="24"' in senior.get("/console/terms").text
    assert senior.post("/console/terms", FORM).status_code == 303
    page = senior.get("/console/terms").text
    assert 'value="16"' in page
    assert '<option value="AE" selected>' in page
    assert "<option selected>Asia/Dubai</option>" in page
    assert senior.post("/console/terms", FORM).status_code == 412


def test_terms_that_cannot_be_are_refused(visit: MakeVisitor) -> None:
    senior = visit()
    for changed in (
        {"high_hours": "0"},
        {"low_hours": "many"},
        {"opens": "9"},
        {"opens": "19:00"},
        {"country": "XX"},
        {"zone": "Europe/Atlantis"},
    ):
        assert senior.post("/console/terms", {**FORM, **changed}).status_code == 422, changed
    assert senior.post("/console/terms", {**FORM, "version": ""}).status_code == 428
    assert visit(Role.ANALYST).get("/console/terms").status_code == 403
