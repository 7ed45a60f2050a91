from __future__ import annotations

import os
import threading
import time

import pytest

from kyc_service.storage.turns import Turns


def test_the_place_is_given_in_the_order_it_was_asked_for() -> None:
    turns, came = Turns(), []

    def work(number: int) -> None:
        with turns.take(10) as had:
            assert had
            came.append(number)

    threads = []
    with turns.take(10):
        for number in range(20):
            threads.append(threading.Thread(target=work, args=(number,)))
            threads[-1].start()
            while len(turns._waiting) <= number:
                time.sleep(0.001)
    for thread in threads:
        thread.join(10)
    assert came == [*range(20)]


def test_one_at_a_time() -> None:
    turns, inside, most = Turns(), [0], [0]

    def work() -> None:
        for _ in range(50):
            with turns.take(10):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0)
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == [1]


def test_whoever_waited_long_enough_goes_without_and_is_not_called_later() -> None:
    turns = Turns()
    with turns.take(10), turns.take(0.01) as had:
        assert not had
    with turns.take(0.01) as had:
        assert had


def test_an_exception_leaves_the_place() -> None:
    turns = Turns()
    for _ in range(2):
        with pytest.raises(KeyError), turns.take(0.01):
            {}["nothing"]
    with turns.take(0.01) as had:
        assert had


def test_a_fork_begins_with_a_free_place() -> None:
    turns = Turns()
    with turns.take(10):
        child = os.fork()
        if child == 0:
            with turns.take(0.01) as had:
                os._exit(0 if had else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
