"""The nemesis: does one bad thing after another to a stage, in an order that its seed alone decides."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import psutil

from tests.chaos.stage import LINK_NAMES, Stage
from tests.chaos.traps import POINTS
from tests.fixtures.wires import Weather

TARGETS = ("api", "api-child", "scheduler", "screening", "registers", "outside", "webhooks", "monitoring")
WEIGHTS = (1, 3, 2, 5, 2, 1, 2, 1)
"""How often each is killed or frozen, against the others."""
TRAP_SECONDS = 6.0
"""How long a trap is waited for; it stays armed afterwards."""
HUNT_SECONDS, HUNT_LOOK = 240.0, 2.0
"""How long it may take until one more of the traps that are left is gone into, and how often that is looked at."""
WEATHERS: Mapping[str, Weather] = {
    "latency": Weather(delay=0.2),
    "trickle": Weather(pace=20_000),
    "half-open": Weather(silent=True),
    "cut": Weather(closed=True),
}
STEPS: Mapping[str, int] = {
    "an hour ahead": 3600,
    "an hour behind": -3600,
    "ten years ahead": 10 * 365 * 86400,
    "ten years behind": -10 * 365 * 86400,
}
"""Where a clock is set to, in seconds from the true time."""


class Kind(StrEnum):
    """What a nemesis can do."""

    KILL = "kill"
    FREEZE = "freeze"
    TRAP = "trap"
    FREEZE_AT = "freeze at"
    REDIS_KILL = "kill Redis, back empty"
    REDIS_FLUSH = "flush Redis"
    POSTGRES_KILL = "kill PostgreSQL"
    WEATHER = "weather"
    RESET = "reset"
    LISTS = "reload lists"
    ROLL = "rolling restart"
    DISK_FULL = "full disk"
    CLOCK = "set clock"


@dataclass(frozen=True, slots=True)
class Act:
    """One bad thing."""

    kind: Kind
    target: str = ""
    """Process, trap or link."""
    how: str = ""
    seconds: float = 0.0
    """How long it lasts."""
    pause: float = 0.0
    """How long the nemesis rests afterwards."""

    def __str__(self) -> str:
        """Say it in a line."""
        lasting = f"for {self.seconds:.1f} s" if self.seconds else ""
        return " ".join(word for word in (self.kind.value, self.target, self.how, lasting) if word)


def plan(seed: int, kills: int) -> tuple[Act, ...]:
    """Draw up what will be done: so many kills, every trap at least once, and the rest in proportion."""
    chance = random.Random(seed)
    traps = [Act(Kind.TRAP, point.name) for point in POINTS] * max(1, kills // 100)
    freezing = [Act(Kind.FREEZE_AT, name, seconds=chance.uniform(6, 9)) for name in ("check.compared", "webhook.sent")]
    share = max(2, kills // 30)
    acts = [*traps, *freezing, Act(Kind.ROLL)]
    acts += [Act(Kind.REDIS_KILL, seconds=chance.uniform(0.1, 1.5)) for _ in range(share)]
    acts += [Act(Kind.REDIS_FLUSH)] * share
    acts += [Act(Kind.POSTGRES_KILL, seconds=chance.uniform(0.1, 1.0)) for _ in range(share)]
    acts += [Act(Kind.LISTS)] * share
    acts += [Act(Kind.RESET, chance.choice(LINK_NAMES)) for _ in range(share)]
    acts += [
        Act(Kind.WEATHER, link, how, chance.uniform(0.5, 3.0))
        for _ in range(max(1, share // 8))
        for link in LINK_NAMES
        for how in WEATHERS
    ]
    acts += [Act(Kind.DISK_FULL, seconds=chance.uniform(0.5, 3.0)) for _ in range(share)]
    acts += [Act(Kind.CLOCK, how=how, seconds=chance.uniform(0.5, 3.0)) for how in STEPS for _ in range(share // 2)]
    acts += [
        Act(Kind.FREEZE, chance.choices(TARGETS, WEIGHTS)[0], seconds=chance.uniform(0.5, 8.0)) for _ in range(share)
    ]
    deadly = sum(act.kind in DEADLY for act in acts)
    acts += [Act(Kind.KILL, chance.choices(TARGETS, WEIGHTS)[0]) for _ in range(max(0, kills - deadly))]
    chance.shuffle(acts)
    return tuple(Act(act.kind, act.target, act.how, act.seconds, chance.uniform(0.1, 0.6)) for act in acts)


DEADLY = {Kind.KILL, Kind.TRAP, Kind.REDIS_KILL, Kind.POSTGRES_KILL}


class Nemesis:
    """Works through a plan, and counts what it really did."""

    def __init__(self, stage: Stage) -> None:
        """Do nothing yet."""
        self._stage = stage
        self._timers: list[threading.Timer] = []
        self.done: Counter[str] = Counter()
        """Bad things done, by kind; kills of the service's processes by whom as well."""
        self._acts: Mapping[Kind, Callable[[Act], None]] = {
            Kind.KILL: self._kill,
            Kind.FREEZE: self._freeze,
            Kind.TRAP: self._trap,
            Kind.FREEZE_AT: self._freeze_at,
            Kind.REDIS_KILL: self._kill_redis,
            Kind.REDIS_FLUSH: self._flush_redis,
            Kind.POSTGRES_KILL: self._kill_postgres,
            Kind.WEATHER: self._weather,
            Kind.RESET: lambda act: self._stage.wires[act.target].reset(),
            Kind.LISTS: self._reload,
            Kind.ROLL: self._roll,
            Kind.DISK_FULL: self._fill_disk,
            Kind.CLOCK: self._set_clock,
        }
        self._frozen_for: dict[str, float] = {}
        """How long whoever freezes at a point stays so."""
        self._over = threading.Event()
        self._thawer = threading.Thread(target=self._thaw, name="thaw", daemon=True)
        self._thawer.start()

    def do(self, act: Act) -> None:
        """Do one bad thing, and rest."""
        self._acts[act.kind](act)
        self.done[act.kind.value] += 1
        time.sleep(act.pause)

    def hunt(self, left: Callable[[], Sequence[str]]) -> None:
        """Arm every trap that nobody went into yet, and wait: on a slow machine the first wait was too short."""
        end, fewest = time.monotonic() + HUNT_SECONDS, len(POINTS)
        while (points := left()) and time.monotonic() < end:
            if len(points) < fewest:
                end, fewest = time.monotonic() + HUNT_SECONDS, len(points)
            for point in points:
                if not self._stage.traps.is_armed(point):
                    self._stage.traps.arm(point)
            if any(point.startswith("list.") for point in points):
                self._reload(Act(Kind.LISTS))
            time.sleep(HUNT_LOOK)

    def relent(self) -> None:
        """Make everything good again: nothing is frozen, no trap waits, every wire carries."""
        for timer in self._timers:
            timer.join()
        self._stage.traps.disarm()
        self._over.set()
        self._thawer.join()
        self._stage.disk.free()
        self._stage.clock.move(0)
        self._stage.postgres.start()
        for wire in self._stage.wires.values():
            wire.mend()
        for found in self._stage.processes().values():
            for process in found:
                _send(process, signal.SIGCONT)

    def _find(self, target: str) -> psutil.Process | None:
        found = self._stage.processes().get(target, [])
        # Whoever lived longest: the others have only just been started again.
        return min(found, key=lambda process: process.pid, default=None)

    def _kill(self, act: Act) -> None:
        process = self._find(act.target)
        if process is not None and _send(process, signal.SIGKILL):
            self.done[f"killed {act.target}"] += 1

    def _freeze(self, act: Act) -> None:
        process = self._find(act.target)
        if process is not None and _send(process, signal.SIGSTOP):
            self._later(act.seconds, lambda: _send(process, signal.SIGCONT))

    def _trap(self, act: Act) -> None:
        self._stage.traps.arm(act.target)
        self._wait_for(act.target)

    def _freeze_at(self, act: Act) -> None:
        self._frozen_for[act.target] = act.seconds
        self._stage.traps.arm(act.target, signal.SIGSTOP)
        self._wait_for(act.target)

    def _thaw(self) -> None:
        """Wake whoever froze in a trap when its time is over: it may have gone into it long after the trap was set."""
        woken: set[int] = set()
        while not self._over.wait(0.1):
            for one in self._stage.traps.frozen():
                if one.pid not in woken and time.time() - one.since >= self._frozen_for[one.point]:
                    woken.add(one.pid)
                    _wake(one.pid)

    def _wait_for(self, point: str) -> None:
        if point.startswith("list."):
            self._reload(Act(Kind.LISTS))
        end = time.monotonic() + TRAP_SECONDS
        while self._stage.traps.is_armed(point) and time.monotonic() < end:
            time.sleep(0.05)

    def _kill_redis(self, act: Act) -> None:
        self._stage.redis.kill()
        time.sleep(act.seconds)
        self._stage.redis.start()

    def _flush_redis(self, _: Act) -> None:
        import redis

        with suppress(redis.RedisError), redis.Redis(unix_socket_path=self._stage.redis.socket) as client:
            client.flushall()

    def _kill_postgres(self, act: Act) -> None:
        self._stage.postgres.kill()
        time.sleep(act.seconds)
        self._stage.postgres.start()

    def _weather(self, act: Act) -> None:
        wire = self._stage.wires[act.target]
        wire.become(WEATHERS[act.how])
        if act.how == "cut":
            wire.reset()
        self._later(act.seconds, wire.mend)

    def _fill_disk(self, act: Act) -> None:
        if not self._stage.disk.can_be_full:
            self.done["no right to mount: disk not filled"] += 1
            return
        self._stage.disk.fill()
        time.sleep(act.seconds)
        self._stage.disk.free()
        # A server that could not write its log ends, and nothing here starts it again but this.
        self._stage.postgres.start()

    def _set_clock(self, act: Act) -> None:
        if not self._stage.clock.can_be_set:
            self.done["no compiler: clock not set"] += 1
            return
        self._stage.clock.move(STEPS[act.how])
        self._later(act.seconds, lambda: self._stage.clock.move(0))

    def _reload(self, _: Act) -> None:
        """Publish a new version, and let a process of its own load it, as the scheduler would have one do."""
        self._stage.publisher.renew()
        self._stage.refresh()

    def _roll(self, _: Act) -> None:
        """Ask every process to end, one after the other, and wait each time until another stands in its place."""
        for name in ("api", "screening", "registers", "webhooks", "scheduler"):
            process = self._find(name)
            if process is not None and _send(process, signal.SIGTERM):
                with suppress(psutil.TimeoutExpired):
                    process.wait(30)

    def _later(self, seconds: float, act: Callable[[], object]) -> None:
        timer = threading.Timer(seconds, act)
        timer.start()
        self._timers.append(timer)


def _send(process: psutil.Process, number: signal.Signals) -> bool:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return False
    return True


def _wake(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)
