"""VIES's stand-in: errors with and without a telling status, and names that two member states keep."""

from __future__ import annotations

import json
import urllib.request

import pytest

from jobs.standins.base import Call, Scenario
from jobs.standins.server import serve
from jobs.standins.vies import ViesStandIn

FOUND = ViesStandIn.numbers[Scenario.FOUND]


def check(**asked: str) -> tuple[int, dict[str, object]]:
    body = json.dumps(asked).encode()
    call = Call(method="POST", path="/check-vat-number", query={}, headers={}, body=body)
    said = ViesStandIn().answer(call)
    return said.status, json.loads(said.body)


def error(word: str) -> dict[str, object]:
    return {"actionSucceed": False, "errorWrappers": [{"error": word}]}


def test_a_country_that_is_not_served_is_the_only_error_with_a_status() -> None:
    status, body = check(countryCode="GB", vatNumber=FOUND[2:])
    assert (status, body["errorWrappers"]) == (400, [{"error": "INVALID_INPUT", "message": "Country code is invalid"}])
    assert check(countryCode="NL", vatNumber=ViesStandIn.numbers[Scenario.ERROR_IN_200][2:]) == (
        200,
        error("MS_UNAVAILABLE"),
    )


@pytest.mark.parametrize("own", [{"requesterNumber": "990000014B34"}, {"requesterMemberStateCode": "NL"}])
def test_half_a_requester_is_refused(own: dict[str, str]) -> None:
    assert check(countryCode="NL", vatNumber=FOUND[2:], **own) == (200, error("INVALID_REQUESTER_INFO"))


def test_an_unknown_number_is_invalid_and_has_no_name() -> None:
    status, body = check(countryCode="DE", vatNumber="999000009")
    assert (status, body["valid"], body["name"], body["address"]) == (200, False, "---", "---")


def test_it_speaks_over_a_socket() -> None:
    body = json.dumps({"countryCode": "NL", "vatNumber": FOUND[2:]}).encode()
    with serve([ViesStandIn()]) as standing:
        url = f"{standing.address_of('vies')}/check-vat-number"
        with urllib.request.urlopen(urllib.request.Request(url, body, method="POST"), timeout=5) as reply:
            assert json.load(reply)["valid"] is True
    assert [call.method for call in standing.calls_of("vies")] == ["POST"]
