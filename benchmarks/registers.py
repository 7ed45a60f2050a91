"""Registers that are down, and one that is slow: does everything that waited finish, and does anybody else wait?

Starts `kyc up` and stand-ins for two registers on this machine, and sends real submissions by HTTP. Prints one JSON
object.

    .venv/bin/python benchmarks/registers.py [--size 1000]
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import sqlite3
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from service import Service, service, spread

from jobs.standins import registers_file, server
from jobs.standins.base import NAME, Call, Said, Scenario, say
from jobs.standins.kvk import KvkStandIn
from jobs.standins.server import Standing
from jobs.standins.vies import ViesStandIn

STAND_INS = (KvkStandIn(), ViesStandIn())
SLOW_SECONDS = 4.0
PATIENCE = 900.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1000, help="submissions while all registers are down")
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory(prefix="kyc-bench-") as name, server.serve(STAND_INS) as standing:
        outage = measure(Path(name) / "outage", standing, "required", size, run_outage)
        normal = measure(Path(name) / "normal", standing, "required", size // 4, run_steadily)
        standing.behaviours["vies"] = dawdle
        slow = measure(Path(name) / "slow", standing, "required", size // 4, run_steadily)
    print(
        json.dumps(
            {
                "benchmark": "registers",
                "outage": outage,
                "others_ms_normal": normal,
                "others_ms_one_slow": slow,
                "others_slower_by": round(slow["p50"] / normal["p50"] - 1, 3),
            },
        ),
    )


def measure(folder: Path, standing: Standing, use: str, size: int, run: Any) -> Any:  # noqa: ANN401 - JSON
    """Run a service of its own over the stand-ins."""
    folder.mkdir()
    path = registers_file.write(folder, standing, STAND_INS, use)
    # The registers' own limits would be what is measured.
    path.write_text(path.read_text().replace("use = ", "requests = 100000\nseconds = 1\nuse = "))
    with service(folder, {"KYC_REGISTERS_FILE": str(path)}) as running:
        return run(running, folder / "data" / "kyc.db", standing, size)


def run_outage(running: Service, database: Path, standing: Standing, size: int) -> dict[str, Any]:
    """Send everything in while nothing answers, then let it answer."""
    for one in STAND_INS:
        standing.behaviours[one.id] = refuse
    made = [submit(running, number) for number in range(size)]
    wait(lambda: count(database, "checks", "kind = 'register' AND reason = 'register_unavailable'") == 2 * size)
    decided_in_the_dark = size - count(database, "verifications", "status = 'processing'")
    standing.behaviours.clear()
    began = time.perf_counter()
    wait(lambda: count(database, "verifications", "status = 'processing'") == 0)
    took = time.perf_counter() - began
    ended = [running.ask("GET", f"/v1/verifications/{one}")[1]["status"] for one in made]
    return {
        "submissions": size,
        "decided_while_down": decided_in_the_dark,
        "clear_in_the_end": ended.count("clear"),
        "all_done_s_after_return": round(took, 1),
    }


def run_steadily(running: Service, database: Path, _: Standing, size: int) -> dict[str, float]:
    """Send everything in and tell how long the questions to the quick register took."""
    for number in range(size):
        submit(running, number)
    wait(lambda: count(database, "checks", "source = 'kvk' AND status = 'passed'") == size)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT c.due_at, r.recorded_at FROM check_results r "
            "JOIN checks c ON c.id = r.check_id WHERE c.source = 'kvk'"
        ).fetchall()
    return spread([milliseconds(*row) for row in rows])


def milliseconds(began: str, ended: str) -> float:
    """Return the time between two moments."""
    return (dt.datetime.fromisoformat(ended) - dt.datetime.fromisoformat(began)).total_seconds() * 1000


def submit(running: Service, number: int) -> str:
    """Send in a business that both registers know."""
    body = {
        "reference": uuid.uuid4().hex,
        "role": "seller",
        "business": {
            "name": NAME,
            "registration": {"number": KvkStandIn.numbers[Scenario.FOUND], "country": "NL"},
            "tax": {"vat": ViesStandIn.numbers[Scenario.FOUND]},
        },
        "contact": {"name": f"Contact {number}"},
    }
    status, made = running.ask("POST", "/v1/verifications", body)
    if status != 202:
        sys.exit(f"a submission was answered with {status}: {made}")
    return str(made["id"])


def wait(condition: Any) -> None:  # noqa: ANN401 - a function
    """Look every half second until a condition holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            sys.exit("it did not happen in time")
        time.sleep(0.5)


def count(database: Path, table: str, condition: str) -> int:
    """Count rows."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()[0])  # noqa: S608


def refuse(_: Call) -> Said:
    """Be out of service."""
    return say({"error": "out of service"}, 503)


def dawdle(_: Call) -> None:
    """Take long, and answer in the end."""
    time.sleep(SLOW_SECONDS)


if __name__ == "__main__":
    main()
