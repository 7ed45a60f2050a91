"""Correspondence on a case and public sources, by API: under the subject's key, each with its own clock."""

from __future__ import annotations

import datetime as dt

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, Caller, submission
from tests.kyc_service.api.privacy.test_answers import ask, reject
from tests.kyc_service.api.privacy.test_handovers import get, post

A, P = Scope.ANALYST, Scope.PRIVACY
WORDS = "Canary says hello"


def open_case(caller: Caller) -> str:
    caller.run(caller.submit(submission(business={"name": LISTED_NAME}, people=None)))
    return str(get(caller, A, "cases")["items"][0]["id"])


def test_a_message_is_kept_on_its_case_and_told_to_its_subject(caller: Caller) -> None:
    case = open_case(caller)
    post(caller, A, f"cases/{case}/messages", {"direction": "incoming", "text": WORDS}, 201)
    (kept,) = get(caller, A, f"cases/{case}/messages")["items"]
    assert (kept["text"], kept["ends_at"]) == (WORDS, None)
    package = get(caller, P, f"privacy/requests/{ask(caller, 'shop-1', 'access')}/package")["package"]
    (item,) = [item for item in package["items"] if item["field"] == "case.messages"]
    assert item["value"][0]["text"] == WORDS
    assert WORDS.encode() not in (caller.rt.settings.data_dir / "kyc.db").read_bytes()


def test_its_clock_starts_when_the_case_is_closed(caller: Caller, service: object) -> None:
    reject(caller, service)  # type: ignore[arg-type]  # the fixture of that name
    case = get(caller, A, "cases")["items"][0]
    post(caller, A, f"cases/{case['id']}/messages", {"direction": "outgoing", "text": WORDS}, 201)
    (kept,) = get(caller, A, f"cases/{case['id']}/messages")["items"]
    closed, ends = dt.datetime.fromisoformat(case["closed_at"]), dt.datetime.fromisoformat(kept["ends_at"])
    assert ends.year == closed.year + 2


def test_a_message_with_somebody_of_another_business_is_not_kept(caller: Caller) -> None:
    case = open_case(caller)
    caller.run(caller.submit(submission(reference="shop-2")))
    body = {"direction": "incoming", "text": WORDS, "subject": "shop-2"}
    post(caller, A, f"cases/{case}/messages", body, 404)


def test_a_find_is_told_with_its_source(caller: Caller) -> None:
    caller.run(caller.submit())
    found = {"source.url": "https://register.example/1", "source.extract": "Active since 2011"}
    body = {"subject": "shop-1", "found": found, "retrieved_at": "2026-11-20T00:00:00Z"}
    kept = post(caller, A, "privacy/sources", body, 201)
    assert kept["notice_due_at"].startswith("2026-12-20")
    package = get(caller, P, f"privacy/requests/{ask(caller, 'shop-1', 'access')}/package")["package"]
    (source,) = package["sources"]
    assert (source["url"], source["told_at"]) == ("https://register.example/1", None)
    assert ["Active since 2011"] in [item["value"] for item in package["items"]]
    post(caller, A, f"privacy/sources/{kept['id']}/notice", {"notice": "given"}, 200, version=1)
    post(caller, A, f"privacy/sources/{kept['id']}/notice", {"notice": "given"}, 409, version=2)
