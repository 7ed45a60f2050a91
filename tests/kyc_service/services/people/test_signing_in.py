"""Signing in: one error for everything, one hash for every try, each code once, pauses that grow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher

from kyc_service.domain.people.accounts import AccountStatus
from kyc_service.domain.people.roles import Permission, Role
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import InvalidInputError, RateLimitedError, SignInRefusedError
from kyc_service.services.people import accounts, hashing, sessions, signing_in
from kyc_service.services.runtime import Runtime
from tests.fixtures.people import PASSWORD, Staff, add_staff

pytestmark = pytest.mark.usefixtures("cheap_hashes")
MINUTE = dt.timedelta(minutes=1)
STEP = dt.timedelta(seconds=30)
WRONG = {
    "no such account": {"email": "nobody@desk.example"},
    "no address at all": {"email": ""},
    "an address of any length": {"email": "x" * 5000 + "@desk.example"},
    "another password": {"password": "seven grey kettles whistled"},
    "no password": {"password": ""},
    "a password of any length": {"password": "x" * 100_000},
    "another code": {"code": "000000"},
    "no code": {"code": ""},
    "a recovery code of nobody": {"code": "AAAA-BBBB-CCCC-DDDD"},
    "a code that is none": {"code": "\ud800 é"},
    "nothing right": {"email": "nobody@desk.example", "password": "x", "code": "y"},
}


@pytest.fixture
def staff(bare_runtime: Runtime, tenant: Tenant) -> Staff:
    return add_staff(bare_runtime, tenant.id, Role.ANALYST)


def ops(rt: Runtime, tenant_id: str) -> list[tuple[str, str]]:
    with rt.open_work(tenant_id, "tester", read_only=True) as work:
        return [(entry.op, str(entry.details.get("why", ""))) for entry in work.audit.page(None, 100).items]


def test_who_knows_and_has_everything_is_let_in(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at + MINUTE
    opened = staff.sign_in(bare_runtime, now)
    person = sessions.find(bare_runtime, opened.token, now=now)
    assert person == opened.person
    assert (person.account_id, person.name, person.roles) == (staff.account_id, "Wilma Fictief", {Role.ANALYST})
    assert person.may(Permission.CASES_WORK)
    assert not person.may(Permission.CASES_APPROVE)
    assert person.ends_at - person.began_at == dt.timedelta(hours=10)
    with bare_runtime.open_work(staff.tenant_id, "tester") as work:
        assert work.people.accounts.get(staff.account_id).signed_in_at is not None


def test_letters_and_spaces_around_an_address_make_no_difference(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at + MINUTE
    opened = staff.sign_in(bare_runtime, now, email=f" {staff.email.upper()} ", code=" ".join(staff.code(now)))
    assert opened.person.account_id == staff.account_id


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_whatever_is_wrong_the_answer_is_the_same(
    bare_runtime: Runtime, staff: Staff, changed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[str] = []
    monkeypatch.setattr(hashing, "HASHER", Counting(computed))
    hashing._stand_in(hashing.HASHER)
    computed.clear()
    with pytest.raises(SignInRefusedError) as caught:
        staff.sign_in(bare_runtime, staff.began_at + MINUTE, **changed)
    assert (caught.value.args, caught.value.code, caught.value.transient) == ((), "sign_in_refused", False)
    assert caught.value.__cause__ is None
    assert computed == ["verify"]


class Counting(PasswordHasher):
    """A hasher that says what was computed."""

    def __init__(self, computed: list[str]) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.computed = computed

    def hash(self, password: Any, *, salt: Any = None) -> str:
        self.computed.append("hash")
        return super().hash(password, salt=salt)

    def verify(self, hash: Any, password: Any) -> Any:  # noqa: A002 - argon2's name
        self.computed.append("verify")
        return super().verify(hash, password)


@pytest.mark.parametrize("bar", ["disabled", "invited", "suspended", "paused"])
def test_who_is_kept_out_gets_the_same_answer_for_the_same_work(
    bare_runtime: Runtime, staff: Staff, bar: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = staff.began_at + MINUTE
    bars: dict[str, Callable[[], object]] = {
        "disabled": lambda: change(bare_runtime, staff, accounts.disable),
        "invited": lambda: change(bare_runtime, staff, accounts.reset),
        "suspended": lambda: suspend(bare_runtime, staff.tenant_id),
        "paused": lambda: [fail(bare_runtime, staff, now) for _ in range(5)],
    }
    bars[bar]()
    computed: list[str] = []
    monkeypatch.setattr(hashing, "HASHER", Counting(computed))
    hashing._stand_in(hashing.HASHER)
    computed.clear()
    with pytest.raises(SignInRefusedError) as caught:
        staff.sign_in(bare_runtime, now)
    assert caught.value.args == ()
    assert computed == ["verify"]
    assert ("session.refused", bar if bar in {"paused", "suspended"} else "wrong") in ops(bare_runtime, staff.tenant_id)


def test_each_code_is_taken_once_and_a_clock_may_be_one_step_off(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at + 10 * MINUTE
    for off in (-2, 2):
        with pytest.raises(SignInRefusedError):
            staff.sign_in(bare_runtime, now, code=staff.code(now + off * STEP))
    staff.sign_in(bare_runtime, now, code=staff.code(now - STEP))
    staff.sign_in(bare_runtime, now)
    for used in (now, now - STEP):
        with pytest.raises(SignInRefusedError):
            staff.sign_in(bare_runtime, now, code=staff.code(used))
    staff.sign_in(bare_runtime, now, code=staff.code(now + STEP))
    with pytest.raises(SignInRefusedError):
        staff.sign_in(bare_runtime, now + STEP)


def test_the_code_of_the_enrolment_is_used_up_with_it(bare_runtime: Runtime, staff: Staff) -> None:
    with pytest.raises(SignInRefusedError):
        staff.sign_in(bare_runtime, staff.began_at)


def test_a_recovery_code_lets_in_once(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at
    assert len(set(staff.recovery_codes)) == 10
    staff.sign_in(bare_runtime, now, code=staff.recovery_codes[0])
    with pytest.raises(SignInRefusedError):
        staff.sign_in(bare_runtime, now, code=staff.recovery_codes[0])
    staff.sign_in(bare_runtime, now, code=staff.recovery_codes[1].lower().replace("-", " "))
    with bare_runtime.open_work(staff.tenant_id, "tester") as work:
        assert work.people.credentials.count_recovery_codes(staff.account_id) == 8


def test_a_wrong_password_uses_up_no_code(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at + MINUTE
    fail(bare_runtime, staff, now)
    staff.sign_in(bare_runtime, now)


def test_five_wrong_tries_pause_the_account_and_pauses_grow(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at + MINUTE
    for _ in range(5):
        fail(bare_runtime, staff, now)
    with bare_runtime.open_work(staff.tenant_id, "tester") as work:
        (listed,) = accounts.list_all(bare_runtime, work, now=now)
    assert listed.status is AccountStatus.LOCKED
    for seconds in (30, 60, 120, 240, 480, 900, 900):
        assert refused(bare_runtime, staff, now + dt.timedelta(seconds=seconds - 1))
        now += dt.timedelta(seconds=seconds)
        fail(bare_runtime, staff, now)
    now += dt.timedelta(seconds=900)
    staff.sign_in(bare_runtime, now)
    for _ in range(4):
        fail(bare_runtime, staff, now)
    staff.sign_in(bare_runtime, now, code=staff.code(now + STEP))


def test_tries_at_an_address_that_nobody_has_are_paused_alike(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at + MINUTE
    for _ in range(5):
        fail(bare_runtime, staff, now, email="nobody@desk.example")
    with bare_runtime.open_system("tester") as system:
        mark = system.sign_ins.read_mark("account:nobody@desk.example")
        assert mark is not None
        assert (mark.failures, mark.paused_until) == (5, now + dt.timedelta(seconds=30))
    staff.sign_in(bare_runtime, now)


def test_a_network_address_is_paused_after_twenty_and_the_others_are_not(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at + MINUTE
    attacker = "2001:db8::1"
    for number in range(20):
        fail(bare_runtime, staff, now, email=f"guess-{number}@desk.example", address=attacker)
    given = {"email": staff.email, "password": PASSWORD}
    with pytest.raises(SignInRefusedError):
        signing_in.sign_in(bare_runtime, **given, code=staff.code(now), address="2001:db8::ffff", now=now)
    signing_in.sign_in(bare_runtime, **given, code=staff.code(now), address="192.0.2.7", now=now)


def test_right_sign_ins_cost_a_network_address_nothing(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at + 10 * MINUTE
    for _ in range(25):
        now += STEP
        signing_in.sign_in(bare_runtime, staff.email, PASSWORD, staff.code(now), address="192.0.2.7", now=now)


def test_no_name_or_address_stands_in_the_audit(bare_runtime: Runtime, staff: Staff) -> None:
    fail(bare_runtime, staff, staff.began_at)
    staff.sign_in(bare_runtime, staff.began_at + MINUTE)
    with bare_runtime.open_work(staff.tenant_id, "tester", read_only=True) as work:
        found = work.audit.page(None, 100).items
    assert {"account.invited", "account.enrolled", "account.activated", "session.opened", "session.refused"} <= {
        entry.op for entry in found
    }
    assert not any(word in str(found) for word in ("Wilma", "Fictief", staff.email, PASSWORD, staff.secret))


def test_an_old_hash_is_made_anew_while_the_password_is_known(
    bare_runtime: Runtime, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    now = staff.began_at + MINUTE
    staff.sign_in(bare_runtime, now)
    with bare_runtime.open_work(staff.tenant_id, "tester") as work:
        assert "m=16,t=2" in str(work.people.credentials.of(staff.account_id).password_hash)
    staff.sign_in(bare_runtime, now, code=staff.code(now + STEP))


def test_when_too_many_sign_in_at_once_the_next_is_asked_to_wait(
    bare_runtime: Runtime, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "PATIENCE", 0.01)
    with hashing.turn(), hashing.turn(), pytest.raises(RateLimitedError):
        staff.sign_in(bare_runtime, staff.began_at + MINUTE)
    staff.sign_in(bare_runtime, staff.began_at + MINUTE)


def test_a_new_password_ends_the_other_sessions_and_the_old_one_is_none(bare_runtime: Runtime, staff: Staff) -> None:
    now = staff.began_at + MINUTE
    here = staff.sign_in(bare_runtime, now)
    chosen = "nine brass lanterns at dusk"
    assert signing_in.change_password(bare_runtime, here.person, PASSWORD, chosen, now=now) == 1
    assert sessions.find(bare_runtime, staff.opened.token, now=now) is None
    assert sessions.find(bare_runtime, here.token, now=now) is not None
    with pytest.raises(SignInRefusedError):
        staff.sign_in(bare_runtime, now + MINUTE)
    staff.sign_in(bare_runtime, now + MINUTE, password=chosen)


def test_a_new_password_needs_the_old_one_and_has_to_be_good(bare_runtime: Runtime, staff: Staff) -> None:
    person, now = staff.opened.person, staff.began_at + MINUTE
    for current, chosen, code in (
        ("wrong", "nine brass lanterns at dusk", "wrong_password"),
        (PASSWORD, "password1234", "password_common"),
        (PASSWORD, "wilmafictief-99", "password_own_name"),
    ):
        with pytest.raises(InvalidInputError) as caught:
            signing_in.change_password(bare_runtime, person, current, chosen, now=now)
        assert [fault.code for fault in caught.value.faults] == [code]
    for _ in range(4):
        with pytest.raises(InvalidInputError):
            signing_in.change_password(bare_runtime, person, "wrong", "nine brass lanterns at dusk", now=now)
    assert refused(bare_runtime, staff, now), "guesses within a session count as those at the door"


def fail(rt: Runtime, staff: Staff, now: dt.datetime, email: str | None = None, address: str | None = None) -> None:
    with pytest.raises(SignInRefusedError):
        signing_in.sign_in(rt, email or staff.email, "wrong", "000000", address=address, now=now)


def refused(rt: Runtime, staff: Staff, now: dt.datetime) -> bool:
    try:
        staff.sign_in(rt, now)
    except SignInRefusedError:
        return True
    return False


def change(rt: Runtime, staff: Staff, how: Callable[..., object]) -> None:
    with rt.open_work(staff.tenant_id, "cli:tester") as work:
        how(work, staff.account_id)


def suspend(rt: Runtime, tenant_id: str) -> None:
    with rt.open_system("tester") as system:
        system.tenants.suspend(tenant_id)
