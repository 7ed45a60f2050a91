"""Companies House's stand-in: lists by page, and a key as user name."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from jobs.standins.base import Call, Scenario
from jobs.standins.companies_house import CompaniesHouseStandIn

NUMBER = CompaniesHouseStandIn.numbers[Scenario.FOUND]


def basic(user: str, password: str = "") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def get(path: str, authorization: str | None = basic(CompaniesHouseStandIn.key), **query: str) -> tuple[int, Any]:
    headers = {"authorization": authorization} if authorization else {}
    said = CompaniesHouseStandIn().answer(Call(method="GET", path=path, query=query, headers=headers))
    return said.status, json.loads(said.body)


@pytest.mark.parametrize(
    ("start", "size", "names"),
    [("0", "35", 3), ("0", "2", 2), ("2", "2", 1), ("3", "2", 0)],
)
def test_a_list_comes_by_page_with_its_total(start: str, size: str, names: int) -> None:
    status, body = get(f"/company/{NUMBER}/officers", start_index=start, items_per_page=size)
    assert (status, body["total_results"], body["active_count"], len(body["items"])) == (200, 3, 2, names)


@pytest.mark.parametrize(
    "authorization", [None, basic("another"), basic(CompaniesHouseStandIn.key, "password"), "Bearer x"]
)
@pytest.mark.parametrize("path", [f"/company/{NUMBER}", f"/company/{NUMBER}/officers", "/search/companies"])
def test_without_its_key_it_answers_nothing(path: str, authorization: str | None) -> None:
    assert get(path, authorization) == (401, {"error": "Invalid Authorization header", "type": "ch:service"})
