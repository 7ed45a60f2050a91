"""Registers at the console: up, down and never asked, with what waits for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.standins import registers_file
from jobs.standins.base import Call, Said, Scenario, say
from jobs.standins.server import Standing
from kyc_service.domain.people.roles import Role
from kyc_service.services import verifications
from kyc_service.services.registers import rounds
from tests.fixtures.service import Caller, Service, start_service, submission
from tests.fixtures.standing_desks import BY_ID, number_of
from tests.fixtures.visits import Enter, read
from watchlists.versions import ListVersion


def down(_: Call) -> Said:
    return say({"error": "out of service"}, 503)


@pytest.fixture
def asking(
    sqlite_template: Path,
    tmp_path: Path,
    small_versions: tuple[ListVersion, ...],
    redis_url: str,
    quiet_standing: Standing,
) -> Iterator[Service]:
    """A service that requires an answer of a register, which is a stand-in."""
    path = registers_file.write(tmp_path, quiet_standing, [BY_ID["kvk"]], "required")
    env = {"REDIS_URL": redis_url, "KYC_REGISTERS_FILE": str(path)}
    yield from start_service(sqlite_template, tmp_path, small_versions, **env)


def submit(caller: Caller, reference: str, scenario: Scenario) -> None:
    number = {"number": number_of("kvk", scenario), "authority": "KVK", "country": "NL", "date": "2011-04-01"}
    business = {"name": "Voorbeeld Handel B.V.", "registration": number}
    verification_id = caller.run(caller.submit(submission(reference=reference, business=business)))
    for _ in range(2):
        rounds.run(caller.rt)
        verifications.run(caller.rt, verification_id)


def test_a_register_is_not_asked_up_and_down_and_what_waits_is_counted(
    asking: Service, enter: Enter, quiet_standing: Standing
) -> None:
    caller = asking.add_caller("Asking Marketplace")
    visitor = enter(caller, Role.VIEWER)
    assert "Not asked lately" in read(visitor.get("/console/lists"))
    submit(caller, "shop-1", Scenario.FOUND)
    assert '<span class="state up">Up</span>' in read(visitor.get("/console/lists"))
    quiet_standing.behaviours["kvk"] = down
    submit(caller, "shop-2", Scenario.OTHER_NAME)
    page = read(visitor.get("/console/lists"))
    assert '<span class="state down">Down</span>' in page
    assert '<td class="number">1<div class="under">oldest' in page
    assert "<b>1 of 1</b> registers down" in read(visitor.get("/console/dashboard"))
