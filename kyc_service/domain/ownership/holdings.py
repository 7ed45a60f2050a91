"""Holdings: all statements about one owner and one owned party as one interval, with the statements kept beside it.

Statements that can all be true narrow one another. Statements that cannot are not settled here: the interval reaches
from the least to the most of any, and the finding says so. Then what is left over narrows each share: of 100 per cent
nobody can have more than the others leave.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kyc_service.domain.ownership.findings import Code, Finding
from kyc_service.domain.ownership.parties import WHOLE, Link, Means

ROUNDING = 0.5
"""Shares are often stated rounded: this many points over the whole are no contradiction."""
TINY = 1e-9
_NO_MEANS = frozenset({Means.NOMINEE})


@dataclass(frozen=True, slots=True)
class Holding:
    """What one party has of another, all sources together."""

    owner: str
    owned: str
    low: float
    """Fraction of the whole, 0 to 1."""
    high: float
    control: frozenset[Means]
    """Means of control; without `nominee`, which is none."""
    statements: tuple[Link, ...]
    disputed: bool = False
    via_nominee: str | None = None
    """Who holds it in name."""


def join(links: Iterable[Link]) -> tuple[list[Holding], list[Finding]]:
    """Join the statements about each pair, in order of first mention."""
    pairs: dict[tuple[str, str], tuple[Link, ...]] = {}
    for link in links:
        pair = (link.nominee_for or link.owner, link.owned)
        pairs[pair] = (*pairs[pair], link) if pair in pairs else (link,)
    holdings = [_join_pair(owner, owned, stated) for (owner, owned), stated in pairs.items()]
    found = [Finding(Code.SOURCES_DISAGREE, (held.owner, held.owned)) for held in holdings if held.disputed]
    return holdings, found


def _join_pair(owner: str, owned: str, stated: tuple[Link, ...]) -> Holding:
    if len(stated) == 1:
        (link,) = stated
        low, high = link.bounds()
        nominee = link.owner if link.nominee_for else None
        control = link.control - _NO_MEANS if link.control else link.control
        return Holding(owner, owned, low / WHOLE, high / WHOLE, control, stated, via_nominee=nominee)
    low, high, disputed = _meet(stated)
    control = frozenset[Means]().union(*(link.control for link in stated)) - _NO_MEANS
    nominee = next((link.owner for link in stated if link.nominee_for), None)
    return Holding(owner, owned, low / WHOLE, high / WHOLE, control, stated, disputed, nominee)


def _meet(stated: Sequence[Link]) -> tuple[float, float, bool]:
    """Return what all statements about a share allow, else all that any of them allows."""
    bounds = [link.bounds() for link in stated if link.low is not None or link.high is not None]
    bounds = bounds or [link.bounds() for link in stated]
    low, high = max(low for low, _ in bounds), min(high for _, high in bounds)
    if low <= high:
        return low, high, False
    return min(low for low, _ in bounds), max(high for _, high in bounds), True


def narrow(holdings: Sequence[Holding]) -> tuple[list[Holding], list[Finding]]:
    """Narrow shares of one company by one another; scale those that add up to more than the whole."""
    lows: dict[str, float] = defaultdict(float)
    for held in holdings:
        lows[held.owned] += held.low
    over = {owned for owned, total in lows.items() if total > 1 + ROUNDING / WHOLE}
    narrowed = [_narrow_one(held, lows) for held in holdings]
    return narrowed, [Finding(Code.OVER_100, (owned,)) for owned in lows if owned in over]


def _narrow_one(held: Holding, lows: Mapping[str, float]) -> Holding:
    total = lows[held.owned]
    if total > 1:
        # In proportion, so that a company is never owned more than whole; the most stays as it was stated.
        return replace(held, low=held.low / total)
    if held.low == held.high:
        return held
    left = max(held.low, 1 - (total - held.low))
    return replace(held, high=left) if left < held.high else held
