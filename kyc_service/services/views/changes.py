"""What is other about a pair of a subject and a listed party between two hits on it, fact by fact.

Of the subject fingerprints were kept, which say that a fact changed and not into what. Of the entry the values that an
analyst saw were kept, so what came and what went can be shown. Why a party is listed is no fact that identifies it, but
a reader wants to know: programmes, topics and reasons are compared as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Evidence = Mapping[str, Any]
"""What a hit keeps: `entry`, `listings`, `prints`."""
_SHOWN = ("names", "birth_dates", "countries", "programmes", "topics", "reasons", "listed_on")
"""Facts of an entry whose values hits keep."""
_SAME_AS: Mapping[str, str] = {"entry.nationalities": "entry.countries", "subject.weak_names": "subject.names"}
"""Fingerprints that say what another fact says."""


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that is other than it was."""

    fact: str
    """`subject.names`, `entry.programmes`, ...; `match.identifier` for whether an identifier of both is the same."""
    added: tuple[str, ...] = ()
    """What came; listed values only."""
    removed: tuple[str, ...] = ()
    """What went."""


def entries_of(evidence: Evidence) -> frozenset[tuple[str, str]]:
    """Return source and id of every listing that a hit speaks for."""
    every = (evidence["entry"], *(listing["entry"] for listing in evidence.get("listings", ())))
    return frozenset((entry["source"], entry["id"]) for entry in every)


def compare(then: Evidence, now: Evidence) -> tuple[Change, ...]:
    """Name what differs between two hits on one pair, the subject first."""
    prints = _compare_prints(then, now)
    shown = {change.fact: change for change in _compare_values(then, now)}
    names = sorted({*prints, *shown}, key=lambda fact: (not fact.startswith("subject."), fact))
    return tuple(shown.get(fact, Change(fact)) for fact in names)


def _compare_prints(then: Evidence, now: Evidence) -> set[str]:
    before, after = then.get("prints"), now.get("prints")
    if not before or not after:
        return set()
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if _key(then["entry"]) != _key(now["entry"]):
        # They were taken of two listings of the party, so they cannot be compared.
        changed = {name for name in changed if not name.startswith("entry.")}
    return {_SAME_AS.get(name, name) for name in changed}


def _compare_values(then: Evidence, now: Evidence) -> list[Change]:
    found = []
    listed_before, listed_now = entries_of(then), entries_of(now)
    if listed_before != listed_now:
        came, went = (
            [ident for _, ident in sorted(one)] for one in (listed_now - listed_before, listed_before - listed_now)
        )
        found.append(Change("entry.listings", tuple(came), tuple(went)))
    shared = min(listed_before & listed_now, key=lambda key: key != _key(now["entry"]), default=None)
    if shared is None:
        return found
    before, after = _find(then, shared), _find(now, shared)
    for fact in _SHOWN:
        old, new = _texts(before.get(fact)), _texts(after.get(fact))
        if set(old) != set(new):
            added, removed = (one for one in new if one not in old), (one for one in old if one not in new)
            found.append(Change(f"entry.{fact}", tuple(added), tuple(removed)))
    return found


def _find(evidence: Evidence, key: tuple[str, str]) -> Mapping[str, Any]:
    every = (evidence["entry"], *(listing["entry"] for listing in evidence.get("listings", ())))
    found: Mapping[str, Any] = next(entry for entry in every if _key(entry) == key)
    return found


def _key(entry: Mapping[str, Any]) -> tuple[str, str]:
    return (str(entry["source"]), str(entry["id"]))


def _texts(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - values as hits keep them
    """Write a value of an entry as texts: a name is its letters."""
    if value is None:
        return ()
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(str(one["value"]) if isinstance(one, Mapping) else str(one) for one in values)
