"""Reading JSON that may have any shape: the wanted type, nothing, or a malformed answer."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.verifiers.documents import LONGEST_TEXT, MOST_ITEMS, Document, MalformedAnswerError
from watchlists.dates import PartialDate

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=8,
)


def of(value: object) -> Document:
    return Document.parse(json.dumps({"a": value}).encode())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"a"', b"1", b"\xff\xfe\xfd", b"<html>", b"[" * 100_000])
def test_a_body_that_is_no_object_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedAnswerError):
        Document.parse(body)


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[1]", b"[[]]", b"[null]"])
def test_a_body_that_is_no_list_of_objects_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedAnswerError):
        Document.parse_list(body)


def test_a_list_of_objects_is_read() -> None:
    found = Document.parse_list(b'[{"a": "x"}, {}]')
    assert [one.text("a") for one in found] == ["x", None]


@pytest.mark.parametrize(
    ("value", "expected"), [("x", "x"), (" x ", "x"), ("", None), ("  ", None), (None, None), ("a\nb", "a\nb")]
)
def test_a_text_is_stripped_and_an_empty_one_is_nothing(value: object, expected: str | None) -> None:
    assert of(value).text("a") == expected
    assert of(value).number("a") == expected


@pytest.mark.parametrize("value", [1, 1.5, True, [], {}, "a\x00b", "\ud800", "x" * (LONGEST_TEXT + 1)])
def test_another_type_or_a_control_character_is_no_text(value: object) -> None:
    with pytest.raises(MalformedAnswerError):
        of(value).text("a")


@pytest.mark.parametrize("value", [None, "", " "])
def test_what_has_to_be_there_is(value: object) -> None:
    assert of("x").need("a") == "x"
    with pytest.raises(MalformedAnswerError):
        of(value).need("a")


def test_an_identifier_may_be_a_whole_number_but_no_other() -> None:
    assert of(999000002).number("a") == "999000002"
    for value in (1.5, True, [], {}):
        with pytest.raises(MalformedAnswerError):
            of(value).number("a")


def test_only_a_json_truth_value_is_one() -> None:
    assert [of(value).flag("a") for value in (True, False, None)] == [True, False, None]
    for value in (0, 1, "true", "", []):
        with pytest.raises(MalformedAnswerError):
            of(value).flag("a")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2026-02-28", dt.date(2026, 2, 28)), ("2026-02-28T10:00:00Z", dt.date(2026, 2, 28)), ("", None), (None, None)],
)
def test_a_day_is_read_without_its_time(value: object, expected: dt.date | None) -> None:
    assert of(value).date("a") == expected


@pytest.mark.parametrize("value", ["2026-02", "2026-02-30", "28-02-2026", "soon", 20260228])
def test_another_text_is_no_day(value: object) -> None:
    with pytest.raises(MalformedAnswerError):
        of(value).date("a")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026", PartialDate.of(2026)),
        ("2026-02", PartialDate.of(2026, 2)),
        ("2026-02-28T00:00:00Z", PartialDate.of(2026, 2, 28)),
        (None, None),
    ],
)
def test_a_part_of_a_date_stays_a_part(value: object, expected: PartialDate | None) -> None:
    assert of(value).partial_date("a") == expected


@pytest.mark.parametrize("value", ["0000", "2026-13", "2026-2", "2027/2026", "T", 2026])
def test_another_text_is_no_part_of_a_date(value: object) -> None:
    with pytest.raises(MalformedAnswerError):
        of(value).partial_date("a")


def test_parts_and_lists_inside_are_reached_and_absent_ones_are_empty() -> None:
    document = Document.parse(b'{"a": {"b": [{"c": "x"}, {}], "d": ["y", null, " "]}, "n": null}')
    assert [one.text("c") for one in document.parts("a", "b")] == ["x", None]
    assert document.texts("a", "d") == ("y",)
    assert document.part("a", "z", "y").text("x") is None
    assert (document.parts("z"), document.texts("n", "m"), document.text("n", "m")) == ((), (), None)
    assert ("a" in document, "n" in document, "z" in document) == (True, False, False)
    assert [name for name, _ in document.items()] == ["a"]


@pytest.mark.parametrize("value", [1, "x", {}, [1], ["x"], [None], [{}] * (MOST_ITEMS + 1)])
def test_another_thing_is_no_list_of_objects(value: object) -> None:
    with pytest.raises(MalformedAnswerError):
        of(value).parts("a")


@pytest.mark.parametrize("value", [1, "x", {}, [1], [{}], [True]])
def test_another_thing_is_no_list_of_texts(value: object) -> None:
    with pytest.raises(MalformedAnswerError):
        of(value).texts("a")


@pytest.mark.parametrize("value", [1, "x", [], True])
def test_a_way_through_something_that_is_no_object_is_malformed(value: object) -> None:
    for read in (of(value).part, of(value).text, of(value).parts, of(value).flag, of(value).date):
        with pytest.raises(MalformedAnswerError):
            read("a", "b") if read.__name__ != "part" else read("a")


@given(value=ANY_JSON, path=st.lists(st.sampled_from("ab"), min_size=1, max_size=3))
def test_no_document_brings_any_reader_to_another_exception(value: object, path: list[str]) -> None:
    document = Document.parse(json.dumps({"a": value}).encode())
    readers = ("part", "parts", "text", "texts", "need", "number", "flag", "date", "partial_date")
    for name in readers:
        with suppress(MalformedAnswerError):
            getattr(document, name)(*path)


def test_an_error_carries_nothing_of_the_answer() -> None:
    with pytest.raises(MalformedAnswerError) as caught:
        of("secret").flag("a")
    assert "secret" not in str(caught.value)
    assert caught.value.args == ()
