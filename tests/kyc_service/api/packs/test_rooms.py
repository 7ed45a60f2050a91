"""Evidence packs over HTTP."""

from __future__ import annotations

import hashlib

import pytest

from kyc_service.domain.tenants import Scope
from kyc_service.services.packs import envelope, making
from tests.fixtures.service import Caller
from tests.fixtures.verified_packs import verify_business


def test_a_pack_is_asked_for_made_and_fetched(caller: Caller) -> None:
    verification = verify_business(caller)
    path = f"/v1/verifications/{verification}/evidence-packs"
    key = {"Idempotency-Key": "once"}
    asked = caller.ask("POST", path, Scope.ANALYST, key)
    assert asked.status_code == 202
    pack = asked.json or {}
    assert (pack["status"], pack["made_at"], pack["pdf_sha256"]) == ("requested", None, None)
    where = asked.headers["Location"]
    assert where == f"/v1/evidence-packs/{pack['id']}"
    assert caller.ask("GET", f"{where}/pdf", Scope.ANALYST, {"Accept": "application/pdf"}).status_code == 409

    making.make(caller.rt, pack["id"])
    made = caller.ask("GET", where, Scope.ANALYST).json or {}
    assert made["status"] == "made"
    pdf = caller.ask("GET", f"{where}/pdf", Scope.ANALYST, {"Accept": "application/pdf"})
    assert (pdf.status_code, pdf.content_type) == (200, "application/pdf")
    assert pdf.headers["Content-Disposition"] == f"attachment; filename={pack['id']}.pdf"
    assert pdf.headers["Cache-Control"] == "no-store"
    assert hashlib.sha256(pdf.data).hexdigest() == made["pdf_sha256"]
    document = caller.ask("GET", f"{where}/json", Scope.ANALYST)
    assert hashlib.sha256(document.data).hexdigest() == made["json_sha256"]
    assert envelope.check(document.data, caller.rt.keys.head_key()).faults == ()

    again = caller.ask("POST", path, Scope.ANALYST, key)
    assert (again.status_code, again.json) == (202, pack)
    listed = caller.ask("GET", path, Scope.ANALYST).json or {}
    assert [one["id"] for one in listed["items"]] == [pack["id"]]
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        read = [entry.outcome for entry in work.audit.page(None, 50).items if entry.op == "evidence_pack.read"]
    assert read == ["json", "pdf"]


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not Scope.ANALYST])
def test_only_analysts_have_packs(shared_caller: Caller, scope: Scope) -> None:
    none = "0" * 32
    for method, path in (
        ("POST", f"/v1/verifications/ver_{none}/evidence-packs"),
        ("GET", f"/v1/evidence-packs/evp_{none}"),
        ("GET", f"/v1/evidence-packs/evp_{none}/pdf"),
        ("GET", f"/v1/evidence-packs/evp_{none}/json"),
    ):
        assert shared_caller.ask(method, path, scope).status_code == 403


def test_what_there_is_not_is_not_found(shared_caller: Caller) -> None:
    for path in ("evp_" + "0" * 32, "nothing", "ver_" + "0" * 32):
        for part in ("", "/pdf", "/json"):
            assert shared_caller.ask("GET", f"/v1/evidence-packs/{path}{part}", Scope.ANALYST).status_code == 404
