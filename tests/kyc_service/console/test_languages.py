"""Languages of the console: the account's choice, else the browser's wish; nothing is half translated."""

from __future__ import annotations

import pytest

from kyc_service.console import languages
from kyc_service.console.languages import Language
from tests.fixtures.service import Service
from tests.fixtures.visitors import MakeVisitor


def test_a_browser_says_which_language_it_wishes(shared_service: Service) -> None:
    client = shared_service.app.test_client()
    for wish, language in (("nl-NL,nl;q=0.9", "nl"), ("en-GB", "en"), ("ja", "en"), ("", "en")):
        page = client.get("/console/sign-in", headers={"Accept-Language": wish})
        assert (page.headers["Content-Language"], f'lang="{language}"' in page.text) == (language, True)


def test_a_choice_in_the_account_wins(visit: MakeVisitor) -> None:
    visitor = visit()
    assert visitor.post("/console/account/language", {"language": "nl"}).status_code == 303
    assert '<html lang="nl">' in visitor.get("/console/account").text
    assert visitor.post("/console/account/language", {"language": "tlh"}).status_code == 422
    assert visitor.post("/console/account/language", {"language": ""}).status_code == 303
    assert '<html lang="en">' in visitor.get("/console/account").text


@pytest.mark.parametrize(("number", "form"), [(0, "cases"), (1, "case"), (2, "cases")])
def test_a_text_without_a_translation_stays_english(number: int, form: str) -> None:
    with languages.speak(Language.DUTCH):
        assert languages.gettext("no such text") == "no such text"
        assert languages.ngettext("case", "cases", number) == form
