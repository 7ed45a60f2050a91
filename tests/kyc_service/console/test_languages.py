"""Languages of the console: the account's choice, else the browser's wish; nothing is half translated."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.console import languages, pages
from kyc_service.console.cases.sides import write_fields
from kyc_service.console.languages import Language
from tests.fixtures.service import Service
from tests.fixtures.visitors import MakeVisitor


def test_a_browser_says_which_language_it_wishes(shared_service: Service) -> None:
    client = shared_service.app.test_client()
    for wish, language in (("nl-NL,nl;q=0.9", "nl"), ("en-GB", "en"), ("ja", "en"), ("", "en")):
        page = client.get("/console/sign-in", headers={"Accept-Language": wish})
        assert (page.headers["Content-Language"], f'lang="{language}"' in page.text) == (language, True)


def test_a_request_leaves_no_language_behind(shared_service: Service) -> None:
    shared_service.app.test_client().get("/console/sign-in", headers={"Accept-Language": "nl"})
    assert languages.current() is Language.ENGLISH


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


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (Language.ENGLISH, ("12.5", "80 %", "1\u202f234\u202f567", "26 Nov 2026", "5 h", "3 d", "VAT number")),
        (Language.DUTCH, ("12,5", "80%", "1.234.567", "26 nov 2026", "5 u", "3 d", "Btw-nummer")),
    ],
)
def test_days_numbers_and_units_are_written_as_a_language_does(language: Language, shown: tuple[str, ...]) -> None:
    with languages.speak(language):
        day = pages.day(dt.date(2026, 11, 26))
        spans = (pages.span(dt.timedelta(hours=5)), pages.span(dt.timedelta(days=3)))
        assert shown == (
            languages.decimal(12.5),
            pages.percent(0.8),
            pages.thousands(1_234_567),
            day,
            *spans,
            pages.word("VAT number"),
        )


def test_a_share_is_written_as_a_language_does() -> None:
    owned = {"person.ownership": {"percent": 12.5, "through": ["Alfa B.V."]}}
    assert write_fields(owned) == [("Owns", "12.5 % through Alfa B.V.")]
    with languages.speak(Language.DUTCH):
        assert write_fields(owned) == [("Owns", "12,5% via Alfa B.V.")]
