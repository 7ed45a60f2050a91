"""KVK's stand-in: whole words only, a key in a header, and faults by code."""

from __future__ import annotations

import json

import pytest

from jobs.standins.base import Call, Scenario
from jobs.standins.kvk import KvkStandIn

KEY = {"apikey": KvkStandIn.key}


def get(path: str, headers: dict[str, str], **query: str) -> tuple[int, dict[str, object]]:
    said = KvkStandIn().answer(Call(method="GET", path=path, query=query, headers=headers))
    return said.status, json.loads(said.body)


@pytest.mark.parametrize(
    ("name", "found"),
    [("voorbeeld", True), ("Handel Voorbeeld", True), ("voorbeel", False), ("voorbeeld winkel", False), ("", False)],
)
def test_a_search_takes_whole_words_only(name: str, *, found: bool) -> None:
    status, body = get("/v2/zoeken", KEY, naam=name)
    assert (status == 200) is found
    assert ("resultaten" in body) is found


@pytest.mark.parametrize("path", ["/v2/zoeken", f"/v1/basisprofielen/{KvkStandIn.numbers[Scenario.FOUND]}"])
@pytest.mark.parametrize("headers", [{}, {"apikey": "another"}])
def test_without_its_key_it_answers_nothing(path: str, headers: dict[str, str]) -> None:
    assert get(path, headers, naam="voorbeeld")[0] == 401


@pytest.mark.parametrize(
    ("number", "status", "code"),
    [
        ("123", 400, "IPD0004"),
        (KvkStandIn.numbers[Scenario.NOT_FOUND], 404, "IPD0005"),
        (KvkStandIn.numbers[Scenario.ERROR_IN_200], 404, "IPD1002"),
    ],
)
def test_a_fault_is_a_code(number: str, status: int, code: str) -> None:
    answered, body = get(f"/v1/basisprofielen/{number}", KEY)
    fault = body["fout"]
    assert isinstance(fault, list)
    assert (answered, fault[0]["code"]) == (status, code)
