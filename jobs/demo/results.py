"""What the demonstration found, as values: for the table on a terminal and for the one JSON object."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jobs.demo.client import Client, Refusal
from jobs.demo.decision import Decided
from kyc_service.verifiers.serving import REGISTERS


@dataclass(frozen=True, slots=True)
class Found:
    """A listed entry that a submission may be, and why."""

    entry_id: str
    caption: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a register was compared with."""

    matter: str
    result: str
    ours: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of one register."""

    register: str
    title: str
    required: bool
    outcome: str
    """`verified`, `not_verified`, `unavailable`, `not_supported` or `invalid_input`."""
    code: str | None
    flags: tuple[str, ...]
    compared: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an analyst reads of a verification."""

    hits: tuple[Found, ...] = ()
    """Best first."""
    registers: tuple[Asked, ...] = ()
    named: tuple[str, ...] = ()
    """Names of parties that only a register named: screened as well."""


NOTHING = Evidence()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one submission."""

    title: str
    name: str
    reference: str
    verification_id: str | None
    status: str
    """The verification's, or `refused`."""
    coverage: str | None
    evidence: Evidence
    refused: tuple[Refusal, ...]
    cleared: bool | None
    """What the clearance question answers; None when there is nothing to ask about."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds from sending a submission to reading its result."""

    p50: float
    p95: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Timing:
        """Sum up measurements."""
        cuts = statistics.quantiles(milliseconds, n=100, method="inclusive")
        return cls(round(cuts[49], 1), round(cuts[94], 1))


@dataclass(frozen=True, slots=True)
class Results:
    """Everything."""

    lists: tuple[dict[str, Any], ...]
    submissions: tuple[Result, ...]
    timing: Timing
    decided: Decided
    docs: str

    def to_json(self) -> dict[str, Any]:
        """Return the one object that `--json` prints."""
        return {
            "lists": list(self.lists),
            "submissions": [_result_json(result) for result in self.submissions],
            "submit_to_result_ms": {"p50": self.timing.p50, "p95": self.timing.p95},
            "decision": self.decided.to_json(),
            "docs": self.docs,
        }


def read_evidence(analyst: Client, verification_id: str, body: dict[str, Any]) -> Evidence:
    """Read a verification as an analyst may; `body` is what was submitted."""
    evidence = analyst.get(f"/v1/verifications/{verification_id}")["evidence"]
    found = [_read_hit(hit) for hit in evidence["hits"]]
    asked = (_read_register(check) for check in evidence["checks"] if check["kind"] == "register")
    return Evidence(
        hits=tuple(sorted(found, key=lambda hit: (-hit.score, hit.entry_id))),
        registers=tuple(one for one in asked if one is not None),
        named=_read_named(evidence["parties"], body),
    )


def _read_register(check: dict[str, Any]) -> Asked | None:
    answer = check["register"]
    if answer is None:
        return None
    return Asked(
        register=check["source"],
        title=REGISTERS[check["source"]].title,
        required=check["required"],
        outcome=answer["outcome"],
        code=answer["code"],
        flags=tuple(answer["flags"]),
        compared=tuple(
            Row(row["matter"], row["result"], row.get("ours"), row.get("theirs")) for row in answer["compared"]
        ),
    )


def _read_named(parties: list[dict[str, Any]], body: dict[str, Any]) -> tuple[str, ...]:
    """Name the parties that were not submitted."""
    submitted = {one["name"] for one in (body["business"], body["contact"], *body["people"])}
    names = (party["details"].get("business.name") or party["details"].get("person.name") for party in parties)
    return tuple(name for name in names if name and name not in submitted)


def _read_hit(hit: dict[str, Any]) -> Found:
    reasons = tuple(f"{piece['noun'].replace('_', ' ')}: {piece['reason']}" for piece in hit["evidence"])
    return Found(hit["entry_id"], hit["entry"]["caption"], round(hit["score"], 4), reasons)


def _result_json(result: Result) -> dict[str, Any]:
    return {
        "name": result.name,
        "reference": result.reference,
        "status": result.status,
        "coverage": result.coverage,
        "hits": [
            {"entry_id": hit.entry_id, "caption": hit.caption, "score": hit.score, "reasons": list(hit.reasons)}
            for hit in result.evidence.hits
        ],
        "registers": [dataclasses.asdict(asked) for asked in result.evidence.registers],
        "named_by_registers": list(result.evidence.named),
        "refused": [
            {"pointer": refusal.pointer, "code": refusal.code, "message": refusal.message} for refusal in result.refused
        ],
        "cleared": result.cleared,
    }
