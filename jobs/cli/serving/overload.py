"""The worker of gunicorn that knows who waits, and refuses what would wait too long before it costs a thread.

Overrides parts that are not gunicorn's public face, so its version is bounded and tests over sockets watch over it.
"""

from __future__ import annotations

import random
import selectors
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from ssl import SSLSocket
from typing import Any

import structlog
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # it ships no types

from jobs.cli.serving import heads
from jobs.cli.serving.heads import Head
from jobs.cli.serving.waiting import COMMON, DESK, Pool
from kyc_service.api.door.guards import CLIENT_CERTIFICATE, RESTS, TENANT, TURNED_AWAY

MOST_WAITING = 64
"""Requests that may wait for a thread, unless the settings say otherwise: they wait about a second."""
SPARE_THREADS = 2
"""Threads for what cannot be refused unread: health, figures, the desk, TLS."""
LINGER_SECONDS = 0.5
"""How long a closing connection waits for its client to have read the answer."""
SWITCH_SECONDS = 0.0005
"""How long a thread computes before another one may. Whoever accepts connections waits for all that compute, at each
of ten calls of the system: with Python's own 5 ms a refusal took half a second."""
_KNOWN_KEYS = 10_000
_log = structlog.get_logger("kyc_service.server")


class FairWorker(ThreadWorker):  # type: ignore[misc]  # it ships no types
    """gunicorn's worker with threads, where no tenant waits behind another one's crowd."""

    most_waiting = MOST_WAITING

    def init_process(self) -> None:
        """Make the threads, and serve."""
        sys.setswitchinterval(SWITCH_SECONDS)
        self._here = threading.local()
        self._spare = ThreadPoolExecutor(SPARE_THREADS, initializer=lambda: setattr(self._here, "is_late", True))
        self._tenants: dict[str, str] = {}
        self._leaving: deque[Any] = deque()
        self._refused = 0
        super().init_process()

    def get_thread_pool(self) -> Pool[Any]:
        """Return the threads that answer."""
        return Pool(self.cfg.threads, self.most_waiting, self._answer)

    def load_wsgi(self) -> None:
        """Load the application, and tell it of each request what only the server knows."""
        super().load_wsgi()
        self._turned_away = self.wsgi.extensions[TURNED_AWAY]  # type: ignore[attr-defined]  # still Flask's
        self.wsgi: Callable[..., Iterable[bytes]] = self._mark(self.wsgi)

    def _mark(self, app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        def marked(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - of WSGI
            environ[TURNED_AWAY] = getattr(self._here, "is_late", False)
            environ[RESTS] = self.tpool.rest
            sock = environ["gunicorn.socket"]
            # Of a certificate that could not be verified there would be no connection.
            environ[CLIENT_CERTIFICATE] = sock.getpeercert(binary_form=True) if isinstance(sock, SSLSocket) else None
            answer = app(environ, start_response)
            self._learn(environ.get("HTTP_AUTHORIZATION", ""), environ.get(TENANT))
            return answer

        return marked

    def _learn(self, authorization: str, tenant: str | None) -> None:
        """Remember whose a key is that was right. Keys that somebody makes up share one room, however many they are."""
        key = heads.key_of(authorization) if tenant else None
        if key is not None and tenant is not None and self._tenants.get(key) != tenant:
            if len(self._tenants) >= _KNOWN_KEYS:
                self._tenants.clear()
            self._tenants[key] = tenant

    def enqueue_req(self, conn: Any) -> None:  # noqa: ANN401 - gunicorn's own
        """Let a connection wait in its room; where all places are taken, turn somebody away."""
        try:
            conn.head = heads.UNSEEN if _has_read_ahead(conn) else heads.look(conn.sock)
        except EOFError:
            self.nr_conns -= 1
            conn.close()
            return
        if conn.head is None:
            self._wait_for_data(conn)
            return
        leaves = self.tpool.rooms.enter(self._room_of(conn.head), conn)
        if leaves is not None:
            self._turn_away(leaves)

    def _room_of(self, head: Head) -> str:
        return DESK if head.is_desk else self._tenants.get(head.key or "", COMMON)

    def _wait_for_data(self, conn: Any) -> None:  # noqa: ANN401 - as above
        """Wait for what a client has to say without a thread; it has as long as between two requests."""
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _answer(self, conn: Any) -> None:  # noqa: ANN401 - as above
        """Answer a connection in a thread, and give it back to the one that watches them."""
        done: Future[Any] = Future()
        try:
            done.set_result(self.handle(conn))
        except BaseException as error:  # noqa: BLE001 - the other thread is told, and closes the connection
            done.set_exception(error)
        self.method_queue.defer(self.finish_request, conn, done)

    def _turn_away(self, conn: Any) -> None:  # noqa: ANN401 - as above
        """Refuse a request of the API unread; give anything else to a spare thread."""
        if conn.head.method is None:
            self._spare.submit(self._answer, conn)
            return
        self._refused += 1
        self._turned_away.count(conn.head.method)
        try:
            conn.sock.send(self._turned_away.write(f"{random.getrandbits(128):032x}"))
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.nr_conns -= 1
            conn.close()
            return
        # The client may still be sending: to close now would take the answer from it.
        conn.timeout = time.monotonic() + LINGER_SECONDS
        self._leaving.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._see_off, conn))

    def _see_off(self, conn: Any, _sock: Any) -> None:  # noqa: ANN401 - as above
        """Read what is left of a refused request; close when the client has."""
        try:
            if conn.sock.recv(65536):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._leaving.remove(conn)
        self._close(conn)

    def _close(self, conn: Any) -> None:  # noqa: ANN401 - as above
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self) -> None:
        """Close who waited too long, and tell how many were turned away since the last time."""
        super().murder_pending()
        while self._leaving and self._leaving[0].timeout <= time.monotonic():
            self._close(self._leaving.popleft())
        if self._refused:
            _log.warning("requests_turned_away", count=self._refused)
            self._refused = 0


def _has_read_ahead(conn: Any) -> bool:  # noqa: ANN401 - as above
    """Whether the next request was read with the one before: nothing more has to arrive."""
    return conn.parser is not None and bool(conn.parser.unreader.buf.getvalue())
