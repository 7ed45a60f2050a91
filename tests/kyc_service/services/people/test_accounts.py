"""Accounts are changed by others, at once, and never the last administrator's."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import text

from kyc_service.domain.people.accounts import STAFF, AccountStatus
from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import (
    ConflictError,
    ForbiddenError,
    FourEyesError,
    InvalidInputError,
    InvitationRefusedError,
    NotFoundError,
    SignInRefusedError,
    StaleVersionError,
)
from kyc_service.services import upkeep
from kyc_service.services.people import accounts, invitations, sessions
from kyc_service.services.retention import index_rotation
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work
from tests.fixtures.people import Staff, add_staff

pytestmark = pytest.mark.usefixtures("cheap_hashes")
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def boss(bare_runtime: Runtime, tenant: Tenant) -> Staff:
    return add_staff(bare_runtime, tenant.id, Role.ADMINISTRATOR)


@pytest.fixture
def analyst(bare_runtime: Runtime, tenant: Tenant) -> Staff:
    return add_staff(bare_runtime, tenant.id, Role.ANALYST)


def give(work: Work, staff: Staff, *roles: Role) -> None:
    """Set roles as nothing but the tables would refuse it."""
    work.people.accounts.set_roles(work.people.accounts.get(staff.account_id), roles)


def test_an_administrator_invites_and_the_roles_hold_at_once(
    bare_runtime: Runtime, boss: Staff, analyst: Staff
) -> None:
    rt = bare_runtime
    with rt.open_work(boss.tenant_id, boss.account_id) as work:
        invited = accounts.invite(work, "  Bo   Verzonnen ", "bo@desk.example", ["viewer"])
        assert invited.account.person.use(STAFF).name == "Bo Verzonnen"
        assert (invited.account.status, invited.account.roles) == (AccountStatus.INVITED, {Role.VIEWER})
        accounts.set_roles(work, analyst.account_id, ["auditor", "viewer"])
    found = sessions.find(rt, analyst.opened.token)
    assert found is not None
    assert found.roles == {Role.AUDITOR, Role.VIEWER}


def test_nobody_does_anything_to_their_own_account(bare_runtime: Runtime, boss: Staff) -> None:
    add_staff(bare_runtime, boss.tenant_id, Role.ADMINISTRATOR)
    for attempt in (
        lambda work: accounts.set_roles(work, boss.account_id, ["administrator", "senior_analyst"]),
        lambda work: accounts.disable(work, boss.account_id),
        lambda work: accounts.reset(work, boss.account_id),
    ):
        with pytest.raises(FourEyesError), bare_runtime.open_work(boss.tenant_id, boss.account_id) as work:
            attempt(work)


def test_the_database_itself_refuses_a_role_that_is_given_to_oneself(bare_runtime: Runtime, boss: Staff) -> None:
    with pytest.raises(FourEyesError), bare_runtime.open_work(boss.tenant_id, boss.account_id) as work:
        give(work, boss, Role.ADMINISTRATOR, Role.SENIOR_ANALYST)
    with pytest.raises(FourEyesError), bare_runtime.open_work(boss.tenant_id, boss.account_id) as work:
        work.people.invitations.add(boss.account_id, MINUTE)
    with pytest.raises(Exception, match=r"given or taken|refused a row"), bare_runtime.database._engine.begin() as raw:
        raw.execute(text("UPDATE account_roles SET role = 'senior_analyst'"))


def test_only_an_administrator_manages_people(bare_runtime: Runtime, boss: Staff, analyst: Staff) -> None:
    for actor in (analyst.account_id, "acc_" + "0" * 32):
        with pytest.raises(ForbiddenError), bare_runtime.open_work(boss.tenant_id, actor) as work:
            accounts.invite(work, "Bo", "bo@desk.example", ["viewer"])
        with pytest.raises(ForbiddenError), bare_runtime.open_work(boss.tenant_id, actor) as work:
            accounts.disable(work, boss.account_id)


def test_an_administrator_who_is_disabled_manages_nobody(bare_runtime: Runtime, boss: Staff) -> None:
    second = add_staff(bare_runtime, boss.tenant_id, Role.ADMINISTRATOR)
    with bare_runtime.open_work(boss.tenant_id, boss.account_id) as work:
        accounts.disable(work, second.account_id)
    with pytest.raises(ForbiddenError), bare_runtime.open_work(boss.tenant_id, second.account_id) as work:
        accounts.disable(work, boss.account_id)


def test_a_disabled_account_is_out_at_once_and_comes_back_by_a_new_invitation(
    bare_runtime: Runtime, boss: Staff, analyst: Staff
) -> None:
    rt = bare_runtime
    with rt.open_work(boss.tenant_id, boss.account_id) as work:
        accounts.disable(work, analyst.account_id)
        assert accounts.disable(work, analyst.account_id).status is AccountStatus.DISABLED
    assert sessions.find(rt, analyst.opened.token) is None
    with pytest.raises(SignInRefusedError):
        analyst.sign_in(rt, analyst.began_at + MINUTE)
    with rt.open_work(boss.tenant_id, boss.account_id) as work:
        invited = accounts.reset(work, analyst.account_id)
    assert invitations.look(rt, invited.token.reveal()).email == analyst.email


def test_after_a_reset_nothing_that_was_known_or_had_lets_anybody_in(
    bare_runtime: Runtime, boss: Staff, analyst: Staff
) -> None:
    rt = bare_runtime
    with rt.open_work(boss.tenant_id, boss.account_id) as work:
        accounts.reset(work, analyst.account_id)
        assert work.people.accounts.get(analyst.account_id).roles == {Role.ANALYST}
        assert work.people.credentials.count_recovery_codes(analyst.account_id) == 0
    assert sessions.find(rt, analyst.opened.token) is None
    for code in (analyst.code(analyst.began_at + MINUTE), analyst.recovery_codes[0]):
        with pytest.raises(SignInRefusedError):
            analyst.sign_in(rt, analyst.began_at + MINUTE, code=code)


def test_the_last_administrator_stays(bare_runtime: Runtime, boss: Staff) -> None:
    rt = bare_runtime
    with rt.open_work(boss.tenant_id, "cli:tester") as work:
        waiting = accounts.invite(work, "Bo", "bo@desk.example", ["administrator"])
    for attempt in (
        lambda work: accounts.disable(work, boss.account_id),
        lambda work: accounts.set_roles(work, boss.account_id, ["viewer"]),
    ):
        with pytest.raises(ConflictError) as caught, rt.open_work(boss.tenant_id, "cli:tester") as work:
            attempt(work)
        assert caught.value.code == "last_administrator", "one who is only invited does not count"
    with rt.open_work(boss.tenant_id, "cli:tester") as work:
        accounts.disable(work, waiting.account.id)
    second = add_staff(rt, boss.tenant_id, Role.ADMINISTRATOR)
    with rt.open_work(boss.tenant_id, second.account_id) as work:
        accounts.set_roles(work, boss.account_id, ["viewer"])


def test_the_database_itself_keeps_the_last_administrator(bare_runtime: Runtime, boss: Staff) -> None:
    add_staff(bare_runtime, boss.tenant_id, Role.ANALYST)
    with pytest.raises(ConflictError) as caught, bare_runtime.open_work(boss.tenant_id, "cli:tester") as work:
        work.people.accounts.set_status(work.people.accounts.get(boss.account_id), AccountStatus.DISABLED)
    assert caught.value.code == "last_administrator"
    with pytest.raises(ConflictError), bare_runtime.open_work(boss.tenant_id, "cli:tester") as work:
        give(work, boss, Role.VIEWER)


def test_of_two_who_disable_each_other_at_once_one_stays(bare_runtime: Runtime, boss: Staff) -> None:
    second = add_staff(bare_runtime, boss.tenant_id, Role.ADMINISTRATOR)
    ready, refused = threading.Barrier(2), []

    def attempt(actor: Staff, target: Staff) -> None:
        ready.wait()
        try:
            with bare_runtime.open_work(actor.tenant_id, actor.account_id) as work:
                accounts.disable(work, target.account_id)
        except (ConflictError, ForbiddenError) as error:
            refused.append(error)

    threads = [threading.Thread(target=attempt, args=pair) for pair in ((boss, second), (second, boss))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with bare_runtime.open_work(boss.tenant_id, "tester") as work:
        found = work.people.accounts.list()
    assert sum(one.status is AccountStatus.ACTIVE for one in found) == 1


def test_two_administrators_do_not_overwrite_each_other(bare_runtime: Runtime, boss: Staff, analyst: Staff) -> None:
    with bare_runtime.open_work(boss.tenant_id, boss.account_id) as work:
        seen = work.people.accounts.get(analyst.account_id).version
        accounts.set_roles(work, analyst.account_id, ["viewer"], seen)
    with pytest.raises(StaleVersionError), bare_runtime.open_work(boss.tenant_id, boss.account_id) as work:
        accounts.set_roles(work, analyst.account_id, ["auditor"], seen)


def test_another_tenant_has_nothing_to_say(bare_runtime: Runtime, analyst: Staff, other_tenant: Tenant) -> None:
    rt = bare_runtime
    stranger = add_staff(rt, other_tenant.id, Role.ADMINISTRATOR)
    with pytest.raises(NotFoundError), rt.open_work(other_tenant.id, stranger.account_id) as work:
        accounts.disable(work, analyst.account_id)
    with rt.open_work(other_tenant.id, stranger.account_id) as work:
        assert [one.id for one in accounts.list_all(rt, work)] == [stranger.account_id]
    with pytest.raises(ConflictError) as caught, rt.open_work(other_tenant.id, stranger.account_id) as work:
        accounts.invite(work, "Twice", analyst.email.upper(), ["viewer"])
    assert caught.value.code == "account_exists"


@pytest.mark.parametrize(
    ("name", "email", "roles", "codes"),
    [
        ("", "bo@desk.example", ["viewer"], {"required"}),
        ("x" * 121, "bo@desk.example", ["viewer"], {"too_long"}),
        ("Bo\u202e", "bo@desk", ["viewer"], {"bidi_control", "invalid_email"}),
        ("Bo\u200b", "bo@desk.example", ["viewer"], {"unsupported_character"}),
        ("Bo", "bo@desk.example", [], {"required"}),
        ("Bo", "bo@desk.example", ["king"], {"unknown_value"}),
    ],
)
def test_what_cannot_be_invited_is_named(
    bare_runtime: Runtime, tenant: Tenant, name: str, email: str, roles: list[str], codes: set[str]
) -> None:
    with pytest.raises(InvalidInputError) as caught, bare_runtime.open_work(tenant.id, "cli:tester") as work:
        accounts.invite(work, name, email, roles)
    assert {fault.code for fault in caught.value.faults} == codes


def test_names_and_addresses_are_nowhere_in_the_database(bare_runtime: Runtime, analyst: Staff) -> None:
    with bare_runtime.database._engine.begin() as raw:
        for table in ("accounts", "account_roles", "invitations", "sessions", "sign_in_marks", "recovery_codes"):
            found = str(raw.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608 - words of this test
            assert not any(word in found for word in ("Wilma", analyst.email, analyst.secret, analyst.opened.token))
            assert not any(code in found for code in analyst.recovery_codes)


def test_an_address_is_found_while_the_index_gets_another_key(bare_runtime: Runtime, analyst: Staff) -> None:
    rt, now = bare_runtime, analyst.began_at
    index_rotation.replace_key(rt)
    assert index_rotation.state(rt).waiting == 1
    analyst.sign_in(rt, now + MINUTE)
    with pytest.raises(ConflictError), rt.open_work(analyst.tenant_id, "cli:tester") as work:
        accounts.invite(work, "Twice", analyst.email, ["viewer"])
    after = index_rotation.rotate(rt, now=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    assert (after.waiting, after.destroyed) == (0, 1)
    analyst.sign_in(rt, now + 2 * MINUTE)


def test_keys_of_accounts_are_no_orphans_and_what_is_over_goes(
    bare_runtime: Runtime, analyst: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = bare_runtime
    monkeypatch.setattr(upkeep, "ORPHAN_KEYS_KEPT", dt.timedelta(seconds=-1))
    assert upkeep.tidy(rt).sessions == 0
    with pytest.raises(SignInRefusedError):
        analyst.sign_in(rt, analyst.began_at + MINUTE, password="wrong")
    sessions.sign_out(rt, analyst.opened.person)
    monkeypatch.setattr(upkeep, "SESSIONS_KEPT", dt.timedelta(hours=-1))
    assert upkeep.tidy(rt).sessions == 3, "a session, an invitation, and a wrong try"
    with rt.open_work(analyst.tenant_id, "tester") as work:
        assert work.people.accounts.get(analyst.account_id).person.use(STAFF).email == analyst.email


def test_an_invitation_works_once_for_three_days_and_the_newest_only(bare_runtime: Runtime, boss: Staff) -> None:
    rt = bare_runtime
    with rt.open_work(boss.tenant_id, boss.account_id) as work:
        first = accounts.invite(work, "Bo", "bo@desk.example", ["viewer"])
    with rt.open_work(boss.tenant_id, boss.account_id) as work:
        second = accounts.reset(work, first.account.id)
    with pytest.raises(InvitationRefusedError):
        invitations.look(rt, first.token.reveal())
    assert second.expires_at - dt.datetime.now(dt.UTC) > dt.timedelta(hours=71)
    with pytest.raises(InvitationRefusedError):
        invitations.look(rt, second.token.reveal(), now=second.expires_at)
    assert invitations.look(rt, second.token.reveal(), now=second.expires_at - MINUTE).name == "Bo"


def test_who_left_long_ago_is_a_former_colleague_of_whom_the_audit_has_the_id(
    bare_runtime: Runtime, boss: Staff, analyst: Staff
) -> None:
    rt = bare_runtime
    with rt.open_work(boss.tenant_id, boss.account_id) as work:
        accounts.disable(work, analyst.account_id)
    assert upkeep.tidy(rt).colleagues == 0
    later = dt.datetime.now(dt.UTC) + rt.settings.former_staff_kept
    assert accounts.erase_former(rt, now=later - dt.timedelta(hours=1)) == 0
    assert accounts.erase_former(rt, now=later + dt.timedelta(hours=1)) == 1
    assert accounts.erase_former(rt, now=later + dt.timedelta(hours=1)) == 0
    with rt.open_work(boss.tenant_id, boss.account_id) as work:
        former = next(one for one in accounts.list_all(rt, work) if one.id == analyst.account_id)
        assert (former.person.use(STAFF).name, former.roles) == ("a former colleague", {Role.ANALYST})
        entries = [entry for entry in work.audit.page(None, 50).items if entry.op == "account.erased"]
        assert [entry.details for entry in entries] == [{"account": analyst.account_id}]
    for attempt in (accounts.reset, accounts.disable):
        with pytest.raises(ConflictError) as caught, rt.open_work(boss.tenant_id, boss.account_id) as work:
            attempt(work, analyst.account_id)
        assert caught.value.code == "account_erased"
    assert index_rotation.state(rt).waiting == 0


def test_who_came_back_before_is_not_forgotten(bare_runtime: Runtime, boss: Staff, analyst: Staff) -> None:
    rt = bare_runtime
    with rt.open_work(boss.tenant_id, boss.account_id) as work:
        accounts.disable(work, analyst.account_id)
        accounts.reset(work, analyst.account_id)
    assert accounts.erase_former(rt, now=dt.datetime.now(dt.UTC) + dt.timedelta(days=4000)) == 0
