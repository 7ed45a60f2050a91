"""Rooms are served in turn, the fullest gives up places, and while several tenants send none has all threads."""

from __future__ import annotations

import threading

import pytest

from jobs.cli.serving.waiting import COMMON, DESK, RECENT_SECONDS, Pool, Rooms


class Clock:
    """A clock that stands."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def take(rooms: Rooms[str]) -> str:
    """Take the next and serve it at once."""
    found = rooms.next()
    assert found is not None
    rooms.leave(found[0])
    return found[1]


def test_rooms_are_served_in_turn() -> None:
    rooms: Rooms[str] = Rooms(10, 8)
    for guest in ("a1", "a2", "a3", "b1", "c1", "c2"):
        assert rooms.enter(guest[0], guest) is None
    assert [take(rooms) for _ in range(6)] == ["a1", "b1", "c1", "a2", "c2", "a3"]


def test_the_fullest_room_gives_a_place_up() -> None:
    rooms: Rooms[str] = Rooms(4, 8)
    assert [rooms.enter("a", f"a{number}") for number in range(6)] == [None, None, None, None, "a4", "a5"]
    assert [rooms.enter("b", f"b{number}") for number in range(3)] == ["a3", "a2", "b2"]
    assert [take(rooms) for _ in range(4)] == ["a0", "b0", "a1", "b1"]


def test_two_crowds_end_with_as_much_each() -> None:
    rooms: Rooms[str] = Rooms(10, 8)
    gone = [rooms.enter(room, f"{room}{number}") for number in range(20) for room in "ab"]
    assert sum(one is not None for one in gone) == 30
    served = [take(rooms)[0] for _ in range(10)]
    assert served == ["a", "b"] * 5


def test_a_tenant_has_all_threads_until_another_one_sends() -> None:
    clock = Clock()
    rooms: Rooms[str] = Rooms(20, 4, clock)
    for number in range(8):
        rooms.enter("a", f"a{number}")
    # Health checks and people at the desk are no other tenant.
    assert rooms.enter(COMMON, "health") is None
    assert rooms.enter(DESK, "page") is None
    found = [rooms.next() for _ in range(5)]
    assert [one for one in found if one and one[0] == "a"] == [("a", "a0"), ("a", "a1"), ("a", "a2")]
    for room, _ in filter(None, found):
        rooms.leave(room)
    rooms.enter("b", "b0")
    taken = [rooms.next() for _ in range(3)]
    assert sorted(one[1] for one in taken if one) == ["a3", "a4", "b0"]
    # Two of four are the share of one: the next of `a` waits, although there are threads, until one of them is done.
    late = threading.Thread(target=lambda: taken.append(rooms.next()))
    late.start()
    late.join(0.1)
    assert late.is_alive()
    rooms.leave("a")
    late.join(10)
    assert taken[-1] == ("a", "a5")
    clock.now = RECENT_SECONDS + 1
    rooms.enter("a", "a8")
    assert [rooms.next(), rooms.next()] == [("a", "a6"), ("a", "a7")]


def test_closed_rooms_are_emptied_and_let_everybody_go() -> None:
    rooms: Rooms[str] = Rooms(2, 2)
    rooms.enter("a", "a0")
    rooms.close()
    assert rooms.next() == ("a", "a0")
    assert rooms.next() is None


def test_threads_answer_and_end() -> None:
    heard: list[int] = []
    done = threading.Semaphore(0)

    def answer(guest: int) -> None:
        heard.append(guest)
        done.release()

    before = threading.active_count()
    pool = Pool(2, 10, answer)
    for guest in (1, 3, 2):
        pool.rooms.enter("a", guest)
    for _ in range(3):
        assert done.acquire(timeout=10)
    assert sorted(heard) == [1, 2, 3]
    pool.shutdown()
    for thread in threading.enumerate():
        if thread.name.startswith("request-"):
            thread.join(10)
    assert threading.active_count() <= before


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_wait_than_may(most: int) -> None:
    rooms: Rooms[int] = Rooms(most, 8)
    assert sum(rooms.enter(str(number % 2), number) is None for number in range(20)) == most
