"""How registers do, and the alarm for what waits too long."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from jobs.standins.base import Call, Said, say
from kyc_service.services import verifications
from kyc_service.services.registers import standings
from kyc_service.services.registers.standings import ALARM_AFTER, RegisterState, State
from kyc_service.storage.traffic import FAILURES, SLOW_MS, Traffic
from tests.fixtures.standing_desks import Desk, fields_for


def states(desk: Desk, later: dt.timedelta = dt.timedelta()) -> dict[str, RegisterState]:
    with desk.rt.open_system("tester", read_only=True) as system:
        waiting, now = system.register_checks.waiting(), system.now()
    return {one.id: one for one in standings.states(desk.rt, waiting, now + later)}


def wait_for_kvk(desk: Desk) -> str:
    def down(_: Call) -> Said:
        return say({}, 503)

    desk.standing.behaviours["kvk"] = down
    made = desk.submit(fields_for("kvk"))
    desk.run(made)
    return made


def test_a_register_that_nobody_asked_is_unknown(desk: Desk) -> None:
    assert {one.state for one in states(desk).values()} == {State.UNKNOWN}


def test_the_worst_part_is_the_registers(desk: Desk) -> None:
    traffic = desk.rt.registers.asker.traffic
    traffic.note_ok("vies", "NL", 90.0)
    assert states(desk)["vies"].state is State.UP
    traffic.note_ok("vies", "FR", SLOW_MS + 1)
    assert states(desk)["vies"].state is State.SLOW
    for _ in range(FAILURES):
        traffic.note_failure("vies", "DE", "timed_out")
    found = states(desk)["vies"]
    assert found.state is State.DOWN
    assert {part.part: part.state for part in found.parts} == {"DE": State.DOWN, "FR": State.SLOW, "NL": State.UP}
    german = found.parts[0]
    assert german.left_alone_until is not None
    assert german.down_since == found.down_since
    assert german.last_answer_at is None
    assert states(desk)["kvk"].state is State.UNKNOWN


def test_what_waits_too_long_is_an_alarm(strict_desk: Desk) -> None:
    made = wait_for_kvk(strict_desk)
    created = strict_desk.get(made).created_at
    early, late = states(strict_desk)["kvk"], states(strict_desk, ALARM_AFTER)["kvk"]
    assert (early.waiting, early.oldest, early.alarm) == (1, created, False)
    assert (late.waiting, late.alarm) == (1, True)
    assert not states(strict_desk, ALARM_AFTER)["vies"].alarm


def test_the_alarm_is_sounded_once_for_a_register_without_a_name(
    strict_desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    made = wait_for_kvk(strict_desk)
    assert standings.sound(strict_desk.rt) == 0
    with strict_desk.rt.open_work(strict_desk.tenant.id, "tester") as work:
        work._tx.connection.exec_driver_sql("UPDATE verifications SET created_at = '2026-01-01 00:00:00.000000'")
    capfd.readouterr()
    assert standings.sound(strict_desk.rt) == 1
    told = "".join(capfd.readouterr())
    assert "register.waited_too_long" in told
    assert "kvk" in told
    for hidden in (made, strict_desk.tenant.id, str(fields_for("kvk")["business.registration.number"])):
        assert hidden not in told


def test_what_waits_is_known_without_redis(desk: Desk, tmp_path: Path) -> None:
    verifications.run(desk.rt, desk.submit(fields_for("kvk")))
    blind = replace(desk.rt.registers.asker, traffic=Traffic(f"unix://{tmp_path}/nobody.sock"))
    away = replace(desk.rt, registers=replace(desk.rt.registers, asker=blind))
    with away.open_system("tester", read_only=True) as system:
        found = {one.id: one for one in standings.states(away, system.register_checks.waiting(), system.now())}
    assert (found["kvk"].state, found["kvk"].waiting, found["kvk"].limit_left) == (State.UNKNOWN, 1, None)
