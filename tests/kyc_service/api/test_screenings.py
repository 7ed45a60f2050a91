"""Looking a name up now."""

from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Caller, Service


def test_a_misspelt_name_is_found_and_nothing_is_kept(caller: Caller, service: Service) -> None:
    before = service.count_rows()
    answer = caller.ask("POST", "/v1/screenings", Scope.ANALYST, json={"name": "Aero Caribean", "countries": ["CU"]})
    found = answer.json or {}
    assert answer.status_code == 200
    assert found["matches"][0]["entry"]["id"] == "ofac:36"
    assert found["matches"][0]["evidence"][0]["reason"]
    assert {used["source"] for used in found["lists"]} == {"un", "ofac_sdn", "ofac_cons"}
    after = service.count_rows()
    assert {name for name in after if after[name] != before[name]} <= {"audit_log", "audit"}


def test_everything_about_a_person_is_used(caller: Caller) -> None:
    body = {
        "kind": "person",
        "name": "Erik Badege",
        "aliases": ["Eric Badege"],
        "date_of_birth": "1971",
        "identifiers": ["X1"],
        "threshold": 0.6,
    }
    found = caller.ask("POST", "/v1/screenings", Scope.ANALYST, json=body).json or {}
    assert {match["entry"]["id"] for match in found["matches"]} == {"un:CDi.001", "ofac:15718"}
    assert {piece["noun"] for piece in found["matches"][0]["evidence"]} >= {"name", "birth_date"}
    assert found["threshold"] == 0.6


def test_a_threshold_has_a_range(caller: Caller) -> None:
    for threshold in (0.1, 1, True, "0.8"):
        answer = caller.ask("POST", "/v1/screenings", Scope.ANALYST, json={"name": "Jan", "threshold": threshold})
        assert answer.status_code == 422
