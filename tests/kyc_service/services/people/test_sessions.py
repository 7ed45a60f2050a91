"""Sessions end by the clock, by their person, and with what they rest on."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event

from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Tenant
from kyc_service.services.people import sessions
from kyc_service.services.runtime import Runtime
from tests.fixtures.people import Staff, add_staff

pytestmark = pytest.mark.usefixtures("cheap_hashes")
MINUTE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def staff(bare_runtime: Runtime, tenant: Tenant) -> Staff:
    return add_staff(bare_runtime, tenant.id, Role.ANALYST)


def is_in(rt: Runtime, staff: Staff, after: dt.timedelta) -> bool:
    return sessions.find(rt, staff.opened.token, now=staff.began_at + after) is not None


def test_a_session_ends_after_a_quarter_of_an_hour_without_a_request(bare_runtime: Runtime, staff: Staff) -> None:
    assert is_in(bare_runtime, staff, 15 * MINUTE - SECOND)
    assert is_in(bare_runtime, staff, 30 * MINUTE - 2 * SECOND)
    assert not is_in(bare_runtime, staff, 45 * MINUTE)


def test_a_session_ends_after_ten_hours_however_busy(bare_runtime: Runtime, staff: Staff) -> None:
    for minutes in range(10, 600, 10):
        assert is_in(bare_runtime, staff, minutes * MINUTE)
    assert is_in(bare_runtime, staff, 600 * MINUTE - SECOND)
    assert not is_in(bare_runtime, staff, 600 * MINUTE)


def test_that_it_is_used_is_written_once_a_minute(bare_runtime: Runtime, staff: Staff) -> None:
    written: list[str] = []

    @event.listens_for(bare_runtime.database._engine, "before_cursor_execute")
    def note(_: object, __: object, statement: str, *more: object) -> None:
        del more
        written.extend([statement] if statement.startswith(("UPDATE", "INSERT", "DELETE")) else [])

    for seconds in range(0, 120, 5):
        assert is_in(bare_runtime, staff, seconds * SECOND)
    event.remove(bare_runtime.database._engine, "before_cursor_execute", note)
    assert len(written) == 1


@pytest.mark.parametrize("token", ["", "x" * 257, "é", "ses_" + "A" * 43])
def test_what_is_no_token_is_nobody(bare_runtime: Runtime, token: str) -> None:
    assert sessions.find(bare_runtime, token) is None


def test_a_token_for_forms_belongs_to_its_session(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at + MINUTE
    other = staff.sign_in(bare_runtime, now)
    here = sessions.find(bare_runtime, staff.opened.token, now=now)
    assert here is not None
    assert here.csrf_token == staff.opened.person.csrf_token != other.person.csrf_token
    assert not any(word in repr(here) for word in (here.csrf_token, here.name))


def test_signing_out_ends_this_session_and_everywhere_ends_all(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at + MINUTE
    there, third = staff.sign_in(bare_runtime, now), staff.sign_in(bare_runtime, now, code=staff.recovery_codes[0])
    seen = sessions.list_of(bare_runtime, there.person, now=now)
    assert [view.current for view in seen].count(True) == 1
    assert {view.session.id for view in seen} == {
        staff.opened.person.session_id,
        there.person.session_id,
        third.person.session_id,
    }
    sessions.sign_out(bare_runtime, there.person)
    assert sessions.find(bare_runtime, there.token, now=now) is None
    assert sessions.find(bare_runtime, third.token, now=now) is not None
    assert sessions.sign_out_everywhere(bare_runtime, third.person) == 2
    assert not is_in(bare_runtime, staff, MINUTE)
    assert sessions.find(bare_runtime, third.token, now=now) is None


def test_a_session_that_had_its_time_is_not_listed(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at + 16 * MINUTE
    there = staff.sign_in(bare_runtime, now)
    assert [view.current for view in sessions.list_of(bare_runtime, there.person, now=now)] == [True]


def test_a_suspended_tenant_has_nobody_in(bare_runtime: Runtime, staff: Staff) -> None:
    with bare_runtime.open_system("tester") as system:
        system.tenants.suspend(staff.tenant_id)
    assert not is_in(bare_runtime, staff, SECOND)


def test_a_session_is_looked_up_in_one_question_beside_the_clock(bare_runtime: Runtime, staff: Staff) -> None:
    asked: list[str] = []
    engine = bare_runtime.database._engine
    assert is_in(bare_runtime, staff, SECOND)

    def note(_: object, __: object, statement: str, *more: object) -> None:
        del more
        asked.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(engine, "before_cursor_execute", note)
    assert sessions.find(bare_runtime, staff.opened.token) is not None
    event.remove(engine, "before_cursor_execute", note)
    assert len(asked) <= 2
