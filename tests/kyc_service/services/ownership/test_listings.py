"""Whose hits make somebody blocked, and whose are only questions."""

from __future__ import annotations

from typing import Any

import pytest

from kyc_service.domain.cases import Hit, HitStatus
from kyc_service.services.ownership.listings import Listings, find_listings
from kyc_service.storage.work import Work
from tests.fixtures.parties import Story, start


def add_hit(story: Story, work: Work, *topics: str, other: tuple[str, ...] = ()) -> Hit:
    evidence: dict[str, Any] = {"entry": {"topics": list(topics)}, "evidence": []}
    if other:
        evidence["listings"] = [{"score": None, "entry": {"topics": list(other)}}]
    return work.hits.add(
        story.checks[1], entry_id="x:1", source="x", list_digest="ab" * 32, score=0.9, evidence=evidence
    )


def find(story: Story, work: Work) -> Listings:
    return find_listings(work, story.business, {story.person.id: "P", story.business.id: "T"}, "aml_check")


@pytest.mark.parametrize(
    ("status", "confirmed", "undecided"),
    [
        (HitStatus.OPEN, 0, 1),
        (HitStatus.INCONCLUSIVE, 0, 1),
        (HitStatus.FALSE_POSITIVE, 0, 0),
        (HitStatus.TRUE_MATCH, 1, 0),
        (HitStatus.ACCEPTED_RISK, 1, 0),
        (HitStatus.BLOCKED, 1, 0),
        (HitStatus.SUPERSEDED, 0, 0),
    ],
)
def test_only_a_confirmed_hit_is_one(work: Work, status: HitStatus, confirmed: int, undecided: int) -> None:
    story = start(work)
    work.hits.settle(add_hit(story, work, "sanction").id, status)
    found = find(story, work)
    assert (len(found.confirmed), len(found.undecided)) == (confirmed, undecided)
    assert {one.party for one in (*found.confirmed, *found.undecided)} <= {"P"}


@pytest.mark.parametrize(
    ("topics", "other", "count"),
    [
        (("sanction", "terrorism"), (), 1),
        (("debarment",), (), 0),
        (("export_control",), (), 0),
        (("pep",), (), 0),
        (("own",), (), 0),
        # One party on two lists is one hit.
        (("debarment",), ("sanction",), 1),
    ],
)
def test_only_lists_of_sanctions_block(work: Work, topics: tuple[str, ...], other: tuple[str, ...], count: int) -> None:
    story = start(work)
    work.hits.settle(add_hit(story, work, *topics, other=other).id, HitStatus.TRUE_MATCH)
    assert len(find(story, work).confirmed) == count
