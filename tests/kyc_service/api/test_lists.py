"""How the lists stand, and what changed."""

import dataclasses

from flask.testing import FlaskClient

from kyc_service.domain.tenants import Scope
from tests.fixtures.runtimes import load_lists, small_version
from tests.fixtures.service import Caller, Service
from watchlists.errors import ListRefusedError


def test_every_list_is_shown_with_its_age(caller: Caller) -> None:
    items = {item["id"]: item for item in (caller.ask("GET", "/v1/lists").json or {})["items"]}
    assert set(items) == {"un", "ofac_sdn", "ofac_cons"}
    assert (items["un"]["origin"], items["un"]["fresh"], items["un"]["published"]) == ("bundled", True, "2026-02-27")


def test_two_versions_are_compared(caller: Caller, service: Service) -> None:
    old = small_version("un")
    new = dataclasses.replace(old, digest="ab" * 32, entries=old.entries[1:])
    load_lists(service.rt, (new,))
    versions = (caller.ask("GET", "/v1/lists/un/versions").json or {})["items"]
    assert {version["digest"] for version in versions} == {old.digest, new.digest}
    found = caller.ask("GET", f"/v1/lists/un/diff?from={old.digest}&to={new.digest}", Scope.ADMIN).json or {}
    assert [entry["id"] for entry in found["removed"]] == [old.entries[0].id]
    assert (found["added"], found["changed"]) == ([], [])


def test_a_version_that_is_not_there_is_not_found(caller: Caller) -> None:
    for path in (f"/v1/lists/un/diff?from={'a' * 64}&to={'b' * 64}", "/v1/lists/none/versions"):
        assert caller.ask("GET", path, Scope.ANALYST if "diff" in path else Scope.ADMIN).status_code == 404


def test_a_comparison_needs_both_versions(caller: Caller) -> None:
    answer = caller.ask("GET", f"/v1/lists/un/diff?from={'a' * 64}", Scope.ANALYST)
    assert (answer.status_code, (answer.json or {})["code"]) == (400, "required")


def refuse(service: Service) -> str:
    """Keep a version aside, as a gate does; returns its digest."""
    old = small_version("un")
    version = dataclasses.replace(old, digest="ef" * 32, entries=old.entries[1:])
    with service.rt.open_system() as system:
        system.refusals.keep(version, ListRefusedError("un", "list_shrunk", "too few"), origin="publisher")
    return version.digest


def test_a_refused_version_is_seen_compared_and_approved(caller: Caller, service: Service) -> None:
    digest = refuse(service)
    listed = {item["id"]: item for item in (caller.ask("GET", "/v1/lists").json or {})["items"]}
    assert listed["un"]["refused"]["code"] == "list_shrunk"
    (found,) = (caller.ask("GET", "/v1/lists/un/refusals", Scope.ANALYST).json or {})["items"]
    assert (found["digest"], found["status"], found["decided_by"]) == (digest, "open", None)
    diff = caller.ask("GET", f"/v1/lists/un/refusals/{digest}/diff", Scope.ADMIN).json or {}
    assert len(diff["removed"]) == 1
    path = f"/v1/lists/un/refusals/{digest}/approval"
    body = {"reason": "The Council announced the delistings."}
    assert caller.ask("POST", path, Scope.ANALYST, json=body).status_code == 403
    approved = caller.ask("POST", path, Scope.ADMIN, json=body)
    assert (approved.status_code, (approved.json or {})["status"]) == (200, "approved")
    after = {item["id"]: item for item in (caller.ask("GET", "/v1/lists").json or {})["items"]}
    assert (after["un"]["digest"], after["un"]["refused"]) == (digest, None)
    assert caller.ask("POST", path, Scope.ADMIN, json=body).status_code == 409


def test_an_approval_without_a_reason_is_refused(caller: Caller, service: Service) -> None:
    path = f"/v1/lists/un/refusals/{refuse(service)}/approval"
    for body in ({}, {"reason": ""}, {"reason": "short"}, {"reason": "long enough to do", "more": 1}):
        assert caller.ask("POST", path, Scope.ADMIN, json=body).status_code == 422


def test_a_digest_that_is_none_is_not_found(caller: Caller) -> None:
    for digest in ("x", "0" * 64):
        assert caller.ask("GET", f"/v1/lists/un/refusals/{digest}/diff", Scope.ADMIN).status_code == 404


def test_every_list_has_its_figures(client: FlaskClient) -> None:
    text = client.get("/metrics").get_data(as_text=True)
    assert 'kyc_list_fresh{source="un"} 1.0' in text
    assert 'kyc_list_required{source="ofac_sdn"} 1.0' in text
    assert 'kyc_list_entries{source="ofac_cons"}' in text
