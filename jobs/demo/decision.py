"""A decision in the demonstration: one analyst proposes, another agrees, the onboarding flow reads it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jobs.demo.client import Client

NOTE = "The listed bank itself: same name, and an address in the same country."


@dataclass(frozen=True, slots=True)
class Decided:
    """What two people decided, and what the onboarding flow reads afterwards."""

    reference: str
    answered: int
    """Hits that were answered."""
    same_person: str
    """What the one who proposed was told when trying to approve as well."""
    status: str
    clear: bool
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as `--json` prints it."""
        return {
            "reference": self.reference,
            "hits_answered": self.answered,
            "same_person_approving": self.same_person,
            "status": self.status,
            "clear": self.clear,
            "reasons": list(self.reasons),
        }


def decide(flow: Client, analyst: Client, second: Client, verification_id: str) -> Decided:
    """Reject a business that is the listed one, as two people have to."""
    evidence = analyst.get(f"/v1/verifications/{verification_id}")["evidence"]
    case = f"/v1/cases/{evidence['case_id']}"
    for hit in evidence["hits"]:
        answer = {"disposition": "true_match", "reason_code": "same_name_and_facts"}
        analyst.change(f"{case}/hits/{hit['id']}/disposition", answer, hit["version"])
    ruling = {"outcome": "reject", "reason_code": "listed_party", "note": NOTE}
    proposed = analyst.change(f"{case}/decision", ruling, analyst.get(case)["version"])
    verdict = {"verdict": "approve"}
    refused = analyst.refusal(f"{case}/approval", verdict, proposed["version"])
    second.change(f"{case}/approval", verdict, proposed["version"])
    found = flow.get(f"/v1/verifications/{verification_id}")
    clearance = flow.get(f"/v1/subjects/{found['reference']}/clearance")
    return Decided(
        reference=found["reference"],
        answered=len(evidence["hits"]),
        same_person=refused,
        status=found["status"],
        clear=clearance["clear"],
        reasons=tuple(clearance["reasons"]),
    )
