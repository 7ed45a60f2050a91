"""Terms: after how long registers are asked again about a tenant's businesses."""

from __future__ import annotations

from kyc_service.domain.feeds.terms import Terms
from kyc_service.storage.work import Work


def read(work: Work) -> tuple[Terms, int]:
    """Return the terms in force with their version; 0 while nobody set any."""
    terms, version, _ = work.review_terms.read()
    return terms, version


def set_terms(work: Work, terms: Terms, version: int) -> int:
    """Put other terms into force; return their version. Raises InvalidInputError, StaleVersionError."""
    terms.check()
    after = work.review_terms.set(terms, version)
    work.audit.append("review.terms_set", "done", details={name: getattr(terms, name) for name in Terms.__slots__})
    return after
