"""Terms that are near are alarms, by id and without a name."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from kyc_service.domain.privacy.files import Waiver
from kyc_service.domain.privacy.requests import Method, Refusal, Right
from kyc_service.errors import InvalidInputError
from kyc_service.services.rights import alarms, files, requests
from kyc_service.storage.tables import privacy_requests
from tests.fixtures.scenes import Scene


def due_in(scene: Scene, days: int) -> str:
    with scene.rt.open_work(scene.tenant.id, "officer") as work:
        made = requests.receive(work, scene.policy, scene.subject.id, Right.ACCESS, "Canary words")
        soon = work.now() + dt.timedelta(days=days)
        work._tx.run(update(privacy_requests).where(privacy_requests.c.id == made.id).values(due_at=soon))
    return made.id


@pytest.mark.parametrize(("days", "sounds", "overdue"), [(8, 0, None), (6, 1, False), (-1, 1, True)])
def test_an_answer_that_is_due_within_a_week_sounds(
    scene: Scene, days: int, sounds: int, *, overdue: bool | None
) -> None:
    due_in(scene, days)
    with capture_logs() as logs:
        assert alarms.sound(scene.rt) == sounds
    heard = [line for line in logs if line["event"] == "request_due"]
    assert [line["overdue"] for line in heard] == ([] if overdue is None else [overdue])
    assert "Canary" not in str(logs)


def test_an_answered_request_is_silent(scene: Scene) -> None:
    request_id = due_in(scene, 2)
    with scene.rt.open_work(scene.tenant.id, "officer") as work:
        requests.verify(work, request_id, 1, Method.DOCUMENT_SEEN)
        requests.refuse(work, request_id, 2, Refusal.EXCESSIVE)
    assert alarms.sound(scene.rt) == 0


def test_a_source_that_the_subject_was_not_told_of_sounds_before_the_month_is_over(scene: Scene) -> None:
    found = {"source.url": "https://register.example/1", "source.extract": "Jansen Fietsen B.V., active"}
    with scene.rt.open_work(scene.tenant.id, "analyst") as work:
        long_ago = work.now() - dt.timedelta(days=29)
        kept = files.keep_source(work, scene.policy, scene.subject.id, dict(found), long_ago)
    assert alarms.sound(scene.rt) == 1
    with scene.rt.open_work(scene.tenant.id, "analyst") as work:
        files.note_notice(work, kept.id, 1, Waiver.GIVEN)
    assert alarms.sound(scene.rt) == 0


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ({"source.url": "https://a.example"}, "required"),
        ({"source.url": "https://a.example", "source.extract": "x", "register.horoscope": "x"}, "field_not_accepted"),
    ],
)
def test_a_find_has_a_source_and_no_field_that_is_not_listed(scene: Scene, found: dict[str, str], code: str) -> None:
    with (
        pytest.raises(InvalidInputError, match=code),
        scene.rt.open_work(scene.tenant.id, "analyst") as work,
    ):
        files.keep_source(work, scene.policy, scene.subject.id, dict(found), work.now())
