"""The way in, as a browser without scripts sees it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyotp
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kyc_service.console.door import COOKIE
from kyc_service.console.entry import browsers
from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Tenant
from kyc_service.services.people import accounts
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Settings
from tests.fixtures.databases import add_tenant
from tests.fixtures.people import PASSWORD, Staff, add_staff
from tests.fixtures.service import Service

pytestmark = pytest.mark.usefixtures("cheap_hashes")
HTTPS = {"base_url": "https://localhost"}
NEW = "nine brass lanterns at dusk"


@pytest.fixture
def house(service: Service) -> Tenant:
    return add_tenant(service.rt.database, "Test Marketplace")


@pytest.fixture
def staff(runtime: Runtime, house: Tenant) -> Staff:
    return add_staff(runtime, house.id, Role.ANALYST)


@pytest.fixture
def browser(service: Service) -> FlaskClient:
    return service.app.test_client()


def enter(browser: FlaskClient, staff: Staff, **changed: str) -> TestResponse:
    """Sign in with the next recovery code, which needs no clock."""
    form = {"email": staff.email, "password": PASSWORD, "code": staff.recovery_codes[0], "next": "/console/account"}
    return browser.post("/console/sign-in", data=form | changed, **HTTPS)


def token_of(page: TestResponse) -> str:
    found = re.search(r'name="_csrf" value="([0-9a-f]+)"', page.text)
    assert found
    return found[1]


def test_somebody_signs_in_and_sees_their_account(browser: FlaskClient, staff: Staff) -> None:
    page = browser.get("/console/sign-in?next=/console/account", **HTTPS)
    assert page.status_code == 200
    assert 'value="/console/account"' in page.text
    answer = enter(browser, staff)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/account")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=ses_")
    assert {part.strip() for part in cookie.split(";")[1:]} == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}
    account = browser.get("/console/account", **HTTPS)
    assert all(word in account.text for word in ("Wilma Fictief", staff.email, "9 of 10 left"))
    assert browser.get("/console/sign-in", **HTTPS).status_code == 303, "who is in need not ask again"


WRONG = {
    "password": {"password": "wrong"},
    "code": {"code": "123456"},
    "address": {"email": "nobody@desk.example"},
    "everything": {"email": "x", "password": "", "code": ""},
}


def test_whatever_is_wrong_the_page_is_the_same(browser: FlaskClient, staff: Staff) -> None:
    pages = {}
    for name, changed in WRONG.items():
        answer = enter(browser, staff, **changed)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (401, False)
        typed = changed.get("email", staff.email)
        assert f'value="{typed}"' in answer.text
        pages[name] = answer.text.replace(f'value="{typed}"', "")
        assert PASSWORD not in answer.text
    assert len(set(pages.values())) == 1
    assert "After several wrong tries, wait some minutes" in pages["code"]


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/console/cases/cas_1", "/console/cases/cas_1"),
        ("https://evil.example/", "/console/"),
        ("//evil.example", "/console/"),
        ("/console//evil.example", "/console/"),
        ("/console/../v1", "/console/"),
        ("/console/\\evil", "/console/"),
        ("/console/?a=1", "/console/"),
        ("javascript:alert(1)", "/console/"),
        ("", "/console/"),
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(browser: FlaskClient, staff: Staff, asked: str, led_to: str) -> None:
    assert enter(browser, staff, next=asked).headers["Location"] == led_to


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
@pytest.mark.parametrize("path", ["/console/sign-in", "/console/invitation", "/console/invitation/code"])
def test_another_site_signs_nobody_in(browser: FlaskClient, path: str, headers: dict[str, str]) -> None:
    assert browser.post(path, data={"token": "x"}, headers=headers, **HTTPS).status_code == 403


def test_signing_out_takes_the_cookie_back_and_needs_the_token(browser: FlaskClient, staff: Staff) -> None:
    enter(browser, staff)
    csrf = token_of(browser.get("/console/account", **HTTPS))
    assert browser.post("/console/sign-out", data={"_csrf": "wrong"}, **HTTPS).status_code == 403
    answer = browser.post("/console/sign-out", data={"_csrf": csrf}, **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/sign-in?out")
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert "You are signed out" in browser.get("/console/sign-in?out", **HTTPS).text
    assert browser.get("/console/account", **HTTPS).status_code == 303
    assert browser.post("/console/sign-out", **HTTPS).headers["Location"] == "/console/sign-in"


def test_signing_out_everywhere_ends_the_other_sessions(service: Service, browser: FlaskClient, staff: Staff) -> None:
    other = service.app.test_client()
    enter(browser, staff)
    enter(other, staff, code=staff.recovery_codes[1])
    page = browser.get("/console/account", **HTTPS)
    assert page.text.count("<tr><td><time") == 3
    assert page.text.count('<span class="tag">here</span>') == 1
    answer = browser.post("/console/account/sign-out-everywhere", data={"_csrf": token_of(page)}, **HTTPS)
    assert answer.headers["Location"] == "/console/sign-in?out"
    assert other.get("/console/account", **HTTPS).status_code == 303


def test_another_password(browser: FlaskClient, staff: Staff) -> None:
    enter(browser, staff)
    csrf = token_of(browser.get("/console/account", **HTTPS))

    def change(**form: str) -> TestResponse:
        return browser.post("/console/account/password", data={"_csrf": csrf, **form}, **HTTPS)

    assert change(current=PASSWORD, password=NEW, again=NEW).request.method == "POST"
    for form, words in (
        ({"current": PASSWORD, "password": NEW, "again": NEW}, "not your present password"),
        ({"current": NEW, "password": PASSWORD, "again": PASSWORD + "x"}, "not the same"),
        ({"current": NEW, "password": "password1234", "again": "password1234"}, "no common word"),
    ):
        answer = change(**form)
        assert (answer.status_code, words in answer.text) == (422, True), form
        assert form["password"] not in answer.text
    assert change(current=NEW, password=PASSWORD, again=PASSWORD).headers["Location"] == "/console/account?changed"
    assert "Your password is changed" in browser.get("/console/account?changed", **HTTPS).text
    assert browser.post("/console/account/password", data={"_csrf": "x"}, **HTTPS).status_code == 403


def invite(rt: Runtime, tenant: Tenant) -> str:
    with rt.open_work(tenant.id, "cli:tester") as work:
        return accounts.invite(work, "Bo Verzonnen", "bo@desk.example", ["analyst"]).token.reveal()


def test_an_invitation_is_taken_up_in_two_forms(runtime: Runtime, house: Tenant, browser: FlaskClient) -> None:
    token = invite(runtime, house)
    assert "/console/static/invitation.js" in browser.get("/console/invitation", **HTTPS).text
    assert browser.get("/console/static/invitation.js", **HTTPS).status_code == 200
    chosen = {"token": token, "password": NEW, "again": NEW, "name": ""}
    page = browser.post("/console/invitation", data=chosen, **HTTPS)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert "<svg" in page.text
    assert len(re.findall(r"<code>[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}</code>", page.text)) == 10
    assert NEW not in page.text
    secret = re.search(r'class="secret">([A-Z2-7]{32})<', page.text)
    assert secret
    wrong = browser.post("/console/invitation/code", data={"token": token, "code": "x"}, **HTTPS)
    assert (wrong.status_code, "wait for the next one" in wrong.text) == (422, True)
    assert secret[1] not in wrong.text
    code = pyotp.TOTP(secret[1]).now()
    done = browser.post("/console/invitation/code", data={"token": token, "code": code}, **HTTPS)
    assert (done.status_code, done.headers["Location"]) == (303, "/console/")
    assert "Bo Verzonnen" in browser.get("/console/account", **HTTPS).text
    for path in ("/console/invitation", "/console/invitation/code"):
        again = browser.post(path, data=chosen | {"code": code}, **HTTPS)
        assert (again.status_code, "Ask an administrator for a new invitation" in again.text) == (401, True)


def test_a_password_that_is_no_good_leaves_the_invitation_as_it_was(
    runtime: Runtime, house: Tenant, browser: FlaskClient
) -> None:
    token = invite(runtime, house)
    for password, again, words in (
        ("short", "short", "at least 12 characters"),
        ("boverzonnen-2026", "boverzonnen-2026", "neither your name"),
        (NEW, "another", "not the same"),
    ):
        page = browser.post("/console/invitation", data={"token": token, "password": password, "again": again}, **HTTPS)
        assert (page.status_code, words in page.text, f'value="{token}"' in page.text) == (422, True, True)
        assert f'value="{password}"' not in page.text
    assert browser.post("/console/invitation", data={"token": token, "password": NEW, "again": NEW}, **HTTPS)


def test_no_page_of_the_way_in_has_anything_inline(browser: FlaskClient, staff: Staff) -> None:
    enter(browser, staff)
    for path in ("/console/sign-in?out", "/console/invitation", "/console/account"):
        client: Callable[..., TestResponse] = browser.get
        page = client(path, **HTTPS)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page.text), path
        assert "script-src 'self'; style-src 'self'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("seen", "forwarded", "address"),
    [
        ("192.0.2.7", "203.0.113.9", "192.0.2.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.4", "198.51.100.4"),
        ("127.0.0.1", "", None),
        ("", "198.51.100.4", "198.51.100.4"),
        ("10.0.0.2", "198.51.100.4", "198.51.100.4"),
    ],
)
def test_the_address_is_the_one_the_nearest_proxy_saw(
    service: Service, seen: str, forwarded: str, address: str | None
) -> None:
    settings = Settings.from_env({"KYC_PROXY_ADDRESSES": "127.0.0.1, 10.0.0.2"})
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with service.app.test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": seen}):
        assert browsers.network_address(settings) == address
