"""Asking, notes and files on the case page in a real browser: by keyboard, kept through a lost session, seen by axe."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from tests.fixtures.people import add_staff
from tests.fixtures.service import Service
from tests.fixtures.talks import NUMBER, PDF, Asking, open_asking
from tests.fixtures.windows import find_violations, open_window, photograph, sign_in

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("cheap_hashes")]


@pytest.fixture
def talk(shared_service: Service) -> Asking:
    return open_asking(shared_service.add_caller(f"Marketplace {dt.datetime.now(dt.UTC).timestamp()}"))


def test_an_analyst_writes_a_note_by_keyboard_for_a_colleague(browser: Browser, address: str, talk: Asking) -> None:
    mila = add_staff(talk.caller.rt, talk.caller.tenant.id, Role.ANALYST, name="Mila Janssen")
    add_staff(talk.caller.rt, talk.caller.tenant.id, Role.SENIOR_ANALYST, name="Bo de Vries")
    with open_window(browser, address) as page:
        sign_in(page, mila, f"/console/cases/{talk.case_id}", "Notes among colleagues")
        page.keyboard.press("m")
        page.get_by_label("Begin with").select_option(label="Please look with me")
        words = page.locator("#note-text")
        expect(words).to_have_value(re.compile(f"case of {talk.reference}, open since"))
        page.keyboard.type(" the number is of another firm. @")
        expect(page.get_by_role("checkbox", name="Bo de Vries")).to_be_focused()
        # What was written outlives a page that is lost.
        page.reload()
        expect(words).to_have_value(re.compile("is of another firm. @$"))
        page.get_by_text("Meant for").click()
        page.get_by_role("checkbox", name="Bo de Vries").check()
        page.get_by_role("button", name="Keep the note").click()
        expect(page.locator(".written .tag")).to_have_text("@Bo de Vries")
        expect(words).to_have_value("")
        assert not page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('note:'))")


def test_an_analyst_asks_and_finds_the_answer_in_the_same_case(browser: Browser, address: str, talk: Asking) -> None:
    mila = add_staff(talk.caller.rt, talk.caller.tenant.id, Role.ANALYST, name="Mila Janssen")
    with open_window(browser, address) as page:
        sign_in(page, mila, f"/console/cases/{talk.case_id}", "Notes among colleagues")
        page.get_by_text("Ask for more").click()
        page.get_by_label("Registration number").check()
        page.get_by_label("Proof of address").first.check()
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.get_by_text("2 things are still missing")).to_be_visible()
        talk.give({NUMBER: "87654321"})
        talk.send("proof_of_address", PDF, "letter of the bank.pdf")
        page.reload()
        expect(page.get_by_text("87654321").first).to_be_visible()
        file = FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"Seen.")
        page.get_by_label("A file: PDF, PNG").set_input_files(file)
        page.get_by_role("button", name="Keep the file").click()
        expect(page.get_by_role("link", name="notes.txt")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="letter of the bank.pdf").click()
        assert download.value.suggested_filename == "letter of the bank.pdf"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_and_a_phone_shows_it_all(
    browser: Browser, address: str, talk: Asking, scheme: str
) -> None:
    senior = add_staff(talk.caller.rt, talk.caller.tenant.id, Role.SENIOR_ANALYST, name="Bo de Vries")
    mila = add_staff(talk.caller.rt, talk.caller.tenant.id, Role.ANALYST, name="Mila Janssen")
    talk.ask(fields=[NUMBER, "/people/0/date_of_birth"], documents=[{"document": "licence"}])
    talk.give({NUMBER: "87654321"})
    talk.send("licence", PDF)
    path = f"/v1/cases/{talk.case_id}/notes"
    note = {"text": "Bo, is this the same firm?\nI doubt it.", "mentions": [senior.opened.person.account_id]}
    assert talk.caller.ask("POST", path, Scope.ANALYST, json=note).status_code == 201
    with open_window(browser, address, color_scheme=scheme) as page:
        sign_in(page, mila, f"/console/cases/{talk.case_id}", "Notes among colleagues")
        assert not find_violations(page)
        photograph(page, f"talk-{scheme}")
        talk.act("requests:withdraw")
        page.reload()
        for summary in ("Ask for more", "Meant for"):
            page.get_by_text(summary).click()
        assert not find_violations(page)
        photograph(page, f"talk-open-{scheme}")
    with open_window(browser, address, color_scheme=scheme, viewport={"width": 390, "height": 800}) as page:
        sign_in(page, senior, "/console/", "Mentions of you")
        assert not find_violations(page)
        photograph(page, f"mentions-390-{scheme}")
        page.locator(".mentions a").first.click()
        expect(page.get_by_role("heading", name="Notes among colleagues")).to_be_visible()
        page.get_by_text("Ask for more").click()
        photograph(page, f"talk-390-{scheme}")
        wide = page.locator("body").evaluate("body => body.scrollWidth - window.innerWidth")
        assert wide <= 0
