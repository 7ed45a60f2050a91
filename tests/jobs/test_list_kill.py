"""A loader that is killed in the middle of a file: the old version serves, the next loader cleans up and goes on."""

from __future__ import annotations

import datetime as dt
import gzip
import threading
from collections.abc import Iterator

import pytest

from jobs import stack
from kyc_service.services.lists import locks
from tests.fixtures.http_servers import QuietHandler, serve
from tests.jobs.conftest import House
from watchlists import bundled

WHOLE = gzip.decompress(bundled.files("un")["consolidated.xml"].read_bytes())


class Mirror:
    """Serves the list; the first time it stops in the middle and waits."""

    def __init__(self) -> None:
        self.in_the_middle = threading.Event()
        self.go_on = threading.Event()
        self.url = ""


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    made = Mirror()

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(WHOLE)))
            self.end_headers()
            self.wfile.write(WHOLE[: len(WHOLE) // 2])
            self.wfile.flush()
            made.in_the_middle.set()
            made.go_on.wait(60)
            self.wfile.write(WHOLE[len(WHOLE) // 2 :])

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                """The other end was killed."""

    with serve(Handler) as place:
        made.url = f"http://{place}"
        yield made
        made.go_on.set()


@pytest.mark.processes
def test_k29_a_killed_loader_leaves_the_old_version_and_no_lock(house: House, mirror: Mirror) -> None:
    house.env["KYC_LIST_MIRROR"] = mirror.url
    first = house.start("refresh-1", stack.kyc("lists", "refresh", "un"))
    assert mirror.in_the_middle.wait(60)
    first.kill()
    first.wait()

    with house.rt.open_system() as system:
        (before,) = (state for state in system.lists.current() if state.source == "un")
    assert (before.digest, before.last_error) == ("0" * 64, None)
    assert {used.digest for used in house.rt.screeners.current().lists} == {"0" * 64, "1" * 64, "2" * 64}
    assert list((house.data_dir / "downloads").iterdir())

    mirror.go_on.set()
    with house.rt.open_system() as system:
        assert not system.lists.lock("un", "somebody", dt.timedelta(0)), "the dead loader's lock still runs"
    forget_lock(house)
    second = house.start("refresh-2", stack.kyc("lists", "refresh", "un"))
    assert second.wait(120) == 0, house.log("refresh-2").read_text()
    with house.rt.open_system() as system:
        (after,) = (state for state in system.lists.current() if state.source == "un")
    assert (after.entries, after.origin) == (1003, "mirror")
    assert list((house.data_dir / "downloads").iterdir()) == []


def forget_lock(house: House) -> None:
    """Let the time pass that the lock of a dead loader lasts."""
    with house.rt.open_system() as system:
        system._tx.connection.exec_driver_sql("UPDATE leases SET until = '2000-01-01 00:00:00.000000'")
    assert dt.timedelta(minutes=1) >= locks.LOCK_TIME
