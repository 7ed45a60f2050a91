"""Calls that follow from one another, generated from the OpenAPI document: what one answers with, another is asked about.

schemathesis infers from the document which operation makes what another one names; each call carries the key its
operation needs. No answer is an error of ours, every answer is as documented, and no error repeats what was sent.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import structlog
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance

from kyc_service.api.messages import TEXTS
from kyc_service.domain.tenants import Scope
from kyc_service.services import verifications
from tests.fixtures.service import LISTED_NAME, Caller, Service, start_service, submission
from tests.fixtures.tables import texts_in
from watchlists.versions import ListVersion

STEPS = 12
"""Calls of one history, at most."""
SHORT = 8
"""Histories of the short form."""
CALLS = 100_000
"""Calls of the long form."""
SHORTEST_VALUE = 8
"""Letters of a text that is recognised in an answer; less is there by chance."""
NOT_CHECKED = (positive_data_acceptance, negative_data_rejection, ignored_auth)
"""A shape alone does not make a value good: check digits, names and ids decide. Keys have tests of their own."""
OUR_WORDS = " ".join(TEXTS.values())


@dataclass
class Book:
    """What was called and what came of it."""

    calls: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    accepted: set[str] = field(default_factory=set)
    """Operations that answered with success at least once."""
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, other: Book) -> None:
        """Add what another one counted."""
        self.calls += other.calls
        self.statuses += other.statuses
        self.operations += other.operations
        self.accepted |= other.accepted
        self.faults += other.faults

    def tell(self) -> str:
        """Tell the figures in one line."""
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        reached = f"{len(self.operations)} operations, {len(self.accepted)} of them with success"
        return f"{self.calls} calls to {reached}; answers {statuses}; {sum(self.faults.values())} faults"


class Player:
    """A client that renews its keys when the calls have taken them away."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.book = Book()
        self.caller = service.add_caller("Fuzzed Marketplace")
        for number, name in enumerate((LISTED_NAME, "Jansen Fietsen B.V.")):
            self.caller.run(self.caller.submit(submission(reference=f"seed-{number}", business={"name": name})))

    def headers(self, case: schemathesis.Case[Any]) -> dict[str, str]:
        needed = re.findall("`(onboarding|analyst|admin|privacy|sealed)`", case.operation.definition.raw["description"])
        return {"Authorization": f"Bearer {self.caller.tokens[Scope(needed[0])]}" if needed else "Bearer none"}

    def note(self, case: schemathesis.Case[Any], response: schemathesis.Response) -> None:
        status = response.status_code
        name = case.operation.label
        self.book.calls += 1
        self.book.statuses[status] += 1
        self.book.operations[name] += 1
        if status < HTTPStatus.BAD_REQUEST:
            self.book.accepted.add(name)
        elif response.content:
            self._look_for_values(name, case, response.text)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and not (status == 503 and name == "GET /readyz"):
            self.book.faults[f"{status} of {name}"] += 1
        if status == HTTPStatus.UNAUTHORIZED:
            tokens = self.service.add_keys(self.caller.tenant)
            self.caller = Caller(self.caller.client, self.caller.tenant, tokens, self.caller.rt)
        if status == HTTPStatus.ACCEPTED and name == "POST /v1/verifications":
            verifications.run(self.service.rt, json.loads(response.text)["id"])

    def _look_for_values(self, name: str, case: schemathesis.Case[Any], text: str) -> None:
        sent = [*texts_in(case.body), *texts_in(dict(case.query or {})), *texts_in(dict(case.path_parameters or {}))]
        for value in sent:
            if len(value) >= SHORTEST_VALUE and value in text and value not in OUR_WORDS:
                self.book.faults[f"{name} repeats what was sent"] += 1
                return


def play(service: Service, histories: int, start: int) -> Book:
    """Play histories of calls; the same start plays the same ones."""
    player = Player(service)
    schema = schemathesis.openapi.from_wsgi("/openapi.json", service.app)

    class Calls(schema.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: schemathesis.Case[Any]) -> dict[str, Any]:
            return {"headers": player.headers(case)}

        def validate_response(
            self, response: schemathesis.Response, case: schemathesis.Case[Any], **_: Any
        ) -> None:
            player.note(case, response)
            try:
                case.validate_response(response, excluded_checks=list(NOT_CHECKED))
            except schemathesis.errors.SchemathesisError:
                raise
            except Exception as error:
                player.book.faults[f"{case.operation.label}: {str(error).splitlines()[0]}"] += 1

    chosen = settings(
        max_examples=histories,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    seed(start)(Calls)
    run_state_machine_as_test(Calls, settings=chosen)
    return player.book


def _drop(*_: object) -> structlog.types.EventDict:
    raise structlog.DropEvent


@pytest.fixture
def generous(
    sqlite_template: Path, tmp_path: Path, small_versions: tuple[ListVersion, ...]
) -> Iterator[Service]:
    """A service that does not slow its clients down, and whose log lines nobody needs."""
    structlog.configure(processors=[_drop])
    yield from start_service(sqlite_template, tmp_path, small_versions, KYC_RATE_LIMIT="1000000")
    structlog.reset_defaults()


def test_calls_that_follow_from_one_another_are_answered_as_documented(generous: Service) -> None:
    book = play(generous, SHORT, 1)
    assert book.faults == Counter()
    assert book.calls >= SHORT


@pytest.mark.long
def test_many_thousand_calls_that_follow_from_one_another_are_answered_as_documented(generous: Service) -> None:
    total, start = Book(), 0
    while total.calls < CALLS:
        start += 1
        book = play(generous, 250, start)
        total.add(book)
        print(total.tell(), flush=True)
        assert total.faults == Counter()
    assert len(total.accepted) > 60
