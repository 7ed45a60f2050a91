"""Terms: what a tenant promises itself. Another promise counts for the cases that are opened from then on."""

from __future__ import annotations

from kyc_service.domain.desk.terms import Terms
from kyc_service.storage.work import Work


def read(work: Work) -> tuple[Terms, int]:
    """Return the terms in force with their version; 0 while nobody set any."""
    return work.desk.terms.read()


def set_terms(work: Work, terms: Terms, version: int) -> int:
    """Put other terms into force; return their version. Raises InvalidInputError, StaleVersionError."""
    terms.check()
    after = work.desk.terms.set(terms, version)
    hours = {name: getattr(terms, name) for name in ("high_hours", "medium_hours", "low_hours")}
    work.audit.append("desk.terms_set", "done", details={"country": terms.calendar.country, **hours})
    return after
