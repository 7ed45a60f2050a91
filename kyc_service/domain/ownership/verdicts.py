"""Verdicts on intervals: what holds whatever the true shares are, what may hold, and what cannot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kyc_service.domain.ownership.holdings import TINY


class Verdict(StrEnum):
    """Three answers, since a band is no number."""

    SURE = "sure"
    POSSIBLE = "possible"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Interval:
    """A fraction of the whole that lies between two bounds, 0 to 1."""

    low: float
    high: float

    def reaches(self, limit: float, *, strictly: bool = False) -> Verdict:
        """Tell whether it is at the limit or above; with `strictly`, whether it is above."""
        margin = TINY if strictly else -TINY
        if self.low >= limit + margin:
            return Verdict.SURE
        return Verdict.POSSIBLE if self.high >= limit + margin else Verdict.NO

    def __str__(self) -> str:
        """Write it in per cent, as `12.5 %` or `25 to 50 %`."""
        low, high = (f"{bound * 100:.2f}".rstrip("0").rstrip(".") for bound in (self.low, self.high))
        return f"{low} %" if low == high else f"{low} to {high} %"


def strongest(*verdicts: Verdict) -> Verdict:
    """Return the strongest of several verdicts; `no` of none."""
    return next((verdict for verdict in (Verdict.SURE, Verdict.POSSIBLE) if verdict in verdicts), Verdict.NO)
