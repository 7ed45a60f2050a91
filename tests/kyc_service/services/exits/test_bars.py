"""What stands in the way whatever the lines grant: no safeguard abroad, a restriction, an objection, the seal."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kyc_service.domain.personal import Personal
from kyc_service.domain.privacy.grounds import Addressee, GroundKind, NewGround
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.domain.webhooks import DeliveryStatus
from kyc_service.errors import PolicyDeniedError
from kyc_service.policy.model import Policy
from kyc_service.services import subjects, verifications, webhooks
from kyc_service.services.exits import bars, grounds
from kyc_service.services.programs import messages
from kyc_service.services.views import statuses
from kyc_service.settings import Secret
from tests.fixtures.runtimes import submission
from tests.fixtures.scenes import SCC, Scene, rules_of

NO = (bars.NO_SAFEGUARD,)


def provider_in(scene: Scene, country: str) -> Addressee:
    provider = scene.add("payment_provider", country)
    scene.file(GroundKind.CONTRACT, provider)
    return provider


def restrict(scene: Scene, kind: GroundKind = GroundKind.RESTRICTION) -> None:
    with scene.rt.open_work(scene.tenant.id, "officer") as work:
        grounds.keep(work, NewGround(kind=kind, reference="req", subject_id=scene.subject.id))


@pytest.mark.parametrize("country", ["NL", "DE", "GB", "NO", "IS", "LI"])
def test_within_the_policys_region_no_safeguard_is_needed(scene: Scene, country: str) -> None:
    assert scene.judge(provider_in(scene, country), "withdrawal_review", "business.name").allowed


@pytest.mark.parametrize("country", ["US", "CN", "SG", "CH"])
def test_elsewhere_nothing_leaves_without_a_safeguard(scene: Scene, country: str) -> None:
    assert scene.judge(provider_in(scene, country), "withdrawal_review", "business.name").rule_ids == NO


def test_an_adequacy_decision_opens_its_own_country_while_it_holds(scene: Scene) -> None:
    japan, korea = provider_in(scene, "JP"), provider_in(scene, "KR")
    adequate = scene.file(GroundKind.ADEQUACY, country="JP")
    assert scene.judge(japan, "withdrawal_review", "business.name").allowed
    assert scene.judge(korea, "withdrawal_review", "business.name").rule_ids == NO
    scene.end(adequate)
    assert scene.judge(japan, "withdrawal_review", "business.name").rule_ids == NO


@pytest.mark.parametrize("kind", [GroundKind.SCC, GroundKind.BCR])
def test_clauses_and_binding_rules_open_their_own_addressee(scene: Scene, kind: GroundKind) -> None:
    ours, other = provider_in(scene, "US"), provider_in(scene, "US")
    scene.file(kind, ours)
    assert scene.judge(ours, "withdrawal_review", "business.name").allowed
    assert scene.judge(other, "withdrawal_review", "business.name").rule_ids == NO


def test_a_safeguard_that_ended_after_it_was_asked_for_stops_the_release(scene: Scene) -> None:
    provider = provider_in(scene, "US")
    clauses = scene.file(GroundKind.SCC, provider)
    asked = scene.ask(provider, "withdrawal_review", "business.name")
    released = scene.release(asked)
    assert released.exit is not None
    assert released.exit.whereto.safeguard == f"scc:{clauses.id}"
    scene.end(clauses)
    assert rules_of(scene.release(asked)) == NO


def test_a_safeguard_whose_date_is_past_is_none(scene: Scene) -> None:
    provider = provider_in(scene, "US")
    now = dt.datetime.now(dt.UTC)
    scene.file(GroundKind.SCC, provider, valid_from=now - dt.timedelta(days=9), valid_until=now - dt.timedelta(days=1))
    assert scene.judge(provider, "withdrawal_review", "business.name").rule_ids == NO


def test_a_safeguard_that_the_policy_does_not_name_is_none(scene: Scene) -> None:
    provider = provider_in(scene, "US")
    scene.file(GroundKind.SCC, provider)
    rules = scene.policy.rules
    scene.policy = Policy(dataclasses.replace(rules, transfer={**rules.transfer, "safeguards": ["adequacy"]}))
    assert scene.judge(provider, "withdrawal_review", "business.name").rule_ids == NO


def test_clauses_have_to_state_all_that_the_policy_asks_for(scene: Scene) -> None:
    provider = provider_in(scene, "US")
    scene.file(GroundKind.SCC, provider)
    rules = scene.policy.rules
    asks = {**rules.transfer, "scc_needs": [*SCC, "valid_to", "supervisor"]}
    scene.policy = Policy(dataclasses.replace(rules, transfer=asks))
    assert scene.judge(provider, "withdrawal_review", "business.name").rule_ids == NO


def test_an_authority_abroad_is_reached_by_derogation_with_two_people_each_time(scene: Scene) -> None:
    authority = scene.add("authority", "US")
    scene.file(GroundKind.LEGAL_REFERENCE, authority)
    assert scene.judge(authority, "legal_duty", "business.name").allowed
    rules = scene.policy.rules
    scene.policy = Policy(dataclasses.replace(rules, transfer={**rules.transfer, "derogation_recipients": []}))
    assert scene.judge(authority, "legal_duty", "business.name").rule_ids == NO


def test_restricted_data_leave_for_excepted_purposes_only(scene: Scene) -> None:
    provider, authority = provider_in(scene, "NL"), scene.add("authority")
    scene.file(GroundKind.LEGAL_REFERENCE, authority)
    asked = scene.ask(provider, "withdrawal_review", "business.name")
    restrict(scene)
    assert rules_of(scene.release(asked)) == ("right.restrict",)
    approved = scene.approve(scene.ask(authority, "legal_duty", "business.name"))
    released = scene.release(approved)
    assert released.exit is not None
    assert released.exit.leaving == {"business.name": "Jansen Fietsen B.V."}


def test_a_policy_without_the_exception_restricts_it_as_well(scene: Scene) -> None:
    authority = scene.add("authority")
    scene.file(GroundKind.LEGAL_REFERENCE, authority)
    restrict(scene)
    rules = scene.policy.rules
    narrow = {**rules.rights, "restrict": {**rules.rights["restrict"], "except_purposes": []}}
    scene.policy = Policy(dataclasses.replace(rules, rights=narrow))
    assert scene.judge(authority, "legal_duty", "business.name").rule_ids == ("right.restrict",)


def test_the_platform_reads_no_status_of_a_restricted_business(scene: Scene) -> None:
    rt = scene.rt
    with rt.open_work(scene.tenant.id, "key:flow", read_only=True) as work:
        latest = work.verifications.latest_of(scene.subject.id)
        assert latest is not None
    restrict(scene)
    for ask in (
        lambda work: statuses.describe(work, rt.policy, latest.id),
        lambda work: subjects.clearance(work, rt.policy, scene.reference),
    ):
        with pytest.raises(PolicyDeniedError, match=r"right\.restrict"), rt.open_work(scene.tenant.id, "flow") as work:
            ask(work)


def test_a_webhook_is_refused_when_the_restriction_came_before_its_sending(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt = scene.rt
    monkeypatch.setattr(messages, "post", lambda *_, **__: pytest.fail("it was sent"))
    with rt.open_work(scene.tenant.id, "admin") as work:
        work.webhooks.endpoints.add("https://hook.example/x", Secret("whsec_" + "QUJD" * 8))
        latest = work.verifications.latest_of(scene.subject.id)
        assert latest is not None
        event = work.webhooks.events.add("verification.repeated", latest)
        (delivery,) = work.webhooks.deliveries.of_event(event.id)
    restrict(scene)
    webhooks.deliver(rt, delivery.id)
    with rt.open_work(scene.tenant.id, "tester", read_only=True) as work:
        assert work.webhooks.deliveries.get(delivery.id).status is DeliveryStatus.REFUSED
        refused = [line for line in work.ledger.of_subject(scene.subject.id) if not line.allowed]
    assert [line.rule_ids for line in refused] == [("right.restrict",)]


def test_the_store_opens_restricted_data_for_excepted_purposes_only(scene: Scene) -> None:
    restrict(scene)
    with scene.rt.open_work(scene.tenant.id, "tester", read_only=True) as work:
        kept = work.subjects.read(scene.subject.id)
        untouched = work.subjects.read(scene.person.id)
    assert isinstance(kept, Personal)
    for purpose in ("aml_check", "onboarding_kyc", "monitoring", "statistics"):
        with pytest.raises(PolicyDeniedError):
            kept.use(purpose)
        assert untouched.use(purpose)
    for purpose in ("legal_claims", "legal_duty", "subject_rights"):
        assert kept.use(purpose)["business.name"] == "Jansen Fietsen B.V."


def test_a_restricted_subject_is_not_screened_until_the_restriction_ends(scene: Scene) -> None:
    rt = scene.rt
    restrict(scene)
    with rt.open_work(scene.tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission(scene.reference, "Jansen Fietsen B.V."))
    verifications.run(rt, made.id)
    with rt.open_work(scene.tenant.id, "tester", read_only=True) as work:
        waiting = work.verifications.get(made.id)
        assert work.hits.of_verification(made.id) == ()
    assert (waiting.status, waiting.reason) == (VerificationStatus.PROCESSING, "processing_restricted")


def test_an_objection_stops_what_rests_on_a_legitimate_interest_and_nothing_else(scene: Scene) -> None:
    adviser, provider = scene.add("adviser"), provider_in(scene, "NL")
    scene.file(GroundKind.MATTER, adviser)
    restrict(scene, GroundKind.OBJECTION)
    assert scene.judge(adviser, "legal_claims", "business.name").rule_ids == ("right.object",)
    assert scene.judge(provider, "withdrawal_review", "business.name").allowed
    scene.file(GroundKind.COMPELLING)
    assert scene.judge(adviser, "legal_claims", "business.name").allowed


def test_sealed_records_leave_with_the_permission_only(scene: Scene) -> None:
    authority = scene.add("authority")
    scene.file(GroundKind.LEGAL_REFERENCE, authority)
    assert scene.judge(authority, "legal_duty", "suspicion.report").allowed
    assert scene.judge(authority, "legal_duty", "suspicion.report", sealed=False).rule_ids == ("suspicion.sealed",)
