"""Pages beside the queue in a real browser: as axe sees them, on a telephone, at twice the size, and the slider."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from playwright.sync_api import Browser, Page, expect

from kyc_service.console.monitoring import feeds
from kyc_service.domain.cases import Disposition
from kyc_service.domain.monitoring.runs import RunStatus
from kyc_service.domain.people.roles import Role
from kyc_service.domain.privacy.requests import Method, Right
from kyc_service.domain.profiles import Purpose
from kyc_service.services import cases
from kyc_service.services.asking import notes
from kyc_service.services.desk import answered, working
from kyc_service.services.monitoring import chunks, operating, planning, running
from kyc_service.services.monitoring.operating import Wanted
from kyc_service.services.policies import publications
from kyc_service.services.rights import requests
from kyc_service.services.risk import tables
from kyc_service.services.risk.files import default_table, write_table
from kyc_service.services.risk.runs import dry_run
from kyc_service.services.tuning import profiles
from kyc_service.services.tuning.profiles import Content
from tests.fixtures.console_pages import NEWER, REFUSED, name_of, walk
from tests.fixtures.heard import some_feeds
from tests.fixtures.hooks import register_hooks, tell_story
from tests.fixtures.people import Staff, add_staff
from tests.fixtures.privacy import fill_privacy
from tests.fixtures.runtimes import load_lists, small_version
from tests.fixtures.service import Caller, Service, submission
from tests.fixtures.windows import find_violations, open_window, photograph, sign_in
from watchlists.errors import ListRefusedError

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("cheap_hashes")]
NAMES = ("Aero-Caribbean", "Aero Caribean", "Banco Nacional de Cuba", "Banco Nacionale Cuba", "Aerocaribbean Ltd")

OWNERS = [
    {"role": "director", "name": "Sanne Bakker"},
    {"role": "owner", "name": "Anna de Wit", "ownership": {"percent": 60}},
    {"role": "owner", "name": "Karim Haddad", "ownership": {"percent": 30, "through": ["Alfa Holding B.V."]}},
]


@pytest.fixture(scope="module")
def market(shared_service: Service) -> Caller:
    """A tenant with answered hits, a profile that was measured, deliveries, and one of each record of privacy."""
    market = shared_service.add_caller("Marketplace of pages")
    with market.rt.open_work(market.tenant.id, "tester") as work:
        hooks = register_hooks(work)
    for at, name in enumerate(NAMES):
        market.run(market.submit(submission(reference=f"shop-{at}", business={"name": name})))
    with market.rt.open_work(market.tenant.id, "tester") as work:
        tell_story(work, hooks)
        found = [hit for at in work.cases.page(None, 50).items for hit in work.hits.of_verification(at.verification_id)]
        for at, hit in enumerate(found[:-1]):
            said = Disposition.TRUE_MATCH if at == 0 else Disposition.FALSE_POSITIVE
            cases.dispose(work, hit.id, said, "other", "a note", hit.version)
        case = work.cases.page(None, 1).items[0]
        fill_privacy(work, case.subject_id, case.id)
        work.holds.request(case.subject_id, "litigation", "C/09/1234", review_at=work.now() + dt.timedelta(days=90))
        drafted = profiles.draft(market.rt, work, Purpose.ONBOARDING, "marketplace", Content(threshold=0.82))
    answered.evaluate(market.rt, (market.tenant.id, "tester"), drafted.id, drafted.version)
    publications.adopt(market.rt)
    _come_again(market)
    _draft_factors(market)
    _load_another(market)
    watch(market)
    return market


def _come_again(market: Caller) -> None:
    """Submit a business again with another country: its pair was answered before, and others share it."""
    business = {"name": NAMES[1], "registration": {"country": "BE"}}
    again = market.run(market.submit(submission(reference="shop-1", business=business, people=OWNERS)))
    with market.rt.open_work(market.tenant.id, "tester") as work:
        case = work.cases.of_verification(again)
        assert case is not None
        working.set_tags(work, case.id, ["again"], case.version)
        notes.add_template(work, "Address checked", "{today}: checked the address of {reference} in the register.")


def _draft_factors(market: Caller) -> None:
    """Draft a table of risk factors, and try it."""
    content = write_table(default_table())
    content["name"] = "Marketplace 2027"
    content["bands"]["medium"]["from_points"] = 5
    content["bands"]["high"]["from_points"] = 20
    content["factors"][0]["rules"][0]["points"] = 30
    with market.rt.open_work(market.tenant.id, "tester") as work:
        made = tables.draft(work, content)
    dry_run.simulate(market.rt, (market.tenant.id, "tester"), made.id, made.version)


def _load_another(market: Caller) -> None:
    """Load another version of a list, and let a gate refuse a third one."""
    first, second, *rest = small_version("un").entries
    newer = dataclasses.replace(small_version("un"), digest=NEWER, entries=(second, *rest))
    load_lists(market.rt, (newer,))
    smaller = dataclasses.replace(newer, digest=REFUSED, entries=(first, *rest[2:]))
    refused = ListRefusedError("un", "list_shrunk", "7 entries, not 9")
    with market.rt.open_system("tester") as system:
        system.refusals.keep(smaller, refused, origin="publisher")
        system.lists.fail("un", refused.code, refused.detail, system.now())


def watch(market: Caller) -> None:
    """Compare everybody, set one aside, and leave a run that somebody paused."""
    first = planning.watch_tenant(market.rt, market.tenant.id, everybody=True)
    while first is not None and chunks.work_on(market.rt, first.id):
        pass
    with market.rt.open_work(market.tenant.id, "tester") as work:
        member = work.monitoring.coverage.members("", "~", 1, everybody=True)[0]
        work.monitoring.coverage.set_aside(member, "worker_died")
        made = operating.start(market.rt, work, Wanted(everything=True, reason="matcher fixed")).run
        running.move(work, made.id, RunStatus.PAUSED, made.version)
        operating.start(market.rt, work, Wanted(dry=True))


@pytest.fixture
def ids(market: Caller) -> dict[str, str]:
    """A case of this tenant whose business came twice, that business, and the first version of a list."""
    with market.rt.open_work(market.tenant.id, "tester", read_only=True) as work:
        business = work.subjects.by_reference("shop-1")
        assert business is not None
        return {
            "case": work.cases.of_subject(business.id)[-1].id,
            "subject": business.id,
            "older": small_version("un").digest,
        }


@pytest.fixture
def staff(market: Caller) -> Staff:
    return add_staff(
        market.rt, market.tenant.id, Role.SENIOR_ANALYST, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR, name="Bo de Vries"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_any_page(
    browser: Browser, address: str, staff: Staff, ids: dict[str, str], scheme: str
) -> None:
    with open_window(browser, address, color_scheme=scheme) as page:
        sign_in(page, staff, "/console/account", "Your account")
        found = {}
        for view in walk(page, ids):
            photograph(page, f"{name_of(view)}-{scheme}")
            found[view] = find_violations(page)
        assert not {view: told for view, told in found.items() if told}


@pytest.mark.parametrize(("width", "zoom"), [(390, 1), (1280, 2)])
def test_pages_fit_a_phone_and_a_doubled_size(
    browser: Browser, address: str, staff: Staff, ids: dict[str, str], width: int, zoom: int
) -> None:
    size = {"width": width // zoom, "height": 800 // zoom}
    with open_window(browser, address, viewport=size, device_scale_factor=zoom) as page:
        sign_in(page, staff, "/console/account", "Your account")
        wide = {}
        for view in walk(page, ids):
            if zoom == 1:
                photograph(page, f"{name_of(view)}-{width}")
            wide[view] = page.locator("html").evaluate("html => html.scrollWidth - window.innerWidth")
        assert not {view: by for view, by in wide.items() if by > 0}


def test_what_a_form_shows_is_read_on_any_screen(browser: Browser, address: str, staff: Staff) -> None:
    with open_window(browser, address) as page:
        sign_in(page, staff, "/console/account", "Your account")
        page.goto("/console/subjects")
        page.locator("select[name=by]").select_option("business")
        page.get_by_label("Exactly as it was submitted").fill(NAMES[1])
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name=NAMES[1])).to_be_visible()
        look_at(page, "subjects-found")
        page.set_viewport_size({"width": 1360, "height": 900})
        page.goto("/console/screening")
        page.get_by_label("Name", exact=True).fill(NAMES[0])
        page.keyboard.press("Enter")
        expect(page.get_by_text("Aero-Caribbean").first).to_be_visible()
        look_at(page, "screening-result")


def test_the_page_of_an_invitation_is_read_on_any_screen(browser: Browser, address: str) -> None:
    with open_window(browser, address) as page:
        page.goto("/console/invitation")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        look_at(page, "invitation")
        page.goto("/console/sign-in")
        look_at(page, "sign-in")


def test_the_slider_changes_what_is_said_and_loads_no_page(browser: Browser, address: str, staff: Staff) -> None:
    with open_window(browser, address) as page:
        sign_in(page, staff, "/console/account", "Your account")
        page.goto("/console/profiles")
        loads: list[str] = []
        page.on("framenavigated", lambda frame: loads.append(frame.url))
        slider = page.get_by_role("slider", name="Threshold, per cent")
        slider.focus()
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        expect(page.locator("#simulated")).to_contain_text("From 72 % on")
        expect(page.get_by_role("spinbutton", name="Threshold, per cent")).to_have_value("72")
        expect(slider).to_be_focused()
        assert not loads


def test_a_token_is_shown_once_and_only_there(browser: Browser, address: str, staff: Staff) -> None:
    with open_window(browser, address) as page:
        sign_in(page, staff, "/console/account", "Your account")
        page.goto("/console/keys")
        page.get_by_label("What it is for").fill("onboarding flow")
        page.get_by_role("button", name="Make the key").click()
        token = page.locator("code.secret").inner_text()
        photograph(page, "key-made")
        assert not find_violations(page)
        page.get_by_role("link", name="I have put it away").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Keys of programs")
        assert token not in page.content()


def test_a_level_is_set_by_hand(browser: Browser, address: str, market: Caller, staff: Staff) -> None:
    with market.rt.open_work(market.tenant.id, "tester", read_only=True) as work:
        business = work.subjects.by_reference("shop-1")
        assert business is not None
    with open_window(browser, address) as page:
        sign_in(page, staff, "/console/account", "Your account")
        page.goto(f"/console/subjects/{business.id}/risk")
        page.get_by_text("Set another level").click()
        page.get_by_label("Level").select_option("prohibited")
        page.get_by_label("Why, at least three letters").fill("News of last week.")
        photograph(page, "override-light")
        assert not find_violations(page)
        page.get_by_role("button", name="Set it").click()
        expect(page.get_by_text("Prohibited is set until")).to_be_visible()
        photograph(page, "override-set-light")
        assert not find_violations(page)


def test_the_page_of_feeds_says_what_each_does_on_any_screen(
    browser: Browser, address: str, market: Caller, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    with market.rt.open_system("tester", read_only=True) as system:
        found = some_feeds(system.now())
    monkeypatch.setattr(feeds, "states", lambda *_: found)
    with open_window(browser, address) as page:
        sign_in(page, staff, "/console/account", "Your account")
        page.goto("/console/monitoring/feeds")
        expect(page.locator("section.feed")).to_have_count(len(found))
        look_at(page, "feeds")


def test_the_page_of_a_correction_is_read_on_any_screen(
    browser: Browser, address: str, market: Caller, staff: Staff
) -> None:
    with market.rt.open_work(market.tenant.id, "tester") as work:
        business = work.subjects.by_reference("shop-2")
        assert business is not None
        made = requests.receive(work, market.rt.policy, business.id, Right.RECTIFY, "The name is spelt wrongly.")
        requests.verify(work, made.id, made.version, Method.DOCUMENT_SEEN)
    with open_window(browser, address) as page:
        sign_in(page, staff, "/console/account", "Your account")
        page.goto(f"/console/privacy/requests/{made.id}/correction")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        look_at(page, "correction")


def look_at(page: Page, name: str) -> None:
    """Have axe look at a page, light and dark and as wide as a telephone, and keep pictures where asked for."""
    for shown, scheme, width in (("light", "light", 1360), ("dark", "dark", 1360), ("390", "light", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        photograph(page, f"{name}-{shown}")
        assert not find_violations(page)
        assert page.locator("html").evaluate("html => html.scrollWidth - window.innerWidth") <= 0
