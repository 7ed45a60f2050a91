"""The desk in Dutch: nothing is missing, nothing is left over, and no page says a word of English but names."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kyc_service.console import languages
from kyc_service.console.languages import Language
from kyc_service.domain.people.roles import Role
from tests.fixtures import texts
from tests.fixtures.service import Caller, Service, submission
from tests.fixtures.spoken import listen
from tests.fixtures.texts import Text
from tests.fixtures.visitors import MakeVisitor, Visitor

DUTCH = {"Accept-Language": "nl"}
HOW = "run `make texts`, then fill what is empty in kyc_service/console/translations/nl.po; its head has the words"
FOUND = texts.collect()
MADE = {
    tuple(one.id) if isinstance(one.id, list | tuple) else one.id: one
    for one in languages.read(Language.DUTCH)
    if one.id
}
SAME = {
    *("Auditor", "Code", "E-mail", "EU", "Effect", "Factor", "Id", "OFAC Consolidated", "OFAC SDN", "Onboarding"),
    *("Open", "Parser", "Register", "Registers", "Score", "Screening", "Status", "Type", "Website", "d", "min", "s"),
    *("Monitoring", "PDF", "Privacy", "Webhooks", "PEP"),
    *("nominee", "protector", "trust", "trustee", "veto"),
    *("1 min", "%(count)s min", "%(who)s in %(whom)s: %(statements)s", "· Know your business"),
}
"""Texts that are the same in both languages."""
PARTS = re.compile(r"%\(\w+\)s|%%|</?\w+>|`[^`]*`")
_LONG = 12
"""Letters from which a run of English is no accident."""


def _forms(text: Text) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def _said(text: Text) -> tuple[str, ...]:
    """Return the Dutch forms of a text."""
    message = MADE.get(text)
    return () if message is None else _forms(message.string)


def test_every_text_has_a_dutch_form() -> None:
    missing = [text for text in FOUND if not all(_said(text)) or not _said(text)]
    assert not missing, f"{len(missing)} texts are not in Dutch: {HOW}"


def test_nothing_is_left_that_no_page_says() -> None:
    left = [text for text in MADE if text not in FOUND]
    assert not left, f"{len(left)} texts of the catalogue stand nowhere any more: {HOW}"


def test_the_catalogue_is_as_the_collection_writes_it() -> None:
    written = texts.as_text(texts.update(Language.DUTCH))
    assert written == (languages.CATALOGUES / "nl.po").read_text(), f"order or form differs: {HOW}"


def test_what_is_filled_in_and_marked_is_the_same() -> None:
    other = []
    for text in FOUND:
        pairs = zip(_forms(text), _said(text), strict=True)
        other += [said for form, said in pairs if set(PARTS.findall(form)) != set(PARTS.findall(said))]
    assert not other, f"{other}: what stands in %( )s and < > has to be the same on both sides"


def test_no_text_stays_english() -> None:
    same = {
        form
        for text in FOUND
        for form in _forms(text)
        if form in _said(text) and re.search(r"[^\W\d_]", PARTS.sub("", form))
    }
    assert same == SAME, f"{same ^ SAME}: {HOW}"


def test_a_text_is_written_as_its_kind_is() -> None:
    """A sentence ends as a sentence, a label as a label; both begin with the same case."""
    for text in FOUND:
        for form in _said(text):
            english = _forms(text)[0]
            assert form == form.strip()
            assert (form[-1:] in ".?:") is (english[-1:] in ".?:") or form[-1:] == english[-1:], (english, form)
            assert "  " not in form
            assert not re.search(r"\b(je|jij|jouw|uzelf\?)\b", form), f"say `u`: {form}"


ENGLISH_ALONE = {form for text in FOUND for form in _forms(text)} - {form for text in FOUND for form in _said(text)}
RUNS = {
    run.strip()
    for form in ENGLISH_ALONE
    for run in PARTS.split(form)
    if len(run.strip()) >= _LONG and " " in run.strip()
}
"""Runs of words between what is filled in."""


def _english_on(page: str) -> set[str]:
    """List what of the catalogue's English stands on a page."""
    said = set(listen(page, "nl"))
    whole = "\n".join(said)
    return {run for run in RUNS if run in whole} | (said & ENGLISH_ALONE)


