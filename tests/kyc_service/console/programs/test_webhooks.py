"""Webhooks at the desk: a secret once, how each message went, and nothing sent where nothing may be."""

from __future__ import annotations

import re

import pytest

from kyc_service.domain.people.roles import Role
from tests.fixtures.service import Caller
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/webhooks"
URL = "https://93.184.215.14/kyc"


@pytest.fixture
def administrator(enter: Enter, caller: Caller) -> Visitor:
    return enter(caller, Role.ADMINISTRATOR)


def test_an_empty_desk_says_what_comes(administrator: Visitor) -> None:
    page = read(administrator.get(PATH))
    assert "No endpoint yet" in page
    assert "Nothing was sent yet" in page
    assert "None stands so" in read(administrator.get(f"{PATH}?status=dead"))


def test_an_endpoint_is_added_its_secret_shown_once_and_its_log_kept(administrator: Visitor, caller: Caller) -> None:
    made = administrator.post(PATH, {"url": URL})
    assert "whsec_" in read(made)
    assert made.headers["Cache-Control"] == "no-store"
    caller.run(caller.submit())
    page = read(administrator.get(PATH))
    assert "whsec_" not in page
    assert "On its way" in page
    assert "shop-1" not in page
    end = re.search(r"/console/webhooks/whe_\w+/end", page)
    assert end
    assert administrator.post(end[0]).status_code == 303
    page = read(administrator.post(end[0].replace("/end", "/test")), 409)
    assert "Nothing is sent to this endpoint any more" in page
    assert "Disabled" in page


@pytest.mark.parametrize("url", ["http://93.184.215.14/kyc", "https://127.0.0.1/", "nonsense", ""])
def test_an_address_that_may_not_be_called_says_why(administrator: Visitor, url: str) -> None:
    page = read(administrator.post(PATH, {"url": url}), 422)
    assert 'id="fault-url"' in page


def test_what_is_on_its_way_is_not_sent_again(administrator: Visitor, caller: Caller) -> None:
    administrator.post(PATH, {"url": URL})
    caller.run(caller.submit())
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        sent = work.webhooks.deliveries.page(None, 1).items[0]
    page = read(administrator.post(f"{PATH}/deliveries/{sent.id}/replay"), 409)
    assert "It is on its way; wait for how it goes." in page


def test_a_mark_that_is_none_is_refused(administrator: Visitor) -> None:
    assert administrator.get(f"{PATH}?after=nonsense").status_code == 422
