"""Thousands of years of random events: nothing is disposed of early, late, or under a hold.

The planner is compared with a second reading of the policy that shares no code with it: it keeps a diary of each
business and asks, day by day, whether anything in it still speaks for keeping the data.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from kyc_service.domain.retention.histories import Attempt, Household
from kyc_service.domain.retention.holds import Hold, HoldStatus
from kyc_service.domain.subjects import Subject, SubjectKind, SubjectStatus
from kyc_service.domain.verifications import VerificationStatus
from kyc_service.policy import file
from kyc_service.policy.disposal.guards import MARGIN
from kyc_service.services.retention.plans import plan_household

POLICY = file.load()
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
PACE = 20 * HOUR
"""Between two runs, give or take an hour: the real ones come five times as often."""
BIRTH = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
LONGEST = 45
"""Years after which a business that nobody ever ended is let go of by the simulation."""
S = VerificationStatus
PENDING = (S.PROCESSING, S.REVIEW)
EVENTS = (
    *("submit", "conclude", "conclude", "conclude"),
    *("leave", "come back", "end", "case", "case", "hold", "answer", "release", "match"),
)


@dataclass
class Diary:
    """What happened to one party, in the words of the second reading: moments, and nothing computed from them."""

    left: dt.datetime | None = None
    ofac: bool = False
    holds: list[list[dt.datetime | None]] = field(default_factory=list)
    """From, until, and since when two people agree (None: one person only)."""


@dataclass
class World:
    """One business with its people, as the tables would have it, and its diary."""

    pick: random.Random
    now: dt.datetime
    obliged: bool
    business: Subject
    people: list[Subject]
    attempts: list[Attempt] = field(default_factory=list)
    case_open: bool = False
    case_closed_at: dt.datetime | None = None
    holds: dict[str, list[Hold]] = field(default_factory=dict)
    diaries: dict[str, Diary] = field(default_factory=dict)
    ended: dt.datetime | None = None
    statuses: list[tuple[dt.datetime, VerificationStatus]] = field(default_factory=list)
    fresh: bool = False

    def household(self) -> Household:
        matched = {key: frozenset({"ofac_sdn"}) for key, diary in self.diaries.items() if diary.ofac}
        return Household(
            business=self.business,
            people=tuple(self.people),
            obliged=self.obliged,
            attempts=tuple(self.attempts),
            case_open=self.case_open,
            case_closed_at=self.case_closed_at,
            holds={key: tuple(held) for key, held in self.holds.items()},
            categories={one.id: frozenset({"company", "identity_name"}) for one in self.parties()},
            matched_on=matched,
        )

    def parties(self) -> list[Subject]:
        return [*self.people, self.business]

    def happen(self, event: str) -> None:
        getattr(self, f"_{event.replace(' ', '_')}")()
        self.fresh = True

    def _submit(self) -> None:
        if self.ended is None and (not self.attempts or self.attempts[-1].status not in PENDING):
            self._add(S.PROCESSING)

    def _conclude(self) -> None:
        if self.attempts and self.attempts[-1].status in PENDING and not self.case_open:
            outcome = self.pick.choice([S.CLEAR, S.CLEAR, S.REJECTED, S.ACTION_REQUIRED, S.CANCELLED, S.FAILED])
            self._turn(outcome)

    def _leave(self) -> None:
        active = [one for one in self.people if one.status is SubjectStatus.ACTIVE]
        if active and self.ended is None:
            self._put(replace(self.pick.choice(active), status=SubjectStatus.REMOVED, relationship_ended_at=self.now))

    def _come_back(self) -> None:
        away = [one for one in self.people if one.status is SubjectStatus.REMOVED]
        if away and self.ended is None:
            self._put(replace(self.pick.choice(away), status=SubjectStatus.ACTIVE, relationship_ended_at=None))

    def _end(self) -> None:
        if self.ended is not None or self.pick.random() < 0.5:
            return
        self.ended = self.now
        for one in self.parties():
            if one.status is SubjectStatus.ACTIVE:
                self._put(replace(one, status=SubjectStatus.RELATIONSHIP_ENDED, relationship_ended_at=self.now))

    def _case(self) -> None:
        if self.case_open:
            self.case_open, self.case_closed_at = False, self.now
        elif self.attempts:
            self.case_open = True

    def _hold(self) -> None:
        one = self.pick.choice(self.parties())
        if self.pick.random() < 0.6 or any(held.status in HELD for held in self.holds.get(one.id, ())):
            return
        made = Hold(
            id=f"hld_{self.pick.random()}",
            subject_id=one.id,
            reason="litigation",
            status=HoldStatus.REQUESTED,
            requested_by="anna",
            requested_at=self.now,
            approved_by=None,
            approved_at=None,
            review_at=self.now + 90 * DAY,
            reviewed_by=None,
            release_by=None,
            released_by=None,
            ended_at=None,
            version=1,
        )
        self.holds.setdefault(one.id, []).append(made)
        self.diaries[one.id].holds.append([self.now, None, None])

    def _answer(self) -> None:
        self._move_hold(HoldStatus.REQUESTED, HoldStatus.ACTIVE)

    def _release(self) -> None:
        self._move_hold(HoldStatus.ACTIVE, HoldStatus.RELEASED)

    def _match(self) -> None:
        if self.attempts and self.pick.random() < 0.1:
            self.diaries[self.pick.choice(self.parties()).id].ofac = True

    def _move_hold(self, before: HoldStatus, after: HoldStatus) -> None:
        for key, held in self.holds.items():
            for number, one in enumerate(held):
                if one.status is before:
                    held[number] = replace(one, status=after)
                    # The real table has one live hold of a reason, and so does this.
                    entry = self.diaries[key].holds[number]
                    entry[2 if after is HoldStatus.ACTIVE else 1] = self.now
                    return

    def _add(self, status: VerificationStatus) -> None:
        self.attempts.append(Attempt(status, self.now, None))
        self.statuses.append((self.now, status))

    def _turn(self, status: VerificationStatus) -> None:
        settled = self.now if status in {S.CLEAR, S.REJECTED, S.CANCELLED} else None
        self.attempts[-1] = Attempt(status, self.now, settled)
        self.statuses[-1] = (self.now, status)

    def _put(self, one: Subject) -> None:
        one = replace(one, updated_at=self.now)
        if one.id == self.business.id:
            self.business = one
        else:
            self.people[[person.id for person in self.people].index(one.id)] = one
        self.diaries[one.id].left = self.now if one.status is not SubjectStatus.ACTIVE else None


HELD = (HoldStatus.REQUESTED, HoldStatus.ACTIVE, HoldStatus.RELEASE_REQUESTED)


def make_world(pick: random.Random) -> World:
    start = BIRTH + dt.timedelta(seconds=pick.randrange(4 * 365 * 86400))
    parties = [
        Subject(
            id=f"sub_{number}",
            tenant_id="ten",
            kind=SubjectKind.PERSON if number else SubjectKind.BUSINESS,
            reference=None,
            business_id="sub_0" if number else None,
            role="seller",
            status=SubjectStatus.ACTIVE,
            key_id="key",
            version=1,
            created_at=start,
            updated_at=start,
            relationship_ended_at=None,
        )
        for number in range(pick.randrange(1, 4))
    ]
    world = World(pick, start, pick.random() < 0.5, parties[0], parties[1:])
    world.diaries = {one.id: Diary() for one in parties}
    world._add(S.PROCESSING)
    return world


# --- the second reading: dates by hand, one question a party and a day ---


def later(moment: dt.datetime, years: int) -> dt.datetime:
    """The same moment some years on; the 29th of February becomes the 1st of March."""
    month, day = moment.month, moment.day
    year = moment.year + years
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (month, day) == (2, 29) and not leap:
        month, day = 3, 1
    return dt.datetime.combine(dt.date(year, month, day), moment.timetz())


def allowed_from(world: World, party: str) -> dt.datetime | None:
    """Say from when on nothing but a hold or a case speaks for keeping a party; None while something has no end."""
    diary, ends = world.diaries[party], []
    years = 5 if world.obliged else 2
    refused = 5 if world.obliged else 1
    newest = world.statuses[-1][1]
    approved = any(status is S.CLEAR for _, status in world.statuses)
    rejections = [moment for moment, status in world.statuses if status is S.REJECTED]
    if diary.left is None and world.ended is None:
        if newest in PENDING or (approved and newest is not S.REJECTED):
            return None
        if newest is not S.REJECTED:
            ends.append(world.statuses[-1][0] + 90 * DAY)
    left = diary.left or world.ended
    for moment, period in [(left, years), *((rejection, refused) for rejection in rejections[-1:])]:
        if moment is not None:
            ends.append(later(moment, period))
            if diary.ofac:
                ends.append(later(moment, 10))
    return max(ends)


def is_held(world: World, party: str, now: dt.datetime) -> bool:
    for begun, ended, agreed in world.diaries[party].holds:
        assert begun is not None
        until = ended or (dt.datetime.max.replace(tzinfo=dt.UTC) if agreed else begun + 7 * DAY)
        if begun <= now < until:
            return True
    return False


def may_go(world: World, party: str, now: dt.datetime) -> bool:
    """Whether a party may go now: its end has passed, and neither it nor its business is held or being looked at."""
    whole = [one.id for one in world.parties()] if party == world.business.id else [party]
    for one in whole:
        moment = allowed_from(world, one)
        if moment is None or moment > now or is_held(world, one, now):
            return False
    return not world.case_open and not is_held(world, world.business.id, now)


# --- the simulation ---


@dataclass
class Tally:
    years: float = 0.0
    disposed: int = 0
    early: int = 0
    under_hold: int = 0
    late: int = 0
    longest_wait: dt.timedelta = dt.timedelta()


def live(world: World, tally: Tally) -> None:
    """Let one household live day by day until the last of it is gone."""
    waiting: dict[str, dt.datetime] = {}
    plans = {}
    born = world.now
    while world.parties() and world.now - born < LONGEST * 365 * DAY:
        world.now += PACE + dt.timedelta(seconds=world.pick.randrange(-3600, 3600))
        while world.pick.random() < 1 / 200:
            world.happen(world.pick.choice(EVENTS))
        if world.fresh or not plans or _waits(world):
            plans = {one.subject.id: one.plan for one in plan_household(POLICY, world.household(), world.now)}
            world.fresh = False
        gone = [key for key, found in plans.items() if found.is_due(world.now - MARGIN)]
        allowed = {one.id for one in world.parties() if may_go(world, one.id, world.now)}
        for key in gone:
            tally.disposed += 1
            tally.early += key not in allowed
            tally.under_hold += is_held(world, key, world.now) or is_held(world, world.business.id, world.now)
        for key in allowed:
            since = waiting.setdefault(key, world.now)
            tally.longest_wait = max(tally.longest_wait, world.now - since)
            tally.late += key not in gone and world.now - since > PACE + HOUR
        waiting = {key: since for key, since in waiting.items() if key in allowed and key not in gone}
        if world.business.id in gone:
            break
        world.people = [one for one in world.people if one.id not in gone]
        plans = {} if gone else plans
    tally.years += (world.now - born) / (365.25 * DAY)


def _waits(world: World) -> bool:
    """Whether a request for a hold may lapse by itself."""
    return any(held.status is HoldStatus.REQUESTED for group in world.holds.values() for held in group)


def simulate(years: float, seed: int, *, until_wrong: bool = False) -> Tally:
    tally = Tally()
    for number in _count():
        live(make_world(random.Random(f"{seed}:{number}")), tally)
        if tally.years >= years or (until_wrong and tally.early + tally.under_hold):
            break
    return tally


def _count() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def check(tally: Tally) -> None:
    assert (tally.early, tally.under_hold, tally.late) == (0, 0, 0), tally
    # Seen first at most 21 hours after it became allowed; what was too fresh then goes with the next run, so within
    # the margin of 2 hours and 21 more: never a day late.
    assert tally.longest_wait <= PACE + HOUR


def test_in_four_hundred_years_nothing_goes_early_late_or_under_a_hold() -> None:
    tally = simulate(400, seed=1)
    check(tally)
    assert tally.disposed > 50


@pytest.mark.long
def test_in_ten_thousand_years_nothing_goes_early_late_or_under_a_hold() -> None:
    tally = simulate(10_000, seed=2)
    check(tally)
    assert tally.disposed > 1_000
    print(tally)  # noqa: T201 - what was measured


@pytest.mark.parametrize("broken", ["case_open", "holds", "obliged", "matched_on"])
def test_the_simulation_notices_a_planner_that_forgets_something(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = World.household

    def forgetful(world: World) -> Household:
        return replace(whole(world), **{broken: {} if broken in {"holds", "matched_on"} else False})

    monkeypatch.setattr(World, "household", forgetful)
    tally = simulate(2_000, seed=3, until_wrong=True)
    assert tally.early + tally.under_hold > 0
