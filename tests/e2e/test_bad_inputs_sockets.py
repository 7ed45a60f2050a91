"""Every row of the bad inputs once more, as bytes on a socket to each server: the same answer as without one."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.service import Caller, start_service
from tests.fixtures.sockets import Reply, Served, start_server
from tests.fixtures.tables import ROWS, Request, check_values, read_row
from watchlists.versions import ListVersion

pytestmark = [pytest.mark.processes]

BY_THE_SERVER = {"A25": {431}, "A26": {414}, "F03": {431}, "G12h": {404, 414}}
"""Rows that a server may refuse by itself, in its own words, before the application sees them."""
_numbers = itertools.count(1)


@pytest.fixture(
    params=[
        pytest.param(("gunicorn", 8), id="every eighth row, gunicorn"),
        pytest.param(("gunicorn", 1), id="every row, gunicorn", marks=pytest.mark.long),
        pytest.param(("waitress", 1), id="every row, waitress", marks=pytest.mark.long),
    ]
)
def served(
    request: pytest.FixtureRequest,
    sqlite_template: Path,
    tmp_path: Path,
    small_versions: tuple[ListVersion, ...],
) -> Iterator[tuple[Served, list[dict[str, Any]]]]:
    kind, step = request.param
    for service in start_service(sqlite_template, tmp_path, small_versions):
        for server in start_server(kind, service):
            yield server, ROWS[::step]


def write(request: Request, caller: Caller) -> bytes:
    """Write a request as a client would."""
    usual = {
        "Host": "localhost",
        "Connection": "close",
        "Authorization": f"Bearer {caller.tokens[request.scope]}",
        "Idempotency-Key": f"socket-{next(_numbers)}",
        "Content-Length": None if request.body is None else str(len(request.body)),
    }
    headers = {name: value for name, value in {**usual, **request.headers}.items() if value is not None}
    lines = [f"{request.method} {request.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (request.body or b"")


def judge(row: Mapping[str, Any], reply: Reply) -> str | None:
    """Say what is wrong with an answer."""
    if row["id"] in BY_THE_SERVER:
        return None if reply.status in BY_THE_SERVER[row["id"]] else f"{reply.status} by the server"
    if reply.status != row["status"]:
        return f"{reply.status} instead of {row['status']}"
    body = reply.raw.partition(b"\r\n\r\n")[2]
    if row["status"] < 400:
        return None
    problem = json.loads(body)
    if row["code"] not in {problem["code"], *(fault["code"] for fault in problem["errors"])}:
        return f"{problem['code']} instead of {row['code']}"
    return None if check_values(row, body.decode()) else "repeats what was sent"


def test_a_row_is_answered_alike_over_a_socket(served: tuple[Served, list[dict[str, Any]]]) -> None:
    server, rows = served
    caller = server.service.add_caller("Rows")
    before = server.service.count_rows()["verifications"]
    wrong = {}
    for row in rows:
        fault = judge(row, server.send(write(read_row(row), caller)))
        if fault:
            wrong[row["id"]] = fault
    assert wrong == {}
    assert server.is_alive()
    taken = sum(row["status"] == 202 and row.get("path", "").endswith(("", "verifications")) for row in rows)
    assert server.service.count_rows()["verifications"] - before == taken
    assert "Traceback" not in server.log.read_text()
