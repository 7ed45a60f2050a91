from __future__ import annotations

from io import BytesIO

import pytest

from watchlists.errors import ListRefusedError
from watchlists.sources.json_files import json_text, read_json


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "list_empty"),
        (b'{"a": [1, 2', "list_incomplete"),
        (b'{"a": "text that is c', "list_incomplete"),
        (b'{"a": 1} and more', "list_wrong_format"),
        (b"{'a': 1}", "list_wrong_format"),
        (b"[" * 200_000, "list_wrong_format"),
        (b"[" + b"9" * 10_000 + b"]", "list_wrong_format"),
        (b'{"a": "\xff"}', "list_encoding"),
        (b'{"a": "\x00"}', "list_encoding"),
        (rb'{"a": ["x", "\ud800"]}', "list_encoding"),
        (rb'{"\udc00\ud800": 1}', "list_encoding"),
        (rb'{"a": {"b": "\u0000"}}', "list_encoding"),
        (b"<!DOCTYPE html><html>", "list_wrong_format"),
    ],
)
def test_what_is_no_whole_json_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ListRefusedError) as caught:
        read_json("worldbank", "x.json", BytesIO(data))
    assert caught.value.code == code


def test_a_character_in_two_escapes_is_whole() -> None:
    assert read_json("worldbank", "x.json", BytesIO(rb'["\ud83d\ude00", "\\u0000"]')) == ["\U0001f600", "\\u0000"]


def test_a_byte_order_mark_is_nothing() -> None:
    assert read_json("worldbank", "x.json", BytesIO(b'\xef\xbb\xbf{"a": 1}')) == {"a": 1}


@pytest.mark.parametrize(("value", "text"), [(None, ""), (" a \n b ", "a b"), (43, "43"), ("", "")])
def test_a_value_is_one_line_of_text(value: object, text: str) -> None:
    assert json_text(value) == text
