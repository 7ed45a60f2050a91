"""What the policy does not let the service take is refused with the clause named, and nothing is stored."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from kyc_service.policy import file
from tests.fixtures.service import Caller, Service, submission

REFUSED: dict[str, Any] = tomllib.loads(file.SHIPPED.read_text())["refuse"]


@pytest.mark.parametrize("name", REFUSED["fields"])
@pytest.mark.parametrize("place", ["", "/business", "/contact", "/people/0"])
def test_a_refused_field_is_named_with_its_clause(caller: Caller, service: Service, name: str, place: str) -> None:
    body = submission()
    inside: Any = body
    for part in place.split("/")[1:]:
        inside = inside[int(part)] if part.isdigit() else inside[part]
    inside[name] = "4111 1111 1111 1111"
    before = service.count_rows()
    answer = caller.submit(body)
    (found,) = (answer.json or {})["errors"]
    assert answer.status_code == 422
    assert (found["pointer"], found["code"], found["rule"]) == (
        f"{place}/{name}",
        "unknown_field",
        REFUSED["clauses"][name],
    )
    assert "4111" not in answer.text
    assert service.count_rows() == before


@pytest.mark.parametrize(
    ("parts", "pointer", "code"),
    [
        ({"metadata": {"note": "card 4111 1111 1111 1111"}}, "/metadata/note", "looks_like_other_data"),
        ({"metadata": {"note": "NL91 ABNA 0417 1643 00"}}, "/metadata/note", "looks_like_other_data"),
    ],
)
def test_a_refused_text_is_named_with_its_clause(
    caller: Caller, parts: dict[str, Any], pointer: str, code: str
) -> None:
    answer = caller.submit(submission(**parts))
    (found,) = (answer.json or {})["errors"]
    assert (found["pointer"], found["code"], found["rule"]) == (pointer, code, REFUSED["contents"][code])


def test_a_change_is_refused_the_same_way(caller: Caller) -> None:
    caller.submit()
    answer = caller.ask("PATCH", "/v1/subjects/shop-1", json={"contact": {"name": "Pieter Jansen", "photo": "x"}})
    (found,) = (answer.json or {})["errors"]
    assert (found["code"], found["rule"]) == ("unknown_field", "A.14")


def test_a_member_that_is_only_unknown_has_no_clause(caller: Caller) -> None:
    answer = caller.submit(submission(colour="blue"))
    (found,) = (answer.json or {})["errors"]
    assert (found["code"], "rule" in found) == ("unknown_field", False)
