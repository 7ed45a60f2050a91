"""Lanes: whoever is slow or down holds up themselves and nobody else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from kyc_service.services.programs import sending
from kyc_service.services.programs.sending import AT_ONCE, MOST_WAITING, THREADS, TROUBLED_TOGETHER, Sender

PATIENCE = 10.0


class Gate:
    """Deliveries that hang until the gate opens."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.begun = threading.Semaphore(0)
        self.count = 0
        self._lock = threading.Lock()

    def hang(self) -> bool:
        with self._lock:
            self.count += 1
        self.begun.release()
        self.opened.wait(PATIENCE)
        return False

    def wait(self, many: int) -> None:
        for _ in range(many):
            assert self.begun.acquire(timeout=PATIENCE)


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def sender(gate: Gate) -> Iterator[Sender]:
    made = Sender()
    yield made
    gate.opened.set()
    made.close()


def arrives() -> tuple[Callable[[], bool], threading.Event]:
    done = threading.Event()

    def send() -> bool:
        done.set()
        return True

    return send, done


def test_one_endpoint_that_hangs_gets_few_threads_and_another_is_served(sender: Sender, gate: Gate) -> None:
    for number in range(100):
        assert sender.hand_over("bad", f"bad-{number}", gate.hang)
    gate.wait(AT_ONCE)
    send, done = arrives()
    assert sender.hand_over("good", "good-1", send)
    assert done.wait(PATIENCE)
    assert gate.count == AT_ONCE


def test_many_endpoints_that_failed_before_leave_threads_free(sender: Sender, gate: Gate) -> None:
    for number in range(100):
        sender.hand_over(f"bad-{number}", f"one-{number}", gate.hang, failing=True)
        sender.hand_over(f"bad-{number}", f"two-{number}", gate.hang, failing=True)
    gate.wait(TROUBLED_TOGETHER)
    send, done = arrives()
    sender.hand_over("good", "good-1", send)
    assert done.wait(PATIENCE)
    assert gate.count == TROUBLED_TOGETHER < THREADS


def test_a_delivery_that_is_here_already_is_not_taken_twice(sender: Sender, gate: Gate) -> None:
    assert sender.hand_over("bad", "one", gate.hang)
    assert not sender.hand_over("bad", "one", gate.hang)
    for number in range(AT_ONCE - 1 + MOST_WAITING):
        assert sender.hand_over("bad", f"more-{number}", gate.hang)
    assert not sender.hand_over("bad", "too many", gate.hang), "what is too much waits in the database"


def test_everything_handed_over_is_sent_in_order_of_its_endpoint(gate: Gate) -> None:
    sent: list[int] = []
    done = threading.Event()
    sender = Sender()

    def note(number: int) -> bool:
        sent.append(number)
        if len(sent) == 50:
            done.set()
        return False

    for number in range(50):
        sender.hand_over("one", str(number), lambda number=number: note(number), failing=True)  # type: ignore[misc]
    assert done.wait(PATIENCE)
    sender.close()
    assert sent == list(range(50)), "one that failed gets one at a time"
    del gate


def test_an_endpoint_that_was_slow_gets_one_at_a_time(gate: Gate) -> None:
    clock = iter([0.0, sending.SLOW_SECONDS + 1, *[9.0] * 99])
    sender = Sender(clock=lambda: next(clock))
    first, done = arrives()

    def slow() -> bool:
        for number in range(AT_ONCE):
            sender.hand_over("slow", str(number), gate.hang)
        return first()

    # Its lane is kept busy by three that hang, so that what it learnt is not forgotten with it.
    sender.hand_over("slow", "first", slow)
    assert done.wait(PATIENCE)
    gate.wait(AT_ONCE - 1)
    assert not gate.begun.acquire(timeout=0.2), "a fourth would have a thread if it had answered at once"
    gate.opened.set()
    sender.close()


def test_a_closed_sender_takes_nothing_and_ends_what_it_began(gate: Gate) -> None:
    sender = Sender()
    sender.hand_over("one", "first", gate.hang)
    gate.wait(1)
    gate.opened.set()
    sender.close()
    assert not sender.hand_over("one", "second", gate.hang)
    assert gate.count == 1
