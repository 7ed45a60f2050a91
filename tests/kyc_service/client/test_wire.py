"""The wire: what is tried again and what is not, within which limits, and what errors say."""

import datetime as dt
from email.utils import format_datetime
from typing import Any

import pytest
import requests
import responses

from kyc_service.client import (
    Client,
    ConflictError,
    ForbiddenError,
    GoneError,
    InvalidError,
    LimitedError,
    Limits,
    NotFoundError,
    ProblemError,
    StaleError,
    StillWaitingError,
    UnauthenticatedError,
    UnavailableError,
    UnexpectedAnswerError,
    UnreachableError,
)
from kyc_service.client.models.given import Business
from kyc_service.client.models.verifications import Submission
from kyc_service.client.wire import path_of

BASE = "https://kyc.example"
SUBMIT = f"{BASE}/v1/verifications"
ONE = f"{BASE}/v1/verifications/ver_1"
SECRET = "kyc_abcdef_secret"
BODY: Submission = {
    "reference": "shop-1",
    "role": "seller",
    "business": Business(
        name="Geheim Handel B.V.",
        type="company",
        registration={"number": "12345678", "authority": "KVK", "country": "NL"},
    ),
    "contact": {"name": "Jan Geheim", "email": "jan@geheim.example"},
}


class Pauses(list[float]):
    """Takes the place of sleep."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def client(pauses: Pauses) -> Client:
    return Client(BASE, SECRET, sleep=pauses)


def problem(status: int, code: str, *, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "json": {"code": code, "detail": "Do this.", "request_id": "r-1", "status": status, **more},
        "status": status,
        "headers": headers or {},
        "content_type": "application/problem+json",
    }


def keys_sent() -> set[str]:
    return {call.request.headers["Idempotency-Key"] for call in responses.calls}


@responses.activate
@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_submission_is_tried_again_with_the_same_key(client: Client, pauses: Pauses, status: int) -> None:
    responses.post(SUBMIT, **problem(status, "unavailable"))
    responses.post(SUBMIT, body=requests.ConnectionError("reset"))
    responses.post(SUBMIT, body=requests.ReadTimeout("slow"))
    responses.post(SUBMIT, json={"id": "ver_1"}, status=202)
    assert client.submit_verification(BODY)["id"] == "ver_1"
    assert len(keys_sent()) == 1
    assert [0.25 * 2**number <= pause <= 0.5 * 2**number for number, pause in enumerate(pauses)] == [True] * 3


@responses.activate
def test_a_key_of_ones_own_is_sent(client: Client) -> None:
    responses.post(SUBMIT, json={"id": "ver_1"}, status=202)
    client.submit_verification(BODY, idempotency_key="order-42", wait=5)
    assert keys_sent() == {"order-42"}
    assert responses.calls[0].request.headers["Prefer"] == "wait=5"
    assert responses.calls[0].request.headers["Authorization"] == f"Bearer {SECRET}"


@responses.activate
def test_two_submissions_have_two_keys(client: Client) -> None:
    responses.post(SUBMIT, json={"id": "ver_1"}, status=202)
    client.submit_verification(BODY)
    client.submit_verification(BODY)
    assert len(keys_sent()) == 2


@responses.activate
def test_a_try_of_ones_own_that_is_still_at_work_is_waited_for(client: Client) -> None:
    responses.post(SUBMIT, **problem(409, "idempotency_in_progress"))
    responses.post(SUBMIT, json={"id": "ver_1"}, status=202)
    assert client.submit_verification(BODY)["id"] == "ver_1"


@responses.activate
@pytest.mark.parametrize("failure", [requests.ConnectionError("reset"), problem(503, "unavailable")])
def test_what_could_be_done_twice_is_tried_once(client: Client, failure: Any) -> None:
    case = f"{BASE}/v1/webhook-endpoints"
    responses.post(case, **(failure if isinstance(failure, dict) else {"body": failure}))
    with pytest.raises((UnreachableError, UnavailableError)):
        client.register_endpoint({"url": "https://shop.example/hook"})
    assert len(responses.calls) == 1


@responses.activate
def test_what_was_not_looked_at_is_sent_again(client: Client) -> None:
    responses.post(f"{BASE}/v1/webhook-endpoints", **problem(429, "rate_limited"))
    responses.post(f"{BASE}/v1/webhook-endpoints", json={"id": "end_1"}, status=201)
    assert client.register_endpoint({"url": "https://shop.example/hook"})["id"] == "end_1"


@responses.activate
@pytest.mark.parametrize("form", ["seconds", "moment"])
def test_retry_after_is_kept_to(client: Client, pauses: Pauses, form: str) -> None:
    moment = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=7), usegmt=True)
    wanted = {"Retry-After": "7" if form == "seconds" else moment}
    responses.get(ONE, **problem(503, "unavailable", headers=wanted))
    responses.get(ONE, json={"status": "clear"})
    assert client.get_verification("ver_1")["status"] == "clear"
    assert [round(pause) in {6, 7} for pause in pauses] == [True]


@responses.activate
def test_a_pause_longer_than_the_patience_is_told_instead(client: Client, pauses: Pauses) -> None:
    responses.get(ONE, **problem(429, "rate_limited", headers={"Retry-After": "3600"}))
    with pytest.raises(LimitedError) as caught:
        client.get_verification("ver_1")
    assert (caught.value.retry_after, pauses, len(responses.calls)) == (3600.0, [], 1)


@responses.activate
def test_it_gives_up_after_its_tries(pauses: Pauses) -> None:
    responses.get(ONE, body=requests.ConnectionError("reset"))
    with pytest.raises(UnreachableError):
        Client(BASE, SECRET, Limits(tries=3), sleep=pauses).get_verification("ver_1")
    assert (len(responses.calls), len(pauses)) == (3, 2)


@responses.activate
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, InvalidError),
        (401, UnauthenticatedError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (409, ConflictError),
        (410, GoneError),
        (412, StaleError),
        (413, InvalidError),
        (415, InvalidError),
        (422, InvalidError),
        (428, StaleError),
        (500, UnavailableError),
    ],
)
def test_a_problem_is_an_error_of_its_own_kind(client: Client, status: int, kind: type[ProblemError]) -> None:
    faults = [{"pointer": "/business/name", "code": "name_empty", "message": "Give a name."}]
    responses.get(ONE, **problem(status, "some_code", errors=faults))
    with pytest.raises(kind) as caught:
        client.get_verification("ver_1")
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.code, error.detail, error.request_id) == (status, "some_code", "Do this.", "r-1")
    assert [(one.pointer, one.code, one.message) for one in error.faults] == [
        ("/business/name", "name_empty", "Give a name.")
    ]
    assert str(error) == f"getVerification: {status} some_code: /business/name name_empty"


@responses.activate
@pytest.mark.parametrize(
    "answer",
    [
        {"body": "<html>proxy</html>", "status": 404, "content_type": "text/html"},
        {"body": "[1]", "status": 404, "content_type": "application/problem+json"},
        {"body": "{", "status": 404, "content_type": "application/problem+json"},
        {"body": "<html>", "status": 200, "content_type": "text/html"},
        {"status": 302, "headers": {"Location": "https://elsewhere.example/"}},
    ],
)
def test_an_answer_of_somebody_else_is_not_believed(client: Client, answer: dict[str, Any]) -> None:
    responses.get(ONE, **answer)
    with pytest.raises(UnexpectedAnswerError):
        client.get_verification("ver_1")
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize(
    "answer",
    [
        {"body": requests.ConnectionError(f"Max retries exceeded with url: {SUBMIT} Geheim {SECRET}")},
        problem(422, "invalid_input", errors=[{"pointer": "/contact/email", "code": "invalid_email"}]),
        {"body": "Jan Geheim", "status": 500, "content_type": "text/plain"},
    ],
)
def test_no_error_says_what_was_submitted_or_with_which_key(pauses: Pauses, answer: dict[str, Any]) -> None:
    responses.post(SUBMIT, **answer)
    client = Client(BASE, SECRET, sleep=pauses)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each of the three has another class
        client.submit_verification(BODY)
    error = caught.value
    behind = None if error.__suppress_context__ else error.__context__
    told = f"{error!s} {error!r} {error.__cause__!r} {behind!r} {client!r}"
    assert not [word for word in ("Geheim", "geheim", SECRET, "12345678", "shop-1") if word in told]


def test_the_repr_of_a_client_names_the_service_alone(client: Client) -> None:
    assert repr(client) == "<Client of https://kyc.example>"


@pytest.mark.parametrize("address", ["http://kyc.example", "ftp://kyc.example", "kyc.example", "http://10.0.0.1:8080"])
def test_a_key_is_not_sent_in_the_clear(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Client(address, SECRET)


@pytest.mark.parametrize("address", ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"])
def test_this_machine_may_be_asked_in_the_clear(address: str) -> None:
    with Client(address, SECRET) as client:
        assert address in repr(client)
    assert Client("http://kyc.internal", SECRET, plain_http=True)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("shop-1", "/v1/subjects/shop-1/risk"),
        ("../cases", "/v1/subjects/..%2Fcases/risk"),
        ("a b?c#d", "/v1/subjects/a%20b%3Fc%23d/risk"),
    ],
)
def test_an_id_reaches_no_other_path(given: str, path: str) -> None:
    assert path_of("/v1/subjects/{reference}/risk", reference=given) == path


@pytest.mark.parametrize("given", ["", ".", ".."])
def test_an_id_that_is_none_is_refused_before_anything_is_sent(given: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        path_of("/v1/subjects/{reference}", reference=given)


@responses.activate
def test_files_are_sent_and_fetched_as_they_are(client: Client) -> None:
    place = f"{BASE}/v1/cases/cas_1/attachments"
    responses.post(place, json={"id": "att_1"}, status=201)
    answer = {"Content-Disposition": "attachment; filename*=UTF-8''uittreksel%20%C3%A9.pdf"}
    responses.get(f"{place}/att_1", body=b"%PDF", content_type="application/pdf", headers=answer)
    name = "uittreksel é.pdf"
    client.add_attachment("cas_1", b"%PDF", media_type="application/pdf", file_name=name)
    sent = responses.calls[0].request
    assert (sent.body, sent.headers["Content-Type"]) == (b"%PDF", "application/pdf")
    assert sent.headers["Content-Disposition"] == "attachment; filename*=UTF-8''uittreksel%20%C3%A9.pdf"
    found = client.download_attachment("cas_1", "att_1")
    assert (found.name, found.media_type, found.content) == (name, "application/pdf", b"%PDF")
    assert "uittreksel" not in repr(found)


@responses.activate
def test_an_answer_without_a_body_is_nothing(client: Client) -> None:
    responses.delete(f"{BASE}/v1/keys/key_1", status=204)
    client.revoke_key("key_1")
    assert responses.calls[0].request.method == "DELETE"


@responses.activate
@pytest.mark.parametrize("last", ["clear", "review", "rejected", "failed", "action_required", "cancelled"])
def test_waiting_ends_with_an_answer(client: Client, pauses: Pauses, last: str) -> None:
    for status in ("created", "processing", "processing", last):
        responses.get(ONE, json={"id": "ver_1", "status": status})
    assert client.wait_until_decided("ver_1")["status"] == last
    assert pauses == sorted(pauses)
    assert len(pauses) == 3


@responses.activate
def test_waiting_may_go_through_a_review(client: Client) -> None:
    for status in ("processing", "review", "rejected"):
        responses.get(ONE, json={"id": "ver_1", "status": status})
    found = client.wait_until_decided("ver_1", waits_for={"created", "processing", "review"})
    assert found["status"] == "rejected"


@responses.activate
def test_waiting_has_an_end(client: Client) -> None:
    responses.get(ONE, json={"id": "ver_1", "status": "processing"})
    with pytest.raises(StillWaitingError) as caught:
        client.wait_until_decided("ver_1", seconds=0)
    assert (caught.value.verification_id, caught.value.status) == ("ver_1", "processing")
