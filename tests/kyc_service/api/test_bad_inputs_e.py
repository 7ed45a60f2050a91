"""Bad inputs, section E: repeated requests."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import select

from kyc_service.domain.retention.disposals import Cause
from kyc_service.domain.tenants import Scope
from kyc_service.services.retention.disposal import Disposed, dispose_subject
from kyc_service.storage.tables import idempotency
from tests.fixtures.relationships import end
from tests.fixtures.service import Caller, Service, submission
from tests.fixtures.tables import check_row, rows


@rows("E")
def test_the_table(shared_service: Service, shared_caller: Caller, row: dict[str, Any]) -> None:
    check_row(shared_service, shared_caller, row)


def test_the_same_again_gets_the_same_answer_and_is_done_once(caller: Caller, service: Service) -> None:
    first = caller.submit(Idempotency_Key="k1")
    before = service.count_rows()
    again = caller.submit(dict(reversed(submission().items())), Idempotency_Key="k1")
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert service.count_rows() == before


def test_the_same_key_with_another_body_is_refused(caller: Caller, service: Service) -> None:
    first = caller.submit(Idempotency_Key="k1")
    before = service.count_rows()
    other = caller.submit(submission(role="buyer"), Idempotency_Key="k1")
    assert (other.status_code, (other.json or {})["code"]) == (422, "idempotency_key_reused")
    assert (first.json or {})["id"] not in other.get_data(as_text=True)
    assert service.count_rows() == before


def test_the_same_key_after_an_erasure_takes_nobody_in_again(caller: Caller, service: Service) -> None:
    made = caller.submit(Idempotency_Key="k1")
    caller.run(made)
    end(caller.rt, caller.tenant)
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        subject = work.subjects.by_reference("shop-1")
        assert subject is not None
    assert isinstance(dispose_subject(caller.rt, subject.id, Cause.DUE), Disposed)
    before = service.count_rows()
    for body in (submission(), submission(role="buyer")):
        again = caller.submit(body, Idempotency_Key="k1")
        assert (again.status_code, (again.json or {})["code"]) == (410, "subject_erased")
        assert (made.json or {})["id"] not in again.get_data(as_text=True)
    assert service.count_rows() == before
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        (kept,) = work._tx.run(select(idempotency)).all()
    assert (kept.fingerprint, kept.body, kept.location, kept.subject_id) == ("", None, None, None)
    assert caller.submit(Idempotency_Key="k2").status_code == 202


def test_the_same_key_of_another_tenant_is_another_key(caller: Caller, stranger: Caller) -> None:
    mine = caller.submit(Idempotency_Key="k1")
    theirs = stranger.submit(Idempotency_Key="k1")
    assert theirs.status_code == 202
    assert (theirs.json or {})["id"] != (mine.json or {})["id"]


def test_another_key_of_the_same_tenant_replays(caller: Caller, service: Service) -> None:
    first = caller.submit(Idempotency_Key="k1")
    rotated = Caller(caller.client, caller.tenant, service.add_keys(caller.tenant), caller.rt)
    again = rotated.submit(Idempotency_Key="k1")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json == first.json


def test_a_refused_request_leaves_its_key_free(caller: Caller) -> None:
    assert caller.submit(submission(role="admin"), Idempotency_Key="k1").status_code == 422
    assert caller.submit(Idempotency_Key="k1").status_code == 202


def test_a_conflict_leaves_its_key_free(caller: Caller) -> None:
    caller.submit()
    other = submission(business={"name": "Pietersen Brood B.V."})
    refused = caller.submit(other, Idempotency_Key="k2")
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "subject_mismatch")
    assert caller.submit(other | {"reference": "shop-2"}, Idempotency_Key="k2").status_code == 202


def test_many_at_once_make_one_verification(caller: Caller, service: Service) -> None:
    def submit(_: int) -> tuple[int, str | None]:
        fresh = Caller(service.app.test_client(), caller.tenant, caller.tokens, caller.rt)
        answer = fresh.submit(Idempotency_Key="k1")
        return answer.status_code, answer.headers.get("Retry-After")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(submit, range(24)))
    assert {status for status, _ in answers} <= {202, 409}
    assert all(wait for status, wait in answers if status == 409)
    assert service.count_rows()["verifications"] == 1


def test_a_key_is_ignored_where_nothing_is_made(caller: Caller) -> None:
    caller.submit(Idempotency_Key="k1")
    assert caller.ask("GET", "/v1/verifications", headers={"Idempotency-Key": "k1"}).status_code == 200
    gone = caller.ask(
        "DELETE",
        "/v1/webhook-endpoints/whe_3f0c2b7a9d814e6fa1c5d2e8b4a79063",
        Scope.ADMIN,
        {"Idempotency-Key": "k1"},
    )
    assert gone.status_code == 404
