"""The desk in a real browser: an analyst's whole way by keyboard, a second person, and every page as axe sees it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from tests.fixtures.people import add_staff
from tests.fixtures.service import LISTED_PEOPLE, Caller, Service, submission
from tests.fixtures.windows import find_violations, open_window, photograph, sign_in

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("cheap_hashes")]
NOTE = "Looked at all three; one is the director."


@pytest.fixture
def market(shared_service: Service) -> Caller:
    """A tenant with one clear business and three cases: by three hits, by one, and by one in another script."""
    market = shared_service.add_caller(f"Marketplace {dt.datetime.now(dt.UTC).timestamp()}")
    for reference, parts in {
        "shop-clear": {},
        "shop-three": {"business": {"name": "Blue Heron Catering Ltd"}, "people": LISTED_PEOPLE},
        "shop-bank": {"business": {"name": "Banco Nacional de Cuba"}},
        "shop-aero": {"business": {"name": "Aero-Caribbean"}},
    }.items():
        market.run(market.submit(submission(reference=reference, **parts)))
    return market


def _open_queue(page: Page, name: str) -> None:
    """Go to a queue, and wait until its page hears keys."""
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.wait_for_load_state()


def _notes(page: Page) -> list[str]:
    """List the notes that this tab keeps."""
    keys: list[str] = page.evaluate("Object.keys(sessionStorage)")
    return [key for key in keys if key.startswith("note:")]


def _status(market: Caller, reference: str) -> str:
    cases = (market.ask("GET", "/v1/cases", Scope.ANALYST).json or {})["items"]
    verification = next(case["verification_id"] for case in cases if case["reference"] == reference)
    return str((market.ask("GET", f"/v1/verifications/{verification}").json or {})["status"])


def test_a_case_from_the_queue_to_a_second_persons_agreement_by_keyboard(
    browser: Browser, address: str, market: Caller
) -> None:
    maker = add_staff(market.rt, market.tenant.id, Role.ANALYST, name="Mila Janssen")
    checker = add_staff(market.rt, market.tenant.id, Role.SENIOR_ANALYST, name="Bo de Vries")
    with open_window(browser, address) as page:
        sign_in(page, maker)
        photograph(page, "queue")
        page.keyboard.press("n")
        expect(page.get_by_role("heading", level=1)).to_have_text("Blue Heron Catering Ltd")
        photograph(page, "case")
        page.keyboard.press("a")
        expect(page.get_by_role("button", name="Give back")).to_be_visible()
        for left, key in ((2, "1"), (1, "2"), (0, "1")):
            page.keyboard.press(key)
            expect(page.locator(".hits .state.open")).to_have_count(left)
        page.keyboard.press("r")
        page.keyboard.type(NOTE)
        page.locator("form.decision select").select_option("listed_party")
        page.get_by_label("Note, at least three letters").press("Enter")
        expect(page.get_by_text("it cannot be you")).to_be_visible()
        page.goto("/console/?queue=approvals")
        expect(page.get_by_role("heading", name="Nothing to approve")).to_be_visible()
    assert _status(market, "shop-three") == "review"
    with open_window(browser, address, color_scheme="dark") as page:
        sign_in(page, checker)
        _open_queue(page, "To approve")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.get_by_text(NOTE)).to_be_visible()
        photograph(page, "approval-dark")
        page.get_by_role("button", name="Agree").click()
        expect(page.get_by_role("heading", name="Nothing to approve")).to_be_visible()
    assert _status(market, "shop-three") == "rejected"


def test_a_plain_false_positive_takes_three_keys_and_no_page(browser: Browser, address: str, market: Caller) -> None:
    analyst = add_staff(market.rt, market.tenant.id, Role.ANALYST)
    with open_window(browser, address) as page:
        sign_in(page, analyst)
        page.evaluate("document.documentElement.dataset.same = 'page'")
        for _ in range(2):
            page.keyboard.press("j")
        expect(page.locator("tr.at")).to_contain_text("Banco Nacional de Cuba")
        loads: list[str] = []
        page.on("load", lambda one: loads.append(one.url))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Banco Nacional de Cuba")
        expect(page).to_have_url(re.compile(r"/console/cases/cas_\w+$"))
        page.keyboard.press("1")
        expect(page.locator(".hits .state.open")).to_have_count(0)
        expect(page.get_by_label("Note, at least three letters")).to_have_value(
            "Every hit is another party: another name."
        )
        assert not find_violations(page)
        page.keyboard.press("c")
        expect(page.get_by_role("heading", level=1)).to_have_text("Aero-Caribbean")
        expect(page).to_have_url(re.compile(r"/console/cases/cas_\w+$"))
        assert not loads
        assert page.evaluate("document.documentElement.dataset.same") == "page"
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("Banco Nacional de Cuba")
    assert _status(market, "shop-bank") == "clear"


def test_the_next_case_and_a_search_are_one_key_away(browser: Browser, address: str, market: Caller) -> None:
    analyst = add_staff(market.rt, market.tenant.id, Role.ANALYST)
    with open_window(browser, address) as page:
        sign_in(page, analyst)
        for name in ("Blue Heron Catering Ltd", "Banco Nacional de Cuba", "Aero-Caribbean"):
            page.keyboard.press("n")
            expect(page.get_by_role("heading", level=1)).to_have_text(name)
        page.keyboard.press("/")
        expect(page.get_by_label("Exactly as it was submitted")).to_be_focused()


def test_what_is_written_survives_a_lost_connection(browser: Browser, address: str, market: Caller) -> None:
    analyst = add_staff(market.rt, market.tenant.id, Role.ANALYST)
    with open_window(browser, address) as page:
        sign_in(page, analyst)
        page.get_by_role("link", name="Aero-Caribbean").click()
        expect(page.locator(".hits .state.open")).to_have_count(1)
        page.keyboard.press("1")
        expect(page.locator(".hits .state.open")).to_have_count(0)
        page.keyboard.press("C")
        page.keyboard.type(NOTE)
        page.context.set_offline(True)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Nothing was sent")).to_be_visible()
        page.context.set_offline(False)
        page.reload()
        expect(page.get_by_label("Note, at least three letters")).to_have_value(NOTE)
        assert [key.rpartition(":")[0] for key in _notes(page)] == [f"note:{analyst.account_id}"]
        page.keyboard.press("c")
        page.get_by_label("Note, at least three letters").press("Enter")
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Aero-Caribbean")
    assert _status(market, "shop-aero") == "clear"


def test_who_signs_out_leaves_nothing_in_the_tab(browser: Browser, address: str, market: Caller) -> None:
    analyst = add_staff(market.rt, market.tenant.id, Role.ANALYST)
    with open_window(browser, address) as page:
        sign_in(page, analyst)
        page.get_by_role("link", name="Aero-Caribbean").click()
        page.get_by_label("Note, at least three letters").fill(NOTE)
        assert len(_notes(page)) == 1
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_text("You are signed out.")).to_be_visible()
        assert not _notes(page)


def test_a_double_click_decides_once(browser: Browser, address: str, market: Caller) -> None:
    analyst = add_staff(market.rt, market.tenant.id, Role.ANALYST)
    with open_window(browser, address) as page:
        sign_in(page, analyst)
        page.get_by_role("link", name="Aero-Caribbean").click()
        page.get_by_role("button", name="False positive").dblclick()
        expect(page.locator(".hits .state.open")).to_have_count(0)
        page.get_by_label("Note, at least three letters").fill(NOTE)
        page.get_by_role("button", name="Clear").dblclick()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Aero-Caribbean")
    assert _status(market, "shop-aero") == "clear"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_any_page(browser: Browser, address: str, market: Caller, scheme: str) -> None:
    senior = add_staff(market.rt, market.tenant.id, Role.SENIOR_ANALYST)
    with open_window(browser, address, color_scheme=scheme) as page:
        page.goto("/console/")
        expect(page.get_by_label("Password")).to_be_visible()
        photograph(page, f"sign-in-{scheme}")
        assert not find_violations(page)
        sign_in(page, senior)
        case = page.get_by_role("link", name="Blue Heron Catering Ltd").get_attribute("href") or ""
        for path in ("/console/", "/console/?queue=mine", case, "/console/account", "/console/nowhere"):
            page.goto(path)
            assert not find_violations(page), path


@pytest.mark.parametrize(("width", "zoom"), [(390, 1), (1280, 2)])
def test_pages_fit_a_phone_and_a_doubled_size(
    browser: Browser, address: str, market: Caller, width: int, zoom: int
) -> None:
    senior = add_staff(market.rt, market.tenant.id, Role.SENIOR_ANALYST)
    size = {"width": width // zoom, "height": 800 // zoom}
    with open_window(browser, address, viewport=size, device_scale_factor=zoom) as page:
        sign_in(page, senior)
        case = page.get_by_role("link", name="Blue Heron Catering Ltd").get_attribute("href") or ""
        for name, path in (("queue", "/console/"), ("case", case)):
            page.goto(path)
            if zoom == 1:
                photograph(page, f"{name}-{width}")
            wide = page.locator("body").evaluate("body => body.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{path} is {wide} px too wide"
