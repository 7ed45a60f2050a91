"""Data collected under an older version: what leaves is what both versions let, as coarse as the stricter says."""

from __future__ import annotations

import itertools
import tomllib
from typing import Any

import pytest

from kyc_service.errors import PolicyDeniedError
from kyc_service.policy import file
from kyc_service.policy.model import Policy
from tests.fixtures.naive_policy import naive_may

NEW_TEXT = file.SHIPPED.read_text()
# The older version: a category, a purpose and a recipient's field less, a condition more, a coarser value.
OLDER: dict[str, tuple[str, str]] = {
    "a category less": (
        '"identity_document", "contact", "company", "company_people"], purposes',
        '"company"], purposes',
    ),
    "a purpose less": ('purposes = ["withdrawal_review", "aml_check"]', 'purposes = ["withdrawal_review"]'),
    "a condition more": (
        'purposes = ["onboarding_kyc", "aml_check", "monitoring"], when = ["contract_on_file"] }   # C.3',
        'purposes = ["onboarding_kyc", "aml_check", "monitoring"], when = ["contract_on_file", "open_case"] }   # C.3',
    ),
    "a field less": (
        '"business.registration.number", "business.registration.country", "business.tax.vat"]',
        "]",
    ),
    "a coarser value": ('default = "year", kyc_vendor = "full"', 'default = "year", kyc_vendor = "year"'),
    "a recipient less": ("insurer           = {", "# insurer           = {"),
}
NEW = file.parse(NEW_TEXT.encode())


def older_text(*which: str) -> str:
    text = NEW_TEXT.replace('version = "2019-07-15.4"', 'version = "older"')
    for name in which or OLDER:
        found, instead = OLDER[name]
        assert text.count(found) == 1, name
        text = text.replace(found, instead)
    return text


OLD_TEXT = older_text()
OLD = file.parse(OLD_TEXT.encode())
BOUND = Policy(NEW.rules, {OLD.sha256: OLD.rules}).as_collected([OLD.sha256])


def test_both_versions_have_to_grant_every_case() -> None:
    new, old = tomllib.loads(NEW_TEXT), tomllib.loads(OLD_TEXT)
    recipients, purposes = [*new["recipient"], "analytics"], [*new["purpose"], "marketing"]
    paths = list(NEW.fields())
    narrowed = 0
    for recipient, purpose in itertools.product(recipients, purposes):
        own = {*new["recipient"].get(recipient, {}).get("when", []), "open_case"}
        for size in range(len(own) + 1):
            for chosen in itertools.combinations(sorted(own), size):
                facts = frozenset(chosen)
                decision = BOUND.may_disclose(recipient, purpose, paths, dict.fromkeys(facts, True))
                by_new = [path for path in paths if naive_may(new, recipient, purpose, path, facts)]
                expected = [path for path in by_new if naive_may(old, recipient, purpose, path, facts)]
                assert (list(decision.granted), decision.allowed) == (expected, bool(expected)), (recipient, purpose)
                narrowed += expected != by_new
    assert narrowed > 10


@pytest.mark.parametrize(
    ("which", "recipient", "purpose", "path", "rule"),
    [
        ("a category less", "kyc_vendor", "aml_check", "person.email", "collected_under.older"),
        ("a purpose less", "payment_provider", "aml_check", "person.name", "collected_under.older"),
        ("a condition more", "group_member", "aml_check", "person.name", "condition.open_case"),
        ("a recipient less", "insurer", "legal_claims", "check.id", "recipient.unknown"),
    ],
)
def test_what_the_older_version_refuses_is_refused_and_the_rule_named(
    which: str, recipient: str, purpose: str, path: str, rule: str
) -> None:
    old = file.parse(older_text(which).encode())
    facts = dict.fromkeys(NEW.rules.facts, True) | {"open_case": False}
    policy = Policy(NEW.rules, {old.sha256: old.rules})
    assert policy.may_disclose(recipient, purpose, [path], facts).allowed
    decision = policy.as_collected([old.sha256]).may_disclose(recipient, purpose, [path], facts)
    assert not decision.allowed
    assert rule in decision.rule_ids
    assert decision.withheld == ((path, "collected_under.older"),)
    with pytest.raises(PolicyDeniedError):
        policy.as_collected([old.sha256]).minimise(decision, {path: "x"})


def test_a_decision_of_the_newer_version_alone_opens_nothing_for_older_data() -> None:
    facts = {"contract_on_file": True}
    decision = NEW.may_disclose("payment_provider", "aml_check", ["person.name"], facts)
    assert decision.allowed
    with pytest.raises(PolicyDeniedError):
        BOUND.minimise(decision, {"person.name": "Wilhelmina Proefpersoon"})


def test_a_value_leaves_as_coarse_as_the_stricter_version_says() -> None:
    record: dict[str, Any] = {"person.date_of_birth": "1977-07-07", "person.name": "Wilhelmina Proefpersoon"}
    facts = {"contract_on_file": True}
    decision = BOUND.may_disclose("kyc_vendor", "aml_check", list(record), facts)
    assert BOUND.minimise(decision, record) == record | {"person.date_of_birth": "1977"}
    whole = NEW.may_disclose("kyc_vendor", "aml_check", list(record), facts)
    assert NEW.minimise(whole, record) == record


def test_a_condition_of_the_older_version_is_asked_again_when_the_object_is_made() -> None:
    old = file.parse(older_text("a condition more").encode())
    policy = Policy(NEW.rules, {old.sha256: old.rules}).as_collected([old.sha256])
    facts = {"contract_on_file": True, "open_case": True}
    decision = policy.may_disclose("group_member", "aml_check", ["person.name"], facts)
    assert decision.facts == facts
    assert policy.minimise(decision, {"person.name": "W"}) == {"person.name": "W"}


def test_which_versions_bind() -> None:
    oldest, older = OLD, file.parse(older_text("a purpose less").encode())
    policy = Policy(NEW.rules, {oldest.sha256: oldest.rules, older.sha256: older.rules})
    new = policy.sha256

    def bound(collected: list[str], accepted: list[str]) -> list[str | None]:
        found = policy.as_collected(collected, accepted).bound
        return sorted((rules.sha256 if rules else "-") for rules in found)

    assert bound([new], []) == []
    assert bound([oldest.sha256, new], []) == [oldest.sha256]
    assert bound([oldest.sha256, older.sha256], []) == sorted([oldest.sha256, older.sha256])
    assert bound([oldest.sha256], [older.sha256]) == [older.sha256], "a basis for the version in between"
    assert bound([oldest.sha256], [new]) == [], "a basis for the newest"
    assert bound([new], [older.sha256]) == []
    assert bound(["f" * 64], [new]) == ["-"], "a version that nobody knows"
    assert bound([""], []) == [oldest.sha256], "from before versions were kept"
    assert bound([], []) == [oldest.sha256], "nothing on file: the oldest binds"


def test_data_of_a_version_that_is_not_on_file_go_nowhere() -> None:
    policy = Policy(NEW.rules, {OLD.sha256: OLD.rules}).as_collected(["f" * 64])
    decision = policy.may_disclose("platform_backend", "onboarding_kyc", ["check.id"], {})
    assert (decision.allowed, decision.rule_ids) == (False, ("collected_under.unknown",))
