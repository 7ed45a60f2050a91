"""The decision of the demonstration stops when the service lets one person do both."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import responses

from jobs.demo.client import Client, UnexpectedAnswerError

BASE = "http://127.0.0.1:8080"


@responses.activate
def test_a_change_that_had_to_be_refused_and_was_not_is_told() -> None:
    responses.post(f"{BASE}/v1/cases/cas_1/approval", json={"version": 3})

    with pytest.raises(UnexpectedAnswerError):
        Client(BASE, "token").refusal("/v1/cases/cas_1/approval", {"verdict": "approve"}, 2)


@responses.activate
def test_a_change_says_which_version_it_is_based_on() -> None:
    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        return (200, {}, '{"version": 3}') if request.headers["If-Match"] == '"2"' else (412, {}, "{}")

    responses.add_callback("POST", f"{BASE}/v1/cases/cas_1/assign", callback=answer)
    changed: dict[str, Any] = Client(BASE, "token").change("/v1/cases/cas_1/assign", {}, 2)

    assert changed == {"version": 3}
