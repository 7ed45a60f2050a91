"""Signing in through somebody else's provider, in a real browser: the two are at different sites, as they would be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from flask import Flask
from playwright.sync_api import Browser, expect

from kyc_service.app import create_app
from kyc_service.console.door import COOKIE
from kyc_service.domain.people.providers import ProviderChoice
from kyc_service.domain.people.roles import Role
from kyc_service.services.people import accounts
from kyc_service.services.people.providers import Provider
from kyc_service.settings import Secret
from tests.fixtures.http_servers import QuietHandler, serve
from tests.fixtures.service import Caller, Service
from tests.fixtures.windows import find_violations, open_window, photograph, serve_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("cheap_hashes")]
WILMA = {"sub": "wilma", "email": "wilma@desk.example", "email_verified": True}


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The provider, in a process of its own."""
    with serve(QuietHandler) as place:
        port = place.rpartition(":")[2]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", port, "--user-claims", json.dumps(WILMA)]
    log = tmp_path_factory.mktemp("provider") / "log"
    env = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
    with log.open("wb") as output, subprocess.Popen(command, env=env, stdout=output, stderr=output) as process:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process, log)
        yield address
        process.terminate()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, log.read_text()
        try:
            requests.get(address + "/.well-known/openid-configuration", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(log.read_text())


@pytest.fixture(scope="module")
def market(shared_service: Service) -> Caller:
    return shared_service.add_caller("Marketplace with a directory")


@pytest.fixture(scope="module")
def address(shared_service: Service, issuer: str, market: Caller) -> Iterator[str]:
    """The service, which has to know its own address before the provider sends anybody back to it."""
    served: list[Flask] = []

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return served[0](environ, start)

    with serve_app(answer) as found:
        choice = ProviderChoice(
            issuer=issuer,
            client_id="kyc-desk",
            client_secret=Secret("any will do"),
            label="Example Directory",
            tenants=frozenset({market.tenant.id}),
        )
        settings = replace(shared_service.rt.settings, public_url=found)
        served.append(create_app(replace(shared_service.rt, settings=settings, provider=Provider(choice))))
        yield found


@pytest.mark.parametrize(("scripts", "scheme", "width"), [(True, "light", 1360), (False, "dark", 390)])
def test_somebody_comes_back_from_another_site_and_is_in(
    browser: Browser, address: str, issuer: str, market: Caller, scripts: bool, scheme: str, width: int
) -> None:
    if scripts:
        with market.rt.open_work(market.tenant.id, "cli:tester") as work:
            accounts.invite(work, "Wilma Fictief", WILMA["email"], [Role.ANALYST])
    size = {"width": width, "height": 800}
    options = {"java_script_enabled": scripts, "color_scheme": scheme, "viewport": size}
    with open_window(browser, address, issuer, "https://cdn.", **options) as page:
        page.goto("/console/")
        photograph(page, f"sign-in-provider-{scheme}-{width}")
        assert not (find_violations(page) if scripts else [])
        page.get_by_role("link", name="Sign in with Example Directory").click()
        (kept,) = page.context.cookies(address)
        assert (kept["name"], kept["sameSite"], kept["httpOnly"]) == (COOKIE, "Strict", True)
        assert kept["value"].startswith("prv.")
        page.get_by_role("button", name="wilma").click()
        if not scripts:
            photograph(page, f"arrival-{scheme}-{width}")
            page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Unassigned")
        (cookie,) = page.context.cookies(address)
        assert cookie["value"].startswith("ses_")
        page.goto("/console/account")
        expect(page.get_by_text("You sign in by")).to_be_visible()
        photograph(page, f"account-provider-{scheme}-{width}")
        assert not (find_violations(page) if scripts else [])


def test_a_link_that_somebody_else_prepared_lets_nobody_in(browser: Browser, address: str, issuer: str) -> None:
    with open_window(browser, address, issuer, "https://cdn.") as theirs:
        theirs.route("**/answer?*", lambda route: route.abort())
        theirs.goto("/console/sign-in")
        theirs.get_by_role("link", name="Sign in with Example Directory").click()
        with theirs.expect_request("**/answer?*") as prepared:
            theirs.get_by_role("button", name="wilma", exact=True).first.click()
        link = prepared.value.url
    with open_window(browser, address) as mine:
        mine.goto(link)
        expect(mine.get_by_role("alert")).to_contain_text("This did not work")
        photograph(mine, "sign-in-provider-refused")
        assert not find_violations(mine)
        assert "code=" not in mine.url
        assert mine.context.cookies(address) == []
