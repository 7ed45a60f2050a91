"""Requests of subjects, right by right: who asks is known first, what is answered has its effect, terms are kept."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from sqlalchemy import update

from kyc_service.domain.privacy.requests import Right
from kyc_service.domain.tenants import Scope
from kyc_service.services import subjects
from kyc_service.services.rights import texts
from kyc_service.storage.tables import api_keys
from tests.fixtures.policies import WIDER, publish, version
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission
from tests.kyc_service.api.privacy.test_handovers import add, file, get, post
from tests.kyc_service.api.test_notice import ids

P, S, F, A = Scope.PRIVACY, Scope.SEALED, Scope.ONBOARDING, Scope.ANALYST
SOON = (dt.datetime.now(dt.UTC) + dt.timedelta(days=365)).isoformat()


@pytest.fixture
def shop(caller: Caller) -> str:
    caller.run(caller.submit())
    return "shop-1"


def ask(caller: Caller, shop: str, kind: str) -> str:
    """Take a request in, and see who asks."""
    made = post(caller, P, "privacy/requests", {"subject": shop, "kind": kind, "words": "Please."}, 201)
    post(caller, P, f"privacy/requests/{made['id']}/verification", {"method": "registered_contact"}, 200, version=1)
    return str(made["id"])


def answer(caller: Caller, request_id: str, status: int = 200, **body: str) -> Any:
    return post(caller, P, f"privacy/requests/{request_id}/answer", body, status, version=2)


@pytest.mark.parametrize("kind", [right for right in Right if right is not Right.RECTIFY])
def test_nothing_goes_out_or_changes_before_it_is_known_who_asks(caller: Caller, shop: str, kind: Right) -> None:
    made = post(caller, P, "privacy/requests", {"subject": shop, "kind": kind, "words": "Please."}, 201)
    refused = post(
        caller, P, f"privacy/requests/{made['id']}/answer", {"review": "upheld", "explanation": "No."}, 409, 1
    )
    assert refused["code"] == "identity_not_verified"
    get(caller, P, f"privacy/requests/{made['id']}/package", 409)
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        subject = work.subjects.by_reference(shop)
        assert subject is not None
        assert work.grounds.of_subject(subject.id) == ()
        assert {line.recipient for line in work.ledger.of_subject(subject.id)} == {"platform_backend"}


def hand_over(caller: Caller, shop: str, **more: str) -> tuple[str, Any]:
    """Add a payment provider, and ask for a disclosure to it."""
    provider = add(caller, "payment_provider", **more)
    file(caller, "contract", addressee_id=provider, valid_until=SOON)
    wanted = {"subject": shop, "addressee_id": provider, "purpose": "withdrawal_review", "paths": ["business.name"]}
    return provider, lambda: release(caller, wanted)


def release(caller: Caller, wanted: dict[str, Any]) -> None:
    asked = post(caller, P, "privacy/handovers", wanted, 201)
    post(caller, P, f"privacy/handovers/{asked['id']}/release", {}, 200, version=1)


def test_a_subject_is_told_what_is_known_and_on_what_basis(caller: Caller, shop: str) -> None:
    request_id = ask(caller, shop, "access")
    told = get(caller, P, f"privacy/requests/{request_id}/package?form=html")
    package = told["package"]
    values = {item["field"]: item["value"] for item in package["items"]}
    assert values["business.name"] == "Jansen Fietsen B.V."
    assert values["business.addresses"][0]["city"] == "Utrecht"
    assert "screen.scores" not in values
    item = next(item for item in package["items"] if item["field"] == "business.name")
    assert item["source"] == "given by you or on your behalf"
    assert [use["basis"] for use in item["purposes"]] == ["contract", "legitimate_interest"]
    assert (told["media_type"], "Jansen Fietsen B.V." in told["document"]) == ("text/html", True)
    answer(caller, request_id)
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        subject = work.subjects.by_reference(shop)
        assert subject is not None
        (line,) = [one for one in work.ledger.of_subject(subject.id) if one.recipient == "subject"]
    assert line.channel == f"request:{request_id}"


def test_a_subject_is_told_who_got_it_why_how_long_and_whom_to_ask(caller: Caller, shop: str) -> None:
    hand_over(caller, shop)[1]()
    package = get(caller, P, f"privacy/requests/{ask(caller, shop, 'access')}/package")["package"]
    recipient = next(line for line in package["recipients"] if line["recipient"] == "payment_provider")
    assert (recipient["name"], recipient["fields"]) == ("Example N.V.", ["business.name"])
    assert (recipient["purpose"], recipient["note"]) == ("withdrawal_review", texts.OWN_POLICY)
    assert package["controller"]["register"] == "200720572D"
    assert package["contact"] == "DataProtection@service.alibaba.com"
    period = {"rule": "approved", "from": "relationship_ended", "after": "2 years", "then": "delete"}
    assert period in package["periods"]
    assert package["policy"]["version"] == caller.rt.policy.version
    assert "authority" in package["complaint"]


def test_what_a_subject_gave_can_be_taken_along(caller: Caller, shop: str) -> None:
    request_id = ask(caller, shop, "port")
    package = get(caller, P, f"privacy/requests/{request_id}/package")["package"]
    assert package["format"] == "kyc-portability/1"
    assert package["data"]["business.name"] == "Jansen Fietsen B.V."
    given = caller.rt.policy.rules.given
    assert set(package["data"]) <= given
    assert json.loads(json.dumps(package)) == package
    assert answer(caller, request_id)["request"]["outcome"] == "given"


def test_a_request_is_not_closed_before_its_package_was_made(caller: Caller, shop: str) -> None:
    answer(caller, ask(caller, shop, "access"), 409)


def test_a_person_gets_its_own_data_and_nobody_elses(caller: Caller, shop: str) -> None:
    shown = get(caller, A, f"subjects/{shop}")
    director = next(person["id"] for person in shown["people"] if person["role"] == "director")
    package = get(caller, P, f"privacy/requests/{ask(caller, director, 'access')}/package")["package"]
    fields = {item["field"] for item in package["items"]}
    assert "person.date_of_birth" in fields
    assert "person.email" not in fields
    assert not {field for field in fields if field.startswith("business.")}


def test_an_answer_has_the_same_shape_with_and_without_a_suspicion(caller: Caller, service: Service) -> None:
    other = service.add_caller("Second Marketplace")
    shapes = []
    for one in (caller, other):
        one.run(one.submit())
        if one is other:
            post(one, S, "privacy/suspicions", {"subject": "shop-1", "report": "Odd."}, 201)
        package = get(one, P, f"privacy/requests/{ask(one, 'shop-1', 'access')}/package")["package"]
        shapes.append({name: len(value) if isinstance(value, list) else value for name, value in package.items()})
        shapes[-1]["fields"] = [item["field"] for item in package["items"]]
    shapes[0]["subject"] = shapes[1]["subject"] = None
    assert shapes[0] == shapes[1]


def test_a_correction_leaves_what_it_does_not_touch_under_the_policy_it_was_given_under(
    caller: Caller, shop: str
) -> None:
    (before,) = ids(caller)
    request_id = ask(caller, shop, "rectify")
    publish(caller.rt, version("2.0", WIDER))
    change = {"contact": {"name": "Pieter Jansen", "email": "p@jansen.example"}}
    post(caller, P, f"privacy/requests/{request_id}/rectification", change, 200, version=2)
    assert before in ids(caller)


def test_a_correction_that_the_policy_refuses_names_the_clause(caller: Caller, shop: str) -> None:
    request_id = ask(caller, shop, "rectify")
    change = {"contact": {**submission()["contact"], "photo": "x"}}
    refused = post(caller, P, f"privacy/requests/{request_id}/rectification", change, 422, version=2)
    assert refused["errors"][0]["rule"]


def test_a_correction_is_screened_and_everybody_who_got_the_data_is_to_be_told(caller: Caller, shop: str) -> None:
    request_id = ask(caller, shop, "rectify")
    change = {"business": {**submission()["business"], "name": "Jansen Fietsen en Zonen B.V."}}
    post(caller, P, f"privacy/requests/{request_id}/rectification", change, 200, version=2)
    shown = get(caller, A, f"subjects/{shop}")
    assert shown["business"]["details"]["business.name"] == "Jansen Fietsen en Zonen B.V."
    assert shown["verification_status"] == "processing"
    owed = get(caller, P, f"privacy/notices?request_id={request_id}")["items"]
    assert {(one["recipient"], one["change"], one["sent_at"]) for one in owed} == {
        ("platform_backend", "rectified", None)
    }
    sent = post(caller, P, f"privacy/notices/{owed[0]['id']}/sent", {}, 200, version=1)
    assert sent["sent_at"]
    post(caller, P, f"privacy/notices/{owed[0]['id']}/sent", {}, 409, version=2)


def test_a_restriction_holds_from_its_answer_until_it_is_lifted(caller: Caller, shop: str) -> None:
    told = answer(caller, ask(caller, shop, "restrict"))
    assert told["request"]["outcome"] == "restricted"
    refused = get(caller, F, f"subjects/{shop}/clearance", 403)
    assert [fault["pointer"] for fault in refused["errors"]] == ["right.restrict"]
    get(caller, A, f"subjects/{shop}", 403)
    assert get(caller, P, f"privacy/requests/{ask(caller, shop, 'access')}/package")["package"]["items"]
    answer(caller, ask(caller, shop, "lift_restriction"))
    assert get(caller, F, f"subjects/{shop}/clearance")["clear"] is True


def test_restricted_data_can_be_corrected(caller: Caller, shop: str) -> None:
    answer(caller, ask(caller, shop, "restrict"))
    request_id = ask(caller, shop, "rectify")
    change = {"contact": {"name": "Petra Jansen"}}
    post(caller, P, f"privacy/requests/{request_id}/rectification", change, 200, version=2)


def test_an_objection_stops_unless_a_reason_is_written_down(caller: Caller, shop: str) -> None:
    assert answer(caller, ask(caller, shop, "object"))["request"]["outcome"] == "stopped"
    answer(caller, ask(caller, shop, "object"), 422, compelling=" ")
    again = answer(caller, ask(caller, shop, "object"), compelling="Fraud under investigation.")
    assert again["request"]["outcome"] == "continued"


def test_consents_end_when_their_withdrawal_is_answered(caller: Caller, shop: str) -> None:
    friend = add(caller, "named_by_subject", F, subject=shop)
    details = {"categories": "company", "wording_version": "3", "wording_sha256": "ab" * 32}
    file(caller, "consent", F, subject=shop, addressee_id=friend, purpose="by_consent", details=details)
    answer(caller, ask(caller, shop, "withdraw_consent"))
    wanted = {"subject": shop, "addressee_id": friend, "purpose": "by_consent", "paths": ["business.name"]}
    post(caller, P, "privacy/handovers", wanted, 403)
    package = get(caller, P, f"privacy/requests/{ask(caller, shop, 'access')}/package")["package"]
    (consent,) = package["consents"]
    assert consent["withdrawn_at"]
    assert consent["wording_version"] == "3"


def test_a_refusal_is_looked_at_again_by_somebody_else(caller: Caller, service: Service) -> None:
    reject(caller, service)
    request_id = ask(caller, "shop-1", "human_review")
    answer(caller, request_id, 422)
    said = {"review": "reopened", "explanation": "The register shows another owner."}
    body = post(as_maker(caller), P, f"privacy/requests/{request_id}/answer", said, 403, version=2)
    assert body["code"] == "four_eyes"
    assert answer(caller, request_id, **said)["request"]["outcome"] == "reopened"
    assert get(caller, A, "subjects/shop-1")["verification_status"] == "processing"
    case = get(caller, A, "cases")["items"][0]["id"]
    assert [one["text"] for one in get(caller, A, f"cases/{case}/messages")["items"]] == [said["explanation"]]


def test_where_nothing_was_refused_there_is_nothing_to_look_at(caller: Caller, shop: str) -> None:
    refused = answer(caller, ask(caller, shop, "human_review"), 409, review="upheld", explanation="It stands.")
    assert refused["code"] == "nothing_refused"


def reject(caller: Caller, service: Service) -> None:
    """Have a business refused by two people who answer no requests."""
    caller.run(caller.submit(submission(business={"name": LISTED_NAME}, people=None)))
    case = get(caller, A, "cases")["items"][0]["id"]
    hits = get(caller, A, f"cases/{case}")["evidence"]["hits"]
    for hit in hits:
        said = {"disposition": "true_match", "reason_code": "same_identifier"}
        post(caller, A, f"cases/{case}/hits/{hit['id']}/disposition", said, 200, version=hit["version"])
    version = get(caller, A, f"cases/{case}")["version"]
    ruling = {"outcome": "reject", "reason_code": "listed_party", "note": "It is the listed party."}
    decided = post(caller, A, f"cases/{case}/decision", ruling, 200, version=version)
    other = Caller(caller.client, caller.tenant, service.add_keys(caller.tenant), caller.rt)
    post(other, A, f"cases/{case}/approval", {"verdict": "approve"}, 200, version=decided["version"])


def as_maker(caller: Caller) -> Caller:
    """The analyst who made the decision, with a key that may answer requests as well."""
    with caller.rt.open_system("tester") as system:
        keys = [key for key in system.api_keys.list(caller.tenant.id) if key.name == "analyst"]
        maker = min(keys, key=lambda key: key.created_at)

        system._tx.run(update(api_keys).where(api_keys.c.id == maker.id).values(scopes=["analyst", "privacy"]))
    return Caller(caller.client, caller.tenant, {**caller.tokens, P: caller.tokens[A]}, caller.rt)


def test_an_erasure_and_its_deferral_are_told_in_the_same_words(caller: Caller, service: Service) -> None:
    told = {}
    for name, arrange in ERASURES.items():
        one = service.add_caller(f"Marketplace {name}")
        one.run(one.submit())
        arrange(one)
        said = answer(one, ask(one, "shop-1", "erase"))
        told[name] = said["request"]["outcome"]
        assert said["text"] == texts.ERASURE
    assert told == {"ended": "erased", "living": "deferred", "suspected": "deferred"}
    assert caller


def end(caller: Caller) -> None:
    with caller.rt.open_work(caller.tenant.id, "key:flow") as work:
        long_ago = work.now() - dt.timedelta(days=1)
        subjects.end_relationship(work, "shop-1", long_ago)


def suspect(caller: Caller) -> None:
    end(caller)
    post(caller, S, "privacy/suspicions", {"subject": "shop-1", "report": "Odd."}, 201)


ERASURES = {"ended": end, "living": lambda _: None, "suspected": suspect}


def test_after_an_erasure_the_request_and_the_notices_are_left_and_the_words_are_not(caller: Caller, shop: str) -> None:
    end(caller)
    request_id = ask(caller, shop, "erase")
    answer(caller, request_id)
    left = get(caller, P, f"privacy/requests/{request_id}")
    assert (left["words"], left["outcome"]) == (None, "erased")
    owed = get(caller, P, f"privacy/notices?request_id={request_id}")["items"]
    assert {one["change"] for one in owed} == {"erased"}
    get(caller, A, f"subjects/{shop}", 404)


def test_while_an_erasure_is_under_way_nothing_is_handed_out(caller: Caller, shop: str) -> None:
    """The keys are gone, and whoever was stopped there leaves the rows to the next run."""
    request_id = ask(caller, shop, "access")
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        subject = work.subjects.by_reference(shop)
        assert subject is not None
    caller.rt.keys.destroy(subject.key_id)
    for path in (f"privacy/requests/{request_id}/package", f"privacy/requests/{request_id}/package?form=html"):
        assert get(caller, P, path, 410)["code"] == "subject_erased"


def test_a_copy_of_the_clauses_is_given_to_whom_they_concern(caller: Caller, shop: str) -> None:
    provider, leave = hand_over(caller, shop, country="US")
    scc = {"module": "2", "signed_on": "2026-01-02", "transfer_impact_assessment": "tia/7", "copy_uri": "clauses/7.pdf"}
    file(caller, "scc", addressee_id=provider, valid_until=SOON, details=scc)
    before = get(caller, P, f"privacy/requests/{ask(caller, shop, 'clauses')}/package")["package"]
    assert before["clauses"] == []
    leave()
    (clause,) = get(caller, P, f"privacy/requests/{ask(caller, shop, 'clauses')}/package")["package"]["clauses"]
    assert clause == {"addressee": "Example N.V.", "module": "2", "signed_on": "2026-01-02", "copy": "clauses/7.pdf"}


def test_a_complaint_is_answered_with_where_to_go(caller: Caller, shop: str) -> None:
    assert "authority" in answer(caller, ask(caller, shop, "complain"))["complaint"]


@pytest.mark.parametrize("why", ["kept_by_law", "unfounded", "excessive", "rights_of_others"])
def test_every_refusal_is_told_in_the_same_words_and_where_to_complain(caller: Caller, shop: str, why: str) -> None:
    request_id = ask(caller, shop, "erase")
    told = post(caller, P, f"privacy/requests/{request_id}/refusal", {"reason": why}, 200, version=2)
    assert (told["text"], told["request"]["outcome"]) == (texts.REFUSED, why)
    assert "authority" in told["complaint"]
    answer(caller, request_id, 412)


def test_whoever_is_not_the_subject_is_refused_and_told_nothing_else(caller: Caller, shop: str) -> None:
    made = post(caller, P, "privacy/requests", {"subject": shop, "kind": "access", "words": "Please."}, 201)
    post(caller, P, f"privacy/requests/{made['id']}/refusal", {"reason": "unfounded"}, 409, version=1)
    post(caller, P, f"privacy/requests/{made['id']}/refusal", {"reason": "not_the_subject"}, 200, version=1)
    get(caller, P, f"privacy/requests/{made['id']}/package", 409)


def test_a_term_is_a_month_and_is_extended_once(caller: Caller, shop: str) -> None:
    made = post(caller, P, "privacy/requests", {"subject": shop, "kind": "access", "words": "Please."}, 201)
    received, due = (dt.datetime.fromisoformat(made[name]) for name in ("received_at", "due_at"))
    assert dt.timedelta(days=28) <= due - received <= dt.timedelta(days=31)
    reason = {"reason": "complexity"}
    extended = post(caller, P, f"privacy/requests/{made['id']}/extension", reason, 200, version=1)["request"]
    longer = dt.datetime.fromisoformat(extended["due_at"]) - due
    assert dt.timedelta(days=59) <= longer <= dt.timedelta(days=62)
    post(caller, P, f"privacy/requests/{made['id']}/extension", reason, 409, version=2)


def test_only_the_privacy_scope_answers_requests(caller: Caller, shop: str) -> None:
    for scope in (F, A, S, Scope.ADMIN):
        post(caller, scope, "privacy/requests", {"subject": shop, "kind": "access", "words": "x"}, 403)
        get(caller, scope, "privacy/requests", 403)
    assert get(caller, P, "privacy/requests?status=received")["items"] == []
