"""How the lists stand, and what changed."""

import dataclasses

from kyc_service.domain.tenants import Scope
from tests.fixtures.runtimes import load_lists, small_version
from tests.fixtures.service import Caller, Service


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
