"""The whole life of a case in a real browser: decided by two people, told to the client, proved; others at once."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from kyc_service.services.packs import making
from tests.fixtures.people import add_staff
from tests.fixtures.service import LISTED_PEOPLE, Caller, Service, submission
from tests.fixtures.watched_terms import allow, expire, monitor
from tests.fixtures.windows import open_window, photograph, sign_in

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("cheap_hashes")]
NOTE = "One of them is on the list; the others are not."


@pytest.fixture
def market(shared_service: Service) -> Caller:
    """A tenant that hears of changes, with a case of three hits and two cases of one."""
    market = shared_service.add_caller(f"Marketplace {dt.datetime.now(dt.UTC).timestamp()}")
    market.ask("POST", "/v1/webhook-endpoints", Scope.ADMIN, json={"url": "https://93.184.215.14/kyc"})
    for reference, parts in {
        "shop-three": {"business": {"name": "Blue Heron Catering Ltd"}, "people": LISTED_PEOPLE},
        "shop-bank": {"business": {"name": "Banco Nacional de Cuba"}},
        "shop-aero": {"business": {"name": "Aero-Caribbean"}},
    }.items():
        market.run(market.submit(submission(reference=reference, **parts)))
    return market


def _verifications(market: Caller) -> dict[str, tuple[str, str]]:
    """Map each reference to its verification, and to where that stands."""
    found = (market.ask("GET", "/v1/verifications").json or {})["items"]
    return {one["reference"]: (one["id"], one["status"]) for one in found}


def _deliveries(market: Caller) -> int:
    answer = market.ask("GET", "/v1/webhook-deliveries?limit=100", Scope.ADMIN)
    return len((answer.json or {})["items"])


def test_a_case_lives_from_the_queue_to_its_proof(
    browser: Browser, address: str, market: Caller, tmp_path: Path
) -> None:
    maker = add_staff(market.rt, market.tenant.id, Role.SENIOR_ANALYST, name="Mila Janssen")
    checker = add_staff(market.rt, market.tenant.id, Role.SENIOR_ANALYST, name="Bo de Vries")
    told = _deliveries(market)
    with open_window(browser, address) as page:
        sign_in(page, maker)
        page.keyboard.press("n")
        expect(page.get_by_role("heading", level=1)).to_have_text("Blue Heron Catering Ltd")
        for left, key in ((2, "1"), (1, "2"), (0, "1")):
            page.keyboard.press(key)
            expect(page.locator(".hits .state.open")).to_have_count(left)
        page.keyboard.press("r")
        page.keyboard.type(NOTE)
        page.locator("form.decision select").select_option("listed_party")
        page.get_by_label("Note, at least three letters").press("Enter")
        expect(page.get_by_text("it cannot be you")).to_be_visible()
        expect(page.get_by_role("button", name="Agree")).to_have_count(0)
    with open_window(browser, address) as page:
        sign_in(page, checker)
        page.get_by_role("link", name="To approve").click()
        page.get_by_role("link", name="Blue Heron Catering Ltd").click()
        # It comes into the page at hand: the browser waits for nothing.
        expect(page).to_have_url(re.compile("/console/cases/"))
        case = page.url
        page.get_by_role("button", name="Agree").click()
        expect(page.get_by_role("heading", name="Nothing to approve")).to_be_visible()
        verification_id, status = _verifications(market)["shop-three"]
        assert (status, _deliveries(market)) == ("rejected", told + 1)
        page.goto(case)
        _fetch_pack(page, market, verification_id, tmp_path)
        _clear_the_others(page)
    assert {reference: status for reference, (_, status) in _verifications(market).items()} == {
        "shop-three": "rejected",
        "shop-bank": "clear",
        "shop-aero": "clear",
    }


def _fetch_pack(page: Page, market: Caller, verification_id: str, folder: Path) -> None:
    """Ask for the evidence pack, let a worker make it, and open it."""
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("It is being made.")).to_be_visible()
    with market.rt.open_work(market.tenant.id, "tester", read_only=True) as work:
        (pack,) = work.packs.of_verification(verification_id)
    making.make(market.rt, pack.id)
    link = page.get_by_role("link", name="PDF,")
    expect(link).to_be_visible(timeout=20_000)
    photograph(page, "case-pack")
    with page.expect_download() as started:
        link.click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    text = " ".join(one.extract_text() for one in PdfReader(path).pages)
    assert NOTE in " ".join(text.split())
    assert all(name in text for name in ("Mila Janssen", "Bo de Vries", "Blue Heron Catering Ltd"))


def _clear_the_others(page: Page) -> None:
    """Clear what is left in one go, with one note."""
    page.goto("/console/?queue=unassigned")
    for box in page.locator("[data-picks]").all():
        box.check()
    page.get_by_label("With those picked").select_option(label="All hits are others: clear")
    page.get_by_label("Note for all of them").fill("Other companies of these names.")
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All hits are others: clear: 2 of 2 done")


def test_an_allowlisted_pair_comes_back_once_its_term_is_over(
    browser: Browser, address: str, shared_service: Service
) -> None:
    rt = shared_service.rt
    market = shared_service.add_caller(f"Marketplace {dt.datetime.now(dt.UTC).timestamp()}")
    pair = allow(rt, market.tenant)
    monitor(rt, market.tenant)
    analyst = add_staff(rt, market.tenant.id, Role.ANALYST)
    with open_window(browser, address) as page:
        sign_in(page, analyst)
        expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
        expire(rt, pair)
        monitor(rt, market.tenant)
        page.reload()
        page.get_by_role("link", name="Aero-Caribbean").click()
        expect(page).to_have_url(re.compile("/console/cases/"))
        expect(page.locator(".hits .state.open")).to_have_count(1)
        expect(page.locator(".earlier")).to_contain_text("another airline")
