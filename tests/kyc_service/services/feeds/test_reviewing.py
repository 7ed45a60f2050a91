"""Businesses verified again that nobody asked for: when, how many, and never twice for one thing."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

from jobs.standins.base import Call, Said, Scenario, say
from kyc_service.domain.feeds.reviews import COLLECT, DueReason
from kyc_service.domain.feeds.terms import Terms
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.verifications import Conclusion, Coverage, Trigger, VerificationStatus
from kyc_service.services import subjects, verifications
from kyc_service.services.feeds import reviewing, terms
from kyc_service.services.registers import answering
from kyc_service.services.risk import ratings
from kyc_service.storage.work import Work
from kyc_service.verifiers.choices import RegisterChoices
from tests.fixtures.databases import add_tenant
from tests.fixtures.standing_desks import fields_for, number_of
from tests.fixtures.standing_listeners import Listener

FOUND = number_of("brreg", Scenario.FOUND)


def hear(listener: Listener, kind: str = "name", number: str = FOUND) -> None:
    """Have the feed say something, and read it."""
    listener.say("brreg", number, kind)
    listener.read("brreg")


@pytest.fixture
def heard(listener: Listener) -> Listener:
    """A desk whose feeds were switched on a while ago."""
    listener.read("brreg")
    listener.hands.turn(minutes=10)
    return listener


def begin(listener: Listener) -> int:
    """Begin what is due; return how many verifications that were."""
    return reviewing.verify_due(listener.rt).verifications


def triggers(listener: Listener, subject_id: str) -> list[Trigger]:
    return [one.trigger for one in listener.verifications_of(subject_id)]


def in_work(listener: Listener, act: Callable[[Work], object]) -> None:
    with listener.rt.open_work(listener.tenant.id, "tester") as work:
        act(work)


def due(listener: Listener) -> dict[str, DueReason]:
    return {one.subject_id: one.reason for one in reviewing.find_due(listener.rt, 100)}


def test_ten_events_in_an_hour_are_one_verification(heard: Listener) -> None:
    subject_id = heard.known("brreg")
    for kind in ("name", "address", "officers", "legal_form", "vat", "name", "insolvency", "officers", "name", "name"):
        heard.hands.turn(minutes=5)
        hear(heard, kind)
        assert begin(heard) == 0
    mark = heard.mark_of(subject_id)
    assert mark is not None
    assert mark.times == 10
    heard.hands.turn(minutes=20)
    assert begin(heard) == 1
    assert triggers(heard, subject_id) == [Trigger.ONBOARDING, Trigger.MONITORING]
    assert heard.mark_of(subject_id) is None
    heard.hands.turn(hours=3)
    assert begin(heard) == 0


def test_a_verification_after_an_event_asks_the_register_again(heard: Listener) -> None:
    subject_id = heard.known("brreg")
    hear(heard)
    heard.hands.turn(hours=1, minutes=1)
    begin(heard)
    heard.standing.calls.clear()
    latest = heard.run(heard.verifications_of(subject_id)[-1].id)
    assert latest.status is VerificationStatus.CLEAR
    assert any(call.path == f"/enheter/{FOUND}" for call in heard.standing.calls_of("brreg")), "not an answer on file"


def test_a_company_that_ended_goes_to_a_person(heard: Listener) -> None:
    subject_id = heard.known("brreg")
    ended = heard.standing.behaviours

    def tell(call: Call) -> Said | None:
        if call.path != f"/enheter/{FOUND}":
            return None
        gone = {"organisasjonsnummer": FOUND, "navn": "VOORBEELD HANDEL B.V.", "slettedato": "2026-11-20"}
        return say({**gone, "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"}})

    ended["brreg"] = tell
    hear(heard, "dissolution")
    heard.hands.turn(hours=1, minutes=1)
    assert begin(heard) == 1
    latest = heard.run(heard.verifications_of(subject_id)[-1].id)
    assert (latest.status, latest.trigger, latest.reason) == (VerificationStatus.REVIEW, Trigger.MONITORING, None)
    hear(heard, "name")
    heard.hands.turn(hours=2)
    assert begin(heard) == 0, "one under review gets no second"
    assert heard.mark_of(subject_id) is not None, "and what came in meanwhile waits"


def test_what_came_in_while_one_was_under_way_is_answered_in_it(heard: Listener) -> None:
    made = heard.submit(fields_for("brreg"))
    subject_id = heard.get(made).subject_id
    hear(heard)
    heard.hands.turn(hours=2)
    assert begin(heard) == 0
    heard.run(made)
    begun = reviewing.verify_due(heard.rt)
    assert (begun.verifications, begun.answered) == (0, 1), "the register was asked after its feed spoke"
    assert heard.mark_of(subject_id) is None
    hear(heard, "officers")
    heard.hands.turn(hours=1, minutes=1)
    assert begin(heard) == 1, "what came in after the answer needs another"


def test_a_gap_is_worked_off_at_the_pace_that_the_operator_set(heard: Listener) -> None:
    for place in range(7):
        heard.known("brreg", reference=f"shop-{place}")
    with heard.rt.open_system("tester") as system:
        assert system.marks.add_register("brreg") == 7
    # Twelve turns in an hour: each begins a twelfth, rounded up, until the hour has had its number.
    choices = RegisterChoices({one.register.id: one for one in heard.rt.registers.choices.all}, per_hour=3)
    slow = replace(heard, rt=replace(heard.rt, registers=replace(heard.rt.registers, choices=choices)))
    assert [begin(slow) for _ in range(5)] == [1, 1, 1, 0, 0]
    slow.hands.turn(hours=1, minutes=1)
    assert [begin(slow) for _ in range(4)] == [1, 1, 1, 0]


def test_two_turns_at_once_begin_one(heard: Listener) -> None:
    subject_id = heard.known("brreg")
    hear(heard)
    heard.hands.turn(hours=1, minutes=1)
    [found] = reviewing.find_due(heard.rt, 10)
    assert [reviewing.begin(heard.rt, found), reviewing.begin(heard.rt, found)] == [True, None]
    assert len(triggers(heard, subject_id)) == 2


def end(listener: Listener, subject_id: str) -> None:
    del subject_id
    in_work(listener, lambda work: subjects.end_relationship(work, "shop-1"))


def restrict(listener: Listener, subject_id: str) -> None:
    new = NewGround(kind=GroundKind.RESTRICTION, reference="req_1", subject_id=subject_id)
    in_work(listener, lambda work: work.grounds.add(new))


def suspend(listener: Listener, subject_id: str) -> None:
    del subject_id
    with listener.rt.open_system("tester") as system:
        system.tenants.suspend(listener.tenant.id)


def call_off(listener: Listener, subject_id: str) -> None:
    def act(work: Work) -> None:
        made = verifications.start_again(work, listener.rt.policy, work.subjects.get(subject_id), Trigger.DATA_CHANGE)
        stopped = Conclusion(VerificationStatus.CANCELLED, Coverage.UNAVAILABLE, "cancelled_by_client")
        verifications.move(work, made, stopped)

    in_work(listener, act)


@pytest.mark.parametrize(
    ("leave", "kept"),
    [(end, False), (restrict, True), (suspend, True), (call_off, False)],
    ids=("ended", "restricted", "suspended", "called_off"),
)
def test_who_is_left_out(heard: Listener, leave: Callable[[Listener, str], None], *, kept: bool) -> None:
    subject_id = heard.known("brreg")
    hear(heard)
    leave(heard, subject_id)
    heard.hands.turn(days=400)
    before = triggers(heard, subject_id)
    assert begin(heard) == 0
    assert due(heard) == {}
    assert triggers(heard, subject_id) == before
    assert (heard.mark_of(subject_id) is not None) is kept, "what may be taken up again is kept"


@pytest.mark.parametrize(("level", "days"), [(Level.LOW, 365), (Level.MEDIUM, 180), (Level.HIGH, 90)])
def test_answers_become_old_by_level(heard: Listener, level: Level, days: int) -> None:
    subject_id = heard.known("brreg")
    in_work(heard, lambda work: rate(work, subject_id, level, review_in=9999))
    heard.hands.turn(days=days - 1)
    assert due(heard) == {}
    heard.hands.turn(days=2)
    assert due(heard) == {subject_id: DueReason.ANSWERS_OLD}
    assert begin(heard) == 1
    assert triggers(heard, subject_id)[-1] is Trigger.MONITORING
    heard.run(heard.verifications_of(subject_id)[-1].id)
    assert due(heard) == {}


def test_a_register_that_gives_no_answer_is_not_asked_every_hour(heard: Listener) -> None:
    subject_id = heard.known("brreg")
    in_work(heard, lambda work: rate(work, subject_id, Level.HIGH, review_in=9999))
    heard.standing.behaviours["brreg"] = lambda _: say({}, 503)
    heard.hands.turn(days=91)
    assert begin(heard) == 1
    heard.hands.turn(hours=1)
    heard.run(heard.verifications_of(subject_id)[-1].id)
    heard.hands.turn(minutes=10)
    answering.give_up_overdue(heard.rt)
    assert heard.verifications_of(subject_id)[-1].status is VerificationStatus.CLEAR
    # Without an answer the facts are others, and so may the level be.
    in_work(heard, lambda work: rate(work, subject_id, Level.HIGH, review_in=9999))
    assert due(heard) == {}
    heard.hands.turn(days=7)
    assert due(heard) == {subject_id: DueReason.ANSWERS_OLD}


def test_a_tenant_sets_other_terms_and_a_day_of_the_year(heard: Listener) -> None:
    subject_id = heard.known("brreg")
    in_work(heard, lambda work: rate(work, subject_id, Level.LOW, review_in=9999))
    tomorrow = heard.hands.now().date() + dt.timedelta(days=1)
    in_work(heard, lambda work: terms.set_terms(work, Terms(low_days=400, yearly_on=f"{tomorrow:%m-%d}"), 0))
    assert due(heard) == {}
    heard.hands.turn(days=3)
    assert due(heard) == {subject_id: DueReason.CALENDAR_DAY}
    assert begin(heard) == 1
    assert triggers(heard, subject_id)[-1] is Trigger.REVIEW_DATE
    heard.run(heard.verifications_of(subject_id)[-1].id)
    assert due(heard) == {}
    heard.hands.turn(days=366)
    assert due(heard) == {subject_id: DueReason.CALENDAR_DAY}


def test_a_day_that_is_over_when_it_is_chosen_counts_from_next_year_on(heard: Listener) -> None:
    heard.known("brreg")
    yesterday = heard.hands.now().date() - dt.timedelta(days=1)
    in_work(heard, lambda work: terms.set_terms(work, Terms(yearly_on=f"{yesterday:%m-%d}"), 0))
    assert due(heard) == {}


def rate(work: Work, subject_id: str, level: Level, *, review_in: int) -> None:
    """Rate a business by hand, with a review date."""
    last = work.risk.ratings.latest_of(subject_id)
    assert last is not None
    new = ratings.NewRating(
        subject_id=subject_id,
        verification_id=last.verification_id,
        table_id=last.table_id,
        table_name=last.table_name,
        table_number=last.table_number,
        table_digest=last.table_digest,
        level=level,
        points=last.points,
        review_at=work.now().date() + dt.timedelta(days=review_in),
        facts=last.facts.use(ratings.PURPOSE),
        contributions=last.contributions.use(ratings.PURPOSE),
    )
    work.risk.ratings.add(new)


def test_a_review_date_begins_a_review_and_moves_on(heard: Listener) -> None:
    subject_id = heard.known("brreg")
    in_work(heard, lambda work: rate(work, subject_id, Level.LOW, review_in=30))
    heard.hands.turn(days=29)
    assert due(heard) == {}
    heard.hands.turn(days=2)
    assert due(heard) == {subject_id: DueReason.REVIEW_DATE}
    assert begin(heard) == 1
    assert due(heard) == {}, "one is under way"
    heard.run(heard.verifications_of(subject_id)[-1].id)
    assert triggers(heard, subject_id)[-1] is Trigger.REVIEW_DATE
    with heard.rt.open_work(heard.tenant.id, "tester", read_only=True) as work:
        last = work.risk.ratings.latest_of(subject_id)
        assert last is not None
        assert last.review_at > work.now().date() + dt.timedelta(days=300), "the same facts, and the next date"
    assert due(heard) == {}


def test_a_day_is_spread_over_its_hours(heard: Listener) -> None:
    known = [heard.known("brreg", reference=f"shop-{place}") for place in range(6)]
    for subject_id in known:
        in_work(heard, lambda work, one=subject_id: rate(work, one, Level.LOW, review_in=30))  # type: ignore[misc]
    now = heard.hands.now()
    midnight = now.replace(hour=0, minute=0, second=1, microsecond=0) + dt.timedelta(days=30)
    heard.hands.ahead += midnight - now
    seen = []
    for _ in range(25):
        seen.append(set(due(heard)))
        heard.hands.turn(hours=1)
    assert len(seen[0]) < len(known)
    assert seen[-1] == set(known)
    assert all(before <= after for before, after in itertools.pairwise(seen))
    assert len({len(one) for one in seen}) > 2, "not all of them at once"


def test_who_is_due_is_listed_by_tenant(heard: Listener) -> None:
    subject_id = heard.known("brreg")
    other = replace(heard, tenant=add_tenant(heard.rt.database, "Other Marketplace"))
    elsewhere = other.known("brreg")
    hear(heard)
    heard.hands.turn(hours=1, minutes=1)
    found = reviewing.find_due(heard.rt, 10)
    assert {one.subject_id for one in found} == {subject_id, elsewhere}
    assert {one.reason for one in found} == {DueReason.REGISTER_EVENT}
    assert [one.subject_id for one in reviewing.find_due(heard.rt, 10, other.tenant.id)] == [elsewhere]
    assert len(reviewing.find_due(heard.rt, 1)) == 1
    assert found[0].since < heard.hands.now() - COLLECT
