"""What the shipped policy lets out: a table to read, and the answers to everything it does not know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from kyc_service.domain.personal import Fields
from kyc_service.errors import InvalidInputError, PolicyDeniedError
from kyc_service.policy import file
from kyc_service.policy.model import Policy
from kyc_service.policy.rules import Decision

POLICY = file.load()
ALL = tuple(POLICY.fields())
EVERY_FACT = dict.fromkeys(POLICY.rules.facts, True)

OUTCOME = {"decision.outcome", "decision.decided_at"}
NAMES = {path for path, category in POLICY.fields().items() if category == "identity_name"}
COMPANY = {path for path in ALL if path.startswith("business.")}
STATUS = {path for path, category in POLICY.fields().items() if category == "technical"}
SCREENING = {path for path, category in POLICY.fields().items() if category == "screening"} - {"screen.scores"}
PERSON = {path for path in ALL if path.startswith("person.")}
CONTACT = {"person.email", "person.phone", "person.addresses"}
DOCUMENT = {path for path in ALL if path.startswith("document.")}
MAIL = {"case.messages", "case.attachments"}
EVERYTHING = set(ALL) - {"screen.scores"}
SUSPICION = {path for path in ALL if path.startswith("suspicion.")}

# recipient | purpose | conditions | what may leave when they hold
TABLE: list[tuple[str, str, set[str], set[str]]] = [
    ("platform_backend", "onboarding_kyc", set(), STATUS | OUTCOME),
    ("platform_backend", "account_setup", set(), STATUS | OUTCOME),
    ("platform_user", "account_setup", {"status_is_clear"}, {"check.status"}),
    ("group_member", "aml_check", {"contract_on_file"}, NAMES | COMPANY | OUTCOME | STATUS),
    (
        "kyc_vendor",
        "onboarding_kyc",
        {"contract_on_file"},
        PERSON - {"person.job_title", "person.department"} | DOCUMENT | COMPANY,
    ),
    (
        "public_register",
        "onboarding_kyc",
        set(),
        {"business.name", "business.registration.number", "business.registration.country", "business.tax.vat"},
    ),
    ("name_system", "onboarding_kyc", set(), {"business.website"}),
    ("payment_provider", "withdrawal_review", {"contract_on_file"}, NAMES | COMPANY | OUTCOME),
    (
        "credit_assessor",
        "withdrawal_review",
        {"subject_is_seller", "withdrawal_requested", "contract_on_file"},
        NAMES | COMPANY,
    ),
    ("cloud_provider", "onboarding_kyc", {"contract_on_file"}, STATUS),
    ("support_provider", "support_claims", {"contract_on_file", "open_case"}, STATUS | CONTACT | MAIL),
    (
        "adviser",
        "legal_claims",
        {"matter_number", "four_eyes"},
        NAMES | COMPANY | SCREENING | OUTCOME | {"decision.reason_code", "decision.by"} | MAIL,
    ),
    ("insurer", "legal_claims", {"matter_number", "four_eyes"}, OUTCOME | STATUS),
    ("authority", "legal_duty", {"legal_reference", "four_eyes"}, EVERYTHING),
    ("acquirer", "business_transfer", {"purpose_limit_notice_sent", "four_eyes"}, COMPANY | OUTCOME | STATUS),
    (
        "named_by_subject",
        "by_consent",
        {"live_consent_for_this_recipient"},
        NAMES | CONTACT | COMPANY | OUTCOME,
    ),
    ("statistics_user", "statistics", set(), set()),
    (
        "subject",
        "subject_rights",
        {"identity_verified"},
        EVERYTHING - SUSPICION - {"screen.note", "decision.note", "decision.by", "risk.note"},
    ),
]


def ids() -> Iterator[str]:
    return (f"{recipient}-{purpose}" for recipient, purpose, _, _ in TABLE)


@pytest.mark.parametrize(("recipient", "purpose", "conditions", "leaving"), TABLE, ids=ids())
def test_a_recipient_gets_its_line_and_no_more(
    recipient: str,
    purpose: str,
    conditions: set[str],
    leaving: set[str],
) -> None:
    decision = POLICY.may_disclose(recipient, purpose, ALL, dict.fromkeys(conditions, True))
    assert set(decision.granted) == leaving
    assert decision.allowed is bool(leaving)
    assert {field for field, _ in decision.withheld} == set(ALL) - leaving
    assert dict(decision.facts) == dict.fromkeys(conditions, True)
    for missing in conditions:
        refused = POLICY.may_disclose(recipient, purpose, ALL, dict.fromkeys(conditions - {missing}, True))
        assert (refused.allowed, refused.granted, refused.rule_ids) == (False, (), (f"condition.{missing}",))


def test_the_table_names_every_recipient() -> None:
    assert {recipient for recipient, *_ in TABLE} == set(POLICY.rules.recipients)


def test_no_conditions_let_kyc_data_serve_commerce() -> None:
    for recipient in (*POLICY.rules.recipients, *POLICY.rules.never):
        for purpose in POLICY.rules.forbidden:
            decision = POLICY.may_disclose(recipient, purpose, ALL, EVERY_FACT)
            assert not decision.allowed
            assert decision.rule_ids[0] == f"forbidden.{purpose}", "a ban stands before any other reason"


def test_nobody_who_is_shut_out_gets_anything() -> None:
    for recipient in POLICY.rules.never:
        for purpose in POLICY.rules.purposes:
            decision = POLICY.may_disclose(recipient, purpose, ALL, EVERY_FACT)
            assert not decision.allowed
            assert f"never.{recipient}" in decision.rule_ids


class Broken(dict[str, bool]):
    def get(self, *_: object) -> bool:
        raise RuntimeError


@pytest.mark.parametrize(
    ("recipient", "purpose", "fields", "facts", "rules"),
    [
        ("Jan Jansen", "onboarding_kyc", ("check.id",), {}, ("recipient.unknown",)),
        ("platform_backend", "resale", ("check.id",), {}, ("purpose.unknown",)),
        ("platform_backend", "", ("check.id",), {}, ("purpose.unknown",)),
        ("x", "y", (), {}, ("purpose.unknown", "recipient.unknown", "fields.must_be_listed")),
        ("platform_backend", "onboarding_kyc", (), {}, ("fields.must_be_listed",)),
        ("platform_backend", "onboarding_kyc", ("*",), {}, ("fields.must_be_listed",)),
        ("platform_backend", "onboarding_kyc", ("check.id", "*"), {}, ("fields.must_be_listed",)),
        ("platform_backend", "onboarding_kyc", "check.id", {}, ("field.unknown",)),
        ("platform_backend", "onboarding_kyc", ("check.id", "Jan Jansen"), {}, ("field.unknown",)),
        ("platform_backend", "aml_check", ("check.id",), {}, ("recipient.platform_backend.purposes",)),
        ("platform_backend", "onboarding_kyc", ("person.name",), {}, ("recipient.platform_backend.categories",)),
        ("platform_user", "account_setup", ("check.id",), EVERY_FACT, ("recipient.platform_user.fields_only",)),
        ("insurer", "legal_claims", ("decision.by",), EVERY_FACT, ("recipient.insurer.fields_except",)),
        ("authority", "legal_duty", ("screen.scores",), EVERY_FACT, ("minimise.score",)),
        ("statistics_user", "statistics", ("check.status",), {}, ("purpose.statistics.anonymous_only",)),
        ("cloud_provider", "onboarding_kyc", ("check.id",), {"contract_on_file": 1}, ("condition.contract_on_file",)),
        ("cloud_provider", "onboarding_kyc", ("check.id",), Broken(), ("engine.error",)),
        ("cloud_provider", "onboarding_kyc", ("check.id",), None, ("engine.error",)),
        ("platform_backend", "onboarding_kyc", None, {}, ("engine.error",)),
        ("platform_backend", "onboarding_kyc", (["check.id"],), {}, ("engine.error",)),
        (["platform_backend"], "onboarding_kyc", ("check.id",), {}, ("engine.error",)),
        (None, None, ("check.id",), {}, ("purpose.unknown", "recipient.unknown")),
    ],
)
def test_what_is_unknown_missing_or_broken_is_a_deny(
    recipient: str,
    purpose: str,
    fields: tuple[str, ...],
    facts: dict[str, bool],
    rules: tuple[str, ...],
) -> None:
    decision = POLICY.may_disclose(recipient, purpose, fields, facts)
    assert (decision.allowed, decision.granted, decision.rule_ids) == (False, (), rules)
    assert decision.basis is None
    assert "Jan" not in repr(decision)
    with pytest.raises(PolicyDeniedError) as caught:
        POLICY.minimise(decision, {"check.id": "ver_1", "person.name": "Jan"})
    assert caught.value.rule_ids == rules


def test_a_decision_names_its_policy_and_is_named_itself() -> None:
    first, second = (POLICY.may_disclose("platform_backend", "eligibility", ["check.id"], {}) for _ in range(2))
    assert (first.policy_version, first.policy_sha256) == (POLICY.version, POLICY.sha256)
    assert first.id != second.id
    assert replace(first, id=second.id) == second
    assert first.id.startswith("dis_")
    with pytest.raises(TypeError):
        first.facts["contract_on_file"] = True  # type: ignore[index]


@pytest.mark.parametrize(
    ("recipient", "purpose", "facts", "basis"),
    [
        ("platform_backend", "onboarding_kyc", {}, "contract"),
        ("public_register", "aml_check", {}, "legitimate_interest"),
        ("public_register", "aml_check", {"obliged_entity": True}, "legal_obligation"),
        ("authority", "legal_duty", EVERY_FACT, "legal_obligation"),
        ("authority", "vital_interest", EVERY_FACT, "vital_interest"),
    ],
)
def test_the_basis_is_the_first_that_applies(recipient: str, purpose: str, facts: dict[str, bool], basis: str) -> None:
    assert POLICY.may_disclose(recipient, purpose, ["check.id", "business.name"], facts).basis == basis


def decide(recipient: str, purpose: str, *fields: str) -> Decision:
    return POLICY.may_disclose(recipient, purpose, fields, EVERY_FACT)


RECORD: Fields = {
    "person.name": "Amira Example",
    "person.date_of_birth": "1970-02-01",
    "person.addresses": [{"country": "NL", "city": "Delft", "lines": ["Street 1"]}, "Street 2, Paris"],
    "business.addresses": [{"country": "SG", "city": "Singapore"}],
    "business.name": "Example BV",
    "screen.scores": [0.97],
}


def test_what_leaves_is_made_small() -> None:
    decision = decide("named_by_subject", "by_consent", *RECORD, "decision.outcome")
    assert POLICY.minimise(decision, RECORD) == {
        "person.name": "Amira Example",
        "person.addresses": [{"country": "NL"}],
        "business.addresses": [{"country": "SG"}],
        "business.name": "Example BV",
    }


def test_a_recipient_that_needs_the_whole_gets_the_whole() -> None:
    decision = decide("kyc_vendor", "onboarding_kyc", *RECORD)
    assert POLICY.minimise(decision, RECORD) == {k: v for k, v in RECORD.items() if k != "screen.scores"}


def test_what_leaves_is_a_copy() -> None:
    decision = decide("kyc_vendor", "onboarding_kyc", "person.addresses")
    outgoing = POLICY.minimise(decision, RECORD)
    outgoing["person.addresses"].append("more")  # type: ignore[union-attr]
    assert "more" not in json.dumps(RECORD)


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": "adviser"},
        {"purpose": "marketing"},
        {"granted": ("person.name", "suspicion.report")},
        {"granted": ("person.name", "nonsense")},
        {"granted": ()},
        {"facts": {}},
        {"policy_sha256": "0" * 64},
        {"allowed": False},
    ],
    ids=str,
)
def test_a_decision_put_together_by_hand_opens_nothing(change: Mapping[str, object]) -> None:
    decision = decide("kyc_vendor", "onboarding_kyc", "person.name")
    forged: Decision = replace(decision, **change)  # type: ignore[arg-type]
    record: Fields = {"person.name": "Amira", "suspicion.report": "x", "nonsense": "y"}
    try:
        outgoing = POLICY.minimise(forged, record)
    except PolicyDeniedError:
        return
    assert set(outgoing) <= {"person.name"}
    assert change == {"granted": ("person.name", "suspicion.report")}


def test_an_old_decision_does_not_outlive_its_policy() -> None:
    changed = file.parse(file.SHIPPED.read_bytes() + b"# later\n")
    with pytest.raises(PolicyDeniedError) as caught:
        changed.minimise(decide("kyc_vendor", "onboarding_kyc", "person.name"), RECORD)
    assert caught.value.rule_ids[0] == "decision.stale"


def test_every_field_is_in_its_category() -> None:
    assert POLICY.category_of("person.date_of_birth") == "identity_birth"
    assert POLICY.category_of("business.registration.number") == "company"
    for path in ("person.religion", "", "person"):
        with pytest.raises(PolicyDeniedError) as caught:
            POLICY.category_of(path)
        assert caught.value.rule_ids == ("field.unknown",)


def test_a_submission_is_sorted_into_categories() -> None:
    fields: Fields = {
        "person.name": "Amira Example",
        "person.email": "amira@example.com",
        "person.phone": None,
        "person.ownership": {"percent": 30},
        "check.metadata": {"k": "v"},
    }
    assert POLICY.collect(fields) == {
        "identity_name": {"person.name": "Amira Example"},
        "contact": {"person.email": "amira@example.com", "person.phone": None},
        "company_people": {"person.ownership": {"percent": 30}},
        "free_text": {"check.metadata": {"k": "v"}},
    }
    assert POLICY.collect({}) == {}


def test_a_submission_with_anything_else_is_refused_whole_and_not_repeated() -> None:
    fields: Fields = {
        "person.name": "Amira",
        "person.card_number": "4111 1111 1111 1111",
        "decision.outcome": "clear",
        "suspicion.report": "x",
        "Amira Example": "x",
    }
    with pytest.raises(InvalidInputError) as caught:
        POLICY.collect(fields)
    assert {(fault.pointer, fault.code) for fault in caught.value.faults} == {
        ("/card_number", "field_refused"),
        ("/decision/outcome", "field_not_accepted"),
        ("/suspicion/report", "field_not_accepted"),
        ("", "unknown_field"),
    }
    assert "Amira" not in str(caught.value) + repr(caught.value.faults)


def test_a_policy_is_a_value() -> None:
    assert isinstance(POLICY, Policy)
    assert (POLICY.id, POLICY.version) == ("alibaba-com-privacy", "2019-07-15.4")
    with pytest.raises(AttributeError):
        POLICY.rules = file.load().rules  # type: ignore[misc]
