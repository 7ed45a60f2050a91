"""The dashboard: figures with their words and tables, for who may see them; no name and no reference on it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kyc_service.domain.cases import Disposition, Outcome
from kyc_service.domain.people.roles import Role
from kyc_service.services import cases
from kyc_service.services.cases import Ruling
from tests.fixtures.runtimes import small_version
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/dashboard"


def test_an_empty_desk_says_so_in_every_part(analyst: Visitor) -> None:
    page = read(analyst.get(PATH))
    for words in ("No case in these days", "Nothing is open", "No false positive in 30 days", "<b>0 of 3</b>"):
        assert words in page


def test_the_figures_are_those_of_the_desk(analyst: Visitor, caller: Caller) -> None:
    for at in range(2):
        made = caller.run(caller.submit(submission(reference=f"shop-{at}", business={"name": LISTED_NAME})))
    with caller.rt.open_work(caller.tenant.id, "acc_maker") as work:
        for hit in work.hits.of_verification(made):
            cases.dispose(work, hit.id, Disposition.TRUE_MATCH, "same_name_and_facts", "a note", hit.version)
        case = work.cases.of_verification(made)
        assert case is not None
        cases.decide(work, caller.rt.policy, case.id, Ruling(Outcome.REJECT, "listed_party", "a note"), case.version)
    page = read(analyst.get(PATH))
    assert "<b>2</b> cases open" in page
    assert "<b>1</b> for a second person, oldest now" in page
    assert 'aria-label="2 cases opened and 0 closed in 30 days; 2 are open now' in page
    assert page.count('<tr><th scope="row">') >= 30 + 6 + 3


def test_nobody_is_named(analyst: Visitor, caller: Caller) -> None:
    caller.run(caller.submit(submission(reference="shop-named", business={"name": LISTED_NAME})))
    page = read(analyst.get(PATH))
    for text in (LISTED_NAME, "shop-named", "Jansen", "sub_", "ver_", "cas_"):
        assert text not in page


def test_a_stale_list_is_counted_and_leads_to_the_lists(analyst: Visitor, service: Service) -> None:
    newer = dataclasses.replace(small_version("un"), digest="ab" * 32)
    with service.rt.open_system("tester") as system:
        system.lists.add_version(newer, origin="publisher", confirmed_at=system.now() - dt.timedelta(days=9))
    page = read(analyst.get(PATH))
    assert '<li class="look"><a href="/console/lists"><b>1 of 3</b> lists stale</a>' in page
    assert "9 d ago" in page


def test_another_tenants_cases_are_not_counted(enter: Enter, caller: Caller, stranger: Caller) -> None:
    caller.run(caller.submit(submission(business={"name": LISTED_NAME})))
    assert "<b>0</b> cases open" in read(enter(stranger, Role.VIEWER).get(PATH))


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_it_and_only_links_it_may_follow(enter: Enter, caller: Caller, role: Role) -> None:
    page = read(enter(caller, role).get(PATH))
    assert ("queue=approvals" in page) == (role is Role.SENIOR_ANALYST)
    assert ("/console/?queue=open" in page) == (role not in {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})


def test_charts_carry_no_inline_style(analyst: Visitor, caller: Caller) -> None:
    caller.run(caller.submit(submission(business={"name": LISTED_NAME})))
    page = read(analyst.get(PATH))
    assert "<svg role=" in page
    assert " style=" not in page
    assert "<script>" not in page
