"""Events at the desk: found by what they are, to whom and how they went, and sent once more."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.domain.people.roles import Role
from kyc_service.domain.webhooks import Delivery, DeliveryStatus, TryError
from tests.fixtures.service import Caller
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read

PATH = "/console/webhooks/events"
URL = "https://93.184.215.14/kyc"
LEASE = dt.timedelta(minutes=1)


@pytest.fixture
def administrator(enter: Enter, caller: Caller) -> Visitor:
    return enter(caller, Role.ADMINISTRATOR)


@pytest.fixture
def delivery(administrator: Visitor, caller: Caller) -> Delivery:
    """A delivery of a change to the one endpoint there is."""
    administrator.post("/console/webhooks", {"url": URL})
    caller.run(caller.submit())
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        return work.webhooks.deliveries.page(None, 1).items[0]


def give_up(caller: Caller, delivery: Delivery) -> None:
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        held = work.webhooks.deliveries.claim(delivery.id, LEASE)
        assert held is not None
        work.webhooks.tries.add(held, status=503, error=TryError.NOT_ACCEPTED, milliseconds=42)
        work.webhooks.deliveries.mark(held, "dead", 503, None, error=TryError.NOT_ACCEPTED)


def status_of(caller: Caller, delivery: Delivery) -> DeliveryStatus:
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        return work.webhooks.deliveries.get(delivery.id).status


def test_an_empty_page_says_what_comes(administrator: Visitor) -> None:
    assert "Nothing happened yet" in read(administrator.get(PATH))
    assert "Nothing happened that fits" in read(administrator.get(f"{PATH}?status=dead"))


def test_events_are_found_by_endpoint_and_state(administrator: Visitor, caller: Caller, delivery: Delivery) -> None:
    link = f"{PATH}/{delivery.event.id}"
    page = read(administrator.get(PATH))
    assert link in page
    assert "On its way" in page
    assert "shop-1" not in page, "the reference stays out: no page needs it"
    give_up(caller, delivery)
    today = dt.datetime.now(dt.UTC).date()
    for query in ("status=dead", f"endpoint={delivery.endpoint.id}&status=dead", f"since={today}&until={today}"):
        assert link in read(administrator.get(f"{PATH}?{query}")), query
    for query in (f"endpoint=whe_{'0' * 32}", f"since={today + dt.timedelta(days=1)}", "until=2020-01-01"):
        assert link not in read(administrator.get(f"{PATH}?{query}")), query
    assert link in read(administrator.get(f"{PATH}?since=nonsense&kind=nonsense&status=nonsense&endpoint=nonsense"))


def test_an_event_leads_to_its_tries_and_is_sent_again(
    administrator: Visitor, caller: Caller, delivery: Delivery
) -> None:
    again = f"/console/webhooks/deliveries/{delivery.id}/replay"
    assert "It is on its way" in read(administrator.post(again), 409)
    give_up(caller, delivery)
    page = read(administrator.get(f"{PATH}/{delivery.event.id}"))
    assert "it did not accept the message" in page
    assert "42 ms" in page
    assert "Given up" in page
    answer = administrator.post(again)
    assert answer.headers["Location"] == f"{PATH}/{delivery.event.id}"
    assert status_of(caller, delivery) is DeliveryStatus.PENDING


def test_what_an_endpoint_missed_is_sent_by_days(administrator: Visitor, caller: Caller, delivery: Delivery) -> None:
    give_up(caller, delivery)
    missed = f"/console/webhooks/{delivery.endpoint.id}/missed"
    assert "Give a moment" in read(administrator.post(missed, {"since": "nonsense"}), 422)
    early = {"since": "2020-01-02", "until": "2020-01-01", "which": "undelivered"}
    assert "lies after the beginning" in read(administrator.post(missed, {**early, "until": "2019-01-01"}), 422)
    assert "Nothing was missed" in read(administrator.post(missed, early | {"until": "2020-01-03"}))
    today = dt.datetime.now(dt.UTC).date().isoformat()
    page = read(administrator.post(missed, {"since": today, "until": today, "which": "undelivered"}))
    assert "One event is on its way again." in page
    assert status_of(caller, delivery) is DeliveryStatus.PENDING
    administrator.post(f"/console/webhooks/{delivery.endpoint.id}/end")
    assert "enable it first" in read(administrator.post(missed, {"since": today}), 409)


def test_a_mark_that_is_none_is_refused(administrator: Visitor) -> None:
    assert administrator.get(f"{PATH}?after=nonsense").status_code == 422
