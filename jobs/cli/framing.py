"""What the servers refuse beyond their own rules: requests of which two programs could read two different things.

Nothing here knows the API; it only keeps what is doubtful from reaching it, and 5xx from answering for a client.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from gunicorn import util  # type: ignore[import-untyped]  # it ships no types
from gunicorn.http.errors import InvalidHeader, UnsupportedTransferCoding  # type: ignore[import-untyped]  # as above
from waitress.parser import (  # type: ignore[import-untyped]  # it ships no types
    HTTPRequestParser,
    ParsingError,
    TransferEncodingNotImplemented,
)

from jobs.cli.serving.overload import LINGER_SECONDS, FairWorker


class GunicornWorker(FairWorker):
    """gunicorn's worker with threads, which answers 400 where a client is to blame, and waits for no client.

    Overrides parts that are not gunicorn's public face, so its version is bounded and the framing tests watch over it.
    """

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
