"""Figures written down and read again, for as long as they are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kyc_service.domain.monitoring.ledger import Standing
from kyc_service.services.desk.figures import Day, Figures, Share
from kyc_service.storage.figures import Medians, Repeats, Terms, Waiting


def write(found: Figures) -> Mapping[str, Any]:
    """Write figures as plain values: moments by ISO 8601, lengths in seconds."""
    return {
        "now": found.now.isoformat(),
        "days": [[day.day.isoformat(), day.opened, day.closed, day.open] for day in found.days],
        "ages": list(found.ages),
        "medians": [_seconds(found.medians.to_touch), _seconds(found.medians.to_close)],
        "terms": [found.terms.late, found.terms.today, found.terms.with_term],
        "repeats": [found.repeats.all, found.repeats.again],
        "lists": [[one.name, one.false, one.true, one.all] for one in found.lists],
        "reasons": [list(one) for one in found.reasons],
        "waiting": [found.waiting.count, found.waiting.oldest.isoformat() if found.waiting.oldest else None],
        "failed": found.failed,
        "processing": found.processing,
        "unrated": [found.table_digest, found.unrated],
        "standings": [
            [one.edition, one.changed, one.failed, one.restricted, one.subjects, one.since.isoformat()]
            for one in found.standings
        ],
    }


def read(content: Mapping[str, Any]) -> Figures:
    """Read what `write` wrote."""
    count, oldest = content["waiting"]
    digest, unrated = content["unrated"]
    return Figures(
        now=dt.datetime.fromisoformat(content["now"]),
        days=tuple(Day(dt.date.fromisoformat(day), *counts) for day, *counts in content["days"]),
        ages=tuple(content["ages"]),
        medians=Medians(*(_span(seconds) for seconds in content["medians"])),
        terms=Terms(*content["terms"]),
        repeats=Repeats(*content["repeats"]),
        lists=tuple(Share(*one) for one in content["lists"]),
        reasons=tuple((reason, times) for reason, times in content["reasons"]),
        waiting=Waiting(count, dt.datetime.fromisoformat(oldest) if oldest else None),
        failed=content["failed"],
        processing=content["processing"],
        table_digest=digest,
        unrated=unrated,
        standings=tuple(_read_standing(*parts) for parts in content["standings"]),
    )


def _read_standing(*parts: Any) -> Standing:  # noqa: ANN401 - of whatever kind they are
    *counts, since = parts
    edition, changed, failed, restricted, subjects = counts
    return Standing(edition, changed, failed, restricted, subjects, dt.datetime.fromisoformat(since))


def _seconds(length: dt.timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()


def _span(seconds: float | None) -> dt.timedelta | None:
    return None if seconds is None else dt.timedelta(seconds=seconds)
