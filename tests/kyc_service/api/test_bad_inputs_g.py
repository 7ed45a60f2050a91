"""Bad inputs, section G: other tenants' things."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from kyc_service.domain.asking.files import FileType, Paper, Source
from kyc_service.domain.checks import CheckKind
from kyc_service.domain.monitoring.runs import RunTrigger
from kyc_service.domain.monitoring.runs import Scope as RunScope
from kyc_service.domain.tenants import Scope
from kyc_service.services.retention.runs import dispose_due
from kyc_service.services.risk.files import default_table, write_table
from tests.fixtures.privacy import fill_privacy
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission
from tests.fixtures.tables import check_row, rows

SOON = (dt.datetime.now(dt.UTC) + dt.timedelta(days=9)).isoformat()
BODIES: dict[str, dict[str, Any]] = {
    "changeSubject": {"contact": {"name": "Klaas Vaak"}},
    "endRelationship": {},
    "assignCase": {"assignee": "mila"},
    "disposeHit": {"disposition": "false_positive", "reason_code": "different_name"},
    "decideCase": {"outcome": "clear", "reason_code": "no_match", "note": "All of it is somebody else."},
    "approveDecision": {"verdict": "approve"},
    "evaluateProfile": {
        "pairs": [
            {"id": name, "kind": "person", "query": {"names": ["Ann Lee"]}, "entry": {"names": [name]}, "match": match}
            for name, match in (("Ann Lee", True), ("Bob Stone", False))
        ]
    },
    "overrideRisk": {"level": "high", "reason_code": "other", "note": "Looked at again."},
    "overrideCheck": {"reason": "document_seen"},
    "withdrawAllowlisted": {"reason_code": "decided_wrongly"},
    "recordPolicyBasis": {"basis": "contract", "evidence": "terms-1"},
    "approveHandover": {"verdict": "approve"},
    "assessSuspicion": {"assessment": "No reason to report.", "status": "closed"},
    "verifyPrivacyRequest": {"method": "document_seen"},
    "extendPrivacyRequest": {"reason": "complexity"},
    "refusePrivacyRequest": {"reason": "unfounded"},
    "answerPrivacyRequest": {},
    "rectifySubject": {"contact": {"name": "Klaas Vaak"}},
    "holdCase": {"until": SOON, "reason": "documents_awaited"},
    "escalateCase": {"note": "Look at this."},
    "returnCase": {},
    "setUrgency": {"urgency": "urgent"},
    "reopenCase": {"reason": "complaint", "note": "They wrote."},
    "tagCase": {"tags": ["vip"]},
    "keepMessage": {"direction": "incoming", "text": "Hello."},
    "askForDetails": {"fields": ["/business/name"]},
    "answerRequest": {"fields": [{"field": "/business/name", "value": "Anders B.V."}]},
    "sendDocument": {},
    "writeNote": {"text": "Looked at it."},
    "markMentionsRead": {"account_id": "acc_" + "0" * 32},
    "addAttachment": {},
    "rotateKey": {},
    "rotateSecret": {},
    "replayMissed": {"since": "2020-01-01T00:00:00Z"},
}
QUERIES = {"sendDocument": {"document": "licence"}}
SHARED = {"source_id", "digest", "policy_id"}
"""Path parameters that name what belongs to nobody."""


@rows("G")
def test_the_table(shared_service: Service, shared_caller: Caller, row: dict[str, Any]) -> None:
    check_row(shared_service, shared_caller, row)


def make_things(owner: Caller, shop: str = "shop-1", past: str = "shop-2") -> dict[str, str]:
    """Make one of everything that has an id, of two businesses; the second is disposed of."""
    endpoint = owner.ask("POST", "/v1/webhook-endpoints", Scope.ADMIN, json={"url": "https://93.184.215.14/kyc"})
    verification_id = owner.run(owner.submit(submission(reference=shop, business={"name": LISTED_NAME})))
    case_id = (owner.ask("GET", "/v1/cases", Scope.ANALYST).json or {})["items"][0]["id"]
    case = owner.ask("GET", f"/v1/cases/{case_id}", Scope.ANALYST).json or {}
    hit = case["evidence"]["hits"][0]
    answered = owner.ask(
        "POST",
        f"/v1/cases/{case_id}/hits/{hit['id']}/disposition",
        Scope.ANALYST,
        {"If-Match": f'"{hit["version"]}"'},
        json={"disposition": "false_positive", "reason_code": "different_name", "allowlist": {}},
    )
    pack = owner.ask("POST", f"/v1/verifications/{verification_id}/evidence-packs", Scope.ANALYST)
    draft = {"purpose": "onboarding", "name": "marketplace"}
    profile = owner.ask("POST", "/v1/profiles", Scope.ADMIN, json=draft)
    content = write_table(default_table())
    table = owner.ask("POST", "/v1/risk/tables", Scope.ADMIN, json={"content": content})
    kept = owner.ask("POST", "/v1/case-filters", Scope.ANALYST, json={"name": "mine", "tag": "vip"})
    held = {"subject": shop, "reason": "litigation"}
    hold = owner.ask("POST", "/v1/privacy/holds", Scope.PRIVACY, json=held)
    with owner.rt.open_work(owner.tenant.id, "anna") as work:
        business = work.subjects.by_reference(shop)
        assert business is not None
        filed = fill_privacy(work, business.id, case_id)
        filed_case = work.cases.get(case_id)
        note, template = work.case_notes.add(filed_case, "Note.", []), work.note_templates.add("own", "Text.")
        paper = Paper("a.txt", FileType.TEXT, b"text")
        attachment, _ = work.attachments.add(filed_case, business.id, paper, Source.ANALYST)
        run = work.monitoring.runs.add(RunTrigger.OPERATOR, 1, RunScope(), dry=True)
        assert run is not None
        asked = work.checks.add(verification_id, business.id, CheckKind.REGISTER, source="kvk")
    owner.run(owner.submit(submission(reference=past)))
    owner.ask("POST", f"/v1/subjects/{past}/relationship-end", json={"ended_at": "2015-01-01T00:00:00Z"})
    assert dispose_due(owner.rt).disposed > 0
    receipts = owner.ask("GET", "/v1/retention/receipts", Scope.PRIVACY).json or {}
    return {
        "verification_id": verification_id,
        "check_id": asked.id,
        "hold_id": (hold.json or {})["id"],
        "disposal_id": receipts["items"][0]["receipt"]["disposal"],
        "addressee_id": filed.addressee.id,
        "ground_id": filed.ground.id,
        "handover_id": filed.handover.id,
        "request_id": filed.request.id,
        "notice_id": filed.notice.id,
        "suspicion_id": filed.suspicion.id,
        "reference": shop,
        "case_id": case_id,
        "note_id": note.id,
        "template_id": template.id,
        "attachment_id": attachment.id,
        "hit_id": case["evidence"]["hits"][0]["id"],
        "filter_id": (kept.json or {})["id"],
        "endpoint_id": (endpoint.json or {})["id"],
        "pair_id": (answered.json or {})["pair_id"],
        "profile_id": (profile.json or {})["id"],
        "table_id": (table.json or {})["id"],
        "pack_id": (pack.json or {})["id"],
        "run_id": run.id,
        "key_id": (owner.ask("GET", "/v1/keys", Scope.ADMIN).json or {})["items"][0]["id"],
        "delivery_id": (owner.ask("GET", "/v1/webhook-deliveries", Scope.ADMIN).json or {})["items"][0]["id"],
        "event_id": (owner.ask("GET", "/v1/events", Scope.ADMIN).json or {})["items"][0]["id"],
    }


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """List every route that names something of a tenant."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/v1/") and set(rule.arguments) - SHARED:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule.rule, rule.endpoint.rpartition(".")[2]


