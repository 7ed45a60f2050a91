"""How cases are worked, in a real browser: by keys, with many rows at once, and every page of it as axe sees it."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser, expect

from kyc_service.domain.people.roles import Role
from tests.fixtures.people import add_staff
from tests.fixtures.service import Caller, Service, submission
from tests.fixtures.windows import find_violations, open_window, photograph, sign_in

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("cheap_hashes")]
NAMES = ("Banco Nacional de Cuba", "Aero-Caribbean", "Blue Heron Catering Ltd")
DIRECTOR = {"role": "director", "name": "Eric Badege", "date_of_birth": "1971-05-02", "nationalities": ["CD"]}


@pytest.fixture
def market(shared_service: Service) -> Caller:
    market = shared_service.add_caller(f"Marketplace {dt.datetime.now(dt.UTC).timestamp()}")
    for place, name in enumerate(NAMES):
        parts = {"people": [DIRECTOR]} if name.startswith("Blue") else {}
        market.run(market.submit(submission(reference=f"shop-{place}", business={"name": name}, **parts)))
    return market


def test_a_case_is_put_aside_by_a_key_and_many_are_tagged_by_others(
    browser: Browser, address: str, market: Caller
) -> None:
    senior = add_staff(market.rt, market.tenant.id, Role.SENIOR_ANALYST, name="Sam Senior")
    with open_window(browser, address) as page:
        sign_in(page, senior)
        for key in ("j", "x", "j", "x"):
            page.keyboard.press(key)
        expect(page.locator(".bulk")).to_be_visible()
        page.get_by_label("With those picked").select_option("tag")
        page.locator(".bulk").get_by_label("Tags, with spaces between").fill("vip slow")
        photograph(page, "queue-bulk")
        page.get_by_role("button", name="Do it").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Add tags: 2 of 2 done")
        photograph(page, "bulk-result")
        page.goto("/console/next")
        page.keyboard.press("h")
        page.get_by_label("Note", exact=True).fill("The passport is awaited.")
        photograph(page, "case-hold")
        page.get_by_role("button", name="Put aside", exact=True).click()
        expect(page.get_by_text("Documents are awaited").first).to_be_visible()
        photograph(page, "case-held")
        assert not find_violations(page)
        page.keyboard.press("h")
        expect(page.get_by_text("Taken into work again")).to_be_visible()
        page.keyboard.press("e")
        page.keyboard.type("Two passports.")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Give it back to the desk")).to_be_visible()
        photograph(page, "case-escalated")


def test_a_note_that_came_too_late_stays(browser: Browser, address: str, market: Caller) -> None:
    analyst = add_staff(market.rt, market.tenant.id, Role.ANALYST, name="Ann Analyst")
    with open_window(browser, address) as page:
        sign_in(page, analyst)
        page.goto("/console/next")
        page.keyboard.press("e")
        page.keyboard.type("Two passports.")
        with market.rt.open_work(market.tenant.id, "key_other") as work:
            case_id = page.locator("#case").get_attribute("data-case") or ""
            work.cases.assign(work.cases.get(case_id), "key_other")
        page.keyboard.press("Enter")
        expect(page.get_by_text("who works on it")).to_be_visible()
        photograph(page, "case-stale")
        page.get_by_role("link", name="Show it as it is now").click()
        page.keyboard.press("e")
        expect(page.get_by_label("What should a senior look at?")).to_have_value("Two passports.")


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1360), ("dark", 1360), ("light", 390)], ids=["light", "dark", "phone"]
)
def test_axe_finds_nothing_wrong_and_pages_fit(
    browser: Browser, address: str, market: Caller, scheme: str, width: int
) -> None:
    senior = add_staff(market.rt, market.tenant.id, Role.SENIOR_ANALYST, name="Sam Senior")
    with open_window(browser, address, color_scheme=scheme, viewport={"width": width, "height": 900}) as page:
        sign_in(page, senior)
        paths = {
            "queue-open": "/console/?queue=open&kind=hits",
            "queue-late": "/console/?queue=late",
            "allowlist": "/console/allowlist?show=ending",
            "terms": "/console/terms",
            "case": page.locator(".cases a[href^='/console/cases/']").first.get_attribute("href") or "",
        }
        for name, path in paths.items():
            page.goto(path)
            if name == "queue-open":
                page.locator("[data-picks]").first.check()
            if name == "case":
                page.locator("details.act-menu summary", has_text="Put aside").click()
            photograph(page, f"{name}-{scheme}-{width}")
            assert not find_violations(page), path
            wide = page.locator("body").evaluate("body => body.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{path} is {wide} px too wide"
