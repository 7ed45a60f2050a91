"""Compare identifiers by type, issuer and normalised value. A strong one that agrees decides."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA

from watchlists.matching.evidence.facts import Fact
from watchlists.model import Identifier
from watchlists.normalize.identifiers import normalise

_STRONG_TEXT = (
    "passport national_id tax_id ssn registration_number lei swift_bic imo imo_company mmsi crypto_address duns "
    "aircraft_tail aircraft_serial aircraft_mode_s travel_document driving_licence isin"
)
STRONG = frozenset(_STRONG_TEXT.split())
"""Types whose value names one party."""

SINGLE = frozenset({"national_id", "ssn"})
"""Types of which a party has one in a country, so that another value speaks against it."""

PERMANENT = frozenset({"lei", "imo", "imo_company", "aircraft_serial"})
"""Types of which a party has one in the world and for ever, so that another value makes it another party."""

_GLOBAL = PERMANENT | {"swift_bic", "mmsi", "crypto_address", "duns", "aircraft_tail", "aircraft_mode_s", "isin"}
_MANY = frozenset({"crypto_address", "swift_bic", "isin"})
"""Types of which a party may have any number, so that another value says nothing."""

_SAID = {
    "imo": "ship's number (IMO)",
    "imo_company": "company's IMO number",
    "mmsi": "ship's radio number (MMSI)",
    "lei": "LEI",
    "swift_bic": "SWIFT code",
    "ssn": "social security number",
    "isin": "ISIN",
    "duns": "D-U-N-S number",
    "aircraft_tail": "tail number",
    "aircraft_serial": "aircraft's serial number",
    "aircraft_mode_s": "aircraft's transponder code",
    "other": "number of unknown type",
}
_SHORTEST = 5
_SHORTEST_SLIP = 7
_ORDER = (
    "identifier",
    "identifier_weak",
    "identifier_slip",
    "identifier_conflict_permanent",
    "identifier_conflict_strong",
    "identifier_conflict",
)
"""Best first: one number that agrees outweighs others that do not, and of conflicts the gravest counts."""


def compare_identifiers(ours: Iterable[Identifier], theirs: Iterable[Identifier]) -> Fact | None:
    """Compare all with all: the best agreement, else a conflict, else None."""
    submitted = tuple(ours)
    if not submitted:
        return None
    listed = [(identifier, normalise(identifier.type, identifier.value)) for identifier in theirs]
    best: Fact | None = None
    for mine in submitted:
        value = normalise(mine.type, mine.value)
        for other, listed_value in listed:
            fact = _compare(mine, other, value, listed_value) if value and listed_value else None
            if fact and fact.weight == _ORDER[0]:
                return fact
            if fact and (best is None or _ORDER.index(fact.weight) < _ORDER.index(best.weight)):
                best = fact
    return best


def _compare(mine: Identifier, other: Identifier, value: str, listed: str) -> Fact | None:
    if value == listed:
        return _agree(mine, other, value)
    if mine.type != other.type or mine.type not in STRONG or mine.type in _MANY or not _same_issuer(mine, other):
        return None
    # One sign less or more, another one, or two that changed places.
    if min(len(value), len(listed)) >= _SHORTEST_SLIP and OSA.distance(value, listed, score_cutoff=1) <= 1:
        return _fact(mine, other, 0.8, "identifier_slip", f"{_say(mine)} with one sign another")
    return _conflict(mine, other)


def _agree(mine: Identifier, other: Identifier, value: str) -> Fact:
    known = mine.type == other.type and mine.type in STRONG and len(value) >= _SHORTEST
    if known and (mine.type in _GLOBAL or mine.country is None or other.country in (None, mine.country)):
        return _fact(mine, other, 1.0, "identifier", f"same {_say(mine)}")
    if mine.type == other.type and mine.type not in STRONG:
        return _fact(mine, other, 0.7, "identifier_weak", f"same {_say(mine)}, which others may share")
    return _fact(mine, other, 0.7, "identifier_weak", "same number, but type or issuer is not certain")


def _same_issuer(mine: Identifier, other: Identifier) -> bool:
    return mine.type in _GLOBAL or (mine.country is not None and mine.country == other.country)


def _conflict(mine: Identifier, other: Identifier) -> Fact:
    if mine.type in PERMANENT:
        return _fact(mine, other, 0.0, "identifier_conflict_permanent", f"another {_say(mine)}, which never changes")
    weight = "identifier_conflict_strong" if mine.type in SINGLE else "identifier_conflict"
    return _fact(mine, other, 0.0, weight, f"another {_say(mine)}")


def _say(identifier: Identifier) -> str:
    """Name the type as people do."""
    return _SAID.get(identifier.type, identifier.type.replace("_", " "))


def _fact(mine: Identifier, other: Identifier, likeness: float, weight: str, reason: str) -> Fact:
    return Fact("identifier", mine.value, other.value, likeness, weight, reason)
