"""Figures: how a desk does, over the last 30 days and now. Counts only: who is behind them is not read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kyc_service.domain.cases import HitStatus
from kyc_service.domain.monitoring.ledger import Standing
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.services.risk import tables
from kyc_service.storage.figures import Answers, Medians, Repeats, Terms, Waiting
from kyc_service.storage.work import Work

DAYS = 30
"""How far back figures go."""
AGES = (1, 3, 7, 14, 30)
"""Days at which one group of ages of open cases ends and the next begins."""
TRUE = frozenset({HitStatus.TRUE_MATCH, HitStatus.ACCEPTED_RISK, HitStatus.BLOCKED})
"""Answers that say it is the listed party, whatever was decided then."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of cases."""

    day: dt.date
    opened: int
    closed: int
    open: int
    """When the day was over, or now. Of cases that are still on file: an erased one is not counted back."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some answers were false positives."""

    name: str
    false: int
    true: int
    all: int

    @property
    def of_all(self) -> float:
        """The share, 0 to 1."""
        return self.false / self.all if self.all else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How a desk does."""

    now: dt.datetime
    days: tuple[Day, ...]
    """Oldest first; the last is today."""
    ages: tuple[int, ...]
    """Open cases by age, the youngest first; one more than `AGES`."""
    medians: Medians
    """From opening to the first act and to closing, of cases closed in these days."""
    terms: Terms
    repeats: Repeats
    """Among the hits of cases opened in these days."""
    lists: tuple[Share, ...]
    """By list, the most answers first."""
    reasons: tuple[tuple[str, int], ...]
    """Why hits were false positives, the most frequent first."""
    waiting: Waiting
    """For a second person."""
    failed: int
    """Verifications that could not be completed."""
    processing: int
    """Verifications under way."""
    standings: tuple[Standing, ...]
    """Active subjects by what they were last compared with: coverage is added up from them."""

    @property
    def open(self) -> int:
        """Cases that nobody decided."""
        return sum(self.ages)

    @property
    def median(self) -> dt.timedelta | None:
        """From opening to closing, of cases closed in these days; None without any."""
        return self.medians.to_close

    table_digest: str
    """Of the table of risk factors in force."""
    unrated: int
    """Businesses that it has not rated yet."""

    @property
    def subjects(self) -> int:
        """Active subjects."""
        return sum(one.subjects for one in self.standings)

    @property
    def opened(self) -> int:
        """Cases opened in these days."""
        return sum(day.opened for day in self.days)

    @property
    def closed(self) -> int:
        """Cases closed in these days."""
        return sum(day.closed for day in self.days)

    @property
    def true_matches(self) -> int:
        """Hits that turned out to be the listed party, in cases closed in these days."""
        return sum(share.true for share in self.lists)


def read(work: Work) -> Figures:
    """Read the figures of a desk."""
    now = work.now()
    since = dt.datetime.combine(now.date() - dt.timedelta(days=DAYS - 1), dt.time(), dt.UTC)
    ages = work.figures.open_cases([now - dt.timedelta(days=days) for days in AGES])
    answers = work.figures.answers(since)
    standing = work.figures.verifications()
    digest = tables.current(work).digest
    return Figures(
        now=now,
        days=_days(work, since, sum(ages)),
        ages=ages,
        medians=work.figures.medians(since),
        terms=work.figures.terms(now, since + dt.timedelta(days=DAYS)),
        repeats=work.figures.repeats(since),
        lists=_share(answers),
        reasons=_count_reasons(answers),
        waiting=work.figures.decisions_waiting(),
        failed=standing.get(VerificationStatus.FAILED, 0),
        processing=standing.get(VerificationStatus.PROCESSING, 0),
        standings=work.monitoring.coverage.standings(),
        table_digest=digest,
        unrated=work.risk.ratings.count_waiting(digest),
    )


def _days(work: Work, since: dt.datetime, open_now: int) -> tuple[Day, ...]:
    """Put the days together, counted back from what is open now."""
    opened = work.figures.cases_by_day("opened_at", since)
    closed = work.figures.cases_by_day("closed_at", since)
    found: list[Day] = []
    for back in range(DAYS):
        day = since.date() + dt.timedelta(days=DAYS - 1 - back)
        found.append(Day(day, opened.get(day, 0), closed.get(day, 0), open_now))
        open_now = max(0, open_now - found[-1].opened + found[-1].closed)
    return tuple(reversed(found))


def _share(answers: Iterable[Answers]) -> tuple[Share, ...]:
    false: Counter[str] = Counter()
    true: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for one in answers:
        every[one.source] += one.count
        false[one.source] += one.count if one.status is HitStatus.FALSE_POSITIVE else 0
        true[one.source] += one.count if one.status in TRUE else 0
    return tuple(Share(name, false[name], true[name], count) for name, count in every.most_common())


def _count_reasons(answers: Iterable[Answers]) -> tuple[tuple[str, int], ...]:
    found: Counter[str] = Counter()
    for one in answers:
        if one.status is HitStatus.FALSE_POSITIVE:
            found[one.reason_code or "other"] += one.count
    return tuple(found.most_common())
