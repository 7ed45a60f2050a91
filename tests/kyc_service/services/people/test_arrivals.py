"""Signing in through the provider: who is let in and linked, and whatever is forged stays out for a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from kyc_service.domain.people.accounts import AccountStatus
from kyc_service.domain.people.roles import Role
from kyc_service.errors import SignInRefusedError
from kyc_service.services.people import accounts, arrivals, sessions
from kyc_service.services.people.arrivals import Arrival
from kyc_service.services.people.providers import Provider
from kyc_service.services.people.signing_in import Opened
from kyc_service.services.runtime import Runtime
from tests.fixtures.databases import add_tenant
from tests.fixtures.people import add_staff
from tests.fixtures.providers import Claims, StandInProvider, choose, stand_in

pytestmark = pytest.mark.usefixtures("cheap_hashes")
EMAIL = "wilma@desk.example"


@pytest.fixture(scope="module")
def running() -> Iterator[StandInProvider]:
    with stand_in() as found:
        yield found


@dataclass
class Desk:
    """A runtime with a provider, and a tenant for whose people it speaks."""

    rt: Runtime
    tenant_id: str
    provider: StandInProvider

    def choose(self, **changed: object) -> Runtime:
        """Return a runtime whose operator chose something else."""
        assert self.rt.provider is not None
        return replace(self.rt, provider=Provider(replace(self.rt.provider.choice, **changed)))

    def invite(self, email: str = EMAIL, *roles: Role) -> str:
        """Invite somebody; return the id of their account."""
        with self.rt.open_work(self.tenant_id, "cli:tester") as work:
            return accounts.invite(work, "Wilma Fictief", email, roles or (Role.ANALYST,)).account.id

    def leave(self, rt: Runtime | None = None) -> Arrival:
        """Go to the provider and come back, with what a browser would have."""
        departure = arrivals.begin(rt or self.rt, "/console/")
        back = requests.get(departure.address, allow_redirects=False, timeout=5).headers["Location"]
        given = parse_qs(urlsplit(back).query)
        return Arrival(departure.sealed, given["state"][0], given["code"][0])

    def enter(self, rt: Runtime | None = None) -> Opened:
        """Sign in."""
        return arrivals.finish(rt or self.rt, self.leave(rt))[0]

    def refused(self, arrival: Arrival | None = None, rt: Runtime | None = None) -> str:
        """Be refused; return the reason that the audit has."""
        with pytest.raises(SignInRefusedError) as caught:
            arrivals.finish(rt or self.rt, arrival or self.leave(rt), address="192.0.2.7")
        assert (caught.value.args, caught.value.__cause__) == ((), None)
        return self.last_reason()

    def last_reason(self) -> str:
        with self.rt.database._engine.begin() as raw:
            rows = raw.exec_driver_sql("SELECT details FROM audit WHERE op = 'session.refused' ORDER BY seq").all()
        assert not any(EMAIL in row[0] or "248289761001" in row[0] for row in rows)
        return str(rows[-1][0]).partition('"why": "')[2].partition('"')[0]


@pytest.fixture
def desk(sqlite_database_runtime: Runtime, running: StandInProvider) -> Desk:
    rt = sqlite_database_runtime
    running.reset()
    running.person["email"] = EMAIL
    tenant = add_tenant(rt.database, "Test Marketplace")
    choice = choose(running, tenant.id)
    return Desk(replace(rt, provider=Provider(choice)), tenant.id, running)


def test_an_invited_person_is_linked_and_in_without_a_password_of_ours(desk: Desk) -> None:
    account_id = desk.invite()
    opened = desk.enter()
    assert (opened.person.account_id, opened.person.roles) == (account_id, {Role.ANALYST})
    assert sessions.find(desk.rt, opened.token) is not None
    with desk.rt.open_work(desk.tenant_id, "tester") as work:
        account = work.people.accounts.get(account_id)
        ops = [entry.op for entry in work.audit.page(None, 20).items]
    assert (account.status, account.ways) == (AccountStatus.ACTIVE, ("provider",))
    assert {"account.linked", "account.activated", "session.opened"} <= set(ops)


def test_an_account_with_a_password_is_linked_and_keeps_it(desk: Desk) -> None:
    staff = add_staff(desk.rt, desk.tenant_id)
    desk.provider.person["email"] = staff.email.upper()
    assert desk.enter().person.account_id == staff.account_id
    later = staff.began_at + dt.timedelta(minutes=1)
    assert staff.sign_in(desk.rt, later).person.account_id == staff.account_id


def test_who_is_linked_is_known_by_the_provider_and_not_by_an_address(desk: Desk) -> None:
    first = desk.invite()
    desk.enter()
    desk.provider.person |= {"email": "married@desk.example", "email_verified": False}
    assert desk.enter().person.account_id == first
    desk.provider.person = {"sub": "another", "email": EMAIL, "email_verified": True}
    assert desk.refused() == "other_identity", "an address that somebody else was given"


def test_a_reset_forgets_the_link_and_a_disabled_account_stays_out(desk: Desk) -> None:
    account_id = desk.invite()
    opened = desk.enter()
    with desk.rt.open_work(desk.tenant_id, "cli:tester") as work:
        accounts.reset(work, account_id)
        assert work.people.accounts.get(account_id).ways == ()
    assert sessions.find(desk.rt, opened.token) is None
    desk.enter()
    with desk.rt.open_work(desk.tenant_id, "cli:tester") as work:
        accounts.disable(work, account_id)
    assert desk.refused() == "disabled"


def test_a_suspended_tenant_and_somebody_without_an_account_stay_out(desk: Desk) -> None:
    assert desk.refused() == "no_account"
    desk.invite()
    with desk.rt.open_system("tester") as system:
        system.tenants.suspend(desk.tenant_id)
    assert desk.refused() == "suspended"


def test_the_provider_speaks_for_nobody_of_another_tenant(desk: Desk) -> None:
    other = add_tenant(desk.rt.database, "Other Marketplace")
    staff = add_staff(desk.rt, other.id, Role.ADMINISTRATOR)
    desk.provider.person["email"] = staff.email
    assert desk.refused() == "tenant"
    with desk.rt.open_work(other.id, "tester") as work:
        assert work.people.accounts.get(staff.account_id).ways == ("password",)


@pytest.mark.parametrize(
    ("person", "choice", "why"),
    [
        ({"email_verified": False}, {}, "email"),
        ({"email_verified": "true"}, {}, "email"),
        ({"email_verified": None}, {}, "email"),
        ({"email": ["wilma@desk.example"]}, {}, "email"),
        ({}, {"domains": frozenset({"other.example"})}, "domain"),
        ({}, {"methods": frozenset({"mfa"})}, "too_weak"),
        ({"amr": ["pwd"]}, {"methods": frozenset({"mfa", "otp"})}, "too_weak"),
        ({"acr": "weak"}, {"contexts": frozenset({"strong"})}, "too_weak"),
    ],
)
def test_what_the_operator_wants_is_asked_of_the_provider(
    desk: Desk, person: Claims, choice: dict[str, object], why: str
) -> None:
    desk.invite()
    desk.provider.person |= person
    assert desk.refused(rt=desk.choose(**choice)) == why


def test_who_did_what_is_wanted_is_let_in(desk: Desk) -> None:
    desk.invite()
    desk.provider.person |= {"amr": ["pwd", "mfa"], "acr": "strong"}
    wanted = {"methods": frozenset({"mfa"}), "contexts": frozenset({"strong"}), "domains": frozenset({"desk.example"})}
    assert desk.enter(desk.choose(**wanted)).token


def test_a_code_works_once_and_in_the_browser_that_began(desk: Desk) -> None:
    desk.invite()
    mine, theirs = desk.leave(), desk.leave()
    assert desk.refused(replace(mine, state=theirs.state)) == "state"
    assert desk.refused(replace(mine, sealed=theirs.sealed)) == "state", "a link that somebody else prepared"
    assert desk.refused(replace(mine, code=theirs.code)) == "code", "the code is bound to its verifier"
    assert desk.refused(replace(mine, sealed="")) == "state"
    assert desk.refused(replace(mine, sealed=mine.sealed[:-4] + "AAAA")) == "state"
    arrivals.finish(desk.rt, mine)
    assert desk.refused(mine) == "code"


def test_a_session_is_no_half_and_a_half_is_no_session(desk: Desk) -> None:
    desk.invite()
    arrival = desk.leave()
    assert sessions.find(desk.rt, arrival.sealed) is None
    token = arrivals.finish(desk.rt, arrival)[0].token
    assert desk.refused(replace(desk.leave(), sealed=token)) == "state"


def test_who_takes_too_long_or_was_denied_begins_anew(desk: Desk) -> None:
    desk.invite()
    assert desk.refused(replace(desk.leave(), code="")) == "denied"
    arrival, late = desk.leave(), dt.datetime.now(dt.UTC) + dt.timedelta(minutes=11)
    with pytest.raises(SignInRefusedError):
        arrivals.finish(desk.rt, arrival, now=late)
    assert desk.last_reason() == "state"


def test_an_address_that_tries_too_often_is_paused_here_as_well(desk: Desk) -> None:
    desk.invite()
    for _ in range(20):
        assert desk.refused(Arrival("", "x", "y")) == "state"
    assert desk.refused() == "paused"


def test_a_provider_that_says_who_it_is_has_to_say_it_with_the_code(desk: Desk) -> None:
    desk.invite()
    assert desk.refused(replace(desk.leave(), issuer="https://evil.example")) == "issuer"
    desk.provider.metadata = {"authorization_response_iss_parameter_supported": True}
    rt = desk.choose()
    assert desk.refused(desk.leave(rt), rt) == "issuer"
    assert arrivals.finish(rt, replace(desk.leave(rt), issuer=desk.provider.issuer))


def test_who_is_linked_may_be_kept_from_passwords_but_no_administrator(desk: Desk) -> None:
    analyst = add_staff(desk.rt, desk.tenant_id)
    boss = add_staff(desk.rt, desk.tenant_id, Role.ADMINISTRATOR)
    stranger = add_staff(desk.rt, desk.tenant_id)
    for number, staff in enumerate((analyst, boss)):
        desk.provider.person = {"sub": str(number), "email": staff.email, "email_verified": True}
        desk.enter()
    rt, later = desk.choose(linked_passwords=False), analyst.began_at + dt.timedelta(minutes=1)
    with pytest.raises(SignInRefusedError):
        analyst.sign_in(rt, later)
    assert desk.last_reason() == "by_provider"
    assert boss.sign_in(rt, later).token
    assert stranger.sign_in(rt, later).token, "who is not linked yet"


def test_no_word_of_the_provider_is_kept(desk: Desk) -> None:
    desk.invite()
    desk.enter()
    with desk.rt.database._engine.begin() as raw:
        for (table,) in raw.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all():
            found = str(raw.exec_driver_sql(f'SELECT * FROM "{table}"').all())  # noqa: S608 - own tables
            assert not any(word in found for word in ("248289761001", "an-access-token", EMAIL))
