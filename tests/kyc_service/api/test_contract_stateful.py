"""Calls that follow from one another, generated from the OpenAPI document: what one answers with, another asks about.

No answer is an error of ours, every answer is as documented, and no error repeats what was sent. `tests/fuzz/calls.py`
makes many calls fast; schemathesis infers from the document which operation makes what another one names.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import structlog
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance

from kyc_service.domain.tenants import Scope
from kyc_service.services import verifications
from tests.fixtures.service import Service, start_service, submission
from tests.fuzz.calls import Calls
from watchlists.versions import ListVersion

CALLS = 100_000
"""Calls of the long form."""
ROUND = 5_000
"""Calls about one tenant."""
HISTORIES = 150
STEPS = 12
"""Calls of one history, at most."""
NOT_CHECKED = [positive_data_acceptance, negative_data_rejection, ignored_auth]
"""A shape alone does not make a value good: check digits, names and ids decide. Keys have tests of their own."""


def _drop(*_: object) -> structlog.types.EventDict:
    raise structlog.DropEvent


@pytest.fixture
def generous(sqlite_template: Path, tmp_path: Path, small_versions: tuple[ListVersion, ...]) -> Iterator[Service]:
    """A service that does not slow its clients down, and whose log lines nobody needs."""
    structlog.configure(processors=[_drop])
    yield from start_service(sqlite_template, tmp_path, small_versions, KYC_RATE_LIMIT="1000000")
    structlog.reset_defaults()


def test_made_up_calls_are_answered_as_documented(generous: Service) -> None:
    book = Calls(generous, 1).make(300)
    assert book.faults == Counter()
    assert len(book.accepted) > 40
    assert {200, 201, 204, 400, 404, 422} <= set(book.statuses)


def test_what_is_not_as_documented_is_found(generous: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Calls(generous, 2)
    monkeypatch.setitem(calls.schemas["Verification"]["properties"], "status", {"type": "integer"})
    found = calls.make(60, "/v1/verifications").faults
    assert {fault.rpartition(" ")[2] for fault in found} >= {"items/*/status"}


@pytest.mark.long
def test_a_hundred_thousand_made_up_calls_are_answered_as_documented(generous: Service) -> None:
    books = []
    for number in range(CALLS // ROUND):
        books.append(Calls(generous, number).make(ROUND))
        sys.stdout.write(f"{books[-1].tell()}\n")
        assert books[-1].faults == Counter()
    assert len(set().union(*(book.accepted for book in books))) > 120


@pytest.mark.long
def test_histories_that_schemathesis_infers_are_answered_as_documented(generous: Service) -> None:
    caller = generous.add_caller("Marketplace of histories")
    caller.run(caller.submit(submission(reference="seed")))
    schema = schemathesis.openapi.from_wsgi("/openapi.json", generous.app)
    statuses: Counter[int] = Counter()

    class Histories(schema.as_state_machine()):  # type: ignore[misc] - made from the document
        def get_call_kwargs(self, case: schemathesis.Case[Any]) -> dict[str, Any]:
            described = case.operation.definition.raw["description"]
            needed = re.findall("`(onboarding|analyst|admin|privacy|sealed)`", described)
            return {"headers": {"Authorization": f"Bearer {caller.tokens[Scope(needed[0])] if needed else 'none'}"}}

        def validate_response(self, response: schemathesis.Response, case: schemathesis.Case[Any], **_: Any) -> None:
            statuses[response.status_code] += 1
            case.validate_response(response, excluded_checks=NOT_CHECKED)
            if case.operation.label == "POST /v1/verifications" and response.status_code == 202:
                verifications.run(generous.rt, response.json()["id"])

    chosen = settings(
        max_examples=HISTORIES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    run_state_machine_as_test(seed(1)(Histories), settings=chosen)
    sys.stdout.write(f"{sum(statuses.values())} calls: {dict(sorted(statuses.items()))}\n")
    assert sum(statuses.values()) > 5 * HISTORIES
    assert max(statuses) < 500
