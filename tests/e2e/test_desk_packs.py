"""The audit and the evidence pack in a real browser: by day and by night, on a telephone, and as axe sees them."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser, Page, expect

from kyc_service.console.door import COOKIE
from kyc_service.domain.people.roles import Role
from kyc_service.services.packs import making
from kyc_service.services.trail.sealing import Sealer
from tests.fixtures.people import Staff, add_staff
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission
from tests.fixtures.windows import find_violations, open_window, photograph

LOOKS = [("dark", {"color_scheme": "dark"}), ("narrow", {"viewport": {"width": 390, "height": 844}})]
pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("cheap_hashes")]


@pytest.fixture
def market(shared_service: Service) -> Caller:
    market = shared_service.add_caller(f"Marketplace {dt.datetime.now(dt.UTC).timestamp()}")
    market.run(market.submit(submission(business={"name": LISTED_NAME})))
    return market


def _enter(page: Page, staff: Staff, address: str) -> None:
    """Come in by a session that is open already."""
    cookie = {
        "name": COOKIE,
        "value": staff.opened.token,
        "url": address.replace("http://", "https://"),
        "secure": True,
    }
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # a cookie as the browser keeps it


def test_a_pack_is_made_while_one_looks_and_the_audit_tells_of_it(
    browser: Browser, address: str, market: Caller
) -> None:
    auditor = add_staff(market.rt, market.tenant.id, Role.AUDITOR, name="Wilma Fictief")
    with market.rt.open_work(market.tenant.id, "tester", read_only=True) as work:
        (case,) = work.cases.page(None, 5).items
    with open_window(browser, address) as page:
        _enter(page, auditor, address)
        page.goto(f"/console/cases/{case.id}")
        page.get_by_role("button", name="Make it").click()
        expect(page.get_by_text("It is being made.")).to_be_visible()
        with market.rt.open_work(market.tenant.id, "tester", read_only=True) as work:
            (pack,) = work.packs.of_verification(case.verification_id)
        making.make(market.rt, pack.id)
        link = page.get_by_role("link", name="PDF,")
        expect(link).to_be_visible(timeout=20_000)
        photograph(page, "pack")
        assert find_violations(page) == []
        with page.expect_download() as started:
            link.click()
        assert started.value.suggested_filename == f"{pack.id}.pdf"
        page.goto("/console/audit")
        expect(page.get_by_role("cell", name="An evidence pack was fetched")).to_be_visible()
        # The scheduler does so every minute: the head of the chain is signed.
        Sealer(market.rt).seal()
        page.get_by_role("button", name="Follow it now").click()
        expect(page.get_by_text("entries were followed")).to_be_visible()
        photograph(page, "audit")
        assert find_violations(page) == []


@pytest.mark.parametrize(("name", "options"), LOOKS)
def test_the_audit_by_night_and_on_a_telephone(
    browser: Browser, address: str, market: Caller, name: str, options: dict[str, object]
) -> None:
    auditor = add_staff(market.rt, market.tenant.id, Role.AUDITOR, name="Wilma Fictief")
    with open_window(browser, address, **options) as page:
        _enter(page, auditor, address)
        page.goto("/console/audit")
        photograph(page, f"audit-{name}")
        assert find_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.goto("/console/audit?about=nobody")
        assert find_violations(page) == []