PEOPLE = [
    {"role": "director", "name": "Eric Badege", "date_of_birth": "1971-05-02", "nationalities": ["CD"]},
    {"role": "owner", "name": "Ayman al Zawahiri", "date_of_birth": "1951-06-19", "ownership": {"percent": 60}},
    {"role": "owner", "name": "Test Test", "email": "info@mailinator.com", "ownership": {"percent": 20}},
]
BUSINESS = {"name": "Banco Nacional de Cuba", "website": "https://bit.ly/x", "type": "company"}


@pytest.fixture
def everyone(market: Caller, visit: MakeVisitor) -> Visitor:
    """Somebody with every role at a tenant that has a case in each of several states."""
    market.run(market.submit(submission(reference="shop-1", business=BUSINESS, people=PEOPLE)))
    market.run(market.submit(submission(reference="shop-2", business={"name": "Aero-Caribbean"})))
    market.run(market.submit(submission(reference="shop-3")))
    return visit(*Role)


def _addresses(service: Service, visitor: Visitor) -> Iterator[str]:
    """Go through every page of the console, with ids that there are where the pages show some."""
    queue = visitor.get("/console/?queue=open").text + visitor.get("/console/people").text
    cases = sorted(set(re.findall(r"cas_[0-9a-f]{32}", queue)))
    case = "".join(visitor.get(f"/console/cases/{one}").text for one in cases)
    ids = {
        "case_id": cases,
        "account_id": sorted(set(re.findall(r"acc_[0-9a-f]{32}", queue))),
        "subject_id": sorted(set(re.findall(r"sub_[0-9a-f]{32}", case))),
        "source_id": ["un", "ofac_sdn", "nowhere"],
        "digest": ["0" * 64],
    }
    for rule in service.app.url_map.iter_rules():
        if rule.endpoint.startswith("console.") and "GET" in (rule.methods or ()) and rule.endpoint != "console.static":
            parts = rule.arguments
            for number in range(max((len(ids.get(part, ("x",))) for part in parts), default=1)):
                yield _fill(rule.rule, ids, number)
    yield from (f"/console/?queue={queue}" for queue in ("mine", "unassigned", "approvals", "open", "closed"))


def _fill(rule: str, ids: dict[str, list[str]], number: int) -> str:
    def choose(found: re.Match[str]) -> str:
        known = ids.get(found[1]) or ["x"]
        return known[min(number, len(known) - 1)]

    return re.sub(r"<(?:\w+:)?(\w+)>", choose, rule)


def test_no_page_says_a_word_of_english(shared_service: Service, everyone: Visitor) -> None:
    seen, found = 0, {}
    for address in dict.fromkeys(_addresses(shared_service, everyone)):
        answer = everyone.get(address, **DUTCH)
        if answer.mimetype == "text/html" and answer.status_code not in {204, 303}:
            seen += 1
            assert '<html lang="nl">' in answer.text, address
            if english := _english_on(answer.text):
                found[address] = english
    assert seen > 20, "fewer pages than there are"
    assert not found, f"{found}: {HOW}, or wrap the text for translation"


FORMS = (
    ("/console/screening", {"name": "Eric Badege", "date_of_birth": "1971", "kind": "person"}),
    ("/console/screening", {"name": "", "threshold": "2", "date_of_birth": "x"}),
    ("/console/subjects", {"by": "business", "text": "Aero-Caribbean"}),
    ("/console/subjects", {"by": "number", "text": "12345678"}),
    ("/console/people", {"name": "", "email": "x"}),
    ("/console/account/password", {"current": "x", "password": "short", "again": "other"}),
    ("/console/account/language", {"language": "tlh"}),
)


def test_answers_to_forms_are_dutch(visit: MakeVisitor) -> None:
    visitor = visit(*Role)
    for path, form in FORMS:
        answer = visitor.post(path, form, **DUTCH)
        assert answer.status_code in {200, 422}, (path, answer.status_code)
        assert not _english_on(answer.text), path


def test_a_case_says_in_dutch_what_it_lacks_and_writes_days_and_numbers_so(everyone: Visitor) -> None:
    case = re.search(r"/console/cases/cas_[0-9a-f]{32}", everyone.get("/console/?queue=open").text)
    assert case
    refused = everyone.post(f"{case[0]}/decision", {"outcome": "clear", "version": "99"}, HX_Request="true", **DUTCH)
    assert refused.status_code in {409, 412, 422}
    assert not _english_on(refused.text)
    page = everyone.get(case[0], **DUTCH).text
    assert "beoordeel eerst elke treffer" in page
    assert "60%" in page
    assert not re.search(r">\d+ %<", page)
    assert re.search(r"<time [^>]+>\d{1,2} [a-z]{3,4}\.? \d{4}", page)
