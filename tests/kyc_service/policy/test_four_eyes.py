"""Which decisions need a second person."""

from __future__ import annotations

import pytest

from kyc_service.domain.cases import Outcome
from kyc_service.policy import file
from kyc_service.policy.four_eyes import needs_second_person


@pytest.mark.parametrize(
    ("outcome", "true_match", "rule"),
    [
        (Outcome.REJECT, True, "rejection"),
        (Outcome.REJECT, False, "rejection"),
        (Outcome.CLEAR, True, "clear_true_match"),
        (Outcome.CLEAR, False, None),
    ],
)
def test_a_decision_needs_a_second_person(outcome: Outcome, rule: str | None, *, true_match: bool) -> None:
    assert needs_second_person(file.load(), outcome, true_match=true_match) == rule


def test_an_owner_may_ask_for_four_eyes_on_every_decision() -> None:
    stricter = file.SHIPPED.read_bytes().replace(b", over_true_match = true", b"")
    assert needs_second_person(file.parse(stricter), Outcome.CLEAR, true_match=False) == "clear_true_match"
