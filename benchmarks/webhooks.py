"""How long a message takes to an endpoint that answers, alone and beside one that never does.

A worker process of webhooks with its Redis and a relay, on SQLite; receivers on loopback. Events of many verifications
are made at a steady pace for two endpoints. Measured is the time from an event's commit to its arrival at the good
endpoint. In turns the other endpoint answers at once, or accepts the connection and never says a word. The rounds
alternate, so that what else the machine does falls on both. Milliseconds, one JSON object.

    .venv/bin/python benchmarks/webhooks.py --seconds 30 --rounds 3
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from jobs import embedded_redis
from jobs.stack import kyc
from kyc_service import logs
from kyc_service.bootstrap import build
from kyc_service.domain.personal import Personal
from kyc_service.domain.subjects import Party, SubjectKind, Submission
from kyc_service.domain.webhooks import EventKind
from kyc_service.services import access, verifications, webhooks
from kyc_service.services.relay import Relay
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Settings
from kyc_service.storage.migrate import upgrade

PATIENCE = 240.0
WARM_SECONDS = 5


class Arrivals:
    """When each event arrived."""

    def __init__(self) -> None:
        """Begin with none."""
        self.at: dict[str, float] = {}


@contextmanager
def receive(arrivals: Arrivals) -> Iterator[str]:
    """Answer at once, and write down when what arrived."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Take a message."""
            arrivals.at.setdefault(self.headers["webhook-id"], time.monotonic())
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()


@contextmanager
def hang() -> Iterator[str]:
    """Accept connections, and never say a word."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    held: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                held.append(listener.accept()[0])

    threading.Thread(target=accept, daemon=True).start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    listener.close()
    for one in held:
        one.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--per-second", type=float, default=10.0)
    options = parser.parse_args()
    logs.configure("error")
    alone: list[float] = []
    beside: list[float] = []
    for _ in range(options.rounds):
        alone += measure(options.seconds, options.per_second, bad=False)
        beside += measure(options.seconds, options.per_second, bad=True)
    found = {"alone": describe(alone), "beside_a_bad_one": describe(beside)}
    ratio = found["beside_a_bad_one"]["p99"] / found["alone"]["p99"]
    print(json.dumps({**found, "p99_ratio": round(ratio, 3)}))


def describe(seconds: list[float]) -> dict[str, float]:
    """Say how long deliveries took."""
    cuts = statistics.quantiles(seconds, n=100)
    shown = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "slowest": max(seconds)}
    return {"deliveries": len(seconds), **{name: round(value * 1000, 1) for name, value in shown.items()}}


def measure(seconds: float, per_second: float, *, bad: bool) -> list[float]:
    """Send for some seconds; return how long each message to the good endpoint took."""
    arrivals, others = Arrivals(), Arrivals()
    with (
        tempfile.TemporaryDirectory(prefix="kyc-bench-", ignore_cleanup_errors=True) as folder,
        receive(arrivals) as good,
        hang() if bad else receive(others) as other,
        serve(Path(folder), good, other) as rt,
    ):
        tenant_id = prepare(rt, good, other)
        # The worker takes a while to start; then some seconds of traffic, so that it knows the bad one.
        wait(arrivals, send(rt, tenant_id, "first", 1, per_second))
        send(rt, tenant_id, "warm", int(WARM_SECONDS * per_second), per_second)
        made = send(rt, tenant_id, "shop", int(seconds * per_second), per_second)
        wait(arrivals, made)
        return [arrivals.at[ident] - at for ident, at in made.items()]


def wait(arrivals: Arrivals, made: dict[str, float]) -> None:
    """Wait until all of it arrived."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not made.keys() <= arrivals.at.keys():
        time.sleep(0.02)
    missing = made.keys() - arrivals.at.keys()
    if missing:
        message = f"{len(missing)} messages did not arrive"
        raise SystemExit(message)


@contextmanager
def serve(folder: Path, good: str, other: str) -> Iterator[Runtime]:
    """Start Redis, a worker of webhooks, and a relay in this process."""
    redis = embedded_redis.plan(folder)
    env = {"KYC_DATA_DIR": str(folder), "KYC_WEBHOOK_TEST_HOSTS": f"{good},{other}", "REDIS_URL": redis.url}
    settings = Settings.from_env(env)
    upgrade(settings.database_url.reveal())
    rt = build(settings)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
    server = subprocess.Popen(redis.argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    worker = subprocess.Popen(kyc("worker", "--queue", "webhooks"), env={**inherited, **env, "KYC_LOG_LEVEL": "error"})
    relay = Relay(rt)
    relay.start()
    try:
        yield rt
    finally:
        relay.stop()
        for process in (worker, server):
            process.send_signal(signal.SIGKILL)
            process.wait()
        rt.close()


def prepare(rt: Runtime, good: str, other: str) -> str:
    """Make a tenant with both endpoints."""
    with rt.open_system("bench") as system:
        tenant = access.create_tenant(system, rt.policy, "Bench", obliged_entity=False, home_region="NL")
    with rt.open_work(tenant.id, "bench") as work:
        for host in (good, other):
            webhooks.register(work, f"http://{host}/hook")
    return tenant.id


def send(rt: Runtime, tenant_id: str, name: str, many: int, per_second: float) -> dict[str, float]:
    """Make events at a steady pace; return when each was committed."""
    made: dict[str, float] = {}
    begin = time.monotonic()
    for number in range(many):
        time.sleep(max(0.0, begin + number / per_second - time.monotonic()))
        business = Party(SubjectKind.BUSINESS, "seller", Personal({"business.name": f"Bench {number} B.V."}))
        submission = Submission(
            reference=f"{name}-{number}",
            policy_id=rt.policy.id,
            role="seller",
            business=business,
            people=(),
            flags=(),
        )
        with rt.open_work(tenant_id, "bench") as work:
            verification = verifications.submit(work, rt.policy, submission)
            event = work.webhooks.events.add(EventKind.VERIFICATION_UPDATED, verification)
        made[event.id] = time.monotonic()
    return made


if __name__ == "__main__":
    main()
