"""What a complete list looks like from inside: every regime, every column, and what other lists repeat of it.

Counts only. A list that is short of one regime is as dangerous as one that is cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from watchlists.model import Kind
from watchlists.sources.base import SecondSource, Source
from watchlists.versions import ListVersion


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something odd about a version."""

    code: str
    """As `list_shrunk`, `list_mutated`."""
    detail: str


def find_gap(source: Source, candidate: ListVersion) -> Alarm | None:
    """Find a programme with fewer entries than it has, or persons without their birth dates."""
    floors = source.floors
    if floors.programmes:
        counted = Counter(programme for entry in candidate.entries for programme in set(entry.programmes))
        for programme, floor in floors.programmes.items():
            if counted[programme] < floor:
                detail = f"{counted[programme]} entries of {programme}, at least {floor} are expected"
                return Alarm("list_shrunk", detail)
    persons = [entry for entry in candidate.entries if entry.kind is Kind.PERSON]
    born = sum(bool(entry.birth_dates) for entry in persons)
    if persons and born < floors.born * len(persons):
        share = f"{born / len(persons):.0%} of the persons have a birth date"
        return Alarm("list_schema_changed", f"{share}, at least {floors.born:.0%} are expected")
    return None


def find_missing_seconds(source: Source, candidate: ListVersion, others: Mapping[str, ListVersion]) -> Alarm | None:
    """Find another list, of those given, that this one repeats and now leaves out."""
    known = {entry.id for entry in candidate.entries}
    known.update(reference for entry in candidate.entries for reference in entry.references)
    for second in source.second_sources:
        other = others.get(second.source)
        if other is not None and (alarm := _compare(second, other, known)):
            return alarm
    return None


def _compare(second: SecondSource, other: ListVersion, known: set[str]) -> Alarm | None:
    wanted = [entry.id for entry in other.entries if entry.id.startswith(second.prefix)]
    found = sum(entry_id in known for entry_id in wanted)
    if found >= second.share * len(wanted):
        return None
    what = f"{second.source} ({second.prefix})" if second.prefix else second.source
    share = f"{found} of the {len(wanted)} entries of {what} are referred to"
    return Alarm("list_second_source", f"{share}, at least {second.share:.0%} are expected")
