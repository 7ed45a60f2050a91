"""Read the feeds of a register: ask, look whom on file it is about, and keep both in one transaction.

An answer is in memory only. Of its events nothing is stored but a mark on businesses that are on file: no number, no
name, no kind of change. Where reading goes on is kept in the transaction that marks, so a kill before it loses nothing
and one after it repeats nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import structlog

from kyc_service.domain.feeds.events import STARTING, Event
from kyc_service.domain.feeds.reviews import COLLECT, DueReason
from kyc_service.domain.feeds.standings import FeedStanding
from kyc_service.domain.subjects import SubjectKind
from kyc_service.egress.registers import OutageError
from kyc_service.errors import NotFoundError, QueueUnavailableError, StaleVersionError
from kyc_service.policy.model import Policy
from kyc_service.services import subjects
from kyc_service.services.registers.plans import COUNTRY
from kyc_service.services.runtime import Runtime
from kyc_service.storage.audit import Details
from kyc_service.verifiers.base import NUMBER, Register
from kyc_service.verifiers.choices import RegisterChoice
from kyc_service.verifiers.documents import MalformedAnswerError
from kyc_service.verifiers.feeds.base import Batch, Feed, FeedAccess, GapError
from kyc_service.verifiers.feeds.serving import feeds_of

ACTOR = "feeds"
PURPOSE = "monitoring"
"""Of the policy: why a feed is read."""
MOST_ANSWERS = 30
"""Of one feed in one turn; what is left comes in the next."""
_LOOKED_UP = 500
"""Numbers looked for at a time."""

_log = structlog.get_logger("feeds")


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one turn of a feed."""

    feed_id: str
    answers: int = 0
    events: int = 0
    concerned: int = 0
    """Marks put on businesses on file."""
    gap: bool = False
    code: str | None = None
    """Why it ended early."""


def read_register(rt: Runtime, register_id: str) -> tuple[Turn, ...]:
    """Read the feeds of a register, one after another. Raises NotFoundError where they are not switched on."""
    choice = rt.registers.choices.get(register_id)
    if choice is None or choice.feed is None:
        message = "this register's feeds are not switched on; see KYC_REGISTERS_FILE in docs/feeds.md"
        raise NotFoundError(message)
    return tuple(_read_feed(rt, choice, choice.feed.access, feed) for feed in feeds_of(register_id))


def may_read(policy: Policy, register: Register) -> bool:
    """Whether the policy lets a register be asked for the sake of monitoring.

    A feed is told nothing of anybody. It is read on the strength of the same line that lets the register be told a
    number: where that is refused, no answer of the register may be waited for either.
    """
    return policy.may_disclose(register.recipient, PURPOSE, (NUMBER,), {}).allowed


def _read_feed(rt: Runtime, choice: RegisterChoice, access: FeedAccess, feed: Feed) -> Turn:
    """Read a feed to its end, or for as many answers as one turn may take."""
    turn = Turn(feed.id)
    with rt.open_system(ACTOR) as system:
        standing = system.feeds.begin(feed.id, feed.start(rt.registers.asker.now()))
    if not may_read(rt.policy, choice.register):
        return _fail(rt, turn, "policy_denied")
    chosen = choice.feed.address if choice.feed else None
    address = chosen or feed.address or choice.address
    asked = replace(choice, address=address, limit=feed.limit or choice.limit)
    while turn.answers < MOST_ANSWERS:
        try:
            batch = _ask(rt, asked, access, feed, standing)
        except GapError:
            return _lose(rt, choice, feed, turn, standing)
        except OutageError as error:
            return _fail(rt, turn, error.code.value)
        except (MalformedAnswerError, QueueUnavailableError) as error:
            return _fail(rt, turn, error.code)
        try:
            turn, standing = _keep(rt, choice, turn, standing, batch)
        except StaleVersionError:
            return replace(turn, code="read_elsewhere")
        if not batch.more:
            break
    if turn.concerned:
        _log.info("feed.read", feed=feed.id, answers=turn.answers, events=turn.events, concerned=turn.concerned)
    return turn