def test_no_route_opens_what_is_anothers(caller: Caller, stranger: Caller, service: Service) -> None:
    things = make_things(caller)
    unknown = {name: re.sub("[0-9a-f]{32}$", "0" * 32, text) for name, text in things.items()} | {"reference": "none"}
    before = service.count_rows()
    tried = list(routes(service.app))
    assert len(tried) >= 12
    for method, rule, endpoint in tried:
        for scope in Scope:
            answers = []
            for ids in (things, unknown):
                path = re.sub("<([^>]+)>", lambda found, ids=ids: ids[found[1]], rule)  # type: ignore[misc]
                more = {"json": BODIES[endpoint]} if endpoint in BODIES else {}
                more["query_string"] = QUERIES.get(endpoint, {})
                answers.append(stranger.ask(method, path, scope, {"If-Match": '"1"'}, **more))
            statuses = [answer.status_code for answer in answers]
            assert statuses in ([404, 404], [403, 403]), (method, rule, scope)
            bodies = [{**(answer.json or {}), "request_id": None} for answer in answers]
            assert bodies[0] == bodies[1]
    assert service.count_rows() == before


def test_lists_show_only_ones_own(caller: Caller, stranger: Caller) -> None:
    make_things(caller)
    for path, scope in (
        ("/v1/verifications", Scope.ONBOARDING),
        ("/v1/verifications?reference=shop-1", Scope.ONBOARDING),
        ("/v1/cases", Scope.ANALYST),
        ("/v1/webhook-endpoints", Scope.ADMIN),
    ):
        assert (stranger.ask("GET", path, scope).json or {})["items"] == []
        assert len((caller.ask("GET", path, scope).json or {})["items"]) == 1


