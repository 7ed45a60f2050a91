"""A real worker for registers: what waits for one that is down finishes by itself when it is back."""

from __future__ import annotations

from typing import Any

import pytest

from jobs.standins import registers_file
from jobs.standins.base import Call, Said, Scenario, say
from jobs.standins.server import Standing
from kyc_service.domain.checks import CheckKind, CheckStatus
from kyc_service.domain.personal import Personal
from kyc_service.domain.subjects import Party, SubjectKind, Submission
from kyc_service.services import verifications
from tests.fixtures.standing_desks import BY_ID, fields_for, number_of

pytestmark = pytest.mark.processes

MANY = 30
HASTY_WORKER = """
import datetime as dt
from jobs import worker
from kyc_service.services.registers import recording
from kyc_service.storage import traffic
from kyc_service.tasks import Queue
# Minutes become a second: what is tested is that it comes again, not when.
recording.SHORTEST_PAUSE = dt.timedelta(seconds=1)
traffic.FIRST_PAUSE, traffic.LONGEST_PAUSE = 0.5, 1.0
worker.run(Queue.REGISTERS)
"""


def submit(house: Any, reference: str, scenario: Scenario = Scenario.FOUND) -> str:
    submission = Submission(
        reference=reference,
        policy_id="any",
        role="seller",
        business=Party(SubjectKind.BUSINESS, "seller", Personal(fields_for("kvk", scenario))),
        people=(),
        flags=(),
    )
    with house.rt.open_work(house.tenant_id, "test") as work:
        return verifications.submit(work, house.rt.policy, submission).id


def waits(house: Any, verification_id: str) -> bool:
    found = house.get(verification_id)
    return (found.status.value, found.reason) == ("processing", "register_unavailable")


def test_what_waits_for_a_register_finishes_by_itself(running: Any, quiet_standing: Standing) -> None:
    def down(_: Call) -> Said:
        return say({}, 503)

    quiet_standing.behaviours["kvk"] = down
    path = registers_file.write(running.data_dir, quiet_standing, [BY_ID["kvk"]], "required")
    running.env["KYC_REGISTERS_FILE"] = str(path)
    running.kyc("scheduler")
    running.kyc("worker", "--queue", "screening")
    asking = running.python("registers", HASTY_WORKER)
    made = [submit(running, f"shop-{number}") for number in range(MANY)]
    running.wait(lambda: all(waits(running, one) for one in made))
    assert asking.poll() is None

    quiet_standing.behaviours.clear()

    for one in made:
        running.wait_for(one, "clear")
    with running.rt.open_work(running.tenant_id, "test") as work:
        asked = [check for one in made for check in work.checks.of(one) if check.kind is CheckKind.REGISTER]
        answers = [work.checks.register_results_of(one) for one in made]
    assert [check.status for check in asked] == [CheckStatus.PASSED] * MANY
    assert all(len(found) == 1 for found in answers)
    told = running.log("registers").read_text()
    assert "register.answered" in told
    assert number_of("kvk", Scenario.FOUND) not in told
