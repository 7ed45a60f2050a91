"""Ad-hoc screening at the console: what it shows, what it keeps, and that no name harms the page."""

from __future__ import annotations

import datetime as dt

import pytest
from markupsafe import escape

from kyc_service.domain.people.roles import Role
from tests.fixtures.service import LISTED_NAME, Caller, Service
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/screening"


def audited(caller: Caller) -> list[tuple[str, str, dict[str, object]]]:
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        page = work.audit.page(None, 50)
        return [(one.actor, one.op, dict(one.details)) for one in page.items if one.op == "screening.ad_hoc"]


def test_the_form_says_that_nothing_is_kept(analyst: Visitor) -> None:
    page = read(analyst.get(PATH))
    assert "not kept" in page
    assert 'aria-current="page">Screening</a>' in page


def test_a_listed_name_is_shown_beside_what_is_listed(analyst: Visitor) -> None:
    page = read(analyst.post(PATH, {"name": LISTED_NAME, "country": "CU"}))
    assert "possible match" in page
    assert "OFAC SDN" in page
    assert 'class="relation">Same.' in page
    assert "threshold 70 %" in page


def test_no_match_says_on_how_many_lists_and_as_of_when(analyst: Visitor) -> None:
    page = read(analyst.post(PATH, {"name": "Quorvex Blandish Tulip"}))
    assert "No match on 3 lists as of <time" in page
    assert "is stale" not in page
    assert "are stale" not in page


def test_the_audit_says_who_screened_and_how_much_was_found_and_nothing_of_it(analyst: Visitor, caller: Caller) -> None:
    analyst.post(PATH, {"name": LISTED_NAME})
    ((actor, _, details),) = audited(caller)
    assert actor == analyst.account_id
    assert list(details) == ["matches"]


def test_a_threshold_in_per_cent_decides_what_is_shown(analyst: Visitor) -> None:
    assert "from 99 % on" in read(analyst.post(PATH, {"name": "Aero Karibean Lines", "threshold": "99"}))


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "fault-name"),
        ({"name": "x" * 10_000}, "fault-name"),
        ({"name": "Jan", "date_of_birth": "yesterday"}, "fault-date_of_birth"),
        ({"name": "Jan", "date_of_birth": "2999-01-01"}, "fault-date_of_birth"),
        ({"name": "Jan", "threshold": "12"}, "fault-threshold"),
        ({"name": "Jan", "threshold": "most"}, "fault-threshold"),
        ({"name": "Jan", "kind": "ghost"}, "fault-kind"),
        ({"name": "Jan", "country": "ZZ"}, "fault-country"),
        ({"name": "Jan", "number": "9" * 400}, "fault-number"),
        ({"name": "Jan", "aliases": "Johan\n" * 30}, "fault-aliases"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_screened(
    analyst: Visitor, caller: Caller, form: dict[str, str], said: str
) -> None:
    page = read(analyst.post(PATH, form), status=422)
    assert f'id="{said}"' in page
    assert "aria-invalid" in page
    assert audited(caller) == []


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "Jan \u05d0\u05d1\u05d2 & Zonen"],
)
def test_a_hostile_name_stays_text(analyst: Visitor, name: str) -> None:
    answer = analyst.post(PATH, {"name": name, "aliases": name})
    page = answer.get_data(as_text=True)
    assert answer.status_code in {200, 422}
    assert "<script>alert" not in page
    assert "<img src" not in page
    assert str(escape(name)) in page


def test_a_name_is_isolated_in_what_stands_around_it(analyst: Visitor) -> None:
    page = read(analyst.post(PATH, {"name": "\u05d0\u05d1\u05d2"}))
    assert '<bdi class="theirs">\u05d0\u05d1\u05d2</bdi>' in page


def test_a_name_is_in_no_address_and_in_no_title(analyst: Visitor) -> None:
    page = read(analyst.post(PATH, {"name": "Quorvex Blandish"}))
    assert "<title>Screening" in page
    assert "?name" not in page
    assert 'method="post" action="/console/screening"' in page


def test_stale_lists_are_said_where_nothing_was_found(analyst: Visitor, service: Service) -> None:
    later = dt.timedelta(days=30)
    with service.rt.open_system("tester") as system:
        for state in system.lists.current():
            version = system.lists.load(state.source, state.digest)
            system.lists.add_version(version, origin="publisher", confirmed_at=system.now() - later)
    page = read(analyst.post(PATH, {"name": "Quorvex Blandish Tulip"}))
    assert "are stale" in page
    assert "verdict doubtful" in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_may_not_screen_is_refused_and_sees_no_link(enter: Enter, caller: Caller, role: Role) -> None:
    visitor = enter(caller, role)
    assert visitor.get(PATH).status_code == 403
    assert visitor.post(PATH, {"name": "Jan"}).status_code == 403


def test_a_form_of_another_site_is_refused(analyst: Visitor) -> None:
    assert analyst.post(PATH, {"name": "Jan", "_csrf": "other"}).status_code == 403
    assert analyst.post(PATH, {"name": "Jan"}, Sec_Fetch_Site="cross-site").status_code == 403
