"""What all registers share: what they need, whether two numbers are the same, what counts as an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.registers import Outcome, Verdict
from kyc_service.settings import Secret
from kyc_service.verifiers.base import (
    NO_ACCESS,
    NOT_FOUND,
    Access,
    Question,
    Reply,
    fold,
    refused,
    require_same,
    unavailable,
)
from kyc_service.verifiers.companies_house import CompaniesHouse
from kyc_service.verifiers.documents import MalformedAnswerError
from kyc_service.verifiers.vies import Vies


@pytest.mark.parametrize(
    ("number", "folded"),
    [("nl 99.00-02/b45", "NL990002B45"), ("", ""), (" - ", ""), ("SC990002", "SC990002"), ("é1", "1")],
)
def test_a_number_is_its_letters_and_digits(number: str, folded: str) -> None:
    assert fold(number) == folded


@given(number=st.text(max_size=20))
def test_folding_twice_changes_nothing(number: str) -> None:
    assert fold(fold(number)) == fold(number)


@pytest.mark.parametrize(("asked", "answered"), [("99900001", "999.00.001"), ("sc990002", "SC990002")])
def test_two_spellings_are_the_same_number(asked: str, answered: str) -> None:
    require_same(asked, answered)


@pytest.mark.parametrize("answered", [None, "", "99900002", "099900001", "9990001"])
def test_another_number_is_malformed(answered: str | None) -> None:
    with pytest.raises(MalformedAnswerError):
        require_same("99900001", answered)


@pytest.mark.parametrize(
    ("status", "ok"), [(200, True), (201, False), (202, False), (204, False), (206, False), (404, False)]
)
def test_only_200_is_an_answer(status: int, *, ok: bool) -> None:
    assert Reply(status, b"{}").ok is ok


def test_a_reply_reads_its_body_as_an_object_or_a_list() -> None:
    assert Reply(200, b'{"a": "x"}').document().text("a") == "x"
    assert [one.text("a") for one in Reply(200, b'[{"a": "x"}]').documents()] == ["x"]


def test_a_register_says_what_the_operator_still_has_to_provide() -> None:
    assert CompaniesHouse().missing(NO_ACCESS) == ("key",)
    assert CompaniesHouse().missing(Access(key=Secret("k"))) == ()
    assert Vies().missing(NO_ACCESS) == ()


def test_a_register_without_a_search_has_none() -> None:
    assert Vies().search(Question("NL", name="Voorbeeld"), NO_ACCESS) is None


def test_verdicts_in_short() -> None:
    assert Verdict(outcome=Outcome.NOT_VERIFIED, code="not_found") == NOT_FOUND
    assert refused("x") == Verdict(outcome=Outcome.INVALID_INPUT, code="x")
    assert unavailable("x", retry=False, retry_after=7.0) == Verdict(
        outcome=Outcome.UNAVAILABLE, code="x", retry=False, retry_after=7.0
    )


def test_a_key_does_not_show_in_what_an_adapter_asks() -> None:
    question = Question("GB", number="99900001")
    request = next(CompaniesHouse().ask(question, Access(key=Secret("the-key"))))
    assert "the-key" not in repr(request)
    assert "dGhlLWtleTo=" not in repr(request)
