"""Webhooks at the desk: a secret once, how each message went, and nothing sent where nothing may be."""

from __future__ import annotations

import re

import pytest

from kyc_service.domain.people.roles import Role
from kyc_service.domain.webhooks import DisableReason
from tests.fixtures.service import Caller
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/webhooks"
URL = "https://93.184.215.14/kyc"


@pytest.fixture
def administrator(enter: Enter, caller: Caller) -> Visitor:
    return enter(caller, Role.ADMINISTRATOR)


def test_an_empty_desk_says_what_comes(administrator: Visitor) -> None:
    assert "No endpoint yet" in read(administrator.get(PATH))


def test_an_endpoint_is_added_its_secret_shown_once_and_ended(administrator: Visitor, caller: Caller) -> None:
    made = administrator.post(PATH, {"url": URL})
    assert "whsec_" in read(made)
    assert made.headers["Cache-Control"] == "no-store"
    caller.run(caller.submit())
    page = read(administrator.get(PATH))
    assert "whsec_" not in page
    assert "Sends" in page
    end = re.search(r"/console/webhooks/whe_\w+/end", page)
    assert end
    assert administrator.post(end[0]).status_code == 303
    page = read(administrator.post(end[0].replace("/end", "/test")), 409)
    assert "Nothing is sent to this endpoint any more" in page
    assert "Switched off by a person" in page
    on = administrator.post(end[0].replace("/end", "/enable"))
    assert on.headers["Location"].endswith("#missed")
    assert "Sends" in read(administrator.get(PATH))


def test_a_secret_is_replaced_and_the_old_one_signs_on(administrator: Visitor, caller: Caller) -> None:
    administrator.post(PATH, {"url": URL})
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        endpoint = work.webhooks.endpoints.list()[0]
    made = administrator.post(f"{PATH}/{endpoint.id}/secret", {"hours": "72"})
    assert "A new secret" in read(made)
    assert made.headers["Cache-Control"] == "no-store"
    assert "one more still signs" in read(administrator.get(PATH))
    read(administrator.post(f"{PATH}/{endpoint.id}/secret", {"hours": "nonsense"}), 422)
    for _ in range(3):
        read(administrator.post(f"{PATH}/{endpoint.id}/secret", {"hours": "24"}))
    assert "0 hours" in read(administrator.post(f"{PATH}/{endpoint.id}/secret", {"hours": "24"}), 409)
    read(administrator.post(f"{PATH}/{endpoint.id}/secret", {"hours": "0"}))
    assert "still sign" not in read(administrator.get(PATH))


@pytest.mark.parametrize("reason", [DisableReason.GONE, DisableReason.FAILING])
def test_an_endpoint_that_was_switched_off_by_itself_is_said_first(
    administrator: Visitor, caller: Caller, reason: DisableReason
) -> None:
    administrator.post(PATH, {"url": URL})
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        endpoint = work.webhooks.endpoints.list()[0]
        work.webhooks.endpoints.note_failure(endpoint.id)
        work.webhooks.endpoints.disable(endpoint.id, reason)
    page = read(administrator.get(PATH))
    assert "gets nothing any more" in page
    assert 'role="alert"' in page


@pytest.mark.parametrize("url", ["http://93.184.215.14/kyc", "https://127.0.0.1/", "nonsense", ""])
def test_an_address_that_may_not_be_called_says_why(administrator: Visitor, url: str) -> None:
    page = read(administrator.post(PATH, {"url": url}), 422)
    assert 'id="fault-url"' in page
