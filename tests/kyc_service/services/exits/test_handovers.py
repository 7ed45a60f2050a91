"""A handover: asked for, agreed to, released; and what was on file when it was asked for is worth nothing later."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from kyc_service.domain.privacy.grounds import GroundKind
from kyc_service.domain.privacy.handovers import APPROVAL_HOLDS, HandoverStatus
from kyc_service.errors import (
    ConflictError,
    ForbiddenError,
    FourEyesError,
    InvalidInputError,
    NotFoundError,
    StaleVersionError,
    SubjectErasedError,
)
from kyc_service.services.exits import handovers
from kyc_service.services.exits.handovers import Wanted
from kyc_service.storage.ledger import Disclosure
from kyc_service.storage.tables import handovers as table
from tests.fixtures.scenes import Scene, rules_of

PATHS = ("business.name", "decision.outcome", "business.registration.country", "person.email")


def ledger(scene: Scene, *, secret: bool = False) -> list[Disclosure]:
    with scene.rt.open_work(scene.tenant.id, "tester", read_only=True) as work:
        page = work.ledger.page(None, 50, subject_id=scene.subject.id, secret=secret)
    return [line for line in page.items if line.addressee_id]


def test_what_leaves_is_minimised_and_stands_in_the_ledger_with_what_it_rests_on(scene: Scene) -> None:
    provider = scene.add("payment_provider")
    contract = scene.file(GroundKind.CONTRACT, provider)
    asked = scene.ask(provider, "withdrawal_review", *PATHS)
    assert asked.handover is not None
    assert asked.handover.status is HandoverStatus.READY
    assert "person.email" not in asked.handover.paths
    released = scene.release(asked)
    assert released.exit is not None
    assert released.exit.leaving == {
        "business.name": "Jansen Fietsen B.V.",
        "business.registration.country": "NL",
    }
    (line,) = ledger(scene)
    assert (line.allowed, line.recipient, line.addressee_id) == (True, "payment_provider", provider.id)
    assert (line.purpose, line.basis, line.country, line.safeguard) == (
        "withdrawal_review",
        "contract",
        "NL",
        "own_region",
    )
    assert line.grounds == (contract.id,)
    assert line.facts == {"contract_on_file": True}
    assert line.sent_at is not None
    assert "Jansen" not in str(line)


def test_a_refusal_names_its_rule_keeps_nothing_and_stands_in_the_ledger(scene: Scene) -> None:
    provider = scene.add("payment_provider")
    refused = scene.ask(provider, "withdrawal_review", "business.name")
    assert (refused.handover, rules_of(refused)) == (None, ("condition.contract_on_file",))
    (line,) = ledger(scene)
    assert (line.allowed, line.sent_at, line.rule_ids) == (False, None, ("condition.contract_on_file",))


def test_refusals_by_other_rules_are_other_lines(scene: Scene) -> None:
    assessor = scene.add("credit_assessor")
    for _ in range(2):
        scene.ask(assessor, "withdrawal_review", "business.name")
    scene.file(GroundKind.CONTRACT, assessor)
    scene.ask(assessor, "withdrawal_review", "business.name")
    missing = ("condition.withdrawal_requested", "condition.contract_on_file")
    assert {(line.rule_ids, line.times) for line in ledger(scene)} == {(missing, 2), (missing[:1], 1)}


def test_a_contract_that_ended_since_it_was_asked_for_stops_the_release(scene: Scene) -> None:
    provider = scene.add("payment_provider")
    contract = scene.file(GroundKind.CONTRACT, provider)
    asked = scene.ask(provider, "withdrawal_review", "business.name")
    scene.end(contract)
    refused = scene.release(asked)
    assert (refused.exit, rules_of(refused)) == (None, ("condition.contract_on_file",))
    assert [line.allowed for line in ledger(scene)] == [False]


def test_a_ground_whose_term_is_over_does_not_hold(scene: Scene) -> None:
    provider = scene.add("payment_provider")
    now = dt.datetime.now(dt.UTC)
    over = {"valid_from": now - dt.timedelta(days=9), "valid_until": now - dt.timedelta(seconds=1)}
    scene.file(GroundKind.CONTRACT, provider, **over)
    assert rules_of(scene.ask(provider, "withdrawal_review", "business.name")) == ("condition.contract_on_file",)


def test_a_ground_that_begins_tomorrow_does_not_hold_today(scene: Scene) -> None:
    provider = scene.add("payment_provider")
    scene.file(GroundKind.CONTRACT, provider, valid_from=dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    assert rules_of(scene.ask(provider, "withdrawal_review", "business.name")) == ("condition.contract_on_file",)


def test_a_withdrawn_consent_stops_at_once(scene: Scene) -> None:
    friend = scene.add("named_by_subject", subject=scene.subject)
    consent = scene.file(GroundKind.CONSENT, friend)
    asked = scene.ask(friend, "by_consent", "business.name")
    assert scene.release(asked).exit is not None
    scene.end(consent)
    assert rules_of(scene.release(asked)) == ("condition.live_consent_for_this_recipient",)


def test_a_policy_that_changed_since_is_obeyed(scene: Scene) -> None:
    provider = scene.add("payment_provider")
    scene.file(GroundKind.CONTRACT, provider)
    asked = scene.ask(provider, "withdrawal_review", "business.name")
    refused = scene.release(asked, scene.without("payment_provider", purposes=("aml_check",)))
    assert rules_of(refused) == ("recipient.payment_provider.purposes",)


def test_an_adviser_waits_for_a_second_person_who_is_not_the_first(scene: Scene) -> None:
    adviser = scene.add("adviser")
    scene.file(GroundKind.MATTER, adviser)
    asked = scene.ask(adviser, "legal_claims", "business.name")
    assert asked.handover is not None
    assert asked.handover.status is HandoverStatus.WAITING
    with pytest.raises(ConflictError):
        scene.release(asked)
    with pytest.raises(FourEyesError):
        scene.approve(asked, actor="officer")
    assert scene.release(scene.approve(asked)).exit is not None


def test_the_tables_refuse_an_approval_by_whoever_asked(scene: Scene) -> None:
    adviser = scene.add("adviser")
    scene.file(GroundKind.MATTER, adviser)
    asked = scene.ask(adviser, "legal_claims", "business.name")
    assert asked.handover is not None
    mine = update(table).where(table.c.id == asked.handover.id)
    with pytest.raises(FourEyesError), scene.rt.open_work(scene.tenant.id, "officer") as work:
        work._tx.run(mine.values(approved_by="officer", approved_at=work.now()))


def test_an_approval_does_not_hold_for_ever(scene: Scene) -> None:
    adviser = scene.add("adviser")
    scene.file(GroundKind.MATTER, adviser)
    approved = scene.approve(scene.ask(adviser, "legal_claims", "business.name"))
    assert approved.handover is not None
    with scene.rt.open_work(scene.tenant.id, "tester") as work:
        old = work.now() - APPROVAL_HOLDS
        work._tx.run(update(table).where(table.c.id == approved.handover.id).values(approved_at=old))
    assert rules_of(scene.release(approved)) == ("condition.four_eyes",)


def test_the_same_content_again_is_counted_and_judged_again(scene: Scene) -> None:
    provider = scene.add("payment_provider")
    scene.file(GroundKind.CONTRACT, provider)
    asked = scene.ask(provider, "withdrawal_review", "business.name")
    scene.release(asked)
    scene.release(asked)
    (line,) = ledger(scene)
    assert line.times == 2


def test_two_addressees_of_one_line_are_two_lines(scene: Scene) -> None:
    for _ in range(2):
        provider = scene.add("payment_provider")
        scene.file(GroundKind.CONTRACT, provider)
        scene.release(scene.ask(provider, "withdrawal_review", "business.name"))
    assert len({line.addressee_id for line in ledger(scene)}) == 2


def test_an_order_of_an_authority_is_seen_with_the_permission_only(scene: Scene) -> None:
    authority = scene.add("authority")
    order = scene.file(GroundKind.LEGAL_REFERENCE, authority)
    approved = scene.approve(scene.ask(authority, "legal_duty", "business.name"))
    assert approved.handover is not None
    assert scene.release(approved).exit is not None
    assert ledger(scene) == []
    (line,) = ledger(scene, secret=True)
    assert (line.secret, line.grounds) == (True, (order.id,))
    with scene.rt.open_work(scene.tenant.id, "officer") as work:
        assert work.ledger.of_subject(scene.subject.id) == tuple(
            one for one in work.ledger.of_subject(scene.subject.id) if not one.secret
        )
        assert work.handovers.page(None, 9, secret=False).items == ()
        assert work.grounds.page(None, 9).items == ()
        assert order.id in {ground.id for ground in work.grounds.page(None, 9, secret=True).items}
        with pytest.raises(NotFoundError):
            handovers.read(work, approved.handover.id, sealed=False)
        wanted = Wanted(
            subject_id=scene.subject.id, addressee_id=authority.id, purpose="legal_duty", paths=("business.name",)
        )
        with pytest.raises(ForbiddenError):
            handovers.ask(work, scene.policy, wanted, sealed=False)


def test_the_audit_of_a_secret_handover_names_no_subject(scene: Scene) -> None:
    authority = scene.add("authority")
    scene.file(GroundKind.LEGAL_REFERENCE, authority)
    scene.release(scene.approve(scene.ask(authority, "legal_duty", "business.name")))
    scene.ask(authority, "legal_duty", "no.such_field")
    with scene.rt.open_work(scene.tenant.id, "tester", read_only=True) as work:
        entries = [one for one in work.audit.page(None, 50).items if one.op.startswith(("handover", "ground"))]
    assert len(entries) == 5
    assert {one.subject_id for one in entries} == {None}


def test_a_declined_handover_is_over(scene: Scene) -> None:
    adviser = scene.add("adviser")
    scene.file(GroundKind.MATTER, adviser)
    asked = scene.ask(adviser, "legal_claims", "business.name")
    assert asked.handover is not None
    with scene.rt.open_work(scene.tenant.id, "colleague") as work:
        handovers.decline(work, asked.handover.id, asked.handover.version, sealed=False)
    with pytest.raises(ConflictError):
        scene.release(asked)
    with pytest.raises(StaleVersionError):
        scene.approve(asked)


@pytest.mark.parametrize("recipient", ["subject", "platform_backend", "ad_platform", "nobody", "statistics_user"])
def test_lines_with_an_exit_of_their_own_and_nobody_else_have_addressees(scene: Scene, recipient: str) -> None:
    with pytest.raises(InvalidInputError, match="unknown_recipient"):
        scene.add(recipient)


def test_a_retired_addressee_gets_nothing(scene: Scene) -> None:
    provider = scene.add("payment_provider")
    scene.file(GroundKind.CONTRACT, provider)
    asked = scene.ask(provider, "withdrawal_review", "business.name")
    with scene.rt.open_work(scene.tenant.id, "officer") as work:
        work.addressees.retire(provider.id)
    assert rules_of(scene.release(asked)) == ("addressee.retired",)


def test_a_name_under_a_subjects_key_goes_with_the_key(scene: Scene) -> None:
    friend = scene.add("named_by_subject", subject=scene.subject)
    with scene.rt.open_work(scene.tenant.id, "tester", read_only=True) as work:
        assert work.addressees.get(friend.id).name.use("subject_rights") == "Example Addressee"
    scene.rt.keys.destroy(scene.subject.key_id)
    with pytest.raises(SubjectErasedError), scene.rt.open_work(scene.tenant.id, "tester", read_only=True) as work:
        work.addressees.get(friend.id)


def test_nobody_is_handed_a_whole_category_by_wildcard(scene: Scene) -> None:
    provider = scene.add("payment_provider")
    scene.file(GroundKind.CONTRACT, provider)
    for paths in (("*",), (), ("business.*",)):
        refused = scene.ask(provider, "withdrawal_review", *paths)
        assert rules_of(refused)[0] in {"fields.must_be_listed", "field.unknown"}
