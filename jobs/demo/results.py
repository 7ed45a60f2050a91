"""What the demonstration found, as values: for the table on a terminal and for the one JSON object."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jobs.demo.client import Client, Refusal
from jobs.demo.decision import Decided


@dataclass(frozen=True, slots=True)
class Found:
    """A listed entry that a submission may be, and why."""

    entry_id: str
    caption: str
    score: float
    reasons: tuple[str, ...]


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
    hits: tuple[Found, ...]
    """Best first."""
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


def read_hits(analyst: Client, verification_id: str) -> tuple[Found, ...]:
    """Read the hits of a verification as an analyst may, best first."""
    evidence = analyst.get(f"/v1/verifications/{verification_id}")["evidence"]
    found = [_read_hit(hit) for hit in evidence["hits"]]
    return tuple(sorted(found, key=lambda hit: (-hit.score, hit.entry_id)))


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
            for hit in result.hits
        ],
        "refused": [
            {"pointer": refusal.pointer, "code": refusal.code, "message": refusal.message} for refusal in result.refused
        ],
        "cleared": result.cleared,
    }
