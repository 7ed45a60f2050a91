"""The door of the console: who gets in, what each role sees and does, and what no other site can make a browser do."""

from __future__ import annotations

import re

import pytest

from kyc_service.domain.people.roles import ROLES, Permission, Role
from kyc_service.domain.tenants import Scope
from tests.fixtures.console_pages import ELSEWHERE, NO_PAGES, WAYS, views
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission
from tests.fixtures.visitors import MakeVisitor

NEEDS = {
    "console.queue": Permission.CASES_READ,
    "console.monitoring": Permission.LISTS_READ,
    "console.runs": Permission.LISTS_READ,
    "console.feeds": Permission.LISTS_READ,
    "console.coverage_report": Permission.LISTS_READ,
    "console.start_run": Permission.MONITORING_RUN,
    "console.pause_run": Permission.MONITORING_RUN,
    "console.resume_run": Permission.MONITORING_RUN,
    "console.cancel_run": Permission.MONITORING_RUN,
    "console.next": Permission.CASES_WORK,
    "console.case": Permission.EVIDENCE_READ,
    "console.take": Permission.CASES_WORK,
    "console.dispose": Permission.CASES_WORK,
    "console.decide": Permission.CASES_WORK,
    "console.approve": Permission.CASES_APPROVE,
    "console.people": Permission.PEOPLE_MANAGE,
    "console.person": Permission.PEOPLE_MANAGE,
    "console.invite": Permission.PEOPLE_MANAGE,
    "console.roles": Permission.PEOPLE_MANAGE,
    "console.disable": Permission.PEOPLE_MANAGE,
    "console.reset": Permission.PEOPLE_MANAGE,
    "console.screening": Permission.SCREENING_AD_HOC,
    "console.screen": Permission.SCREENING_AD_HOC,
    "console.subjects": Permission.SUBJECTS_SEARCH,
    "console.search": Permission.SUBJECTS_SEARCH,
    "console.subject": Permission.SUBJECTS_SEARCH,
    "console.ownership": Permission.EVIDENCE_READ,
    "console.risk": Permission.EVIDENCE_READ,
    "console.lists": Permission.LISTS_READ,
    "console.list": Permission.LISTS_READ,
    "console.changes": Permission.LISTS_READ,
    "console.refused": Permission.LISTS_READ,
    "console.accept_version": Permission.LISTS_APPROVE,
    "console.dashboard": Permission.DASHBOARD_READ,
    "console.ask": Permission.CASES_WORK,
    "console.withdraw_request": Permission.CASES_WORK,
    "console.write_note": Permission.CASES_WORK,
    "console.strike_note": Permission.CASES_WORK,
    "console.attach": Permission.CASES_WORK,
    "console.download": Permission.EVIDENCE_READ,
    "console.hold": Permission.CASES_WORK,
    "console.resume": Permission.CASES_WORK,
    "console.escalate": Permission.CASES_WORK,
    "console.return": Permission.CASES_APPROVE,
    "console.urgency": Permission.CASES_APPROVE,
    "console.tags": Permission.CASES_WORK,
    "console.reopen": Permission.CASES_APPROVE,
    "console.bulk": Permission.CASES_BULK,
    "console.share_out": Permission.CASES_BULK,
    "console.keep_filter": Permission.CASES_READ,
    "console.drop_filter": Permission.CASES_READ,
    "console.allowlist": Permission.CASES_READ,
    "console.end_pair": Permission.CASES_WORK,
    "console.terms": Permission.CASES_APPROVE,
    "console.set_terms": Permission.CASES_APPROVE,
    "console.pack": Permission.EVIDENCE_READ,
    "console.ask_pack": Permission.EVIDENCE_READ,
    "console.pack_pdf": Permission.EVIDENCE_READ,
    "console.pack_json": Permission.EVIDENCE_READ,
    "console.audit": Permission.AUDIT_READ,
    "console.export_audit": Permission.AUDIT_EXPORT,
    "console.verify_audit": Permission.AUDIT_READ,
    "console.profiles": Permission.LISTS_READ,
    "console.simulator": Permission.LISTS_READ,
    "console.profile": Permission.LISTS_READ,
    "console.draft_profile": Permission.PROFILES_EDIT,
    "console.measure_profile": Permission.PROFILES_EDIT,
    "console.approve_profile": Permission.PROFILES_APPROVE,
    "console.retire_profile": Permission.PROFILES_EDIT,
    "console.keys": Permission.KEYS_MANAGE,
    "console.make_key": Permission.KEYS_MANAGE,
    "console.revoke_key": Permission.KEYS_MANAGE,
    "console.webhooks": Permission.WEBHOOKS_MANAGE,
    "console.register_endpoint": Permission.WEBHOOKS_MANAGE,
    "console.disable_endpoint": Permission.WEBHOOKS_MANAGE,
    "console.test_endpoint": Permission.WEBHOOKS_MANAGE,
    "console.replay": Permission.WEBHOOKS_MANAGE,
    "console.privacy": Permission.PRIVACY_READ,
    "console.privacy_request": Permission.PRIVACY_READ,
    "console.receive_request": Permission.PRIVACY_ACT,
    "console.verify_request": Permission.PRIVACY_ACT,
    "console.extend_request": Permission.PRIVACY_ACT,
    "console.refuse_request": Permission.PRIVACY_ACT,
    "console.answer_request": Permission.PRIVACY_ACT,
    "console.package_request": Permission.PRIVACY_ACT,
    "console.holds": Permission.PRIVACY_READ,
    "console.place_hold": Permission.PRIVACY_ACT,
    "console.step_hold": Permission.PRIVACY_ACT,
    "console.disclosures": Permission.PRIVACY_READ,
    "console.find_disclosures": Permission.PRIVACY_READ,
    "console.disclosures_of": Permission.PRIVACY_READ,
    "console.notices": Permission.PRIVACY_READ,
    "console.notice_sent": Permission.PRIVACY_ACT,
    "console.policies": Permission.PRIVACY_READ,
    "console.propose_policy": Permission.PRIVACY_ACT,
    "console.policy": Permission.PRIVACY_READ,
    "console.approve_policy": Permission.PRIVACY_ACT,
    "console.withdraw_policy": Permission.PRIVACY_ACT,
    "console.suspicions": Permission.SUSPICIONS_ACT,
    "console.open_suspicion": Permission.SUSPICIONS_ACT,
    "console.suspicion": Permission.SUSPICIONS_ACT,
    "console.assess_suspicion": Permission.SUSPICIONS_ACT,
    "console.override_risk": Permission.RISK_OVERRIDE,
    "console.approve_override": Permission.RISK_OVERRIDE,
    "console.end_override": Permission.RISK_OVERRIDE,
    "console.enable_endpoint": Permission.WEBHOOKS_MANAGE,
    "console.rotate_secret": Permission.WEBHOOKS_MANAGE,
    "console.events": Permission.WEBHOOKS_MANAGE,
    "console.event": Permission.WEBHOOKS_MANAGE,
    "console.replay_missed": Permission.WEBHOOKS_MANAGE,
    "console.rotate_key": Permission.KEYS_MANAGE,
    "console.bind_key": Permission.KEYS_MANAGE,
    "console.risk_tables": Permission.LISTS_READ,
    "console.draft_risk_table": Permission.RISK_EDIT,
    "console.risk_table": Permission.LISTS_READ,
    "console.risk_changes": Permission.RISK_EDIT,
    "console.try_risk_table": Permission.RISK_EDIT,
    "console.approve_risk_table": Permission.RISK_APPROVE,
    "console.retire_risk_table": Permission.RISK_EDIT,
    "console.correction": Permission.PRIVACY_ACT,
    "console.correct": Permission.PRIVACY_ACT,
    "console.note_templates": Permission.CASES_WORK,
    "console.add_note_template": Permission.CASES_WORK,
    "console.drop_note_template": Permission.CASES_WORK,
}
"""What each view needs. A view that is missing here fails the test below."""
ENTRY = {"console.sign_in", "console.enter", "console.invitation", "console.accept", "console.confirm"}
"""The way in."""
PROVIDER = {"console.leave", "console.land", "console.arrive"}
"""The way in through a provider."""
OWN = {"console.sign_out", "console.account", "console.password", "console.language", "console.sign_out_everywhere"}
"""Views that anybody who is signed in may use: they are about themselves."""
OPEN = {"console.static", "console.unknown"} | ENTRY | PROVIDER | OWN
"""Views without a permission."""
IDS = {
    "account_id": "acc_" + "0" * 32,
    "case_id": "cas_" + "0" * 32,
    "hit_id": "hit_" + "0" * 32,
    "filter_id": "flt_" + "0" * 32,
    "pair_id": "alw_" + "0" * 32,
    "subject_id": "sub_" + "0" * 32,
    "source_id": "un",
    "digest": "0" * 64,
    "note_id": "nte_" + "0" * 32,
    "attachment_id": "att_" + "0" * 32,
    "evidence_pack_id": "evp_" + "0" * 32,
    "profile_id": "prf_" + "0" * 32,
    "request_id": "req_" + "0" * 32,
    "hold_id": "hld_" + "0" * 32,
    "notice_id": "ntc_" + "0" * 32,
    "policy_id": "pol_" + "0" * 32,
    "suspicion_id": "sus_" + "0" * 32,
    "api_key_id": "key_" + "0" * 32,
    "endpoint_id": "whe_" + "0" * 32,
    "delivery_id": "dlv_" + "0" * 32,
    "risk_table_id": "rkt_" + "0" * 32,
    "template_id": "tpl_" + "0" * 32,
    "run_id": "run_" + "0" * 32,
}


