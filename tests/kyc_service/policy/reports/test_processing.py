"""The record of processing says what the policy file says."""

from __future__ import annotations

import json
import tomllib

from kyc_service.policy import file
from kyc_service.policy.reports.processing import make_record, write_record

FILE = tomllib.loads(file.SHIPPED.read_text())
RECORD = make_record(file.load())


def test_every_part_that_the_law_asks_for_is_there() -> None:
    assert RECORD["controller"] == FILE["policy"]["controller_eea"]
    assert RECORD["contact"] == FILE["policy"]["contact"]
    assert {row["purpose"]: row["bases"] for row in RECORD["activities"]} == {
        name: line["basis"] for name, line in FILE["purpose"].items()
    }
    assert {row["category"]: row["fields"] for row in RECORD["categories"]} == {
        name: line["fields"] for name, line in FILE["category"].items()
    }
    assert {row["recipient"]: row["purposes"] for row in RECORD["recipients"]} == {
        name: sorted(line["purposes"]) for name, line in FILE["recipient"].items()
    }
    assert all(row["ends"] for row in RECORD["categories"]), "GDPR 30(1)(f)"
    assert RECORD["measures"] == FILE["security"]["measures"]
    assert RECORD["transfers"]["safeguards"] == FILE["transfer"]["safeguards"]


def test_a_purpose_names_those_who_get_something_for_it() -> None:
    rows = {row["purpose"]: row for row in RECORD["activities"]}
    assert rows["withdrawal_review"]["recipients"] == ["credit_assessor", "payment_provider", "platform_backend"]
    assert rows["statistics"]["recipients"] == []
    assert rows["aml_check"]["balancing_test"] == "lia/aml.md"


def test_equal_policies_give_equal_records_and_others_another_digest() -> None:
    assert make_record(file.load()) == RECORD
    changed = file.parse(file.SHIPPED.read_text().replace('after = "90d"', 'after = "60d"').encode())
    assert make_record(changed)["sha256"] != RECORD["sha256"]
    assert json.loads(json.dumps(RECORD)) == RECORD


def test_the_text_for_people_holds_everything() -> None:
    text = write_record(RECORD)
    for row in (*RECORD["activities"], *RECORD["categories"], *RECORD["recipients"]):
        assert f"| {row.get('purpose') or row.get('category') or row.get('recipient')} |" in text
    assert text.count("\n## ") == 4
    assert RECORD["sha256"] in text
    assert all(measure in text for measure in RECORD["measures"])
