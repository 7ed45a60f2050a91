"""Correspondence, sources and assessments end by their own clocks; a hold, a restriction or a request keeps them."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from kyc_service.domain.cases import Outcome
from kyc_service.domain.privacy.files import Direction
from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.privacy.requests import Refusal, Right
from kyc_service.errors import NotFoundError, SubjectErasedError
from kyc_service.services.exits import grounds, suspicions
from kyc_service.services.rights import expiries, files, requests
from kyc_service.storage.tables import cases, public_sources, tenants, verifications
from kyc_service.storage.tables import suspicions as sealed
from tests.fixtures.scenes import Scene
from tests.kyc_service.services.exits.test_gate_conditions import open_case

YEAR = dt.timedelta(days=366)
FOUND = {"source.url": "https://register.example/1", "source.extract": "active"}


def keep_message(scene: Scene, closed_ago: dt.timedelta | None) -> None:
    """Keep a message on a case, and let the case have been closed a while ago."""
    open_case(scene)
    with scene.rt.open_work(scene.tenant.id, "analyst") as work:
        (case,) = work.cases.page(None, 9).items
        files.keep_message(work, case.id, None, Direction.INCOMING, "Hello.")
        if closed_ago is not None:
            work.cases.close(case, Outcome.CLEAR, None)
            work._tx.run(update(cases).values(closed_at=work.now() - closed_ago))


def left(scene: Scene) -> int:
    with scene.rt.open_work(scene.tenant.id, "tester", read_only=True) as work:
        return len(work.messages.of_subject(scene.subject.id)) + len(work.sources.of_subject(scene.subject.id))


@pytest.mark.parametrize(("ago", "deleted"), [(None, 0), (YEAR, 0), (2 * YEAR + dt.timedelta(days=1), 1)])
def test_a_message_ends_two_years_after_its_case(scene: Scene, ago: dt.timedelta | None, deleted: int) -> None:
    keep_message(scene, ago)
    assert expiries.expire(scene.rt) == deleted
    assert left(scene) == 1 - deleted
    assert expiries.expire(scene.rt) == 0


def test_a_hold_keeps_it(scene: Scene) -> None:
    keep_message(scene, 3 * YEAR)
    with scene.rt.open_work(scene.tenant.id, "officer") as work:
        work.holds.request(scene.subject.id, "litigation", None, review_at=work.now() + YEAR)
    assert (expiries.expire(scene.rt), left(scene)) == (0, 1)


def test_a_restriction_keeps_it(scene: Scene) -> None:
    keep_message(scene, 3 * YEAR)
    with scene.rt.open_work(scene.tenant.id, "officer") as work:
        grounds.keep(work, NewGround(kind=GroundKind.RESTRICTION, reference="r", subject_id=scene.subject.id))
    assert expiries.expire(scene.rt) == 0


def test_an_open_request_keeps_it_until_it_is_answered(scene: Scene) -> None:
    keep_message(scene, 3 * YEAR)
    with scene.rt.open_work(scene.tenant.id, "officer") as work:
        asked = requests.receive(work, scene.policy, scene.subject.id, Right.ACCESS, "Please.")
    assert expiries.expire(scene.rt) == 0
    with scene.rt.open_work(scene.tenant.id, "officer") as work:
        requests.refuse(work, asked.id, 1, Refusal.NOT_THE_SUBJECT)
    assert expiries.expire(scene.rt) == 1


def keep_source(scene: Scene, days: int, *, obliged: bool) -> None:
    """Keep a find, decided on some days ago."""
    with scene.rt.open_work(scene.tenant.id, "analyst") as work:
        now = work.now()
        files.keep_source(work, scene.policy, scene.subject.id, dict(FOUND), now)
        then = now - dt.timedelta(days=days)
        work._tx.run(update(verifications).values(completed_at=then))
        work._tx.run(update(public_sources).values(retrieved_at=then - dt.timedelta(hours=1)))
        work._tx.run(update(tenants).values(obliged_entity=obliged))


@pytest.mark.parametrize(("days", "obliged", "deleted"), [(29, False, 0), (31, False, 1), (31, True, 0)])
def test_a_find_ends_a_month_after_the_decision_unless_a_duty_keeps_it(
    scene: Scene, days: int, deleted: int, *, obliged: bool
) -> None:
    keep_source(scene, days, obliged=obliged)
    assert expiries.expire(scene.rt) == deleted


def test_a_closed_assessment_ends_after_five_years_with_its_key(scene: Scene) -> None:
    with scene.rt.open_work(scene.tenant.id, "mlro") as work:
        kept = [suspicions.open_one(work, scene.subject.id, "Odd.").id for _ in range(2)]
        suspicions.assess(work, kept[0], 1, suspicions.Assessed(close=True))
        work._tx.run(update(sealed).where(sealed.c.id == kept[0]).values(closed_at=work.now() - 5 * YEAR))
        row = work._tx.connection.exec_driver_sql("SELECT key_id FROM suspicions ORDER BY closed_at DESC").first()
    assert row is not None
    assert expiries.expire(scene.rt) == 1
    with scene.rt.open_work(scene.tenant.id, "mlro", read_only=True) as work:
        assert work.suspicions.get(kept[1])
        with pytest.raises(NotFoundError):
            work.suspicions.get(kept[0])
    with pytest.raises(SubjectErasedError):
        scene.rt.keys.encrypt(row.key_id, b"", "x")
