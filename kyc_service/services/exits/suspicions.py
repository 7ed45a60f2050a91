"""Suspicions: write an assessment down, sealed, and close it. Nothing that a subject or the flow sees rests on it."""

from __future__ import annotations

from dataclasses import dataclass

from kyc_service.domain.privacy.suspicions import Suspicion
from kyc_service.errors import StaleVersionError
from kyc_service.storage.work import Work

PURPOSE = "legal_duty"
"""Purpose of the policy under which they are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What became of a suspicion so far; None leaves a part as it is."""

    assessment: str | None = None
    fiu_reference: str | None = None
    close: bool = False


def open_one(work: Work, subject_id: str, report: str) -> Suspicion:
    """Begin an assessment. The audit says that there is one more, and not about whom. Raises NotFoundError."""
    subject = work.subjects.get(subject_id)
    made = work.suspicions.add(subject.id, {"suspicion.report": report})
    work.audit.append("suspicion.opened", "done", details={"suspicion_id": made.id})
    return made


def read(work: Work, suspicion_id: str) -> Suspicion:
    """Read an assessment. The reading is in the audit."""
    found = work.suspicions.get(suspicion_id)
    work.audit.append("suspicion.read", "done", details={"suspicion_id": suspicion_id})
    return found


def assess(work: Work, suspicion_id: str, version: int, assessed: Assessed) -> Suspicion:
    """Write down what was found, and end it where that is said. Raises ConflictError when it is closed."""
    found = work.suspicions.get(suspicion_id)
    if found.version != version:
        raise StaleVersionError
    given = {"suspicion.assessment": assessed.assessment, "suspicion.fiu_reference": assessed.fiu_reference}
    content = {**found.content.use(PURPOSE), **{path: text for path, text in given.items() if text is not None}}
    changed = work.suspicions.change(found, content, close=assessed.close)
    work.audit.append("suspicion.assessed", changed.status.value, details={"suspicion_id": suspicion_id})
    return changed
