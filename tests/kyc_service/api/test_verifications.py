"""Submitting a business, and asking where it stands."""

import threading
import time

import pytest
from werkzeug.datastructures import Headers

from kyc_service.api.door.guards import RESTS
from kyc_service.api.verifications import read_wait
from kyc_service.domain.tenants import Period, Scope
from kyc_service.services import verifications
from kyc_service.services.programs import quotas
from kyc_service.services.runtime import Runtime
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission


def test_more_than_agreed_is_refused_until_the_next_month_and_stores_nothing(caller: Caller, runtime: Runtime) -> None:
    with runtime.open_work(caller.tenant.id, "cli:ann") as work:
        quotas.choose(work, Period.MONTH, 2)
    answers = [caller.submit(submission(reference=f"shop-{number}")) for number in range(3)]
    again = caller.submit(submission(reference="shop-0"))

    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert again.status_code == 429
    refused = answers[2]
    assert (refused.json or {})["code"] == "quota_exceeded"
    assert 0 < int(refused.headers["Retry-After"]) <= 31 * 86400
    listed = (caller.ask("GET", "/v1/verifications").json or {})["items"]
    assert [row["reference"] for row in listed] == ["shop-1", "shop-0"]
    with runtime.open_work(caller.tenant.id, "cli:ann") as work:
        assert work.quotas.list()[0].taken == 2


def test_a_business_is_accepted_and_then_clear(caller: Caller) -> None:
    answer = caller.submit()
    made = answer.json or {}
    assert (answer.status_code, made["status"], made["reference"]) == (202, "processing", "shop-1")
    assert answer.headers["Location"] == f"/v1/verifications/{made['id']}"
    caller.run(answer)
    found = caller.ask("GET", answer.headers["Location"]).json or {}
    assert (found["status"], found["coverage"], found["next_actions"]) == ("clear", "complete", [])
    assert {source["name"] for source in found["sources"]} == {"un", "ofac_sdn", "ofac_cons"}
    assert found["notice"] == "bundled lists of 2024-01-08"


def test_a_listed_name_and_a_flag_lead_to_review(caller: Caller) -> None:
    for number, body in enumerate((submission(business={"name": LISTED_NAME}), submission(business={"name": "test"}))):
        verification_id = caller.run(caller.submit(body | {"reference": f"shop-{number}"}))
        assert (caller.ask("GET", f"/v1/verifications/{verification_id}").json or {})["status"] == "review"


def test_what_is_only_worth_knowing_is_shown_to_analysts_and_opens_no_review(caller: Caller) -> None:
    contact = {"name": "Jan Jansen", "email": "jan@gmail.com", "phone": "+31 20 624 1111"}
    verification_id = caller.run(caller.submit(submission(contact=contact)))
    found = caller.ask("GET", f"/v1/verifications/{verification_id}", Scope.ANALYST).json or {}
    notes = {party["role"]: party["notes"] for party in found["evidence"]["parties"]}
    assert (found["status"], found["evidence"]["flags"]) == ("clear", [])
    assert notes["contact"] == ["email_free_provider"]
    assert notes["director"] == []


def test_a_mailbox_that_lives_for_minutes_leads_to_review(caller: Caller) -> None:
    contact = {"name": "Jan Jansen", "email": "jan@mailinator.com"}
    verification_id = caller.run(caller.submit(submission(contact=contact)))
    found = caller.ask("GET", f"/v1/verifications/{verification_id}", Scope.ANALYST).json or {}
    assert (found["status"], found["evidence"]["flags"]) == ("review", ["email_disposable"])


def test_every_party_is_stored_once_under_its_role(caller: Caller) -> None:
    caller.submit()
    view = caller.ask("GET", "/v1/subjects/shop-1", Scope.ANALYST).json or {}
    assert [person["role"] for person in view["people"]] == ["contact", "director"]
    assert view["business"]["details"]["business.addresses"][0]["country"] == "NL"


def test_what_would_be_accepted_is_not_stored(caller: Caller, service: Service) -> None:
    before = service.count_rows()
    answer = caller.ask("POST", "/v1/verifications:validate", json=submission(business={"name": "test"}))
    assert (answer.status_code, answer.json) == (200, {"valid": True, "flags": ["placeholder_name"]})
    refused = caller.ask("POST", "/v1/verifications:validate", json={})
    assert refused.status_code == 422
    assert service.count_rows() == before


def test_the_list_is_filtered(caller: Caller) -> None:
    caller.run(caller.submit())
    caller.submit(submission(reference="shop-2"))

    def ask(query: str) -> list[str]:
        return [item["reference"] for item in (caller.ask("GET", f"/v1/verifications{query}").json or {})["items"]]

    assert ask("") == ["shop-2", "shop-1"]
    assert ask("?status=clear") == ["shop-1"]
    assert ask("?reference=shop-2") == ["shop-2"]


def test_one_that_is_under_way_can_be_stopped_once(caller: Caller) -> None:
    path = caller.submit().headers["Location"]
    stopped = caller.ask("POST", f"{path}:cancel")
    assert (stopped.status_code, (stopped.json or {})["status"]) == (200, "cancelled")
    again = caller.ask("POST", f"{path}:cancel")
    assert (again.status_code, (again.json or {})["code"]) == (409, "invalid_transition")


def test_waiting_ends_with_the_outcome(caller: Caller, service: Service) -> None:
    def work_off() -> None:
        while True:
            with service.rt.database.open_work(caller.tenant.id, "tester", read_only=True) as work:
                page = work.verifications.page(None, 1)
            if page.items:
                return verifications.run(service.rt, page.items[0].id)
            time.sleep(0.01)

    worker = threading.Thread(target=work_off)
    worker.start()
    answer = caller.submit(Prefer="respond-async, wait=10", Idempotency_Key="k1")
    worker.join()
    assert (answer.status_code, (answer.json or {})["status"]) == (200, "clear")
    assert answer.headers["Preference-Applied"] == "wait=10"


def test_waiting_ends_with_the_time(caller: Caller) -> None:
    answer = caller.submit(Prefer="wait=1")
    assert (answer.status_code, (answer.json or {})["status"]) == (202, "processing")


@pytest.mark.parametrize(("headers", "times"), [({}, 0), ({"Prefer": "wait=1"}, 1)])
def test_a_server_is_told_of_who_only_waits(caller: Caller, headers: dict[str, str], times: int) -> None:
    told: list[None] = []
    caller.client.environ_base[RESTS] = lambda: told.append(None)
    assert caller.submit(**headers).status_code == 202
    assert len(told) == times


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("wait=5", 5), ("respond-async, wait = 3", 3), ("wait=600", 10), ("wait=-1", 0), ("wait=1.5", 0), ("return=x", 0)],
)
def test_a_preference_that_is_not_understood_is_none(text: str, seconds: int) -> None:
    assert read_wait(Headers({"Prefer": text})) == seconds
    assert read_wait(Headers()) == 0
