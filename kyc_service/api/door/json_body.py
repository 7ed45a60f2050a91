"""Read a JSON body strictly: one reading only, so that what is checked is what was sent.

Knows JSON, not what a body means; schemas follow after.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge, RequestTimeout
from werkzeug.wrappers import Request

from kyc_service.api.bodies.pointers import extend
from kyc_service.api.door.errors import BodyTooLargeError, MalformedRequestError, UnsupportedBodyError
from kyc_service.errors import Fault, InvalidInputError

MAX_BODY = 256 * 1024
"""Bytes."""
MAX_DEPTH = 32
MAX_MEMBERS = 1000
"""Of one object."""
_LONGEST_NUMBER = 400
"""Digits; a longer one is not worth the time it takes to read."""
_LARGEST = 2**63

# Possessive and never failing inside a string: linear in the length of the body, whatever it holds.
_TOKENS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


class _OutOfRange:
    """Stands where a number stood that no field here can hold."""


_OUT_OF_RANGE = _OutOfRange()


def read_body(request: Request, limit: int = MAX_BODY) -> dict[str, Any]:
    """Read the body of a request as one JSON object."""
    _check_headers(request)
    return parse(_read(request, limit))


def read_raw(request: Request, limit: int) -> bytes:
    """Read the body of a request as it is, whatever it calls itself. JSON would be one of the things it may not be."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        code = "unsupported_content_encoding"
        raise UnsupportedBodyError(code)
    return _read(request, limit)


def parse(raw: bytes) -> dict[str, Any]:
    """Read bytes as one JSON object, in the one way that leaves no doubt."""
    text = _decode(raw)
    _check_depth(text)
    try:
        value = _DECODER.decode(text)
    except ValueError:
        code = "malformed_json"
        raise MalformedRequestError(code) from None
    faults = list(_walk(value, ""))
    if faults:
        raise InvalidInputError(faults)
    if not isinstance(value, dict):
        raise InvalidInputError([Fault("", "expected_object")])
    return value


def _check_headers(request: Request) -> None:
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        code = "unsupported_content_encoding"
        raise UnsupportedBodyError(code)
    parameters = {key.lower(): value.lower() for key, value in request.mimetype_params.items()}
    if request.mimetype != "application/json" or parameters not in ({}, {"charset": "utf-8"}):
        code = "unsupported_media_type"
        raise UnsupportedBodyError(code)


def _read(request: Request, limit: int) -> bytes:
    promised = request.content_length or 0
    if promised > limit:
        raise BodyTooLargeError
    # One more than is taken: a body without a stated length would otherwise be cut there in silence.
    request.max_content_length = limit + 1
    raw = _receive(request)
    if len(raw) > limit:
        raise BodyTooLargeError
    if len(raw) < promised:
        # A server that marks the end of bodies by itself tells nobody that one ended early.
        code = "incomplete_body"
        raise MalformedRequestError(code)
    return raw


def _receive(request: Request) -> bytes:
    try:
        return request.stream.read()
    except RequestEntityTooLarge:
        raise BodyTooLargeError from None
    except ClientDisconnected as error:
        if isinstance(error.__context__, BlockingIOError | TimeoutError):
            raise RequestTimeout from None
        code = "incomplete_body"
        raise MalformedRequestError(code) from None
    except Exception:  # noqa: BLE001 - servers raise errors of their own for chunks that are none
        code = "bad_framing"
        raise MalformedRequestError(code) from None


def _decode(raw: bytes) -> str:
    code = "invalid_encoding"
    if b"\x00" in raw or raw.startswith(b"\xef\xbb\xbf"):
        raise MalformedRequestError(code)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedRequestError(code) from None


def _check_depth(text: str) -> None:
    """Refuse deep nesting before the parser, which recurses, sees it."""
    depth = 0
    for token in _TOKENS.finditer(text):
        letter = token.group()[0]
        if letter in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                code = "too_deep"
                raise MalformedRequestError(code)
        elif letter in "]}":
            depth -= 1


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_MEMBERS:
        code = "too_many_members"
        raise MalformedRequestError(code)
    made = dict(pairs)
    if len(made) < len(pairs):
        code = "duplicate_key"
        raise MalformedRequestError(code)
    return made


def _make_integer(text: str) -> int | _OutOfRange:
    if len(text) > _LONGEST_NUMBER:
        code = "number_out_of_range"
        raise MalformedRequestError(code)
    value = int(text)
    return value if -_LARGEST <= value < _LARGEST else _OUT_OF_RANGE


def _make_float(text: str) -> float | _OutOfRange:
    if len(text) > _LONGEST_NUMBER:
        code = "number_out_of_range"
        raise MalformedRequestError(code)
    value = float(text)
    vanished = value == 0 and any(digit in "123456789" for digit in text.lower().partition("e")[0])
    return _OUT_OF_RANGE if vanished or abs(value) >= _LARGEST else value


def _refuse_constant(_text: str) -> None:
    code = "malformed_json"
    raise MalformedRequestError(code)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_make_object,
    parse_int=_make_integer,
    parse_float=_make_float,
    parse_constant=_refuse_constant,
)


def _walk(value: object, pointer: str) -> Iterator[Fault]:
    """Find numbers out of range, and refuse texts that are not Unicode."""
    if isinstance(value, str):
        _refuse_surrogates(value)
    elif isinstance(value, _OutOfRange):
        yield Fault(pointer, "number_out_of_range")
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_surrogates(key)
            yield from _walk(item, extend(pointer, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _walk(item, f"{pointer}/{number}")


def _refuse_surrogates(text: str) -> None:
    if not text.isascii() and _SURROGATE.search(text):
        code = "invalid_unicode"
        raise MalformedRequestError(code)
