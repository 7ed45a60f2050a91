"""What a check found, written down as JSON and read again. Nothing personal stands in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kyc_service.domain.checks import (
    Evidence,
    FoundEntry,
    ListUsed,
    OwnershipResult,
    RegisterResult,
    RuleOutcome,
    ScreeningResult,
)
from kyc_service.domain.ownership.rules import RuleName
from kyc_service.domain.ownership.verdicts import Verdict
from kyc_service.domain.registers import Outcome

CheckResult = ScreeningResult | RegisterResult | OwnershipResult


def write(result: CheckResult) -> dict[str, Any]:
    """Write a result down."""
    if isinstance(result, OwnershipResult):
        return _write_ownership(result)
    return _write_screening(result) if isinstance(result, ScreeningResult) else _write_register(result)


def read_screening(found: Mapping[str, Any]) -> ScreeningResult:
    """Read what a screening found. Parts that older versions did not write have their defaults."""
    lists = tuple(
        ListUsed(
            source=used["source"],
            digest=used["digest"],
            published=dt.date.fromisoformat(used["published"]) if used["published"] else None,
            confirmed_at=dt.datetime.fromisoformat(used["confirmed_at"]) if used["confirmed_at"] else None,
            fresh=used["fresh"],
            required=used.get("required", True),
            parser=used.get("parser"),
        )
        for used in found["lists"]
    )
    return ScreeningResult(
        lists=lists,
        missing=tuple(found.get("missing", ())),
        matcher_version=found["matcher_version"],
        threshold=found["threshold"],
        code_version=found["code_version"],
        profile=found.get("profile"),
        profile_number=found.get("profile_number"),
        found=tuple(FoundEntry(*one) for one in found["found"]) if "found" in found else None,
    )


def read_register(found: Mapping[str, Any]) -> RegisterResult:
    """Read what a register answered."""
    return RegisterResult(
        register=found["register"],
        outcome=Outcome(found["outcome"]),
        code=found["code"],
        reference=found["reference"],
        compared=tuple((field, agreement) for field, agreement in found["compared"]),
        flags=tuple(found["flags"]),
        evidence=tuple(
            Evidence(dt.datetime.fromisoformat(one["at"]), one["status"], one["sha256"]) for one in found["evidence"]
        ),
        source_id=found["source_id"],
        asked_at=dt.datetime.fromisoformat(found["asked_at"]),
        reused=found["reused"],
    )


def read_ownership(found: Mapping[str, Any]) -> OwnershipResult:
    """Read what the owners of a business came to."""
    rules = tuple(
        RuleOutcome(
            rule=RuleName(one["rule"]),
            verdict=Verdict(one["verdict"]),
            low=one["low"],
            high=one["high"],
            if_undecided=Verdict(one["if_undecided"]),
        )
        for one in found["rules"]
    )
    return OwnershipResult(threshold=found["threshold"], rules=rules, flags=tuple(found["flags"]))


def _write_ownership(result: OwnershipResult) -> dict[str, Any]:
    return {
        "threshold": result.threshold,
        "flags": list(result.flags),
        "rules": [
            {
                "rule": one.rule.value,
                "verdict": one.verdict.value,
                "low": one.low,
                "high": one.high,
                "if_undecided": one.if_undecided.value,
            }
            for one in result.rules
        ],
    }


def _write_screening(result: ScreeningResult) -> dict[str, Any]:
    return {
        "matcher_version": result.matcher_version,
        "threshold": result.threshold,
        "code_version": result.code_version,
        "missing": list(result.missing),
        "profile": result.profile,
        "profile_number": result.profile_number,
        **({} if result.found is None else {"found": [[one.entry_id, one.score] for one in result.found]}),
        "lists": [
            {
                "source": used.source,
                "digest": used.digest,
                "published": used.published.isoformat() if used.published else None,
                "confirmed_at": used.confirmed_at.isoformat() if used.confirmed_at else None,
                "fresh": used.fresh,
                "required": used.required,
                "parser": used.parser,
            }
            for used in result.lists
        ],
    }


def _write_register(result: RegisterResult) -> dict[str, Any]:
    return {
        "register": result.register,
        "outcome": result.outcome.value,
        "code": result.code,
        "reference": result.reference,
        "compared": [list(pair) for pair in result.compared],
        "flags": list(result.flags),
        "evidence": [{"at": one.at.isoformat(), "status": one.status, "sha256": one.sha256} for one in result.evidence],
        "source_id": result.source_id,
        "asked_at": result.asked_at.isoformat(),
        "reused": result.reused,
    }
