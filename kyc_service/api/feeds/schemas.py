"""Feeds and reviews in and out: how each feed does, who is due, after how long."""

from __future__ import annotations

from marshmallow import Schema

from kyc_service.api.bodies.base import StrictSchema, Text
from kyc_service.api.desk.schemas import Whole
from kyc_service.api.schemas.answers import flag, instant, many, number, text, word
from kyc_service.domain.feeds.reviews import DueReason
from kyc_service.domain.feeds.standings import Alarm
from kyc_service.domain.feeds.terms import MOST_DAYS


class FeedSchema(Schema):
    """How a feed does."""

    id = text("Id.", "brreg_entities")
    register = text("Id of the register whose businesses it is about.", "brreg")
    title = text("Its name.", "Enhetsregisteret: updates of entities")
    tells = text(
        "What it tells, and for how long it can be caught up with.", "Entities that came or changed, since ever."
    )
    every_seconds = number("How often it is read, at most.", 600)
    quiet_seconds = number("How long it may say nothing.", 432000)
    allowed = flag("Whether the policy in force lets it be read.")
    cursor = text(
        "Where reading goes on, as the register counts: a number or a moment, of nobody.", "10427381", nullable=True
    )
    begun_at = instant("When it was read first.", nullable=True)
    read_at = instant("When it was read last.", nullable=True)
    event_at = instant("When it last said anything, about anybody.", nullable=True)
    failed_at = instant("When reading failed, if it has since it was last read.", nullable=True)
    code = text("Why reading failed.", "timed_out", nullable=True)
    gap_at = instant("When it last no longer knew where reading had stopped.", nullable=True)
    gaps = number("How often that was.", 0)
    events = number("Changes that it told of.", 81204)
    concerned = number("Of those, how often one was about a business on file.", 17)
    waiting = number("Businesses of its register that a feed spoke of and that wait for a verification.", 2)
    alarm = word("Why a person has to look.", tuple(Alarm), nullable=True)


class FeedsSchema(Schema):
    """Every feed in use."""

    items = many(FeedSchema, "Feeds.")


class DueReviewSchema(Schema):
    """A business that is due."""

    subject_id = text("Id of the business.", "sub_3f0c2b7a9d814e6fa1c5d2e8b4a79063")
    reason = word("Why.", tuple(DueReason))
    since = instant("Since when; now, for one whose answers have become old.")


class DueReviewsSchema(Schema):
    """Businesses that are due, in the order in which they are begun."""

    items = many(DueReviewSchema, "At most 200.")


class ReviewTermsSchema(Schema):
    """After how long registers are asked again."""

    high_days = number("At high risk, or without a rating.", 90)
    medium_days = number("At medium risk.", 180)
    low_days = number("At low risk.", 365)
    yearly_on = text("Day of the year on which every business is verified again.", "01-31", nullable=True)
    version = number("The ETag's number; 0 while nobody set any.", 0)


class ReviewTermsBodySchema(StrictSchema):
    """What is to change; what is left out stays."""

    high_days = Whole("At high risk, or without a rating.", 90, 1, MOST_DAYS, code="number_out_of_range")
    medium_days = Whole("At medium risk.", 180, 1, MOST_DAYS, code="number_out_of_range")
    low_days = Whole("At low risk.", 365, 1, MOST_DAYS, code="number_out_of_range")
    yearly_on = Text("Day of the year, as `01-31`; `never` for no such day.", "01-31", longest=5)
