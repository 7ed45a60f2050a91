"""What accepting costs, each part for itself: processor time of API, database, Redis and sender for one submission.

Starts the whole service as `service.py` does, puts its workers and its scheduler to sleep so that nobody but the API
works, and sends submissions one after the other on a few connections, each as soon as the one before is answered.
Times on a clock depend on what else the machine does; processor time hardly does. Prints one JSON object.

    PYTHONPATH=. .venv/bin/python benchmarks/accept.py [--database sqlite|postgres] [--processes 2] [--senders 4]
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Iterator

import psutil
from service import Service, add_options, business, serving, spread, timed

WARM_UP = 200


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--submissions", type=int, default=1000)
    chosen = parser.parse_args()
    with serving(chosen) as running, asleep(running):
        send(running, WARM_UP, chosen.senders)
        health = [timed(running, "GET", "/healthz")[0] for _ in range(200)]
        before, began = running.spent(), time.perf_counter()
        found = send(running, chosen.submissions, chosen.senders)
        passed = time.perf_counter() - began
        time.sleep(1.0)  # What the relay still hands over belongs to them.
        spent = {part: seconds - before.get(part, 0.0) for part, seconds in running.spent().items()}
    each = {part: round(seconds / chosen.submissions * 1000, 2) for part, seconds in spent.items()}
    yardstick = statistics.median(health)
    print(
        json.dumps(
            {
                "benchmark": "accept",
                "database": chosen.database,
                "processes": chosen.processes,
                "senders": chosen.senders,
                "load": [round(value, 1) for value in os.getloadavg()],
                "healthz_ms": spread(health),
                "cpu_ms_each": each,
                "accept_ms": spread(found),
                "accept_over_healthz": round(statistics.median(found) / yardstick, 1),
                "accepted_per_second": round(chosen.submissions / passed, 1),
            }
        )
    )


@contextlib.contextmanager
def asleep(running: Service) -> Iterator[None]:
    """Put every process of the service to sleep that is not the API or Redis."""
    sleepers = [
        one for one in psutil.Process(running.pid).children() if not {"worker", "scheduler"}.isdisjoint(_words(one))
    ]
    for one in sleepers:
        one.suspend()
    try:
        yield
    finally:
        for one in sleepers:
            one.resume()


def _words(process: psutil.Process) -> list[str]:
    return " ".join(process.cmdline()).split()


def send(running: Service, count: int, senders: int) -> list[float]:
    """Send so many submissions over some connections; return milliseconds of each. Ends this when one is refused."""
    found: list[float] = []
    refused: list[int] = []

    def work(numbers: range) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
        for number in numbers:
            body = json.dumps(business(number))
            headers = {"Authorization": f"Bearer {running.token}", "Content-Type": "application/json"}
            began = time.perf_counter()
            connection.request("POST", "/v1/verifications", body, headers | {"Idempotency-Key": uuid.uuid4().hex})
            answer = connection.getresponse()
            answer.read()
            found.append((time.perf_counter() - began) * 1000)
            if answer.status != http.client.ACCEPTED:
                refused.append(answer.status)

    threads = [threading.Thread(target=work, args=(range(first, count, senders),)) for first in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if refused:
        sys.exit(f"{len(refused)} of {count} were refused, the first with {refused[0]}")
    return found


if __name__ == "__main__":
    main()
