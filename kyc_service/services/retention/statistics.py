"""Statistics: how many businesses came to which outcome, by country and month, in anonymous groups only."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from kyc_service.errors import Fault, InvalidInputError, SubjectErasedError
from kyc_service.policy.disposal.grouping import Group, group
from kyc_service.services.runtime import Runtime

PURPOSE = "statistics"
UNKNOWN = "unknown"
CHUNK = 500
_COUNTRY = "business.registration.country"
_FALLBACK = 20


@dataclass(frozen=True, slots=True)
class Statistics:
    """Groups of one month."""

    month: str
    least: int
    """No group is smaller."""
    groups: tuple[Group, ...]


def count_month(rt: Runtime, tenant_id: str, month: str, actor: str) -> Statistics:
    """Count the businesses that were verified in a month that is over, each once, by its last outcome in it.

    Raises InvalidInputError for a month that is not over: counted twice, it would tell who came between.
    """
    with rt.open_work(tenant_id, actor, read_only=True) as work:
        start, end = _span(month, work.now())
        outcomes = work.histories.outcomes(start, end)
    counts: Counter[tuple[str, str]] = Counter()
    ids = sorted(outcomes)
    for first in range(0, len(ids), CHUNK):
        chunk = ids[first : first + CHUNK]
        with rt.open_work(tenant_id, actor, read_only=True) as work:
            for subject_id in chunk:
                try:
                    _, fields = work.subjects.read_all([subject_id])[subject_id]
                except (SubjectErasedError, KeyError):
                    continue
                country = fields.use(PURPOSE).get(_COUNTRY)
                counts[outcomes[subject_id], country if isinstance(country, str) else UNKNOWN] += 1
    least = rt.policy.rules.purposes[PURPOSE].min_group or _FALLBACK
    with rt.open_work(tenant_id, actor) as work:
        work.audit.append("statistics.counted", "done", details={"month": month})
    return Statistics(month, least, group(counts, least))


def _span(month: str, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    try:
        start = dt.datetime.strptime(month, "%Y-%m").replace(tzinfo=dt.UTC)
    except ValueError:
        raise InvalidInputError([Fault("month", "invalid_month")]) from None
    end = (start + dt.timedelta(days=32)).replace(day=1)
    if end > now:
        raise InvalidInputError([Fault("month", "month_not_over")])
    return start, end
