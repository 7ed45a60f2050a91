"""The queue at the desk."""

from __future__ import annotations

import re

from kyc_service.domain.cases import Queue
from kyc_service.domain.people.roles import Role
from tests.fixtures.service import LISTED_NAME, Caller, submission
from tests.fixtures.visitors import MakeVisitor


def _cases(page: str) -> list[str]:
    return re.findall(r'href="/console/cases/(cas_[0-9a-f]{32})"', page)


def _fill(market: Caller, many: int) -> None:
    for place in range(many):
        market.run(market.submit(submission(reference=f"shop-{place}", business={"name": LISTED_NAME})))


def test_an_empty_queue_says_what_to_do(visit: MakeVisitor) -> None:
    visitor = visit()
    for queue in Queue:
        page = visitor.get(f"/console/?queue={queue}").text
        assert 'class="empty"' in page
        assert not _cases(page)


def test_a_line_says_who_where_and_how_alike(market: Caller, visit: MakeVisitor) -> None:
    _fill(market, 1)
    page = visit().get("/console/").text
    assert f'<bdi class="theirs">{LISTED_NAME}</bdi>' in page
    assert "OFAC SDN" in page
    assert "1 hit to answer" in page


def test_nothing_personal_stands_in_an_address_or_a_title(market: Caller, visit: MakeVisitor) -> None:
    _fill(market, 1)
    visitor = visit()
    for path in ("/console/", f"/console/cases/{_cases(visitor.get('/console/').text)[0]}"):
        page = visitor.get(path).text
        assert LISTED_NAME in page
        assert LISTED_NAME not in re.search(r"<title>(.*?)</title>", page)[1]  # type: ignore[index]
        assert not any(
            LISTED_NAME.split("-", maxsplit=1)[0] in address for address in re.findall(r'href="(.*?)"', page)
        )


def test_the_next_case_is_the_one_that_waited_longest_and_goes_round(market: Caller, visit: MakeVisitor) -> None:
    _fill(market, 3)
    visitor = visit()
    order = _cases(visitor.get("/console/").text)
    assert len(order) == 3
    went = [visitor.get("/console/next").headers["Location"]]
    for _ in range(3):
        went.append(visitor.get(f"/console/next?after={went[-1].rpartition('/')[2]}").headers["Location"])
    assert [address.rpartition("/")[2] for address in went] == [*order, order[0]]


def test_mine_come_before_nobodys_and_never_anothers(market: Caller, visit: MakeVisitor) -> None:
    _fill(market, 2)
    visitor, other = visit(), visit()
    first, second = _cases(visitor.get("/console/").text)
    other.post(f"/console/cases/{first}/take", {"version": "1"})
    visitor.post(f"/console/cases/{second}/take", {"version": "1"})
    assert visitor.get("/console/next").headers["Location"].endswith(second)
    assert visitor.get(f"/console/next?after={second}").headers["Location"] == "/console/?queue=mine&done=1"


def test_a_queue_is_read_page_by_page(market: Caller, visit: MakeVisitor) -> None:
    _fill(market, 27)
    visitor = visit()
    first = visitor.get("/console/").text
    assert len(_cases(first)) == 25
    address = re.search(r'href="(/console/\?queue=unassigned&amp;after=[^"]+)"', first)
    assert address
    rest = visitor.get(address[1].replace("&amp;", "&")).text
    assert len(_cases(rest)) == 2
    assert not set(_cases(first)) & set(_cases(rest))


def test_a_place_in_the_queue_that_cannot_be_is_refused(visit: MakeVisitor) -> None:
    assert visit().get("/console/?after=' OR 1=1 --").status_code == 422


def test_who_only_looks_sees_all_that_is_open_and_no_next_case(market: Caller, visit: MakeVisitor) -> None:
    _fill(market, 1)
    page = visit(Role.VIEWER).get("/console/").text
    assert "shop-0" in page
    assert not _cases(page)
    assert "Next case" not in page


def test_who_may_not_see_what_was_submitted_sees_no_name(market: Caller, visit: MakeVisitor) -> None:
    _fill(market, 1)
    assert LISTED_NAME in visit(Role.ANALYST).get("/console/?queue=open").text
    assert LISTED_NAME not in visit(Role.VIEWER).get("/console/?queue=open").text


def test_a_queue_that_was_read_with_names_is_in_the_audit_once(market: Caller, visit: MakeVisitor) -> None:
    _fill(market, 2)
    analyst, viewer = visit(Role.ANALYST), visit(Role.VIEWER)
    for visitor, path in ((analyst, "?queue=open"), (analyst, "?queue=mine"), (viewer, "?queue=open")):
        assert visitor.get(f"/console/{path}").status_code == 200
    with market.rt.open_work(market.tenant.id, "tester") as work:
        entries = [entry for entry in work.audit.page(None, 100).items if entry.op == "queue.read"]
    assert [(entry.actor, dict(entry.details)) for entry in entries] == [
        (analyst.account_id, {"queue": "open", "shown": 2})
    ]


def test_a_link_that_htmx_follows_is_led_on_as_the_browser_would_be(market: Caller, visit: MakeVisitor) -> None:
    market.run(market.submit(submission(business={"name": LISTED_NAME})))
    visitor = visit()
    plain = visitor.get("/console/next", HX_Request="true", HX_Boosted="true")
    assert (plain.status_code, plain.headers["Location"].startswith("/console/cases/")) == (303, True)
    asked = visitor.get("/console/next", HX_Request="true")
    assert (asked.status_code, asked.headers["HX-Location"]) == (204, plain.headers["Location"])