def test_the_same_reference_of_two_tenants_is_two_businesses(caller: Caller, stranger: Caller) -> None:
    assert caller.submit().status_code == 202
    assert stranger.submit(submission(business={"name": "Anders Handel B.V."})).status_code == 202


@pytest.fixture
def cursor(caller: Caller) -> str:
    for number in range(3):
        caller.submit(submission(reference=f"shop-{number}"))
    return str((caller.ask("GET", "/v1/verifications?limit=2").json or {})["next"])


def test_a_cursor_leads_to_the_next_page(caller: Caller, cursor: str) -> None:
    first = caller.ask("GET", "/v1/verifications?limit=2").json or {}
    second = caller.ask("GET", f"/v1/verifications?limit=2&cursor={cursor}").json or {}
    shown = [item["reference"] for item in first["items"] + second["items"]]
    assert shown == ["shop-2", "shop-1", "shop-0"]
    assert second["next"] is None


def test_a_cursor_serves_one_tenant_and_one_list(caller: Caller, stranger: Caller, cursor: str) -> None:
    payload, mac = cursor.split(".")
    attempts = [
        stranger.ask("GET", f"/v1/verifications?cursor={cursor}"),
        caller.ask("GET", f"/v1/verifications?cursor={cursor}&status=clear"),
        caller.ask("GET", f"/v1/cases?cursor={cursor}", Scope.ANALYST),
        caller.ask("GET", f"/v1/verifications?cursor={payload}.{mac[:-1]}"),
        caller.ask("GET", f"/v1/verifications?cursor={payload[:-2]}.{mac}"),
        caller.ask("GET", f"/v1/verifications?cursor={payload}"),
        caller.ask("GET", f"/v1/verifications?cursor=.{mac}"),
    ]
    assert [(answer.status_code, (answer.json or {})["code"]) for answer in attempts] == [
        (400, "invalid_cursor"),
    ] * len(attempts)


def test_an_id_in_upper_case_is_the_same_id(caller: Caller) -> None:
    made = caller.submit().json or {}
    assert (caller.ask("GET", f"/v1/verifications/{made['id'].upper()}").json or {})["id"] == made["id"]
