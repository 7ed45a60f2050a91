"""A whole service for benchmarks that kill parts of it: each process by itself, with a Redis and a database of its own.

What was decided, and when, is read from the database, whose clock is this machine's: nothing is asked so often that it
would slow down what is measured.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from service import Service, business, database, is_ready, output

from jobs import embedded_redis
from jobs.stack import kyc
from kyc_service import bootstrap
from kyc_service.domain.verifications import Verification
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Settings

PATIENCE = 600.0
Process = subprocess.Popen[bytes]


@dataclass
class House:
    """One service, and the processes that were started in it."""

    folder: Path
    env: dict[str, str]
    rt: Runtime
    plan: embedded_redis.EmbeddedRedis
    api: Service
    tenant_id: str = ""
    processes: dict[str, Process] = field(default_factory=dict)

    def kyc(self, name: str, *arguments: str) -> Process:
        """Start a command of the service."""
        return self.start(name, kyc(*arguments))

    def start(self, name: str, argv: Sequence[str]) -> Process:
        """Start a process under a name."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(argv, env=self.env, stdout=log, stderr=log)
        return self.processes[name]

    def start_redis(self) -> float:
        """Start Redis on whatever it wrote down; return when it first answered, by the clock on the wall."""
        self.start("redis", self.plan.argv)
        wait(self.redis_answers)
        return time.time()

    def redis_answers(self) -> bool:
        """Whether Redis takes commands."""
        with contextlib.suppress(RedisError), self.redis() as client:
            return bool(client.ping())
        return False

    def redis(self) -> Redis:
        """Connect to Redis."""
        return Redis.from_url(self.plan.url)

    def submit(self, number: int, reference: str) -> str:
        """Submit a business of whom nothing is listed; return the id of its verification."""
        status, answer = self.api.ask("POST", "/v1/verifications", business(number) | {"reference": reference})
        if status != 202:
            sys.exit(f"a submission was answered with {status}")
        return str(answer["id"])

    def read(self, ids: Sequence[str]) -> list[Verification]:
        """Read verifications as they stand."""
        with self.rt.open_work(self.tenant_id, "bench", read_only=True) as work:
            return [work.verifications.get(one) for one in ids]

    def settle(self, ids: Sequence[str]) -> list[Verification]:
        """Wait until all are decided, and return them."""
        wait(lambda: all(one.status.value != "processing" for one in self.read(ids)), pause=0.5)
        return self.read(ids)

    def close(self) -> None:
        """End everything, Redis last."""
        for process in reversed(self.processes.values()):
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.rt.close()


@contextlib.contextmanager
def opened(folder: Path, kind: str, lists: Sequence[str] = (), **settings: str) -> Iterator[House]:
    """Prepare a service on a kind of database, with Redis, the API and a tenant, and no other process yet.

    Some of the bundled lists may do, where it plays no part what names are compared with.
    """
    with database(kind) as (address, _), socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        plan = embedded_redis.plan(folder)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
        env = {"KYC_DATA_DIR": str(folder / "data"), "KYC_HTTP_PORT": str(port), "KYC_RATE_LIMIT": "1000000"}
        env |= {"REDIS_URL": plan.url, "KYC_LOG_LEVEL": "warning", **address, **settings}
        if lists:
            (folder / "lists.toml").write_text("".join(f"[lists.{name}]\n" for name in lists))
            env["KYC_LISTS_FILE"] = str(folder / "lists.toml")
        subprocess.run(kyc("prepare"), env=kept | env, check=True, stdout=subprocess.DEVNULL)
        house = House(folder, kept | env, bootstrap.build(Settings.from_env(env)), plan, Service(port, ""))
        try:
            house.start_redis()
            command = tuple(kyc())
            made = output(command, house.env, "tenants", "create", "Bench", "--home-region", "EU", "--not-obliged")
            house.tenant_id = made["id"]
            named = ("--tenant", made["id"], "--name", "bench", "--scope", "onboarding")
            house.api.token = output(command, house.env, "keys", "create", *named)["token"]
            house.kyc("api", "serve")
            wait(lambda: is_ready(house.api))
            yield house
        finally:
            house.close()


def wait(condition: Callable[[], Any], pause: float = 0.02) -> None:
    """Wait until it holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"did not happen within {PATIENCE:.0f} s")
        time.sleep(pause)


def seconds(values: Sequence[float]) -> dict[str, float]:
    """Tell the spread of some durations."""
    ordered = sorted(values)
    places = {"least": 0, "middle": len(ordered) // 2, "p90": int(len(ordered) * 0.9), "most": len(ordered) - 1}
    return {"times": len(ordered)} | {name: round(ordered[place], 2) for name, place in places.items()}
