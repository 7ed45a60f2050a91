"""Parameters are known, given once, and of their form."""

import pytest
from werkzeug.datastructures import MultiDict

from kyc_service.api.door.errors import MalformedRequestError
from kyc_service.api.door.query import PAGE, Parameter, read_query

KNOWN = {**PAGE, "from": Parameter(description="", pattern="[a-f]+", required=True)}


def test_what_is_not_given_has_its_default() -> None:
    assert read_query(MultiDict({"from": "abc"}), KNOWN) == {"from": "abc", "limit": 20, "cursor": None}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([("from", "abc"), ("other", "1")], "unknown_parameter"),
        ([("from", "abc"), ("from", "abc")], "duplicate_parameter"),
        ([], "required"),
        ([("from", "xyz")], "invalid_parameter"),
        ([("from", "abc\n")], "invalid_parameter"),
        ([("from", "a"), ("limit", "0")], "invalid_parameter"),
        ([("from", "a"), ("limit", "101")], "invalid_parameter"),
        ([("from", "a"), ("limit", "1e1")], "invalid_parameter"),
        ([("from", "a"), ("limit", "٣")], "invalid_parameter"),
        ([("from", "a"), ("cursor", "a b")], "invalid_cursor"),
    ],
)
def test_anything_else_is_refused(given: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(MalformedRequestError) as caught:
        read_query(MultiDict(given), KNOWN)
    assert caught.value.code == code
