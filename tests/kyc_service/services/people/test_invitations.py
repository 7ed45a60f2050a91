"""An invitation is taken up by whoever has it, once."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from kyc_service.domain.tenants import Tenant
from kyc_service.errors import InvalidInputError, InvitationRefusedError, SignInRefusedError
from kyc_service.services.people import accounts, invitations, sessions, signing_in
from kyc_service.services.people.accounts import Invited
from kyc_service.services.runtime import Runtime
from tests.fixtures.people import PASSWORD

pytestmark = pytest.mark.usefixtures("cheap_hashes")


@pytest.fixture
def invited(bare_runtime: Runtime, tenant: Tenant) -> Invited:
    with bare_runtime.open_work(tenant.id, "cli:tester") as work:
        return accounts.invite(work, "Wilma Fictief", "wilma@desk.example", ["analyst"])


def now_code(secret: str) -> str:
    return pyotp.TOTP(secret).now()


def test_whoever_takes_it_up_gets_what_an_authenticator_needs(bare_runtime: Runtime, invited: Invited) -> None:
    made = invitations.accept(bare_runtime, invited.token.reveal(), PASSWORD)
    address = urlsplit(made.uri)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query)["secret"] == [made.secret]
    picture = ET.fromstring(made.picture)  # noqa: S314 - drawn by us
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert " style=" not in made.picture, "the console's rules would refuse it"
    assert all(len(code) == 19 and code.count("-") == 3 for code in made.recovery_codes)
    assert made.secret not in repr(made)


def test_a_name_may_be_corrected(bare_runtime: Runtime, invited: Invited) -> None:
    token = invited.token.reveal()
    invitations.accept(bare_runtime, token, PASSWORD, name="Wilma van Fictief")
    assert invitations.look(bare_runtime, token).name == "Wilma van Fictief"


def test_until_it_is_confirmed_it_may_be_begun_anew_and_lets_nobody_in(bare_runtime: Runtime, invited: Invited) -> None:
    rt, token = bare_runtime, invited.token.reveal()
    first = invitations.accept(rt, token, PASSWORD)
    with pytest.raises(SignInRefusedError):
        signing_in.sign_in(rt, "wilma@desk.example", PASSWORD, now_code(first.secret))
    second = invitations.accept(rt, token, PASSWORD)
    for code in ("", "12345", now_code(first.secret), first.recovery_codes[0], second.recovery_codes[0]):
        with pytest.raises(InvalidInputError) as caught:
            invitations.confirm(rt, token, code)
        assert [fault.code for fault in caught.value.faults] == ["wrong_code"]
    opened = invitations.confirm(rt, token, now_code(second.secret))
    assert sessions.find(rt, opened.token) is not None


def test_once_taken_up_it_is_over(bare_runtime: Runtime, invited: Invited) -> None:
    rt, token = bare_runtime, invited.token.reveal()
    made = invitations.accept(rt, token, PASSWORD)
    invitations.confirm(rt, token, now_code(made.secret))
    for again in (
        lambda: invitations.look(rt, token),
        lambda: invitations.accept(rt, token, PASSWORD),
        lambda: invitations.confirm(rt, token, now_code(made.secret)),
    ):
        with pytest.raises(InvitationRefusedError) as caught:
            again()
        assert caught.value.args == ()


def test_it_cannot_be_confirmed_before_a_password_is_chosen(bare_runtime: Runtime, invited: Invited) -> None:
    with pytest.raises(InvitationRefusedError):
        invitations.confirm(bare_runtime, invited.token.reveal(), "000000")


@pytest.mark.parametrize("token", ["", "inv_", "inv_" + "A" * 43, "é", "x" * 257, "ses_" + "A" * 43])
def test_what_is_no_invitation_is_refused(bare_runtime: Runtime, token: str) -> None:
    with pytest.raises(InvitationRefusedError):
        invitations.look(bare_runtime, token)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "password_too_short"),
        ("x1y2" * 40, "password_too_long"),
        ("x" * 100_000, "password_too_long"),
        ("Password2026!", "password_common"),
        ("wilmafictief!!", "password_own_name"),
    ],
)
def test_a_password_that_is_no_good_is_refused_and_why(
    bare_runtime: Runtime, invited: Invited, password: str, code: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        invitations.accept(bare_runtime, invited.token.reveal(), password)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [("/password", code)]
    assert password not in str(caught.value)


def test_a_suspended_tenant_invites_nobody_in(bare_runtime: Runtime, invited: Invited, tenant: Tenant) -> None:
    with bare_runtime.open_system("tester") as system:
        system.tenants.suspend(tenant.id)
    with pytest.raises(InvitationRefusedError):
        invitations.accept(bare_runtime, invited.token.reveal(), PASSWORD)


def test_an_invitation_of_yesterday_is_taken_up_today(bare_runtime: Runtime, invited: Invited) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    made = invitations.accept(bare_runtime, invited.token.reveal(), PASSWORD, now=later)
    code = pyotp.TOTP(made.secret).at(later)
    opened = invitations.confirm(bare_runtime, invited.token.reveal(), code, now=later)
    assert opened.person.began_at == later
