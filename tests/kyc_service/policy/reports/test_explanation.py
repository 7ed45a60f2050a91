"""A policy in plain words."""

from __future__ import annotations

import re

import pytest

from kyc_service.policy import file
from kyc_service.policy.reports.explanation import explain, find_clause, say_period, summarise
from kyc_service.policy.rules import Period

TEXT = file.SHIPPED.read_text()
POLICY = file.load()

# word | what has to be said
WORDS: dict[str, tuple[str, ...]] = {
    "credit_assessor": (
        "a contract that binds the recipient is on file (contract_on_file)",
        "It may get identity name for withdrawal review (contract or legitimate interest): person.aliases",
        "business.addresses (the country only)",
        "deleted 2 years after the relationship ended (5 years for an owner that the law obliges)",
    ),
    "statistics_user": ("It gets nothing through this gate.",),
    "authority": ("Disclosures may be kept from the subject.",),
    "cloud_provider": ("Beside this it stores only what it cannot read.",),
    "platform_backend": ("  - none",),
    "analytics": ("analytics never gets anything, for no purpose and on no condition.",),
    "suspicion": ("The subject never learns of it, in any shape.", "It is sealed", "It may leave to authority"),
    "vendor_result": ("dropped at the door", "30 days after the decision (as the core categories"),
    "person.date_of_birth": (
        "person.date_of_birth is identity birth and may be submitted.",
        "It may leave to kyc_vendor for aml check (whole): a contract",
        "gone from back-ups 35 days after the subject was disposed of",
    ),
    "business.addresses": ("It may leave to acquirer for business transfer (the country only)",),
    "screen.scores": ("It leaves to nobody.", "cannot be submitted"),
    "card_number": ("card_number is never taken",),
    "contact.iban": ("contact.iban is never taken",),
    "aml_check": ("legal obligation or legitimate interest", "lia/aml.md", "payment_provider may get for it"),
    "statistics": ("anonymised data only, in groups of 20 and more",),
    "marketing": ("marketing is forbidden, whatever anybody consented to.",),
    "open_case": ("open case holds when a case about the subject is open.",),
    "C.7": ("[recipient] credit_assessor", "[fact] withdrawal_requested", "the subject sells"),
    "D.3": ("[retention] backup",),
    "B.9": ("[forbidden]",),
}


@pytest.mark.parametrize(("word", "expected"), WORDS.items(), ids=WORDS)
def test_a_word_is_explained(word: str, expected: tuple[str, ...]) -> None:
    found = "\n".join(explain(POLICY, TEXT, word) or ())
    assert [part for part in expected if part not in found] == []


@pytest.mark.parametrize("word", ["nonsense", "Z.1", "C.99", "", "person.religion", "*"])
def test_a_word_that_the_policy_does_not_know_is_not_explained(word: str) -> None:
    assert explain(POLICY, TEXT, word) is None


def test_every_name_of_the_policy_is_explained() -> None:
    rules = POLICY.rules
    names = [*rules.recipients, *rules.never, *rules.categories, *rules.category_by_field, *rules.refused]
    for name in [*names, *rules.purposes, *rules.forbidden, *rules.facts]:
        assert explain(POLICY, TEXT, name), name


def test_every_clause_that_the_file_names_is_found_on_its_line() -> None:
    lines = TEXT.splitlines()
    for clause in set(re.findall(r"#.*\b([A-I]\.\d+)\b", TEXT)):
        for place in find_clause(TEXT, clause):
            assert clause in lines[place.number - 1]
        assert find_clause(TEXT, clause), clause


def test_the_summary_names_every_recipient_and_those_who_never_are() -> None:
    found = summarise(POLICY)
    assert [line.partition(":")[0] for line in found[:-1]] == sorted(POLICY.rules.recipients)
    assert "analytics" in found[-1]
    assert "public_register: company - always" in found


def test_a_period_is_written_in_words() -> None:
    assert say_period(Period(years=1)) == "1 year"
    assert say_period(Period(days=90, hours=2)) == "90 days 2 hours"
    assert say_period(Period()) == "no time"
