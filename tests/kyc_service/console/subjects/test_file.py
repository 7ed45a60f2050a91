"""A business on file at the console: what is shown to whom, and what is left after an end and an erasure."""

from __future__ import annotations

import pytest

from kyc_service.domain.people.roles import Role
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.retention.disposals import Cause
from kyc_service.services import verifications
from kyc_service.services.exits import grounds
from kyc_service.services.retention import disposal, plans
from kyc_service.services.subjects import end_relationship
from tests.fixtures.owned import owner
from tests.fixtures.runtimes import submission as stored
from tests.fixtures.service import LISTED_NAME, Caller, submission
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

HOSTILE = "<img src=x onerror=alert(1)> & \u05d0\u05d1\u05d2"


def place(caller: Caller, reference: str = "shop-1") -> str:
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        subject = work.subjects.by_reference(reference)
        assert subject is not None
        return f"/console/subjects/{subject.id}"


def test_what_is_on_file_stands_beside_what_happened(analyst: Visitor, caller: Caller) -> None:
    caller.run(caller.submit(submission(business={"name": LISTED_NAME})))
    page = read(analyst.get(place(caller)))
    assert LISTED_NAME in page
    assert "Pieter Jansen" in page
    for words in ("First submitted", "Verification began", "Case opened", "In review"):
        assert words in page
    assert "true_match" not in page
    assert "<title>Business on file" in page


def test_hostile_names_stay_text_on_the_page_and_in_the_picture(analyst: Visitor, caller: Caller) -> None:
    # The door takes no markup in names; what was stored before it did is shown safely all the same.
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        verifications.submit(work, caller.rt.policy, stored("shop-1", HOSTILE, owner(HOSTILE, {"percent": 60})))
    for path in (place(caller), f"{place(caller)}/ownership"):
        page = read(analyst.get(path))
        assert "<img" not in page
        assert "&lt;img" in page


def test_who_may_not_see_evidence_sees_that_it_is_on_file_and_no_value(enter: Enter, caller: Caller) -> None:
    caller.run(caller.submit())
    page = read(enter(caller, Role.PRIVACY_OFFICER).get(place(caller)))
    assert "not what is in it" in page
    assert "Jansen" not in page
    assert "/console/cases/" not in page
    assert enter(caller, Role.PRIVACY_OFFICER).get(f"{place(caller)}/ownership").status_code == 403


def test_an_ended_relationship_is_said(analyst: Visitor, caller: Caller) -> None:
    caller.run(caller.submit())
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        end_relationship(work, "shop-1")
    assert "The relationship ended on" in read(analyst.get(place(caller)))


def test_what_was_erased_is_gone_and_says_when_and_why(analyst: Visitor, caller: Caller) -> None:
    caller.run(caller.submit())
    path = place(caller)
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        end_relationship(work, "shop-1")
        whole = plans.plan_of(work, caller.rt.policy, path.rpartition("/")[2])
        assert whole.subject.reference == "shop-1"
    disposal.dispose_subject(caller.rt, path.rpartition("/")[2], Cause.ERASURE_REQUEST)
    page = read(analyst.get(path), status=410)
    assert "the party asked for it" in page
    assert "Jansen" not in page
    assert analyst.get(f"{path}/ownership").status_code == 410


def test_restricted_data_are_not_shown(analyst: Visitor, caller: Caller) -> None:
    caller.run(caller.submit())
    path = place(caller)
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        grounds.keep(work, NewGround(kind=GroundKind.RESTRICTION, subject_id=path.rpartition("/")[2], reference="x"))
    page = read(analyst.get(path))
    assert "is restricted" in page
    assert "Jansen Fietsen" not in page
    assert "restricted" in read(analyst.get(f"{path}/ownership"))


def test_a_person_leads_to_its_business(analyst: Visitor, caller: Caller) -> None:
    caller.run(caller.submit())
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        business_id = place(caller).rpartition("/")[2]
        (person, *_) = work.subjects.people_of(business_id)
    assert analyst.get(f"/console/subjects/{person.id}").headers["Location"] == place(caller)
    assert analyst.get(f"/console/subjects/{person.id}/ownership").status_code == 404


def test_another_tenants_business_is_not_there(enter: Enter, caller: Caller, stranger: Caller) -> None:
    caller.run(caller.submit())
    assert enter(stranger, Role.SENIOR_ANALYST).get(place(caller)).status_code == 404


@pytest.mark.parametrize("made_up", ["sub_" + "0" * 32, "shop-1", "..%2f"])
def test_what_is_nobodys_id_is_not_there(analyst: Visitor, made_up: str) -> None:
    assert analyst.get(f"/console/subjects/{made_up}").status_code == 404