def _ask(rt: Runtime, asked: RegisterChoice, access: FeedAccess, feed: Feed, standing: FeedStanding) -> Batch:
    now = rt.registers.asker.now()
    request = feed.request(standing.cursor, access, now)
    if request is None:
        # There is nothing new to ask for: that is a reading too.
        return Batch((), standing.cursor, heard=False)
    return rt.registers.asker.fetch(asked, request, lambda reply: feed.read(standing.cursor, reply, now))


def _keep(
    rt: Runtime, choice: RegisterChoice, turn: Turn, standing: FeedStanding, batch: Batch
) -> tuple[Turn, FeedStanding]:
    """Mark whom the events are about, and keep where reading goes on. Raises StaleVersionError."""
    starting = [event for event in batch.events if event.kind in STARTING]
    found = find(rt, starting)
    with rt.open_system(ACTOR) as system:
        due_at = system.now() + COLLECT
        system.marks.add(found, choice.register.id, DueReason.REGISTER_EVENT, due_at)
        counts = {"events": len(batch.events), "concerned": len(found)}
        system.feeds.advance(standing, batch.cursor, **counts, heard=batch.heard)
        after = system.feeds.begin(standing.feed_id)
    done = replace(
        turn,
        answers=turn.answers + 1,
        events=turn.events + counts["events"],
        concerned=turn.concerned + counts["concerned"],
    )
    return done, after


def find(rt: Runtime, events: Iterable[Event]) -> set[tuple[str, str]]:
    """Find tenant and id of businesses on file that events are about, through the blind index, of every tenant."""
    texts = sorted({text for event in events for text in _texts(event)})
    if not texts:
        return set()
    with rt.open_system(ACTOR, read_only=True) as system:
        tenants = [tenant.id for tenant in system.tenants.list()]
    found: set[tuple[str, str]] = set()
    for tenant_id in tenants:
        with rt.open_work(tenant_id, ACTOR, read_only=True) as work:
            for start in range(0, len(texts), _LOOKED_UP):
                some = texts[start : start + _LOOKED_UP]
                known = work.subjects.identified_by(subjects.REGISTRATION, some, _LOOKED_UP * 20)
                found |= {(tenant_id, one.id) for one in known}
    return found


def _texts(event: Event) -> tuple[str, ...]:
    """Write the texts by which the index knows a business, as intake writes them."""
    named = (
        subjects.identify(SubjectKind.BUSINESS, {COUNTRY: country, NUMBER: number})
        for country in event.countries
        for number in event.numbers
    )
    return tuple(one[subjects.REGISTRATION] for one in named if subjects.REGISTRATION in one)


def _lose(rt: Runtime, choice: RegisterChoice, feed: Feed, turn: Turn, standing: FeedStanding) -> Turn:
    """Begin a feed anew after a gap: whoever was known to its register has to be asked about again."""
    try:
        with rt.open_system(ACTOR) as system:
            marked = system.marks.add_register(choice.register.id)
            system.feeds.lose(standing, feed.start(rt.registers.asker.now()))
            details: Details = {"feed": turn.feed_id, "register": choice.register.id, "marked": marked}
            system.audit.append("feed.gap", "begun_anew", details=details)
    except StaleVersionError:
        return replace(turn, code="read_elsewhere")
    _log.error("feed.gap", feed=turn.feed_id, register=choice.register.id, marked=marked)
    return replace(turn, gap=True, concerned=turn.concerned + marked)


def _fail(rt: Runtime, turn: Turn, code: str) -> Turn:
    with rt.open_system(ACTOR) as system:
        system.feeds.fail(turn.feed_id, code)
    _log.warning("feed.not_read", feed=turn.feed_id, code=code)
    return replace(turn, code=code)
