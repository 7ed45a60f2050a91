"""What lies behind a case, by the API."""

from __future__ import annotations

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import LISTED_NAME, Caller, submission


def test_an_earlier_answer_and_what_shares_the_listed_party_are_told(shared_caller: Caller) -> None:
    caller = shared_caller
    first = _open_case(caller, "shop-1")
    hit = first["evidence"]["hits"][0]
    answer = {"disposition": "false_positive", "reason_code": "different_country", "note": "Another airline."}
    headers = {"If-Match": f'"{hit["version"]}"'}
    path = f"/v1/cases/{first['id']}/hits/{hit['id']}/disposition"
    assert caller.ask("POST", path, Scope.ANALYST, headers, json=answer).status_code == 200
    second = _open_case(caller, "shop-1", country="BE")
    other = _open_case(caller, "shop-2")
    found = caller.ask("GET", f"/v1/cases/{second['id']}/background", Scope.ANALYST).json or {}
    earlier = {one["hit_id"]: one["earlier"] for one in found["hits"]}
    (before,) = earlier[second["evidence"]["hits"][0]["id"]]
    assert (before["hit_id"], before["case_id"], before["status"], before["note"]) == (
        hit["id"],
        first["id"],
        "false_positive",
        "Another airline.",
    )
    assert before["disposed_at"]
    assert (before["case_outcome"], before["changes_known"]) == (None, True)
    assert {"fact": "subject.countries", "added": [], "removed": []} in before["changes"]
    assert [one["case_id"] for one in found["cases"]] == [first["id"]]
    assert {(one["case_id"], one["reference"], one["hit_status"]) for one in found["sharing"]} == {
        (other["id"], "shop-2", "open")
    }
    assert caller.ask("GET", f"/v1/cases/{second['id']}/background").status_code == 403


def _open_case(caller: Caller, reference: str, country: str = "NL") -> dict[str, object]:
    business = {"name": LISTED_NAME, "registration": {"country": country}}
    made = caller.run(caller.submit(submission(reference=reference, business=business)))
    cases = (caller.ask("GET", "/v1/cases?limit=100", Scope.ANALYST).json or {})["items"]
    (case_id,) = (one["id"] for one in cases if one["verification_id"] == made)
    return caller.ask("GET", f"/v1/cases/{case_id}", Scope.ANALYST).json or {}
