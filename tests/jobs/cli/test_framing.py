"""Heads of requests that can be read in two ways are refused before anything reads them."""

from __future__ import annotations

from typing import Any

import pytest
from gunicorn.http.errors import InvalidHeader, UnsupportedTransferCoding  # type: ignore[import-untyped]  # no types
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # as above
from waitress.adjustments import Adjustments  # type: ignore[import-untyped]  # it ships no types
from waitress.utilities import BadRequest  # type: ignore[import-untyped]  # as above

from jobs.cli.framing import GunicornWorker, WaitressParser

LINE = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
OLD = b"POST / HTTP/1.0\r\nConnection: keep-alive\r\n"


def parse(head: bytes) -> Any:
    parser = WaitressParser(Adjustments())
    parser.received(head + b"\r\n")
    return parser


@pytest.mark.parametrize(
    "head",
    [
        LINE + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        LINE + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        LINE + b"Transfer-Encoding: identity\r\n",
        LINE + b"Transfer-Encoding: gzip, chunked\r\n",
        OLD + b"Transfer-Encoding: chunked\r\n",
        LINE + b"X-A: 1\r\n 2\r\n",
        LINE + b"X-A: 1\r\n\t2\r\n",
    ],
)
def test_a_doubtful_head_is_a_bad_request(head: bytes) -> None:
    assert isinstance(parse(head).error, BadRequest)


@pytest.mark.parametrize("header", [b"", b"Content-Length: 4\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_a_plain_head_is_read(header: bytes) -> None:
    assert parse(LINE + header).error is None


@pytest.mark.parametrize(
    ("raised", "handled"),
    [(UnsupportedTransferCoding("x"), InvalidHeader), (OSError(), OSError)],
    ids=["coding", "anything else"],
)
def test_a_coding_that_nobody_knows_is_the_client_s_fault(
    monkeypatch: pytest.MonkeyPatch,
    raised: Exception,
    handled: type[Exception],
) -> None:
    seen: list[Exception] = []
    monkeypatch.setattr(ThreadWorker, "handle_error", lambda *arguments: seen.append(arguments[-1]))

    GunicornWorker.handle_error(object.__new__(GunicornWorker), None, None, None, raised)

    assert [type(error) for error in seen] == [handled]
