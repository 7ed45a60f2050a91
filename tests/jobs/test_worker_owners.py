"""A real worker works off a business with owners: asked for more, blocked, or cleared."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from jobs.worker import Worker
from kyc_service.domain.cases import Disposition
from kyc_service.domain.personal import Personal
from kyc_service.domain.subjects import Party, SubjectKind, Submission
from kyc_service.services import verifications
from kyc_service.services.ownership import outcomes
from kyc_service.services.relay import Relay
from kyc_service.tasks import Queue
from tests.fixtures.owned import answer, owner

LISTED = "Bartolomeus Vexhammer"


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    """RQ takes the signals over; give them back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def submit(running: Any, *people: Party) -> str:
    business = Party(SubjectKind.BUSINESS, "seller", Personal({"business.name": "Harmless Biscuits Ltd"}))
    sent = Submission(reference="a", policy_id="any", role="seller", business=business, people=people, flags=())
    with running.rt.open_work(running.tenant_id, "test") as work:
        made = verifications.submit(work, running.rt.policy, sent).id
    Relay(running.rt).run_once()
    Worker(Queue.SCREENING, running.client(), threading.Event()).work(burst=True, logging_level="ERROR")
    return made


def test_a_worker_asks_for_a_missing_owner_and_finds_a_block_through_owners(running: Any) -> None:
    rest = owner("Bram Oosterhuis", {"percent": 40})
    asked = submit(running, rest)
    assert (running.get(asked).status, running.get(asked).reason) == ("action_required", "owners_missing")

    blocked = submit(running, rest, owner(LISTED, {"percent": 60, "through": ["Drakemarsh Holding B.V."]}))
    assert (running.status(asked), running.status(blocked)) == ("cancelled", "review")
    answer(running.rt, running.tenant_id, blocked, Disposition.TRUE_MATCH)
    with running.rt.open_work(running.tenant_id, "test") as work:
        assert "ownership:derived_block:ofac" in outcomes.flags_of(work, blocked)
