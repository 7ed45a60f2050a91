"""Search at the console: by reference, whole name, birth date and number; nothing of it in an address."""

from __future__ import annotations

import pytest

from kyc_service.domain.people.roles import Role
from kyc_service.services import verifications
from tests.fixtures.runtimes import person
from tests.fixtures.runtimes import submission as stored
from tests.fixtures.service import Caller, submission
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/subjects"
OWNER = {"role": "owner", "name": "Anna de Wit", "date_of_birth": "1980-02-03"}
HOSTILE = "<b>Evil</b> & \u05d0\u05d1\u05d2 Sons"


@pytest.fixture(scope="module")
def stocked(shared_caller: Caller) -> Caller:
    """A caller with two businesses on file."""
    shared_caller.submit(submission(reference="shop-1", people=[OWNER, {"role": "director", "name": "Bart Klein"}]))
    # The door takes no markup in names; what was stored before it did is shown safely all the same.
    hostile = stored("shop-2", HOSTILE, person("Anna de Wit", "1980-02-03", "owner"))
    with shared_caller.rt.open_work(shared_caller.tenant.id, "tester") as work:
        verifications.submit(work, shared_caller.rt.policy, hostile)
    return shared_caller


@pytest.fixture
def desk(enter: Enter, stocked: Caller) -> Visitor:
    """An analyst."""
    return enter(stocked, Role.ANALYST)


@pytest.mark.parametrize(
    ("form", "count"),
    [
        ({"by": "business", "text": "jansen  fietsen bv"}, 1),
        ({"by": "business", "text": "Jansen Fietsen"}, 0),
        ({"by": "business", "text": HOSTILE}, 1),
        ({"by": "person", "text": "Anna de Wit", "birth_date": "1980-02-03"}, 2),
        ({"by": "person", "text": "ANNA DE-WIT", "birth_date": "1980-02-03"}, 2),
        ({"by": "person", "text": "Anna de Wit"}, 0),
        ({"by": "person", "text": "Bart Klein"}, 1),
        ({"by": "person", "text": "Bart Klein", "birth_date": "1980-02-03"}, 1),
        ({"by": "number", "text": "1234 5678", "country": "NL"}, 1),
        ({"by": "number", "text": "12345678", "country": "BE"}, 0),
        ({"by": "reference", "text": "shop-9"}, 0),
    ],
)
def test_only_what_is_whole_and_exact_is_found(desk: Visitor, form: dict[str, str], count: int) -> None:
    page = read(desk.post(PATH, form))
    assert page.count("<tr data-row>") == count
    assert ("Nobody found" in page) == (count == 0)


def test_a_reference_leads_to_its_business_by_an_id(desk: Visitor) -> None:
    answer = desk.post(PATH, {"by": "reference", "text": "shop-1"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{PATH}/sub_")


@pytest.mark.parametrize("text", ["", "!!!", "x" * 10_000])
def test_what_is_no_name_is_said_at_the_field(desk: Visitor, text: str) -> None:
    assert 'id="fault-text"' in read(desk.post(PATH, {"by": "business", "text": text}), status=422)


def test_names_are_shown_as_text_and_stand_in_no_address(desk: Visitor) -> None:
    page = read(desk.post(PATH, {"by": "business", "text": HOSTILE}))
    assert "<b>Evil" not in page
    assert "&lt;b&gt;Evil&lt;/b&gt; &amp; \u05d0\u05d1\u05d2 Sons" in page
    assert all("Evil" not in link for link in page.split('href="')[1:] for link in [link.partition('"')[0]])
    assert "<title>Subjects" in page


def test_another_tenant_finds_nobody(
    enter: Enter, shared_caller: Caller, stocked: Caller, request: pytest.FixtureRequest
) -> None:
    del stocked, shared_caller
    stranger = request.getfixturevalue("shared_service").add_caller("Other Marketplace")
    page = read(enter(stranger, Role.ANALYST).post(PATH, {"by": "business", "text": "Jansen Fietsen B.V."}))
    assert "Nobody found" in page


def test_the_audit_says_that_somebody_searched_and_not_for_what(desk: Visitor, stocked: Caller) -> None:
    desk.post(PATH, {"by": "business", "text": "Quorvex Blandish"})
    with stocked.rt.open_work(stocked.tenant.id, "tester", read_only=True) as work:
        (entry,) = [one for one in work.audit.page(None, 1).items if one.op == "subject.searched"]
    assert (entry.actor, dict(entry.details)) == (desk.account_id, {"by": "business", "found": 0})


def test_who_may_not_see_evidence_finds_by_reference_alone_what_stands_there(enter: Enter, stocked: Caller) -> None:
    page = read(enter(stocked, Role.PRIVACY_OFFICER).post(PATH, {"by": "business", "text": HOSTILE}))
    assert "shop-2" in page
    assert "Sons</bdi>" not in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_may_not_search_is_refused(enter: Enter, stocked: Caller, role: Role) -> None:
    visitor = enter(stocked, role)
    assert visitor.get(PATH).status_code == 403
    assert visitor.post(PATH, {"by": "reference", "text": "shop-1"}).status_code == 403
