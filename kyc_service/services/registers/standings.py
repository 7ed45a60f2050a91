"""Standings: how each register does, what is left of its limit, and what waits for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import structlog

from kyc_service.errors import QueueUnavailableError
from kyc_service.services.registers.registers import Registers
from kyc_service.services.runtime import Runtime
from kyc_service.storage.register_checks import Waiting
from kyc_service.storage.traffic import SLOW_MS, PartStanding
from kyc_service.verifiers.choices import RegisterChoice

ALARM_AFTER = dt.timedelta(hours=1)
"""A question to a register that waits longer than this is a matter for a person."""

_log = structlog.get_logger("registers")


class State(StrEnum):
    """How a register does."""

    UP = "up"
    SLOW = "slow"
    DOWN = "down"
    UNKNOWN = "unknown"
    """Nobody asked it this week, or the traffic is not known just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartState:
    """How a part of a register does."""

    part: str
    state: State
    down_since: dt.datetime | None
    left_alone_until: dt.datetime | None
    last_answer_at: dt.datetime | None
    milliseconds: float | None
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterState:
    """How a register does."""

    id: str
    title: str
    use: str
    address: str
    state: State
    down_since: dt.datetime | None
    limit: int
    limit_seconds: int
    limit_left: int | None
    waiting: int
    """Questions without an answer yet."""
    oldest: dt.datetime | None
    """When the oldest of them was first asked."""
    alarm: bool
    parts: tuple[PartState, ...]


def states(rt: Runtime, waiting: Iterable[Waiting], now: dt.datetime) -> tuple[RegisterState, ...]:
    """Say how every register in use does."""
    by_register = {one.register: one for one in waiting}
    return tuple(
        _state(rt.registers, choice, by_register.get(choice.register.id), now) for choice in rt.registers.choices.all
    )


def sound(rt: Runtime) -> int:
    """Log an alarm for every register that something waits for too long; return how many."""
    with rt.open_system("registers", read_only=True) as system:
        late = [one for one in system.register_checks.waiting() if _is_late(one, system.now())]
    for one in late:
        _log.error("register.waited_too_long", register=one.register, waiting=one.checks, since=one.oldest.isoformat())
    return len(late)


def _is_late(waiting: Waiting | None, now: dt.datetime) -> bool:
    return waiting is not None and waiting.oldest + ALARM_AFTER < now


def _state(registers: Registers, choice: RegisterChoice, waiting: Waiting | None, now: dt.datetime) -> RegisterState:
    register = choice.register
    try:
        parts = tuple(_part(one) for one in registers.asker.traffic.standings(register.id))
        left: int | None = registers.asker.traffic.left(register.id, choice.limit)
    except QueueUnavailableError:
        parts, left = (), None
    worst = next((state for state in _WORST if any(part.state is state for part in parts)), State.UNKNOWN)
    since = [part.down_since for part in parts if part.down_since]
    return RegisterState(
        id=register.id,
        title=register.title,
        use=choice.use.value,
        address=choice.address,
        state=worst,
        down_since=min(since) if since else None,
        limit=choice.limit.requests,
        limit_seconds=choice.limit.seconds,
        limit_left=left,
        waiting=waiting.checks if waiting else 0,
        oldest=waiting.oldest if waiting else None,
        alarm=_is_late(waiting, now),
        parts=parts,
    )


_WORST = (State.DOWN, State.SLOW, State.UP)


def _part(found: PartStanding) -> PartState:
    state = State.UP
    if found.down_since is not None:
        state = State.DOWN
    elif found.milliseconds is not None and found.milliseconds > SLOW_MS:
        state = State.SLOW
    return PartState(
        part=found.part,
        state=state,
        down_since=_moment(found.down_since),
        left_alone_until=_moment(found.closed_until),
        last_answer_at=_moment(found.last_ok),
        milliseconds=found.milliseconds,
        code=found.code,
    )


def _moment(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)
