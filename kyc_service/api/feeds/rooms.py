"""Feeds and reviews: how each feed does, who is due to be verified again, and after how long that is."""

from __future__ import annotations

import dataclasses

from flask import Blueprint

from kyc_service.api.door.etags import make_etag
from kyc_service.api.door.operations import Operation
from kyc_service.api.door.routes import Answer, Call, Door, Routes
from kyc_service.api.feeds.schemas import DueReviewsSchema, FeedsSchema, ReviewTermsBodySchema, ReviewTermsSchema
from kyc_service.bootstrap import Runtime
from kyc_service.domain.feeds.terms import NEVER, Terms
from kyc_service.domain.tenants import Scope
from kyc_service.services.feeds import reviewing, standings, terms

MOST = 200
_READERS = frozenset({Scope.ANALYST, Scope.ADMIN})

LIST = Operation(
    id="listRegisterFeeds",
    method="GET",
    rule="/register-feeds",
    summary="See how far the change feeds of registers were read",
    description="When each was read, when it last said anything, what went wrong, and whether a person has to look.",
    scopes=_READERS,
    answer=FeedsSchema,
)
DUE = Operation(
    id="listDueReviews",
    method="GET",
    rule="/due-reviews",
    summary="List businesses that are due to be verified again",
    description="After what a register's feed said, on their review date, or for the age of what registers answered.",
    scopes=_READERS,
    answer=DueReviewsSchema,
)
READ_TERMS = Operation(
    id="getReviewTerms",
    method="GET",
    rule="/review-terms",
    summary="Read after how long registers are asked again",
    scopes=_READERS,
    answer=ReviewTermsSchema,
    etag=True,
)
SET_TERMS = Operation(
    id="setReviewTerms",
    method="POST",
    rule="/review-terms",
    summary="Set after how long registers are asked again",
    description="What is left out stays. A day of the year that is over when it is set counts from next year on.",
    scopes=frozenset({Scope.ADMIN}),
    body=ReviewTermsBodySchema,
    answer=ReviewTermsSchema,
    if_match=True,
    etag=True,
)


def blueprint(door: Door) -> Blueprint:
    """Make the routes of this room."""
    routes = Routes(door, "register-feeds", "Change feeds of registers, and businesses that are due.")
    routes.add(LIST, list_feeds)
    routes.add(DUE, list_due)
    routes.add(READ_TERMS, read_terms)
    routes.add(SET_TERMS, set_terms)
    return routes.blueprint


def list_feeds(rt: Runtime, _call: Call) -> Answer:
    """Say how every feed does."""
    with rt.open_system("api", read_only=True) as system:
        return Answer({"items": standings.states(rt, system)})


def list_due(rt: Runtime, call: Call) -> Answer:
    """List who is due, of the caller's own."""
    return Answer({"items": reviewing.find_due(rt, MOST, call.caller.tenant.id)})


def read_terms(rt: Runtime, call: Call) -> Answer:
    """Read the terms."""
    with rt.open_work(call.caller.tenant.id, call.caller.actor, read_only=True) as work:
        return _answer(*terms.read(work))


def set_terms(rt: Runtime, call: Call) -> Answer:
    """Set the terms."""
    data = call.load()
    if data.get("yearly_on") == NEVER:
        data["yearly_on"] = None
    with rt.open_work(call.caller.tenant.id, call.caller.actor) as work:
        before, _ = terms.read(work)
        after = dataclasses.replace(before, **data)
        return _answer(after, terms.set_terms(work, after, call.version))


def _answer(found: Terms, version: int) -> Answer:
    return Answer({**dataclasses.asdict(found), "version": version}, headers={"ETag": make_etag(version)})
