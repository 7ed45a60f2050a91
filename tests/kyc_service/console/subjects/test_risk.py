"""How carefully to look, at the desk."""

from __future__ import annotations

import re

from kyc_service.domain.people.roles import Role
from tests.fixtures.service import Caller, submission
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read


def _address(analyst: Visitor) -> str:
    found = re.search(r"/console/subjects/sub_[0-9a-f]{32}/risk", read(analyst.get(_case(analyst))))
    assert found
    return found[0]


def _case(analyst: Visitor) -> str:
    found = re.search(r"/console/cases/cas_[0-9a-f]{32}", read(analyst.get("/console/?queue=open")))
    assert found
    return found[0]


def _submit(caller: Caller) -> None:
    parts = submission()["business"]
    parts["registration"]["country"] = "IR"
    caller.run(caller.submit(submission(business={**parts, "industry": "92.00"})))


def test_a_level_comes_with_its_reasons_and_a_picture(caller: Caller, analyst: Visitor) -> None:
    _submit(caller)
    page = read(analyst.get(_address(analyst)))
    assert '<span class="state high">High</span>' in page
    assert "FATF" in page
    assert "comes with the service" in page
    # The page's policy allows no stylesheet within it.
    assert "<svg" in page
    assert "<style" not in page


def test_a_case_for_its_level_says_so_in_the_queue(caller: Caller, analyst: Visitor) -> None:
    _submit(caller)
    assert '<span class="tag">High risk</span>' in read(analyst.get("/console/?queue=open"))


def test_a_part_of_it_goes_into_the_page_of_a_case(caller: Caller, analyst: Visitor) -> None:
    _submit(caller)
    part = read(analyst.get(_address(analyst), HX_Request="true"))
    assert part.startswith("<section")


def test_who_may_not_see_evidence_sees_no_level(caller: Caller, analyst: Visitor, enter: Enter) -> None:
    _submit(caller)
    read(enter(caller, Role.PRIVACY_OFFICER).get(_address(analyst)), 403)


def test_a_dutch_page_says_level_reasons_and_picture_in_dutch(caller: Caller, analyst: Visitor) -> None:
    _submit(caller)
    page = read(analyst.get(_address(analyst), Accept_Language="nl"))
    assert "Risicobeoordeling: hoog" in page
    assert "IR: op de lijst van de FATF met een oproep tot actie, stand van 19 juni 2026" in page
    assert "Uiterlijk na 12 maanden opnieuw beoordeeld." in page
    assert "van 40</text>" in page
    assert 'lang="en"' not in page
