"""Comparing two policies: what is more for somebody, for longer, or a right less is material; the rest is not."""

from __future__ import annotations

import re

import pytest

from kyc_service.policy import file
from kyc_service.policy.model import Policy
from kyc_service.policy.versions.comparison import Change, compare, is_material

SHIPPED = file.SHIPPED.read_text()
POLICY = file.load()

# what is found | what is put there instead | place | words | whether material
CHANGES: dict[str, tuple[str, str, str, str, bool]] = {
    "a category more": (
        'categories = ["identity_name", "company"], purposes = ["withdrawal_review"]',
        'categories = ["identity_name", "company", "contact"], purposes = ["withdrawal_review"]',
        "cell credit_assessor | withdrawal_review | contact",
        "is granted now",
        True,
    ),
    "a purpose less": (
        'purposes = ["withdrawal_review", "aml_check"]',
        'purposes = ["withdrawal_review"]',
        "cell payment_provider | aml_check | company",
        "is granted no more",
        False,
    ),
    "a condition less": (
        'when = ["contract_on_file", "open_case"]',
        'when = ["contract_on_file"]',
        "cell support_provider | support_claims | contact",
        "condition open_case is gone",
        True,
    ),
    "a condition more": (
        'purposes = ["subject_rights"], when = ["identity_verified"]',
        'purposes = ["subject_rights"], when = ["identity_verified", "four_eyes"]',
        "cell subject | subject_rights | company",
        "condition four_eyes is new",
        False,
    ),
    "more of a value": (
        'default = "country", kyc_vendor = "full"',
        'default = "country", adviser = "full", kyc_vendor = "full"',
        "cell adviser | legal_claims | company",
        "business.addresses leaves as full, not as country",
        True,
    ),
    "less of a value": (
        'default = "year", kyc_vendor = "full"',
        'default = "year", kyc_vendor = "year"',
        "cell kyc_vendor | aml_check | identity_birth",
        "person.date_of_birth leaves as year, not as full",
        False,
    ),
    "a field less for somebody": (
        '"business.registration.country", "business.tax.vat"]',
        '"business.registration.country"]',
        "cell public_register | aml_check | company",
        "field business.tax.vat is gone",
        False,
    ),
    "a field more that is stored": (
        '"person.job_title", "person.department"',
        '"person.job_title", "person.department", "person.salary"',
        "category role",
        "person.salary is in role, not in none",
        True,
    ),
    "a basis more": (
        'eligibility       = { basis = ["contract"] }',
        'eligibility       = { basis = ["contract", "legal_obligation"] }',
        "purpose eligibility",
        "rests on contract, legal_obligation",
        True,
    ),
    "bigger groups": ("min_group = 20", "min_group = 50", "purpose statistics", "groups of 50", False),
    "kept for longer": (
        'trigger = "case_closed",           after = "2y"',
        'trigger = "case_closed",           after = "3y"',
        "retention correspondence | case_closed",
        "delete after 1096 days, not 731 days",
        True,
    ),
    "kept for shorter": (
        'after = "90d", action = "delete"',
        'after = "30d", action = "delete"',
        "retention company | application_abandoned",
        "delete after 30 days, not 90 days",
        False,
    ),
    "an obliged owner keeps for longer": (
        'after = "1y", if_obliged = "5y"',
        'after = "1y", if_obliged = "6y"',
        "retention company | check_rejected | obliged",
        "delete after 2192 days, not 1826 days",
        True,
    ),
    "a log for longer": (
        'access_log = "1y"',
        'access_log = "2y"',
        "period access_log",
        "is 2 years, not 1 years",
        True,
    ),
    "a reason more for holds": (
        '"open_dispute", "open_rights_request"]',
        '"open_dispute", "open_rights_request", "curiosity"]',
        "hold",
        "reason curiosity is new",
        True,
    ),
    "a right later": (
        'rectify  = { due = "1 month"',
        'rectify  = { due = "3 months"',
        "right rectify",
        "due is 3 months, not 1 month",
        True,
    ),
    "more withheld from the subject": (
        '"others_data", "secret_disclosures"]',
        '"others_data", "secret_disclosures", "scores"]',
        "right access",
        "withheld scores is new",
        True,
    ),
    "less withheld from the subject": (
        '"others_data", "secret_disclosures"]',
        '"others_data"]',
        "right access",
        "withheld secret_disclosures is gone",
        False,
    ),
    "a region less": ('"IS", "LI", "NO"]', '"IS", "LI"]', "policy", "region NO is gone", True),
    "another controller": ('country = "SG"', 'country = "US"', "policy", "has another controller", True),
    "obliged": (
        "obliged_entity = false",
        "obliged_entity = true",
        "profile",
        "obliged_entity is true",
        True,
    ),
    "another contact": (
        '"DataProtection@service.alibaba.com"',
        '"privacy@market.example"',
        "policy",
        "contact is privacy@market.example",
        False,
    ),
}


def change(found: str, instead: str) -> Policy:
    assert SHIPPED.count(found) == 1
    return file.parse(SHIPPED.replace(found, instead).encode())


@pytest.mark.parametrize(("found", "instead", "where", "what", "material"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_named_and_weighed(found: str, instead: str, where: str, what: str, material: bool) -> None:
    changes = compare(POLICY, change(found, instead))
    assert Change(where, what, material=material) in changes
    assert is_material(changes) is material


def test_a_refused_field_less_is_material() -> None:
    less = SHIPPED.replace(', "health"]', "]").replace(', health = "A.7" }', " }")
    changes = compare(POLICY, file.parse(less.encode()))
    assert Change("refuse", "field health is gone", material=True) in changes
    assert is_material(changes)


def test_the_way_back_of_what_was_stricter_is_material() -> None:
    for found, instead, _, _, material in CHANGES.values():
        if not material and "contact" not in found and "DataProtection" not in found:
            assert is_material(compare(change(found, instead), POLICY)), instead


def test_a_policy_does_not_differ_from_itself() -> None:
    assert compare(POLICY, file.load()) == ()


def test_comments_and_the_version_alone_are_not_material() -> None:
    version = re.search(r'version = "([^"]+)"', SHIPPED)
    assert version is not None
    changed = file.parse(SHIPPED.replace(version[1], "9999-01-01.1").encode() + b"# a comment\n")
    (found,) = compare(POLICY, changed)
    assert (found.where, found.material) == ("policy", False)
    assert "9999-01-01.1" in found.what
