"""The record of processing activities (GDPR 30), made from the policy file alone, so that it cannot drift from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from kyc_service.policy.model import Policy
from kyc_service.policy.reports.cells import Cell, list_cells
from kyc_service.policy.reports.explanation import explain_end
from kyc_service.policy.rules import Kind


def make_record(policy: Policy) -> dict[str, Any]:
    """Make the record: controller, and for each purpose what GDPR 30(1) asks. Equal policies give equal records."""
    rules, cells = policy.rules, list_cells(policy)
    record: dict[str, Any] = {
        "policy_id": policy.id,
        "policy_version": policy.version,
        "policy_sha256": policy.sha256,
        "effective_from": rules.effective_from.isoformat(),
        "controller": dict(rules.header["controller_eea"]),
        "contact": rules.header["contact"],
        "subjects": list(rules.header["ordinary_subjects"]),
        "activities": [_make_activity(policy, name, cells) for name in sorted(rules.purposes)],
        "categories": [_make_category(policy, name) for name in rules.categories],
        "recipients": [_make_recipient(policy, name, cells) for name in sorted(rules.recipients)],
        "never": sorted(rules.never),
        "forbidden": sorted(rules.forbidden),
        "transfers": {
            "safeguards": list(rules.transfer["safeguards"]),
            "derogation_recipients": list(rules.transfer["derogation_recipients"]),
        },
        "measures": list(rules.measures),
    }
    text = json.dumps(record, sort_keys=True, ensure_ascii=False)
    return {**record, "sha256": hashlib.sha256(text.encode()).hexdigest()}


def write_record(record: Mapping[str, Any]) -> str:
    """Write a record as Markdown."""
    return "\n".join(_write(record)) + "\n"


def _make_activity(policy: Policy, name: str, cells: tuple[Cell, ...]) -> dict[str, Any]:
    purpose = policy.rules.purposes[name]
    served = [cell for cell in cells if cell.purpose == name]
    return {
        "purpose": name,
        "bases": [basis.value for basis in purpose.basis],
        "balancing_test": purpose.balancing_test,
        "anonymous_only": purpose.anonymous_only,
        "categories": sorted({cell.category for cell in served}),
        "recipients": sorted({cell.recipient for cell in served}),
    }


def _make_category(policy: Policy, name: str) -> dict[str, Any]:
    category = policy.rules.categories[name]
    return {
        "category": name,
        "fields": list(category.fields),
        "sealed": category.sealed,
        "given_by_subject": bool(policy.rules.given & set(category.fields)),
        "ends": list(explain_end(policy, name)),
    }


def _make_recipient(policy: Policy, name: str, cells: tuple[Cell, ...]) -> dict[str, Any]:
    line = policy.rules.recipients[name]
    mine = [cell for cell in cells if cell.recipient == name]
    return {
        "recipient": name,
        "kind": line.kind.value,
        "purposes": sorted(line.purposes),
        "categories": sorted({cell.category for cell in mine}),
        "conditions": [policy.rules.facts[fact] for fact in line.when],
        "outside_the_controller": line.kind is not Kind.SUBJECT,
    }


def _write(record: Mapping[str, Any]) -> Iterator[str]:
    controller = record["controller"]
    yield "# Record of processing activities (GDPR 30)"
    yield ""
    yield f"Policy {record['policy_id']} {record['policy_version']}, in effect from {record['effective_from']}."
    yield f"Digest of the policy file: {record['policy_sha256']}. Digest of this record: {record['sha256']}."
    yield ""
    yield f"- Controller: {controller['name']}, {controller['register']}, {controller['country']}"
    yield f"- Contact: {record['contact']}"
    yield f"- People concerned: {_list(record['subjects'])}"
    yield from _table(
        "Purposes",
        ("purpose", "legal bases", "balancing test", "categories that leave", "recipients"),
        (
            (row["purpose"], row["bases"], row["balancing_test"] or "-", row["categories"], row["recipients"])
            for row in record["activities"]
        ),
    )
    yield from _table(
        "Categories of data",
        ("category", "fields", "given by the subject", "ends"),
        (
            (row["category"], row["fields"], "yes" if row["given_by_subject"] else "no", "; ".join(row["ends"]))
            for row in record["categories"]
        ),
    )
    yield from _table(
        "Recipients",
        ("recipient", "kind", "categories", "purposes", "conditions"),
        (
            (row["recipient"], row["kind"], row["categories"], row["purposes"], "; ".join(row["conditions"]) or "-")
            for row in record["recipients"]
        ),
    )
    yield ""
    yield "## Transfers, bans, measures"
    yield ""
    yield f"- A transfer outside the region needs one of: {_list(record['transfers']['safeguards'])}"
    yield f"- By derogation, each time with a second person: {_list(record['transfers']['derogation_recipients'])}"
    yield f"- Never recipients: {_list(record['never'])}"
    yield f"- Forbidden purposes: {_list(record['forbidden'])}"
    yield from (f"- Measure: {measure}" for measure in record["measures"])


def _table(title: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        cells = [value if isinstance(value, str) else _list(value) for value in row]
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _list(values: list[str]) -> str:
    return ", ".join(value.replace("_", " ") if "." not in value else value for value in values) or "-"