def _views(shared_service: Service) -> dict[str, tuple[str, str]]:
    """Map each view of the console to a method and an address."""
    found = {}
    for rule in shared_service.app.url_map.iter_rules():
        if rule.endpoint.startswith("console.") and rule.endpoint not in OPEN:
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda hit: IDS.get(hit[1], hit[1]), rule.rule)
            found[rule.endpoint] = ("POST" if "POST" in (rule.methods or ()) else "GET", path)
    return found


def test_every_view_says_what_it_needs(shared_service: Service) -> None:
    assert set(_views(shared_service)) == set(NEEDS)


def test_every_page_is_looked_at_by_axe_or_said_to_be_none(shared_service: Service) -> None:
    assert views(shared_service.app) == {*WAYS, *ELSEWHERE, *NO_PAGES}


@pytest.mark.parametrize(
    "path", ["/account", "/account/password", "/account/language", "/account/sign-out-everywhere", "/sign-out"]
)
def test_what_is_about_oneself_needs_somebody(shared_service: Service, path: str) -> None:
    method = "GET" if path == "/account" else "POST"
    answer = shared_service.app.test_client().open(f"/console{path}", method=method)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/console/sign-in")


@pytest.mark.parametrize("role", list(Role))
def test_a_role_sees_and_does_exactly_what_its_table_says(
    shared_service: Service, visit: MakeVisitor, role: Role
) -> None:
    visitor = visit(role)
    for view, (method, path) in _views(shared_service).items():
        answer = visitor.get(path) if method == "GET" else visitor.post(path)
        allowed = NEEDS[view] in ROLES[role]
        # What is allowed goes on to look for the case, which there is not, or for what the form lacks.
        assert (answer.status_code != 403) is allowed, (view, answer.status_code)


