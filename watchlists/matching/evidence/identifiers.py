"""Compare identifiers by type, issuer and normalised value. A strong one that agrees decides."""

from __future__ import annotations

from collections.abc import Iterable

from watchlists.matching.evidence.facts import Fact
from watchlists.model import Identifier
from watchlists.normalize.identifiers import normalise

_STRONG_TEXT = (
    "passport national_id tax_id ssn registration_number lei swift_bic imo imo_company mmsi crypto_address duns "
    "aircraft_tail aircraft_serial travel_document driving_licence"
)
STRONG = frozenset(_STRONG_TEXT.split())
"""Types whose value names one party."""

SINGLE = frozenset({"national_id", "ssn", "lei", "imo", "imo_company"})
"""Types of which a party has one in a country, so that another value speaks against it."""

_GLOBAL = frozenset({"lei", "swift_bic", "imo", "imo_company", "mmsi", "crypto_address", "duns"})
_SHORTEST = 5


def compare_identifiers(ours: Iterable[Identifier], theirs: Iterable[Identifier]) -> Fact | None:
    """Compare all with all: the best agreement, else a conflict, else None."""
    submitted = tuple(ours)
    if not submitted:
        return None
    listed = [(identifier, normalise(identifier.type, identifier.value)) for identifier in theirs]
    conflict: Fact | None = None
    weak: Fact | None = None
    for mine in submitted:
        value = normalise(mine.type, mine.value)
        for other, listed_value in listed:
            if value and value == listed_value:
                fact = _agree(mine, other, value)
                if fact.weight == "identifier":
                    return fact
                weak = weak or fact
            elif (
                value and listed_value and mine.type == other.type and mine.type in STRONG and _same_issuer(mine, other)
            ):
                conflict = _worse(conflict, _conflict(mine, other))
    return weak or conflict


def _agree(mine: Identifier, other: Identifier, value: str) -> Fact:
    known = mine.type == other.type and mine.type in STRONG and len(value) >= _SHORTEST
    if known and (mine.type in _GLOBAL or mine.country is None or other.country in (None, mine.country)):
        return _fact(mine, other, 1.0, "identifier", f"same {mine.type.replace('_', ' ')}")
    return _fact(mine, other, 0.7, "identifier_weak", "same number, but type or issuer is not certain")


def _same_issuer(mine: Identifier, other: Identifier) -> bool:
    return mine.type in _GLOBAL or (mine.country is not None and mine.country == other.country)


def _conflict(mine: Identifier, other: Identifier) -> Fact:
    weight = "identifier_conflict_strong" if mine.type in SINGLE else "identifier_conflict"
    return _fact(mine, other, 0.0, weight, f"another {mine.type.replace('_', ' ')}")


def _worse(known: Fact | None, new: Fact) -> Fact:
    return new if known is None or new.weight == "identifier_conflict_strong" else known


def _fact(mine: Identifier, other: Identifier, likeness: float, weight: str, reason: str) -> Fact:
    return Fact("identifier", mine.value, other.value, likeness, weight, reason)
