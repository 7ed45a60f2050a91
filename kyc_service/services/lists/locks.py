"""One loader of a list at a time, on all machines; a dead one is replaced within a minute."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from kyc_service.domain.ids import new_id
from kyc_service.errors import UnavailableError
from kyc_service.services.runtime import Runtime

LOCK_TIME = dt.timedelta(seconds=60)
"""How long a loader may be silent before another takes over."""
RENEW_SECONDS = 15.0


@contextmanager
def only_loader(rt: Runtime, source_id: str) -> Iterator[bool]:
    """Become the one loader of a list until the block ends; False while there is another."""
    owner = new_id("event")
    done = threading.Event()
    with rt.open_system() as system:
        is_first = system.lists.lock(source_id, owner, LOCK_TIME)
    keeper = threading.Thread(target=_keep, args=(rt, source_id, owner, done), name="list-lock", daemon=True)
    if is_first:
        keeper.start()
    try:
        yield is_first
    finally:
        done.set()
        if is_first:
            keeper.join()
            with rt.open_system() as system:
                system.lists.unlock(source_id, owner)


def _keep(rt: Runtime, source_id: str, owner: str, done: threading.Event) -> None:
    while not done.wait(RENEW_SECONDS):
        # A database that is away now may be back before the lock ends; loading a list twice does no harm.
        with suppress(UnavailableError), rt.open_system() as system:
            system.lists.lock(source_id, owner, LOCK_TIME)
