"""A body is read whole or not at all, whatever the server in front says about its end."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.exceptions import RequestTimeout
from werkzeug.wrappers import Request

from kyc_service.api.door.errors import BodyTooLargeError, MalformedRequestError
from kyc_service.api.door.json_body import read_body

BODY = b'{"a": 1}'


class Stream(io.BytesIO):
    """A body that ends with an error of its server."""

    def __init__(self, error: Exception) -> None:
        super().__init__(BODY)
        self._error = error

    def readinto(self, buffer: Any) -> int:
        return super().readinto(buffer) or self._fail()

    def _fail(self) -> int:
        raise self._error


def request(stream: io.BytesIO, length: int | None = None, *, ends_itself: bool = True) -> Request:
    """Make a request as a server hands it on: gunicorn ends every body itself, waitress counts."""
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json", "wsgi.input": stream}
    if ends_itself:
        environ["wsgi.input_terminated"] = True
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    return Request(environ)


@pytest.mark.parametrize("ends_itself", [True, False])
def test_a_whole_body_is_read(ends_itself: bool) -> None:
    assert read_body(request(io.BytesIO(BODY), len(BODY), ends_itself=ends_itself)) == {"a": 1}


def test_a_body_without_a_length_is_read_to_its_end() -> None:
    assert read_body(request(io.BytesIO(BODY))) == {"a": 1}


@pytest.mark.parametrize("ends_itself", [True, False])
def test_a_body_that_ends_early_is_not_complete_however_it_looks(ends_itself: bool) -> None:
    with pytest.raises(MalformedRequestError, match="incomplete_body"):
        read_body(request(io.BytesIO(BODY), len(BODY) + 1, ends_itself=ends_itself))


@pytest.mark.parametrize("more", [0, 1, 100_000])
def test_the_limit_holds_without_a_length(more: int) -> None:
    sent = request(io.BytesIO(BODY + b" " * more))
    if more:
        with pytest.raises(BodyTooLargeError):
            read_body(sent, limit=len(BODY))
    else:
        assert read_body(sent, limit=len(BODY)) == {"a": 1}


class _OfTheServerError(Exception):
    pass


@pytest.mark.parametrize(
    ("raised", "expected", "code"),
    [
        (BlockingIOError(), RequestTimeout, "408"),
        (TimeoutError(), RequestTimeout, "408"),
        (ConnectionResetError(), MalformedRequestError, "incomplete_body"),
        (_OfTheServerError("chunk"), MalformedRequestError, "bad_framing"),
    ],
)
def test_errors_while_reading_are_the_client_s(raised: Exception, expected: type[Exception], code: str) -> None:
    with pytest.raises(expected, match=code):
        read_body(request(Stream(raised)))
