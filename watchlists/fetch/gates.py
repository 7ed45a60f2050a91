"""Whether a new version of a list may replace the last good one.

A version that fails a gate is refused with a code; the old one stays. Nothing here reads files or the clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Protocol

from watchlists.errors import ListRefusedError
from watchlists.fetch import plausibility
from watchlists.fetch.plausibility import Alarm
from watchlists.sources.base import Source
from watchlists.sources.drafts import DUPLICATE_FIELD
from watchlists.versions import ListVersion, Summary, summarise

__all__ = ["Alarm", "check", "find_alarms"]

_NO_OTHERS: Final[Mapping[str, ListVersion]] = MappingProxyType({})
MAX_REJECTED = 0.001
"""Share of rows that may be unreadable."""
MAX_SHRINK = 0.02
"""Share of entries that may go from one version to the next without approval."""
MAX_DUPLICATES = 0.001
"""Share of entries that may have been named twice under one id; fewer are merged and raise an alarm."""


class Previous(Protocol):
    """What has to be known of the version that would be replaced. A `Summary` is one."""

    @property
    def digest(self) -> str:
        """The version's address."""

    @property
    def published(self) -> dt.date | None:
        """The day its publisher gave it."""

    @property
    def entries(self) -> int:
        """How many parties it names."""


def check(
    source: Source,
    candidate: ListVersion,
    previous: Previous | None,
    today: dt.date,
    *,
    others: Mapping[str, ListVersion] = _NO_OTHERS,
) -> None:
    """Refuse a version that must not replace the last good one, by the first gate that it fails.

    `others` are the current versions of the source's second sources, where they are loaded. Raises ListRefusedError.
    """
    summary = summarise(candidate)
    refusals = (
        _refuse_empty(candidate),
        _refuse_dates(candidate, previous, today),
        _refuse_rows(candidate, summary),
        _refuse_repaired(candidate),
        _refuse_missing(source, candidate, summary),
        _refuse_floors(source, summary),
        plausibility.find_gap(source, candidate),
        plausibility.find_missing_seconds(source, candidate, others),
        _refuse_shrink(summary, previous),
    )
    for refusal in refusals:
        if refusal is not None:
            raise ListRefusedError(source.id, refusal.code, refusal.detail)


def find_alarms(candidate: ListVersion, previous: Previous | None) -> tuple[Alarm, ...]:
    """Say what is odd about a version that passes the gates."""
    duplicates = _count_duplicates(summarise(candidate))
    alarms: list[Alarm] = []
    if duplicates:
        alarms.append(Alarm("list_duplicate_id", f"{duplicates} rows repeat an id; their names were merged"))
    if candidate.rejected_rows:
        alarms.append(Alarm("list_rows_rejected", f"{candidate.rejected_rows} rows could not be read"))
    if (
        previous is not None
        and candidate.published is not None
        and candidate.published == previous.published
        and candidate.digest != previous.digest
    ):
        alarms.append(Alarm("list_mutated", "the files changed and their date did not"))
    return tuple(alarms)


def _refuse_empty(candidate: ListVersion) -> Alarm | None:
    return None if candidate.entries else Alarm("list_empty", "no entry was found")


def _refuse_dates(candidate: ListVersion, previous: Previous | None, today: dt.date) -> Alarm | None:
    published = candidate.published
    if published is None:
        return None
    if published > today + dt.timedelta(days=1):  # a publisher east of here is a day ahead
        return Alarm("list_date", f"published {published}, which is in the future")
    if previous is not None and previous.published is not None and published < previous.published:
        return Alarm("list_rollback", f"published {published}, before the current {previous.published}")
    return None


def _refuse_rows(candidate: ListVersion, summary: Summary) -> Alarm | None:
    if candidate.rejected_rows > MAX_REJECTED * summary.entries:
        return Alarm("list_rows_rejected", f"{candidate.rejected_rows} rows could not be read")
    duplicates = _count_duplicates(summary)
    if duplicates > MAX_DUPLICATES * summary.entries and duplicates > 1:
        return Alarm("list_duplicate_id", f"{duplicates} rows repeat an id")
    return None


def _refuse_repaired(candidate: ListVersion) -> Alarm | None:
    if not candidate.repairs:
        return None
    return Alarm("list_wrong_format", f"not well-formed in {candidate.repairs} places, which its publisher's files are")


def _refuse_missing(source: Source, candidate: ListVersion, summary: Summary) -> Alarm | None:
    if candidate.missing:
        return Alarm("list_incomplete", f"without {', '.join(candidate.missing)}")
    found = summary.entries + candidate.rejected_rows + _count_duplicates(summary)
    if candidate.stated_count is not None and found != candidate.stated_count:
        return Alarm("list_incomplete", f"{found} entries, the publisher states {candidate.stated_count}")
    ids = {entry.id for entry in candidate.entries}
    missing = [entry_id for entry_id in source.must_have if entry_id not in ids]
    if missing:
        return Alarm("list_incomplete", f"without {', '.join(missing)}")
    return None


def _refuse_floors(source: Source, summary: Summary) -> Alarm | None:
    floors = source.floors
    counts = (
        ("entries", summary.entries, floors.entries),
        ("persons", summary.by_kind.get("person", 0), floors.persons),
        ("organisations", summary.by_kind.get("organisation", 0), floors.organisations),
        ("names", summary.names, floors.names),
        ("birth dates", summary.birth_dates, floors.birth_dates),
        ("identifiers", summary.identifiers, floors.identifiers),
    )
    for what, found, floor in counts:
        if found < floor:
            return Alarm("list_shrunk", f"{found} {what}, at least {floor} are expected")
    return None


def _refuse_shrink(summary: Summary, previous: Previous | None) -> Alarm | None:
    if previous is None or summary.entries >= (1 - MAX_SHRINK) * previous.entries:
        return None
    return Alarm("list_shrunk", f"{summary.entries} entries, the current version has {previous.entries}")


def _count_duplicates(summary: Summary) -> int:
    return summary.not_understood.get(DUPLICATE_FIELD, 0)
