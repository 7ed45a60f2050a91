"""Saved filters: what somebody looks for again and again. They are their own, and nobody else's."""

from __future__ import annotations

from kyc_service.domain.desk.filters import CaseFilter, SavedFilter, read_name
from kyc_service.storage.work import Work


def list_own(work: Work) -> tuple[SavedFilter, ...]:
    """List the filters of whoever acts, by name."""
    return work.desk.filters.list()


def keep(work: Work, name: str, wanted: CaseFilter) -> SavedFilter:
    """Keep a filter under a name; one of the same name is replaced. Raises InvalidInputError, ConflictError."""
    kept = work.desk.filters.keep(read_name(name), wanted)
    work.audit.append("desk.filter_kept", "done", details={"filter_id": kept.id})
    return kept


def drop(work: Work, filter_id: str) -> None:
    """Drop one of one's own. Raises NotFoundError."""
    work.desk.filters.drop(filter_id)
    work.audit.append("desk.filter_dropped", "done", details={"filter_id": filter_id})
