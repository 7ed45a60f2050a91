"""Random histories of businesses, with a clock: who is due agrees with a plain reading of the rules."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kyc_service.domain.checks import CheckKind, CheckStatus
from kyc_service.domain.feeds.reviews import DueReason
from kyc_service.domain.feeds.terms import Terms
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.subjects import SubjectKind, SubjectStatus
from kyc_service.domain.verifications import Coverage, Trigger, Verification, VerificationStatus
from kyc_service.services.feeds import reviewing
from kyc_service.services.runtime import Runtime
from kyc_service.storage.risk_ratings import NewRating
from kyc_service.storage.work import Work
from tests.fixtures.databases import add_tenant
from tests.fixtures.standing_listeners import Hands

S = VerificationStatus
_numbers = itertools.count(1)
DAYS = {Level.LOW: 365, Level.MEDIUM: 180, Level.HIGH: 90}
ENDS = {"clear": S.CLEAR, "review": S.REVIEW, "failed": S.FAILED, "cancelled": S.CANCELLED}
steps = st.one_of(
    st.tuples(st.just("turn"), st.sampled_from([0.25, 1, 5, 20, 100, 200])),
    st.tuples(st.just("begin"), st.just(0)),
    st.tuples(st.just("verify"), st.booleans()),
    st.tuples(st.just("finish"), st.sampled_from(sorted(ENDS))),
    st.tuples(st.just("rate"), st.tuples(st.sampled_from(list(DAYS)), st.sampled_from([1, 30, 170]))),
    st.tuples(st.just("yearly"), st.sampled_from(["never", 2, 40])),
    st.tuples(st.just("restrict"), st.just(0)),
    st.tuples(st.just("end"), st.just(0)),
)


@dataclass
class Model:
    """What happened to one business, as a child would write it down."""

    begun: list[list[Any]] = field(default_factory=list)
    """When, how it stands, and whether a register answered in it; oldest first."""
    review_at: dt.date | None = None
    level: Level = Level.HIGH
    yearly: tuple[str, dt.datetime] | None = None
    gone: bool = False

    def has_come(self, day: dt.date, today: dt.date, *, mine: bool) -> bool:
        """Whether a day has come, and nothing was begun since."""
        come = day < today or (day == today and mine)
        return come and not any(when.date() >= day for when, _, _ in self.begun)

    def reason(self, now: dt.datetime, place: float) -> DueReason | None:
        """Say why it is due."""
        if self.gone or not self.begun or self.begun[-1][1] not in {S.CLEAR, S.FAILED, S.EXPIRED}:
            return None
        if any(status in {S.PROCESSING, S.REVIEW} for _, status, _ in self.begun):
            return None
        today = now.date()
        passed = (now - now.replace(hour=0, minute=0, second=0, microsecond=0)) / dt.timedelta(days=1)
        mine = place <= passed
        if self.review_at is not None and self.has_come(self.review_at, today, mine=mine):
            return DueReason.REVIEW_DATE
        if self.yearly is not None:
            month, day = map(int, self.yearly[0].split("-"))
            years = (dt.date(year, month, day) for year in (today.year - 1, today.year))
            last = max(one for one in years if one <= today)
            if last >= self.yearly[1].date() and self.has_come(last, today, mine=mine):
                return DueReason.CALENDAR_DAY
        answers = [when for when, _, answered in self.begun if answered]
        old = answers and max(answers) <= now - dt.timedelta(days=DAYS[self.level])
        lately = any(when > now - dt.timedelta(days=7) for when, _, _ in self.begun)
        return DueReason.ANSWERS_OLD if old and not lately else None


@dataclass
class History:
    """One business in the database, and the model of it."""

    rt: Runtime
    hands: Hands
    tenant_id: str
    subject_id: str
    model: Model = field(default_factory=Model)

    def take(self, step: tuple[str, Any]) -> None:
        """Take a step in both."""
        name, value = step
        if name == "turn":
            self.hands.turn(days=value)
        elif name == "begin":
            self.begin()
        else:
            with self.rt.open_work(self.tenant_id, "tester") as work:
                getattr(self, name)(work, value)

    def verify(self, work: Work, answered: bool) -> None:
        """Somebody submits it again."""
        if not self.model.gone:
            business = work.subjects.get(self.subject_id)
            self.write_down(work, work.verifications.add(business, Trigger.DATA_CHANGE, policy_version="1"), answered)

    def write_down(self, work: Work, made: Verification, answered: bool) -> None:
        status = CheckStatus.PASSED if answered else CheckStatus.UNAVAILABLE
        work.checks.add(made.id, self.subject_id, CheckKind.REGISTER, source="kvk", status=status)
        self.model.begun.append([made.created_at, made.status, answered])

    def finish(self, work: Work, end: str) -> None:
        """End whatever is under way."""
        for one, known in zip(work.verifications.of_subject(self.subject_id, 99)[::-1], self.model.begun, strict=True):
            if one.status is S.PROCESSING:
                known[1] = work.verifications.step(one, ENDS[end], coverage=Coverage.COMPLETE, reason=None).status

    def rate(self, work: Work, value: tuple[Level, int]) -> None:
        level, days = value
        review_at = work.now().date() + dt.timedelta(days=days)
        facts = {"table_id": None, "table_name": "x", "table_number": 0, "table_digest": "x", "points": 1.0}
        empty: dict[str, Any] = {"verification_id": None, "facts": {}, "contributions": []}
        work.risk.ratings.add(
            NewRating(subject_id=self.subject_id, level=level, review_at=review_at, **facts, **empty)  # type: ignore[arg-type]
        )
        self.model.level, self.model.review_at = level, review_at

    def yearly(self, work: Work, value: str | int) -> None:
        chosen = None
        if value != "never":
            day = work.now().date() + dt.timedelta(days=int(value))
            chosen = f"{day:%m}-{min(day.day, 28):02d}"
        _, version, _ = work.review_terms.read()
        work.review_terms.set(Terms(yearly_on=chosen), version)
        self.model.yearly = (chosen, work.now()) if chosen else None

    def restrict(self, work: Work, _: object) -> None:
        work.grounds.add(NewGround(kind=GroundKind.RESTRICTION, reference="req_1", subject_id=self.subject_id))
        self.model.gone = True

    def end(self, work: Work, _: object) -> None:
        work.subjects.set_status(self.subject_id, SubjectStatus.RELATIONSHIP_ENDED, relationship_ended_at=work.now())
        self.model.gone = True

    def begin(self) -> None:
        """Let the scheduler do what it does."""
        expected = self.expected()
        with self.rt.open_work(self.tenant_id, "tester", read_only=True) as work:
            before = len(work.verifications.of_subject(self.subject_id, 99))
        for due in reviewing.find_due(self.rt, 9, self.tenant_id):
            reviewing.begin(self.rt, due)
        with self.rt.open_work(self.tenant_id, "tester") as work:
            after = work.verifications.of_subject(self.subject_id, 99)
            assert len(after) - before == int(expected is not None)
            if expected is not None:
                self.write_down(work, after[0], answered=True)

    def expected(self) -> DueReason | None:
        place = int(self.subject_id.removeprefix("sub_")[:8], 16) / 16**8
        return self.model.reason(self.hands.now(), place)

    def check(self) -> None:
        """Who is due, and why, is the same in both."""
        found = [one.reason for one in reviewing.find_due(self.rt, 9, self.tenant_id)]
        expected = self.expected()
        assert found == ([expected] if expected else [])


@given(taken=st.lists(steps, max_size=14))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
def test_who_is_due_agrees_with_a_plain_reading(
    sqlite_database_runtime: Runtime, taken: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    rt, hands = sqlite_database_runtime, Hands()
    hands.install(monkeypatch)
    tenant = add_tenant(rt.database, f"Marketplace {next(_numbers)}")
    with rt.open_work(tenant.id, "tester") as work:
        business = work.subjects.add(
            SubjectKind.BUSINESS, "seller", reference="shop-1", business_id=None, records={}, identity={}
        )
    history = History(rt, hands, tenant.id, business.id)
    for step in [("verify", True), ("finish", "clear"), *taken]:
        history.take(step)
        history.check()
