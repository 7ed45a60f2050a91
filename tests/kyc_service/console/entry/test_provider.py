"""The way through the provider, as a browser without scripts goes it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kyc_service.app import create_app
from kyc_service.console.door import COOKIE
from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Tenant
from kyc_service.services.people import accounts
from kyc_service.services.people.providers import Provider
from kyc_service.services.runtime import Runtime
from tests.fixtures.databases import add_tenant
from tests.fixtures.people import add_staff
from tests.fixtures.providers import StandInProvider, choose, stand_in
from tests.fixtures.service import Service

pytestmark = pytest.mark.usefixtures("cheap_hashes")
HTTPS = {"base_url": "https://localhost"}
EMAIL = "wilma@desk.example"
_numbers = itertools.count(1)
BACK = "/console/sign-in/provider/answer"


@pytest.fixture(scope="module")
def standing() -> Iterator[StandInProvider]:
    with stand_in() as found:
        yield found


@pytest.fixture
def house(shared_service: Service, standing: StandInProvider) -> Tenant:
    standing.reset()
    return add_tenant(shared_service.rt.database, f"Marketplace {next(_numbers)}")


@pytest.fixture
def desk(shared_service: Service, standing: StandInProvider, house: Tenant) -> Runtime:
    return replace(shared_service.rt, provider=Provider(choose(standing, house.id)))


@pytest.fixture
def app(desk: Runtime) -> Flask:
    return create_app(desk)


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


def invite(desk: Runtime, house: Tenant, standing: StandInProvider) -> str:
    email = f"{house.id}@desk.example"
    standing.person = {"sub": house.id, "email": email, "email_verified": True}
    with desk.open_work(house.id, "cli:tester") as work:
        return accounts.invite(work, "Wilma Fictief", email, [Role.ANALYST]).account.id


def leave(browser: FlaskClient, to: str = "/console/account") -> dict[str, str]:
    """Go to the provider; return what it sends back."""
    left = browser.get(f"/console/sign-in/provider?next={to}", **HTTPS)
    assert left.status_code == 303, left.text
    back = urlsplit(requests.get(left.headers["Location"], allow_redirects=False, timeout=5).headers["Location"])
    assert back.path == BACK
    return {name: values[0] for name, values in parse_qs(back.query).items()}


def arrive(browser: FlaskClient, given: dict[str, str]) -> TestResponse:
    """Send what the page sends that the provider led to."""
    page = browser.get(BACK, query_string=given, **HTTPS)
    assert (page.status_code, "Set-Cookie" in page.headers) == (200, False)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert fields == {"iss": "", **given}
    return browser.post(BACK, data=fields, **HTTPS)


def test_the_page_has_a_button_where_a_provider_is_chosen(browser: FlaskClient, shared_service: Service) -> None:
    page = browser.get("/console/sign-in?next=/console/account", **HTTPS).text
    assert 'href="/console/sign-in/provider?next=/console/account"' in page
    assert "Example Directory" in page
    without = shared_service.app.test_client()
    assert "provider" not in without.get("/console/sign-in", **HTTPS).text
    for path in ("/console/sign-in/provider", BACK):
        assert without.get(path, **HTTPS).status_code == 404
    assert without.post(BACK, **HTTPS).status_code == 404


def test_somebody_goes_there_comes_back_and_is_in(
    desk: Runtime, house: Tenant, standing: StandInProvider, browser: FlaskClient
) -> None:
    invite(desk, house, standing)
    answer = arrive(browser, leave(browser))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/account")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=ses_")
    assert {part.strip() for part in cookie.split(";")[1:]} == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}
    account = browser.get("/console/account", **HTTPS).text
    assert "You sign in by" in account
    assert "Another password" not in account
    assert "Recovery codes" not in account
    assert browser.get("/console/sign-in/provider", **HTTPS).headers["Location"].startswith("/console/")


def test_there_is_one_cookie_and_it_holds_nothing_that_can_be_read(
    desk: Runtime, house: Tenant, standing: StandInProvider, browser: FlaskClient
) -> None:
    invite(desk, house, standing)
    left = browser.get("/console/sign-in/provider", **HTTPS)
    (cookie,) = left.headers.getlist("Set-Cookie")
    assert cookie.startswith(f"{COOKIE}=prv.")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict", "Max-Age=600"} <= {
        part.strip() for part in cookie.split(";")
    }
    sent = parse_qs(urlsplit(left.headers["Location"]).query)
    assert not any(value[0] in cookie for value in sent.values())


def test_what_another_browser_began_lets_nobody_in_here(
    desk: Runtime, house: Tenant, standing: StandInProvider, app: Flask, browser: FlaskClient
) -> None:
    invite(desk, house, standing)
    given = leave(app.test_client())
    for begun in (False, True):
        if begun:
            leave(browser)
        answer = arrive(browser, given)
        assert answer.status_code == 401
        assert "This did not work" in answer.text
        assert f"{COOKIE}=ses_" not in str(answer.headers)


def test_a_session_survives_a_link_that_somebody_else_prepared(
    desk: Runtime, house: Tenant, standing: StandInProvider, app: Flask, browser: FlaskClient
) -> None:
    invite(desk, house, standing)
    arrive(browser, leave(browser))
    answer = arrive(browser, leave(app.test_client()))
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (401, False)
    assert browser.get("/console/account", **HTTPS).status_code == 200


def test_whatever_is_wrong_the_page_is_the_same(
    desk: Runtime, house: Tenant, standing: StandInProvider, browser: FlaskClient
) -> None:
    pages = {}
    for name, person in {
        "nobody": {"sub": "1", "email": "nobody@desk.example", "email_verified": True},
        "not checked": {"sub": "2", "email": EMAIL, "email_verified": False},
        "disabled": {},
    }.items():
        if name == "disabled":
            account_id = invite(desk, house, standing)
            with desk.open_work(house.id, "cli:tester") as work:
                accounts.disable(work, account_id)
        else:
            standing.person = person
        answer = arrive(browser, leave(browser))
        assert answer.status_code == 401
        pages[name] = answer.text
    assert len(set(pages.values())) == 1


def test_another_site_may_neither_send_somebody_off_nor_post_an_answer(browser: FlaskClient) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert browser.get("/console/sign-in/provider", headers=foreign, **HTTPS).status_code == 403
    assert browser.post(BACK, headers=foreign, **HTTPS).status_code == 403
    assert browser.get(BACK, headers=foreign, **HTTPS).status_code == 200, "the provider leads here"


def test_what_comes_back_is_shown_as_text_and_only_so_much(browser: FlaskClient) -> None:
    page = browser.get(BACK, query_string={"code": '"><script>', "state": "x" * 10_000, "error": "no"}, **HTTPS).text
    assert "<script>" not in page.partition("data-arrival")[2]
    assert "x" * 4097 not in page


def test_a_provider_that_does_not_answer_is_told_as_such_and_leaves_no_cookie(
    desk: Runtime, standing: StandInProvider
) -> None:
    rt = replace(desk, provider=Provider(choose(standing, issuer="http://127.0.0.1:9")))
    answer = create_app(rt).test_client().get("/console/sign-in/provider", **HTTPS)
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (503, False)


def test_administrators_see_how_everybody_signs_in(
    desk: Runtime, house: Tenant, standing: StandInProvider, app: Flask, browser: FlaskClient
) -> None:
    invite(desk, house, standing)
    arrive(browser, leave(browser))
    boss = add_staff(desk, house.id, Role.ADMINISTRATOR)
    page = app.test_client(use_cookies=False).get(
        "/console/people", headers={"Cookie": f"{COOKIE}={boss.opened.token}"}, **HTTPS
    )
    assert "<td>Provider</td>" in page.text
    assert "<td>Password and code</td>" in page.text
