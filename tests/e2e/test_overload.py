"""More requests at once than there are threads for: some are taken, the others told so at once, nothing is lost."""

from __future__ import annotations

import http.client
import json
import socket
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from jobs.cli.servers import THREADS
from kyc_service.domain.tenants import Scope
from tests.fixtures.service import start_service, submission
from tests.fixtures.sockets import CUT_OFF, Served, read_reply, start_server
from watchlists.versions import ListVersion

pytestmark = [pytest.mark.processes]

AT_ONCE = 60
MOST_WAITING = 4


@pytest.fixture(scope="module")
def served(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, small_versions: tuple[ListVersion, ...]
) -> Iterator[Served]:
    for service in start_service(sqlite_template, tmp_path_factory.mktemp("overload"), small_versions):
        yield from start_server("gunicorn", service, KYC_MOST_WAITING=str(MOST_WAITING))


def submit(on: Served, number: int, token: str | None = None) -> tuple[int, str, str | None]:
    """Send a business in; return status, code or id, and Retry-After."""
    connection = http.client.HTTPConnection("127.0.0.1", on.port, timeout=CUT_OFF)
    body = submission() | {"reference": f"shop-{number}"}
    headers = {"Authorization": f"Bearer {token or on.token}", "Content-Type": "application/json"}
    headers["Idempotency-Key"] = uuid.uuid4().hex
    try:
        connection.request("POST", "/v1/verifications", json.dumps(body), headers)
        answer = connection.getresponse()
        said = json.loads(answer.read())
        return answer.status, said.get("code") or said["id"], answer.headers["Retry-After"]
    finally:
        connection.close()


def test_what_cannot_be_answered_in_time_is_turned_away_at_once_and_the_rest_is_kept(served: Served) -> None:
    with ThreadPoolExecutor(AT_ONCE) as clients:
        answers = list(clients.map(lambda number: submit(served, number), range(3 * AT_ONCE)))
    statuses = Counter(status for status, _, _ in answers)
    assert statuses.keys() == {202, 503}
    assert {(code, wait) for status, code, wait in answers if status == 503} == {("overloaded", "5")}
    taken = {id_ for status, id_, _ in answers if status == 202}
    assert len(taken) == statuses[202]
    assert submit(served, 1000)[0] == 202
    assert served.is_alive()
    assert served.service.count_rows()["verifications"] == statuses[202] + 1


def test_health_is_told_however_many_wait(served: Served) -> None:
    with ThreadPoolExecutor(AT_ONCE) as clients:
        under_way = [clients.submit(submit, served, 2000 + number) for number in range(AT_ONCE)]
        assert all(served.is_alive() for _ in range(5))
        assert {one.result()[0] for one in under_way} <= {202, 503}


def test_a_tenant_is_not_turned_away_for_the_crowd_of_another(served: Served) -> None:
    calm = served.service.add_caller("Calm").tokens[Scope.ONBOARDING]
    assert submit(served, 0, calm)[0] == 202
    with ThreadPoolExecutor(AT_ONCE) as clients:
        crowd = [clients.submit(submit, served, 3000 + number) for number in range(4 * AT_ONCE)]
        heard = [submit(served, number, calm)[0] for number in range(1, 6)]
        statuses = Counter(one.result()[0] for one in crowd)
    assert heard == [202] * 5
    assert statuses.keys() == {202, 503}


@contextmanager
def hold_all_threads(on: Served) -> Iterator[None]:
    """Let every thread wait for a body that does not come."""
    with ExitStack() as held:
        for _ in range(THREADS):
            client = held.enter_context(socket.create_connection(("127.0.0.1", on.port), timeout=CUT_OFF))
            client.sendall(on.head() + b"Content-Length: 9\r\nExpect: 100-continue\r\n\r\n")
            # Said by the thread that has the request.
            assert client.recv(64).startswith(b"HTTP/1.1 100 ")
        yield


def test_an_answer_that_refuses_is_whole(served: Served) -> None:
    ask = served.head("GET", "/v1/verifications") + b"\r\n"
    with ExitStack() as waiting:
        with hold_all_threads(served):
            clients = [socket.create_connection(("127.0.0.1", served.port), CUT_OFF) for _ in range(MOST_WAITING)]
            for client in clients:
                waiting.enter_context(client).sendall(ask)
            reply = served.send(ask)
        assert [read_reply(client).status for client in clients] == [200] * MOST_WAITING
    head, _, body = reply.raw.partition(b"\r\n\r\n")
    assert (reply.code, reply.header("Retry-After"), reply.header("Connection")) == ("overloaded", "5", "close")
    assert reply.header("Content-Type") == "application/problem+json"
    assert reply.header("Content-Length") == str(len(body))
    assert reply.header("X-Request-Id") == json.loads(body)["request_id"]
    assert b"nosniff" in head
    assert reply.closed
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=CUT_OFF)
    connection.request("GET", "/metrics")
    told = connection.getresponse().read().decode()
    connection.close()
    assert 'kyc_http_requests_total{method="GET",route="(none)",status="503"}' in told
    assert '"requests_turned_away"' in served.log.read_text()
