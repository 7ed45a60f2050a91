"""The worker's own part: who is sent where. What clients see of it is tried over sockets in `tests/e2e`."""

from __future__ import annotations

import socket
from collections import deque
from types import SimpleNamespace
from typing import Any

import pytest

from jobs.cli.serving.heads import UNSEEN, Head
from jobs.cli.serving.overload import FairWorker
from jobs.cli.serving.waiting import COMMON, DESK


@pytest.fixture
def worker() -> FairWorker:
    made: FairWorker = object.__new__(FairWorker)
    made._tenants, made._leaving, made._refused = {}, deque(), 0
    made.nr_conns = 1
    return made


def test_a_room_of_its_own_is_for_keys_that_were_right(worker: FairWorker) -> None:
    token = "Bearer kyc_3fA9xQ_secret"
    for _ in range(2):
        worker._learn(token, "ten_a")
    worker._learn("Bearer kyc_madeup_secret", None)
    worker._learn("", "ten_b")
    rooms = [worker._room_of(head) for head in (Head("GET", "kyc_3fA9xQ"), Head("GET", "kyc_madeup"), UNSEEN)]
    assert rooms == ["ten_a", COMMON, COMMON]
    assert worker._room_of(Head(is_desk=True)) == DESK


def test_keys_are_not_remembered_without_end(worker: FairWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.cli.serving.overload._KNOWN_KEYS", 3)
    for number in range(10):
        worker._learn(f"Bearer kyc_00000{number}_secret", "ten_a")
    assert 0 < len(worker._tenants) <= 3


def test_who_hung_up_costs_no_thread(worker: FairWorker) -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    conn: Any = SimpleNamespace(sock=ours, parser=None, close=ours.close)
    worker.enqueue_req(conn)
    assert (worker.nr_conns, ours.fileno()) == (0, -1)


def test_what_was_read_ahead_is_answered_although_nothing_more_comes(worker: FairWorker) -> None:
    ours, theirs = socket.socketpair()
    entered: list[str] = []
    worker.tpool = SimpleNamespace(rooms=SimpleNamespace(enter=lambda room, _: entered.append(room)))
    buffer = SimpleNamespace(getvalue=lambda: b"GET /")
    parser = SimpleNamespace(unreader=SimpleNamespace(buf=buffer))
    with ours, theirs:
        worker.enqueue_req(SimpleNamespace(sock=ours, parser=parser))
    assert entered == [COMMON]
