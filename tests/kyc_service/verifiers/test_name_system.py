"""The name system is asked about the domain of a website, and its two answers are read."""

from __future__ import annotations

import pytest

from kyc_service.domain.registers import Outcome, Verdict
from kyc_service.verifiers.base import NO_ACCESS, Question, Reply
from kyc_service.verifiers.documents import MalformedAnswerError
from kyc_service.verifiers.name_system import NameSystem, domain_of


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.acme.nl/shop", "acme.nl"),
        ("https://shop.acme.co.uk", "acme.co.uk"),
        ("http://192.0.2.1/", None),
        ("https://localhost", None),
        ("https://acme.internal", None),
        (None, None),
    ],
)
def test_a_website_has_a_domain_where_it_is_everybodys(website: str | None, domain: str | None) -> None:
    assert domain_of(website) == domain
    assert NameSystem().recognises(Question("NL", website=website)) is (domain is not None)


def answer(body: bytes) -> Verdict:
    steps = NameSystem().ask(Question("NL", website="https://www.acme.nl"), NO_ACCESS)
    request = next(steps)
    assert (request.method, request.path) == ("MX", "acme.nl")
    with pytest.raises(StopIteration) as end:
        steps.send(Reply(200, body))
    verdict: Verdict = end.value.value
    return verdict


def test_a_domain_that_takes_mail_is_verified() -> None:
    assert answer(b"yes") == Verdict(outcome=Outcome.VERIFIED)


def test_a_domain_that_takes_none_is_not() -> None:
    assert answer(b"no") == Verdict(outcome=Outcome.NOT_VERIFIED, code="takes_no_mail")


def test_anything_else_is_no_answer() -> None:
    with pytest.raises(MalformedAnswerError):
        answer(b"perhaps")
