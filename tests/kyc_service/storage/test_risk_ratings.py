from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import text

from kyc_service.domain.privacy.grounds import GroundKind, NewGround
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.records import StoredRating
from kyc_service.domain.subjects import SubjectStatus
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Coverage, VerificationStatus
from kyc_service.errors import NotFoundError, PolicyDeniedError
from kyc_service.storage.database import Database
from kyc_service.storage.risk_ratings import NewRating
from kyc_service.storage.work import Work
from tests.fixtures.parties import Story, start

FACTS = {"registration_country": ["NL"], "age_years": [3.0]}
CONTRIBUTIONS = [{"factor": "country", "points": 5.0}]
PURPOSE = "aml_check"


def new(story: Story, **changes: Any) -> NewRating:
    values: dict[str, Any] = {
        "subject_id": story.business.id,
        "verification_id": story.verification.id,
        "table_id": None,
        "table_name": "House",
        "table_number": 0,
        "table_digest": "ab" * 32,
        "level": Level.MEDIUM,
        "points": 12.5,
        "review_at": dt.date(2028, 2, 29),
        "facts": FACTS,
        "contributions": CONTRIBUTIONS,
    }
    return NewRating(**values | changes)


def rate(work: Work, story: Story, **changes: Any) -> StoredRating:
    return work.risk.ratings.add(new(story, **changes))


def settle(work: Work, story: Story) -> None:
    work.verifications.step(
        work.verifications.get(story.verification.id),
        VerificationStatus.CLEAR,
        coverage=Coverage.COMPLETE,
        reason=None,
    )


def test_a_rating_is_kept_and_read_again(work: Work) -> None:
    story = start(work)
    assert work.risk.ratings.latest_of(story.business.id) is None
    first = rate(work, story)
    second = rate(work, story, level=Level.HIGH)
    assert (first.sequence, second.sequence, first.review_at) == (1, 2, dt.date(2028, 2, 29))
    assert (first.facts.use(PURPOSE), first.contributions.use(PURPOSE)) == (FACTS, CONTRIBUTIONS)
    assert work.risk.ratings.latest_of(story.business.id) == second
    assert work.risk.ratings.get(first.id) == first
    assert work.risk.ratings.in_force_at(story.business.id, first.made_at) == first
    assert work.risk.ratings.in_force_at(story.business.id, first.made_at - dt.timedelta(days=1)) is None
    page = work.risk.ratings.page(story.business.id, None, 1)
    assert (page.items, work.risk.ratings.page(story.business.id, page.next, 1).items) == ((second,), (first,))
    with pytest.raises(NotFoundError):
        work.risk.ratings.get("rkr_" + "0" * 32)


def test_facts_and_reasons_are_encrypted_under_the_key_of_the_business(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "worker") as work:
        rate(work, start(work))
    with database._engine.begin() as connection:
        row = connection.execute(text("SELECT facts, contributions FROM risk_ratings")).one()
    assert b"NL" not in bytes(row.facts)
    assert b"country" not in bytes(row.contributions)


@pytest.mark.parametrize("change", ["level = 'low'", "points = 0", "made_at = made_at"])
def test_the_database_itself_keeps_a_rating_as_it_is(database: Database, tenant: Tenant, change: str) -> None:
    with database.open_work(tenant.id, "worker") as work:
        rate(work, start(work))
    with pytest.raises(Exception, match=r"does not change|refused a row"), database._engine.begin() as connection:
        connection.execute(text(f"UPDATE risk_ratings SET {change}"))  # noqa: S608 - words of this test


def test_how_everybody_stands_is_read_in_pages(work: Work) -> None:
    stories = [start(work, f"shop-{number}") for number in range(3)]
    for story in stories:
        rate(work, story, level=Level.LOW)
        rate(work, story)
    ended = start(work, "shop-9")
    rate(work, ended)
    work.subjects.set_status(ended.business.id, SubjectStatus.RELATIONSHIP_ENDED, relationship_ended_at=work.now())
    first = work.risk.ratings.standings("", 2)
    found = [*first, *work.risk.ratings.standings(first[-1].subject_id, 2)]
    assert sorted(one.subject_id for one in found) == sorted(story.business.id for story in stories)
    assert {one.reference for one in found} == {"shop-0", "shop-1", "shop-2"}
    assert {(one.level, one.points) for one in found} == {(Level.MEDIUM, 12.5)}
    assert len({one.facts.use(PURPOSE) for one in found if one.facts}) == 1
    assert work.risk.ratings.count() == 3


def test_whom_another_table_rated_waits_and_who_is_under_way_does_not(work: Work) -> None:
    digest = "cd" * 32
    rated, unrated, under_way, done = (start(work, f"shop-{number}") for number in range(4))
    rate(work, rated)
    settle(work, unrated)
    rate(work, done)
    rate(work, done, table_digest=digest)
    assert under_way.business.id not in work.risk.ratings.waiting(digest, "", 9)
    assert set(work.risk.ratings.waiting(digest, "", 9)) == {rated.business.id, unrated.business.id}
    assert work.risk.ratings.count_waiting(digest) == 2
    assert work.risk.ratings.count_waiting("ab" * 32) == 2
    first = work.risk.ratings.waiting(digest, "", 1)
    assert len(work.risk.ratings.waiting(digest, first[0], 9)) == 1


@pytest.mark.parametrize("who", ["business", "person"])
def test_whoever_restricted_the_use_of_their_data_is_left_out(work: Work, who: str) -> None:
    story = start(work)
    rate(work, story)
    restricted: str = getattr(story, who).id
    work.grounds.add(NewGround(kind=GroundKind.RESTRICTION, reference="request", subject_id=restricted))
    assert work.risk.ratings.standings("", 5) == ()
    assert work.risk.ratings.count_waiting("cd" * 32) == 0
    kept = work.risk.ratings.latest_of(story.business.id)
    assert kept is not None
    with pytest.raises(PolicyDeniedError):
        kept.facts.use(PURPOSE)


def test_what_a_destroyed_key_opened_is_nothing(database: Database, tenant: Tenant) -> None:
    with database.open_work(tenant.id, "worker") as work:
        story = start(work)
        rate(work, story)
        work.risk.ratings._tx.keys.destroy(story.business.key_id)
        assert [one.facts for one in work.risk.ratings.standings("", 5)] == [None]


def test_a_rating_goes_with_its_business(work: Work) -> None:
    story = start(work)
    rate(work, story)
    work.disposals.wipe(story.person)
    wiped = work.disposals.wipe(story.business)
    assert wiped.tables["risk_ratings"] == 1
    assert work.risk.ratings.latest_of(story.business.id) is None


def test_another_tenant_finds_no_rating(database: Database, tenant: Tenant, other_tenant: Tenant) -> None:
    with database.open_work(tenant.id, "worker") as work:
        made = rate(work, start(work))
    with database.open_work(other_tenant.id, "worker") as work:
        assert work.risk.ratings.latest_of(made.subject_id) is None
        assert work.risk.ratings.standings("", 5) == ()
        with pytest.raises(NotFoundError):
            work.risk.ratings.get(made.id)
