"""Files of labelled cases: read as they are meant, refused with the line and without any value."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.labelled import DECIDED, PAIR, QUERY, write_cases
from watchlists.dates import PartialDate
from watchlists.errors import LabelledFileError
from watchlists.evaluation.formats import NO_GROUP, read_history, read_pairs, read_queries, tell_format
from watchlists.evaluation.metrics import Scored
from watchlists.model import Gender, Identifier, Kind, NameKind

CANARY = "Zaphod Beeblebrox"
Read = Callable[[Path], tuple[Any, ...]]


def test_a_pair_is_read_with_all_that_it_holds(tmp_path: Path) -> None:
    side = {
        "names": ["Ann Lee", "Anne Li"],
        "weak_names": ["Annie"],
        "birth_dates": ["1970-02"],
        "countries": ["nl", "France"],
        "identifiers": [{"type": "passport", "value": "A1", "country": "NL"}, {"type": "fax", "value": "1"}],
        "addresses": ["1 Main St", {"text": "2 Main St", "country": "FR"}],
        "birth_places": [{"text": "Paris", "country": "FR"}],
        "gender": ["female"],
    }
    path = write_cases(tmp_path / "pairs.jsonl", [{**PAIR, "query": side, "entry": side}])

    (pair,) = read_pairs(path)

    assert (pair.id, pair.match, pair.group, pair.subject.kind) == ("p1", True, "g", Kind.PERSON)
    assert pair.subject.names == ("Ann Lee", "Anne Li")
    assert pair.subject.weak_names == ("Annie",)
    assert pair.subject.countries == pair.entry.nationalities == ("NL", "FR")
    assert pair.subject.birth_dates == pair.entry.birth_dates == (PartialDate.of(1970, 2),)
    assert pair.entry.identifiers == (Identifier("passport", "A1", "NL"), Identifier("phone", "1"))
    assert [address.country for address in pair.entry.addresses] == [None, "FR"]
    assert pair.entry.genders == (Gender.FEMALE,)
    assert [name.kind for name in pair.entry.names] == [NameKind.PRIMARY, NameKind.STRONG, NameKind.WEAK]


def test_a_query_may_expect_nobody(tmp_path: Path) -> None:
    path = write_cases(tmp_path / "q.jsonl", [QUERY, {**QUERY, "expect": [], "group": "clean"}])

    listed, clean = read_queries(path)

    assert (listed.expect, listed.group) == (("ofac:9001",), NO_GROUP)
    assert (clean.expect, clean.group) == ((), "clean")


def test_history_is_scores_with_what_analysts_said(tmp_path: Path) -> None:
    path = write_cases(tmp_path / "h.jsonl", [DECIDED, {**DECIDED, "score": 0, "match": False}])

    assert read_history(path) == (Scored("h1", 0.9, True, NO_GROUP), Scored("h1", 0.0, False, NO_GROUP))


def test_gzip_byte_order_mark_blank_lines_and_strange_line_ends_are_no_trouble(tmp_path: Path) -> None:
    strange = {**PAIR, "query": {"names": ["Ann\u2028Lee\x0bX"]}}
    plain = write_cases(tmp_path / "pairs.jsonl", [strange, "", "  ", PAIR])
    packed = tmp_path / "pairs.jsonl.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + plain.read_bytes().replace(b"\n", b"\r\n")))

    assert read_pairs(packed) == read_pairs(plain)
    assert len(read_pairs(plain)) == 2


@pytest.mark.parametrize(
    ("read", "bad", "said"),
    [
        (read_pairs, CANARY, "line 2: is not JSON"),
        (read_pairs, f'["{CANARY}"]', "line 2: has to be an object"),
        (read_pairs, {**PAIR, "kind": CANARY}, "line 2: `kind` has to be one of person, organisation"),
        (read_pairs, {**PAIR, "kind": None}, "line 2: `kind` has to be one of"),
        (read_pairs, {**PAIR, "match": 1}, "line 2: `match` has to be true or false"),
        (read_pairs, {**PAIR, "id": 7}, "line 2: `id` has to be a text"),
        (read_pairs, {**PAIR, "group": 7}, "line 2: `group` has to be a text"),
        (read_pairs, {**PAIR, CANARY: 1}, "line 2: holds another key than"),
        (read_pairs, {key: PAIR[key] for key in PAIR if key != "match"}, "line 2: lacks `match`"),
        (read_pairs, {**PAIR, "query": [CANARY]}, "line 2: `query`: has to be an object"),
        (read_pairs, {**PAIR, "query": {}}, "line 2: `query`: `names` has to hold at least one name"),
        (read_pairs, {**PAIR, "query": {"names": CANARY}}, "line 2: `query`: `names` has to be a list"),
        (read_pairs, {**PAIR, "query": {"names": [7]}}, "line 2: `query`: `names` has to hold texts"),
        (read_pairs, {**PAIR, "entry": {"names": ["A"], "nmaes": []}}, "line 2: `entry`: unknown key `nmaes`"),
        (read_pairs, {**PAIR, "entry": {"names": ["A"], CANARY: []}}, "line 2: `entry`: an unknown key"),
        (read_pairs, {**PAIR, "entry": {"names": ["A"], "birth_dates": [CANARY]}}, "`birth_dates` has to hold dates"),
        (read_pairs, {**PAIR, "entry": {"names": ["A"], "countries": [CANARY]}}, "`countries` has to hold countries"),
        (read_pairs, {**PAIR, "entry": {"names": ["A"], "gender": [CANARY]}}, "`gender` has to hold female"),
        (
            read_pairs,
            {**PAIR, "entry": {"names": ["A"], "identifiers": [CANARY]}},
            "objects with type, value, country?",
        ),
        (
            read_pairs,
            {**PAIR, "entry": {"names": ["A"], "addresses": [{"no": "1"}]}},
            "`addresses` has to hold objects",
        ),
        (read_pairs, QUERY, "line 2: lacks `entry`, `match`"),
        (read_queries, {**QUERY, "expect": CANARY}, "line 2: `expect` has to be a list of entry ids"),
        (read_queries, {**QUERY, "expect": ["9001"]}, "line 2: `expect` has to be a list of entry ids"),
        (read_history, {**DECIDED, "score": 1.5}, "line 2: `score` has to be a number from 0 to 1"),
        (read_history, {**DECIDED, "score": True}, "line 2: `score` has to be a number from 0 to 1"),
        (read_history, '{"id": "h", "score": NaN, "match": true}', "line 2: `score` has to be a number from 0 to 1"),
    ],
)
def test_a_broken_line_is_named_without_its_values(tmp_path: Path, read: Read, bad: Any, said: str) -> None:
    good = {read_pairs: PAIR, read_queries: QUERY, read_history: DECIDED}[read]  # type: ignore[index]
    path = write_cases(tmp_path / "cases.jsonl", [good, bad, good])

    with pytest.raises(LabelledFileError) as raised:
        read(path)

    assert raised.value.line == 2
    assert said in str(raised.value)
    assert str(raised.value).startswith("cases.jsonl: line 2: ")
    assert CANARY not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds nothing"),
        (b"\n \n", "holds nothing"),
        (b"\x1f\x8b\x08\x00cut", "is a gzip file cut short or damaged"),
        (b'{"a": 1}\n\xff\xfe', "line 2: is not UTF-8"),
        (b"[" * 100_000, "line 1: is not JSON"),
    ],
)
def test_a_file_that_holds_no_cases_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(content)

    with pytest.raises(LabelledFileError, match=said):
        tell_format(path) if b"a" not in content else read_pairs(path)


def test_a_file_that_is_not_there_is_an_error_of_the_same_sort(tmp_path: Path) -> None:
    with pytest.raises(LabelledFileError, match="cannot be read: No such file"):
        read_pairs(tmp_path / "none.jsonl")


@pytest.mark.parametrize(("case", "name"), [(PAIR, "pairs"), (QUERY, "queries"), (DECIDED, "history")])
def test_the_first_line_tells_the_format(tmp_path: Path, case: Any, name: str) -> None:
    assert tell_format(write_cases(tmp_path / "cases.jsonl", [case])) == name


def test_a_format_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelledFileError, match="line 1: neither a pair, nor a query"):
        tell_format(write_cases(tmp_path / "cases.jsonl", [{"id": "x"}]))