def test_without_a_session_one_is_asked_to_sign_in(shared_service: Service) -> None:
    client = shared_service.app.test_client()
    answer = client.get("/console/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/sign-in?next=/console/")
    partial = client.get("/console/", headers={"HX-Request": "true"})
    assert (partial.status_code, partial.headers["HX-Redirect"]) == (204, "/console/sign-in?next=/console/")


def test_another_host_is_told_so_in_words(shared_service: Service) -> None:
    answer = shared_service.app.test_client().get("/console/sign-in", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "Use the host name that this service is known by." in answer.text
    assert "bad_host" not in answer.text


def test_a_session_that_ended_is_none(visit: MakeVisitor) -> None:
    visitor = visit()
    visitor.token = visitor.token[:-1] + ("A" if visitor.token[-1] != "A" else "B")
    assert visitor.get("/console/").status_code == 303


def test_a_change_needs_the_token_of_the_session(market: Caller, visit: MakeVisitor) -> None:
    market.run(market.submit(submission(business={"name": LISTED_NAME})))
    visitor, other = visit(), visit(name="Otto Verzonnen")
    case = _first_case(visitor.get("/console/").text)
    before = visitor.get(case).text
    for token in ("", "wrong", other.csrf_token, "ü"):
        visitor_token, visitor.csrf_token = visitor.csrf_token, token
        assert visitor.post(f"{case}/take", {"version": "1"}).status_code == 403
        visitor.csrf_token = visitor_token
    assert visitor.post(f"{case}/take", {"version": "1"}, Sec_Fetch_Site="cross-site").status_code == 403
    assert visitor.get(case).text == before
    assert visitor.post(f"{case}/take", {"version": "1"}, Sec_Fetch_Site="same-origin").status_code == 303


def test_every_answer_allows_nothing_from_elsewhere(visit: MakeVisitor) -> None:
    visitor = visit()
    visitor = visit()
    for rest in ("nowhere", "cases/cas_1", f"cases/{IDS['case_id']}", "static/x.py"):
        answer = visitor.get(f"/console/{rest}")
        assert (answer.status_code, answer.mimetype) == (404, "text/html")
        assert "Not found" in answer.text


def test_another_tenants_case_is_none(shared_service: Service, market: Caller, visit: MakeVisitor) -> None:
    stranger = shared_service.add_caller("Other Marketplace")
    stranger.run(stranger.submit(submission(business={"name": LISTED_NAME})))
    market.run(market.submit(submission(business={"name": LISTED_NAME})))
    theirs = {one["id"] for one in (stranger.ask("GET", "/v1/cases", Scope.ANALYST).json or {})["items"]}
    visitor = visit()
    assert {visitor.get(f"/console/cases/{case}").status_code for case in theirs} == {404}
    assert not any(case in visitor.get("/console/?queue=open").text for case in theirs)


def _first_case(page: str) -> str:
    found = re.search(r"/console/cases/cas_[0-9a-f]{32}", page)
    assert found
    return found[0]
