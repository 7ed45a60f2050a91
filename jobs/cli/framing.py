"""What the servers refuse beyond their own rules: requests of which two programs could read two different things.

And requests that would wait too long: they get an answer at once from threads that do nothing else. Nothing here knows
the API; it only keeps what is doubtful from reaching it, and 5xx from answering for a client.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from ssl import SSLSocket
from typing import Any

from gunicorn import util  # type: ignore[import-untyped]  # it ships no types
from gunicorn.http.errors import InvalidHeader, UnsupportedTransferCoding  # type: ignore[import-untyped]  # as above
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # as above
from waitress.parser import (  # type: ignore[import-untyped]  # it ships no types
    HTTPRequestParser,
    ParsingError,
    TransferEncodingNotImplemented,
)

from kyc_service.api.door.guards import CLIENT_CERTIFICATE, TURNED_AWAY

MOST_WAITING = 64
"""Requests that may wait for a thread, unless the settings say otherwise: they wait about a second."""
TURNING_THREADS = 2
"""Threads that turn requests away."""
LINGER_SECONDS = 0.5
"""How long a closing connection waits for its client to have read the answer."""


class GunicornWorker(ThreadWorker):  # type: ignore[misc]  # it ships no types
    """gunicorn's worker with threads, which answers 400 where a client is to blame, and waits for no client.

    Overrides parts that are not gunicorn's public face, so its version is bounded and the framing tests watch over it.
    """

    most_waiting = MOST_WAITING

    def init_process(self) -> None:
        """Make the threads that turn away, and serve."""
        self._here = threading.local()
        self._turning = ThreadPoolExecutor(TURNING_THREADS, initializer=lambda: setattr(self._here, "is_late", True))
        super().init_process()

    def load_wsgi(self) -> None:
        """Load the application, and tell it of each request what only the server knows."""
        super().load_wsgi()
        self.wsgi: Callable[..., Iterable[bytes]] = self._mark(self.wsgi)

    def enqueue_req(self, conn: Any) -> None:  # noqa: ANN401 - gunicorn's own
        """Give a connection to a thread; where too many wait already, to one that turns it away."""
        if self.tpool._work_queue.qsize() < self.most_waiting:  # noqa: SLF001 - a pool does not tell it otherwise
            super().enqueue_req(conn)
            return
        answered = self._turning.submit(self.handle, conn)
        answered.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def _mark(self, app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        def marked(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - of WSGI
            environ[TURNED_AWAY] = getattr(self._here, "is_late", False)
            sock = environ["gunicorn.socket"]
            # Of a certificate that could not be verified there would be no connection.
            environ[CLIENT_CERTIFICATE] = sock.getpeercert(binary_form=True) if isinstance(sock, SSLSocket) else None
            return app(environ, start_response)

        return marked

    def handle(self, conn: Any) -> Any:  # noqa: ANN401 - gunicorn's own
        """Answer a request, and hang up here: gunicorn would linger in the one thread that accepts connections."""
        again = super().handle(conn)
        if again is False:
            util.close_graceful(conn.sock, LINGER_SECONDS)
        return again

    def finish_request(self, conn: Any, fs: Future[Any]) -> None:  # noqa: ANN401 - gunicorn's own
        """Put a connection back, unless it is closed already."""
        if conn.sock.fileno() < 0:
            self.nr_conns -= 1
        else:
            super().finish_request(conn, fs)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:  # noqa: ANN401 - gunicorn's own
        """Answer a request that could not be read. An unknown transfer coding would be a 501."""
        if isinstance(exc, UnsupportedTransferCoding):
            exc = InvalidHeader("TRANSFER-ENCODING")
        super().handle_error(req, client, addr, exc)


class WaitressParser(HTTPRequestParser):  # type: ignore[misc]  # it ships no types
    """waitress's parser without its leniency: one way to say where a body ends, one line for each header."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head of a request. Raises ParsingError, which becomes a 400 and closes the connection."""
        try:
            super().parse_header(header_plus)
        except TransferEncodingNotImplemented:
            message = "Transfer-Encoding is not supported"
            raise ParsingError(message) from None
        # An encoding that was understood has been taken out of the headers.
        if "TRANSFER_ENCODING" in self.headers or (self.chunked and "CONTENT_LENGTH" in self.headers):
            message = "Transfer-Encoding cannot stand here"
            raise ParsingError(message)
        if b"\r\n " in header_plus or b"\r\n\t" in header_plus:
            message = "a header goes over several lines"
            raise ParsingError(message)
