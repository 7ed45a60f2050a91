"""Editions: what a tenant's subjects have to be compared with now."""

from __future__ import annotations

from dataclasses import replace

from kyc_service.domain.monitoring.editions import Edition, ListAt
from kyc_service.domain.profiles import Profile, Purpose
from kyc_service.services.runtime import Runtime
from kyc_service.storage.work import Work
from watchlists.matching.screener import MATCHER_VERSION

ACTOR = "monitoring"


def compose(rt: Runtime, profile: Profile | None, work: Work) -> Edition | None:
    """Put together what is in force now, without a number; None while no list is loaded."""
    with rt.open_system(ACTOR, read_only=True) as system:
        states = rt.screeners.states(system, profile)
    if not states:
        return None
    return Edition(
        number=0,
        lists=tuple(ListAt(one.source, one.digest, one.parser, one.published, one.loaded_at) for one in states),
        matcher_version=MATCHER_VERSION,
        profile_id=profile.id if profile else None,
        threshold=rt.screeners.threshold(profile),
        weights=dict(profile.weights) if profile else {},
        made_at=work.now(),
    )


def bring_up(rt: Runtime, work: Work) -> tuple[Edition | None, bool]:
    """Return the edition in force, made anew when anything in it is another; and whether it was."""
    now = compose(rt, work.profiles.live(Purpose.MONITORING), work)
    newest = work.monitoring.editions.newest()
    if now is None or (newest is not None and newest.says_the_same(now)):
        return newest, False
    made = replace(now, number=newest.number + 1 if newest else 1)
    if not work.monitoring.editions.add(made):
        return work.monitoring.editions.newest(), False
    work.audit.append("monitoring.edition", "made", details={"number": made.number, "lists": len(made.lists)})
    return made, True
