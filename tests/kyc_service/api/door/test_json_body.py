"""JSON is read in one way only."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.api.door.errors import MalformedRequestError
from kyc_service.api.door.json_body import MAX_DEPTH, MAX_MEMBERS, parse
from kyc_service.errors import InvalidInputError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(-1e15, 1e15) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def read(raw: bytes) -> dict[str, Any] | str:
    """Read bytes, or say with which code they are refused."""
    try:
        return parse(raw)
    except MalformedRequestError as error:
        return error.code
    except InvalidInputError as error:
        return error.faults[0].code


@given(st.dictionaries(st.text(max_size=8), VALUES, max_size=4), st.booleans())
def test_what_json_can_say_is_read_back(value: dict[str, Any], ascii_only: bool) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    found = read(raw)
    assert found == value or found in ("invalid_unicode", "invalid_encoding", "number_out_of_range")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    assert isinstance(read(raw), dict | str)


@pytest.mark.parametrize("tail", ['"' * 50_000, '\\"' * 50_000, "\\" * 99_999, "[" * 100_000])
def test_long_nonsense_is_refused(tail: str) -> None:
    with pytest.raises(MalformedRequestError):
        parse(('{"a":"' + tail).encode())


def test_the_limits_are_where_they_are_said_to_be() -> None:
    deepest = MAX_DEPTH - 1
    assert parse(b'{"a":' + b"[" * deepest + b"]" * deepest + b"}")
    assert len(parse(json.dumps({str(number): 1 for number in range(MAX_MEMBERS)}).encode())) == MAX_MEMBERS
    with pytest.raises(MalformedRequestError, match="too_many_members"):
        parse(json.dumps({str(number): 1 for number in range(MAX_MEMBERS + 1)}).encode())


@pytest.mark.parametrize(
    ("text", "fine"), [("0.0", True), ("-0e5", True), ("9223372036854775807", True), ("1e-400", False)]
)
def test_numbers(text: str, fine: bool) -> None:
    raw = f'{{"a":[{text}]}}'.encode()
    if fine:
        assert parse(raw)
    else:
        with pytest.raises(InvalidInputError) as caught:
            parse(raw)
        assert [fault.pointer for fault in caught.value.faults] == ["/a/0"]
