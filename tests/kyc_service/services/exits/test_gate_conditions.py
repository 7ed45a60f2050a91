"""Every line of the policy, condition by condition: with all of them on file something leaves, without any one nothing.

The table says here what the file has to say. Whoever takes a condition out of the file finds the test that misses it.
"""

from __future__ import annotations

import pytest
from sqlalchemy import update

from kyc_service.domain.cases import Outcome
from kyc_service.domain.privacy.grounds import Addressee, Ground, GroundKind
from kyc_service.domain.verifications import Coverage, Trigger, VerificationStatus
from kyc_service.policy import file as policy_file
from kyc_service.services.exits import facts, handovers
from kyc_service.storage.tables import subjects
from tests.fixtures.scenes import Scene

K = GroundKind
LINES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "group_member": ("monitoring", "business.name", ("contract_on_file",)),
    "kyc_vendor": ("aml_check", "business.name", ("contract_on_file",)),
    "public_register": ("aml_check", "business.name", ()),
    "name_system": ("aml_check", "business.website", ()),
    "payment_provider": ("withdrawal_review", "business.name", ("contract_on_file",)),
    "credit_assessor": (
        "withdrawal_review",
        "business.name",
        ("subject_is_seller", "withdrawal_requested", "contract_on_file"),
    ),
    "cloud_provider": ("onboarding_kyc", "check.id", ("contract_on_file",)),
    "support_provider": ("support_claims", "check.status", ("contract_on_file", "open_case")),
    "adviser": ("legal_claims", "business.name", ("matter_number", "four_eyes")),
    "insurer": ("legal_claims", "check.status", ("matter_number", "four_eyes")),
    "authority": ("legal_duty", "business.name", ("legal_reference", "four_eyes")),
    "acquirer": ("business_transfer", "business.name", ("purpose_limit_notice_sent", "four_eyes")),
    "named_by_subject": ("by_consent", "business.name", ("live_consent_for_this_recipient",)),
}
"""Line to a purpose, a field that it grants, and its conditions."""
PAIRS = [(line, fact) for line, (_, _, conditions) in LINES.items() for fact in conditions]
GROUNDS = {
    "contract_on_file": K.CONTRACT,
    "withdrawal_requested": K.WITHDRAWAL,
    "matter_number": K.MATTER,
    "legal_reference": K.LEGAL_REFERENCE,
    "purpose_limit_notice_sent": K.PURPOSE_NOTICE,
    "live_consent_for_this_recipient": K.CONSENT,
}


def prepare(scene: Scene, line: str) -> tuple[Addressee, dict[str, Ground]]:
    """Put everything on file that a line asks for."""
    addressee = scene.add(line)
    conditions = LINES[line][2]
    if "open_case" in conditions:
        open_case(scene)
    filed = {fact: scene.file(GROUNDS[fact], addressee) for fact in conditions if fact in GROUNDS}
    return addressee, filed


def open_case(scene: Scene) -> None:
    with scene.rt.open_work(scene.tenant.id, "tester") as work:
        made = work.verifications.add(scene.subject, Trigger.MONITORING, policy_version="v", flags=())
        moved = work.verifications.step(made, VerificationStatus.PROCESSING, coverage=Coverage.PARTIAL, reason=None)
        moved = work.verifications.step(moved, VerificationStatus.REVIEW, coverage=Coverage.COMPLETE, reason=None)
        work.cases.open(moved)


def take_away(scene: Scene, fact: str, filed: dict[str, Ground]) -> dict[str, object]:
    """Make one condition no longer hold; return what the moment itself shows differently."""
    if fact in filed:
        scene.end(filed[fact])
    elif fact == "open_case":
        close_case(scene)
    elif fact == "subject_is_seller":
        become_buyer(scene)
    return {"agreed": False} if fact == "four_eyes" else {}


def close_case(scene: Scene) -> None:
    with scene.rt.open_work(scene.tenant.id, "tester") as work:
        for case in work.cases.page(None, 9).items:
            work.cases.close(case, Outcome.CLEAR, None)


def become_buyer(scene: Scene) -> None:
    with scene.rt.open_work(scene.tenant.id, "tester") as work:
        work._tx.run(update(subjects).where(subjects.c.id == scene.subject.id).values(role="buyer"))


def test_the_table_names_every_line_that_has_addressees() -> None:
    rules = policy_file.load().rules
    assert LINES.keys() == rules.recipients.keys() - handovers.NOT_ADDRESSED
    assert {line: set(conditions) for line, (_, _, conditions) in LINES.items()} == {
        line: set(rules.recipients[line].when) for line in LINES
    }


def test_every_condition_of_the_policy_can_be_established_from_records() -> None:
    assert policy_file.load().rules.facts.keys() == facts.ESTABLISH.keys()


@pytest.mark.parametrize("line", LINES)
def test_with_everything_on_file_it_may_leave(scene: Scene, line: str) -> None:
    purpose, path, _ = LINES[line]
    addressee, _ = prepare(scene, line)
    decision = scene.judge(addressee, purpose, path)
    assert (decision.allowed, decision.granted) == (True, (path,))


@pytest.mark.parametrize(("line", "fact"), PAIRS)
def test_a_missing_condition_denies_and_is_named(scene: Scene, line: str, fact: str) -> None:
    purpose, path, _ = LINES[line]
    addressee, filed = prepare(scene, line)
    shown = take_away(scene, fact, filed)
    decision = scene.judge(addressee, purpose, path, **shown)
    assert (decision.allowed, decision.rule_ids) == (False, (f"condition.{fact}",))


@pytest.mark.parametrize(("line", "fact"), PAIRS)
def test_a_policy_without_the_condition_would_be_noticed(scene: Scene, line: str, fact: str) -> None:
    """The mutation: the same scene under a file that lost the condition lets it leave, so the test above fails."""
    purpose, path, conditions = LINES[line]
    addressee, filed = prepare(scene, line)
    shown = take_away(scene, fact, filed)
    scene.policy = scene.without(line, when=tuple(one for one in conditions if one != fact))
    assert scene.judge(addressee, purpose, path, **shown).allowed


@pytest.mark.parametrize("fact", sorted(GROUNDS.keys() - {"withdrawal_requested"}))
def test_a_ground_about_another_addressee_is_none(scene: Scene, fact: str) -> None:
    asking = next(name for name, (_, _, conditions) in LINES.items() if fact in conditions)
    purpose, path, _ = LINES[asking]
    prepare(scene, asking)
    other = scene.add(asking)
    assert f"condition.{fact}" in scene.judge(other, purpose, path).rule_ids


def test_a_condition_that_nothing_can_establish_does_not_hold(scene: Scene) -> None:
    scene.policy = scene.without("public_register", when=("moon_is_full",))
    decision = scene.judge(scene.add("public_register"), "aml_check", "business.name")
    assert decision.rule_ids == ("condition.moon_is_full",)


def test_a_consent_opens_its_own_categories_only(scene: Scene) -> None:
    addressee, _ = prepare(scene, "named_by_subject")
    assert scene.judge(addressee, "by_consent", "business.name").allowed
    refused = scene.judge(addressee, "by_consent", "business.name", "person.email")
    assert refused.rule_ids == ("condition.live_consent_for_this_recipient",)
