"""Rooms are served in turn, the fullest gives up places, and while several tenants send each computes in one thread."""

from __future__ import annotations

import queue
import threading

import pytest

from jobs.cli.serving.waiting import COMMON, COMPUTES_SECONDS, DESK, RECENT_SECONDS, Pool, Rooms, Turn


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


def begin(rooms: Rooms[str]) -> tuple[Turn, str]:
    """Take the next, who stays."""
    found = rooms.next()
    assert found is not None
    return found


def is_held_up(rooms: Rooms[str]) -> bool:
    """Whether somebody waits, and may not go on."""
    return bool(rooms._rooms) and rooms._find() is None


def test_a_tenant_has_all_threads_until_another_one_sends() -> None:
    clock = Clock()
    rooms: Rooms[str] = Rooms(20, 4, clock)
    for number in range(9):
        rooms.enter("a", f"a{number}")
    # Health checks and people at the desk are no other tenant.
    assert rooms.enter(COMMON, "health") is None
    assert rooms.enter(DESK, "page") is None
    served = [begin(rooms) for _ in range(6)]
    assert [guest for _, guest in served] == ["a0", "health", "page", "a1", "a2", "a3"]
    assert is_held_up(rooms)
    for turn, _ in served:
        rooms.leave(turn)
    rooms.enter("b", "b0")
    assert [begin(rooms)[1] for _ in range(2)] == ["a4", "b0"]
    assert is_held_up(rooms)
    clock.now = RECENT_SECONDS + 1
    rooms.enter("a", "a9")
    assert [begin(rooms)[1] for _ in range(3)] == ["a5", "a6", "a7"]


def two_tenants(threads: int, clock: Clock) -> Rooms[str]:
    """Make rooms where two tenants send, and one of them more than is answered."""
    rooms: Rooms[str] = Rooms(40, threads, clock)
    rooms.enter("b", "b0")
    take(rooms)
    for number in range(10):
        rooms.enter("a", f"a{number}")
    return rooms


def test_while_several_send_one_of_each_computes() -> None:
    rooms = two_tenants(8, Clock())
    first, guest = begin(rooms)
    assert guest == "a0"
    # There are threads, and the next of `a` waits until that one is done.
    assert is_held_up(rooms)
    rooms.enter("b", "b1")
    assert begin(rooms)[1] == "b1"
    late: list[str] = []
    thread = threading.Thread(target=lambda: late.append(begin(rooms)[1]))
    thread.start()
    rooms.leave(first)
    thread.join(10)
    assert late == ["a1"]


def test_who_only_waits_does_not_keep_the_others_of_a_room_waiting() -> None:
    rooms = two_tenants(8, Clock())
    for number in range(3):
        turn, guest = begin(rooms)
        assert guest == f"a{number}"
        assert is_held_up(rooms)
        rooms.rest(turn)
    assert begin(rooms)[1] == "a3"
    # Half of the threads: the others are for whoever comes.
    rooms.enter("b", "b1")
    assert begin(rooms)[1] == "b1"
    assert is_held_up(rooms)


def test_what_takes_long_is_taken_to_wait() -> None:
    clock = Clock()
    rooms = two_tenants(4, clock)
    assert begin(rooms)[1] == "a0"
    assert is_held_up(rooms)
    clock.now = COMPUTES_SECONDS
    turn, guest = begin(rooms)
    assert guest == "a1"
    clock.now = 9.0
    assert is_held_up(rooms)
    rooms.leave(turn)
    assert begin(rooms)[1] == "a2"


def test_people_at_the_desk_do_not_wait_for_each_other() -> None:
    rooms = two_tenants(8, Clock())
    for number in range(5):
        rooms.enter(DESK, f"page{number}")
    served = [begin(rooms)[1] for _ in range(5)]
    assert served == ["a0", "page0", "page1", "page2", "page3"]
    assert is_held_up(rooms)


def test_nobody_has_to_be_woken_for_what_takes_long() -> None:
    rooms: Rooms[str] = Rooms(40, 8)
    for guest in ("b0", "a0", "a1"):
        rooms.enter(guest[0], guest)
    assert [begin(rooms)[1] for _ in range(3)] == ["b0", "a0", "a1"]


def test_closed_rooms_are_emptied_and_let_everybody_go() -> None:
    rooms: Rooms[str] = Rooms(2, 2)
    rooms.enter("a", "a0")
    rooms.close()
    assert take(rooms) == "a0"
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
    pool.rest()  # of a thread that serves nobody: the desk, health
    pool.shutdown()
    for thread in threading.enumerate():
        if thread.name.startswith("request-"):
            thread.join(10)
    assert threading.active_count() <= before


def test_a_thread_says_that_its_request_only_waits() -> None:
    heard: queue.Queue[str] = queue.Queue()
    told, over = threading.Event(), threading.Event()

    def answer(guest: str) -> None:
        heard.put(guest)
        if guest == "a0":
            assert told.wait(10)
            pool.rest()
            over.wait(10)

    pool = Pool(4, 10, answer)
    pool.rooms._clock = Clock()
    for guest in ("b0", "a0", "a1"):
        pool.rooms.enter(guest[0], guest)
    assert {heard.get(timeout=10) for _ in range(2)} == {"b0", "a0"}
    assert is_held_up(pool.rooms)
    told.set()
    assert heard.get(timeout=10) == "a1"
    over.set()
    pool.shutdown()


def test_who_stalls_does_not_hold_up_the_rest_of_a_room() -> None:
    heard: queue.Queue[str] = queue.Queue()
    over = threading.Event()

    def answer(guest: str) -> None:
        heard.put(guest)
        if guest != "b0":
            over.wait(30)

    pool = Pool(8, 10, answer)
    for guest in ("b0", "a0", "a1", "a2"):
        pool.rooms.enter(guest[0], guest)
    assert {heard.get(timeout=10) for _ in range(4)} == {"b0", "a0", "a1", "a2"}
    over.set()
    pool.shutdown()


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_wait_than_may(most: int) -> None:
    rooms: Rooms[int] = Rooms(most, 8)
    assert sum(rooms.enter(str(number % 2), number) is None for number in range(20)) == most
