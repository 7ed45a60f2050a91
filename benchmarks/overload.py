"""Ten times the load: what is taken is decided, the rest is refused quickly, and it is over soon after the peak.

The service as in production (gunicorn, two processes) takes as much as it can from many senders at once, which gives
its capacity. Then one tenant sends ten times that at a steady rate, whether or not answers come, while another sends
what it always does, from a process of its own: beside two hundred senders its own threads would be what it waits for.
Prints one JSON object; `GET /healthz` in the same run is the yardstick.

    .venv/bin/python benchmarks/overload.py [--database sqlite|postgres] [--seconds 20] [--times 10]
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from service import Service, business, database, output, service, settle, spread, timed

SENDERS = 200
SWITCH_SECONDS = 0.0005
CALM_PAUSE = 0.1
"""Seconds between two submissions of the tenant that sends what it always does."""
RECOVERY_SECONDS = 120.0
BACK = 5
"""Submissions in a row that have to be as quick as before, until the peak counts as over."""


@dataclass
class Heard:
    """What a sender heard."""

    answers: list[tuple[float, int]] = field(default_factory=list)
    """Milliseconds and status; 0 where the connection broke."""
    taken: list[str] = field(default_factory=list)

    def submit(self, running: Service, number: int) -> None:
        """Send one submission."""
        began = time.perf_counter()
        try:
            milliseconds, status, answer = timed(running, "POST", "/v1/verifications", business(number))
        except (OSError, http.client.HTTPException):
            milliseconds, status, answer = (time.perf_counter() - began) * 1000, 0, None
        self.answers.append((milliseconds, status))
        if status == http.client.ACCEPTED:
            self.taken.append(str(answer["id"]))

    def times(self, is_wanted: Callable[[int], bool]) -> dict[str, float] | None:
        """Tell median and tail of answers with some statuses."""
        found = [milliseconds for milliseconds, status in self.answers if is_wanted(status)]
        return spread(found) if found else None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--times", type=float, default=10.0, help="of the capacity")
    chosen = parser.parse_args()
    # What a sender measures ends when its thread gets its turn among two hundred.
    sys.setswitchinterval(SWITCH_SECONDS)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kyc-bench-")))
        env, server = stack.enter_context(database(chosen.database))
        running = stack.enter_context(service(folder, env, ("--processes", "2"), server))
        calm = add_tenant(running, folder, env)
        health = [timed(running, "GET", "/healthz")[0] for _ in range(100)]
        elsewhere = stack.enter_context(ProcessPoolExecutor(1, multiprocessing.get_context("spawn")))
        before, begun = elsewhere.submit(hear_calm, calm, chosen.seconds).result(), os.getloadavg()[0]
        capacity = find_capacity(running, chosen.seconds / 2)
        beside = elsewhere.submit(hear_calm, calm, chosen.seconds)
        peak = send_peak(running, capacity * chosen.times, chosen.seconds)
        usual = statistics.median(milliseconds for milliseconds, _ in before.answers)
        recovered = wait_until_quick(calm, 3 * usual)
        left = settle(running, peak.taken)[1]
    loud = beside.result()
    found = {
        "benchmark": "overload",
        "database": chosen.database,
        "load": [round(begun, 1), round(os.getloadavg()[0], 1)],
        "healthz_ms": spread(health),
        "capacity_per_s": round(capacity, 1),
        "sent_per_s": round(len(peak.answers) / chosen.seconds, 1),
        "answers": dict(Counter(str(status) for _, status in peak.answers)),
        "taken_ms": peak.times(_is_taken),
        "refused_ms": peak.times(lambda status: status in {429, 503}),
        "undecided": left,
        "recovered_after_s": recovered,
        "other_tenant_before_ms": before.times(_is_taken),
        "other_tenant_beside_ms": loud.times(_is_taken),
        "other_tenant_answers": dict(Counter(str(status) for _, status in loud.answers)),
    }
    print(json.dumps(found))


def _is_taken(status: int) -> bool:
    return status == http.client.ACCEPTED


def add_tenant(running: Service, folder: Path, env: dict[str, str]) -> Service:
    """Make another tenant with a key."""
    kyc = (sys.executable, "-m", "jobs.cli.main")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
    mine = {**kept, "KYC_DATA_DIR": str(folder / "data"), "KYC_LOG_LEVEL": "error", **env}
    made = output(kyc, mine, "tenants", "create", "Calm", "--home-region", "EU", "--not-obliged")
    key = output(kyc, mine, "keys", "create", "--tenant", made["id"], "--name", "calm", "--scope", "onboarding")
    return Service(running.port, key["token"], running.pid, running.server)


def hear_calm(calm: Service, seconds: float) -> Heard:
    """Submit now and then, for a time."""
    heard, end, number = Heard(), time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        heard.submit(calm, number)
        number += 1
        time.sleep(CALM_PAUSE)
    return heard


def find_capacity(running: Service, seconds: float) -> float:
    """Return how many submissions a second are taken from as many senders as there are threads to answer them."""
    heard, end = Heard(), time.perf_counter() + seconds

    def send() -> None:
        while time.perf_counter() < end:
            heard.submit(running, len(heard.answers))

    work_together([send] * 16)
    return max(1.0, len(heard.taken) / seconds)


def send_peak(running: Service, rate: float, seconds: float) -> Heard:
    """Send at a steady rate, whether or not answers come; return what was heard."""
    heard, lock = Heard(), threading.Lock()
    numbers, began = iter(range(int(rate * seconds))), time.perf_counter()

    def send() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None or time.perf_counter() > began + seconds:
                return
            time.sleep(max(0.0, began + number / rate - time.perf_counter()))
            heard.submit(running, number)

    work_together([send] * SENDERS)
    return heard


def work_together(acts: list[Callable[[], None]]) -> None:
    """Run each in a thread of its own, and wait for all."""
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def wait_until_quick(calm: Service, milliseconds: float) -> float | None:
    """Return after how many seconds submissions are taken as quickly as before; None where they are not in time."""
    began, quick = time.perf_counter(), 0
    while time.perf_counter() - began < RECOVERY_SECONDS:
        heard = Heard()
        heard.submit(calm, 0)
        took, status = heard.answers[0]
        quick = quick + 1 if status == http.client.ACCEPTED and took <= milliseconds else 0
        if quick == BACK:
            return round(time.perf_counter() - began, 1)
        time.sleep(0.1)
    return None


if __name__ == "__main__":
    main()
