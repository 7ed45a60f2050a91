"""How many random histories agree with a model that compares everybody with everything after each look.

A seed is ten tenants that live through the same versions of a list (`tests/fixtures/watched_lives.py`), on a SQLite
file copied from one that was migrated once. Prints a line for each seed as it ends, with what happened in it and the
processor time, and at the end the sums beside a yardstick, a plain loop over a million numbers. What disagrees is
told whole, and the run goes on; it ends with 1 then.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from statistics import median

import structlog

from kyc_service.services.monitoring import planning
from kyc_service.storage import migrate
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from tests.fixtures.runtimes import assemble
from tests.fixtures.watched_lives import live_through

CHUNK = 2
"""Subjects in a block: so few that most tenants have several."""


def play(seed: int, migrated: Path, folder: Path) -> Counter[str]:
    """Play one seed in a folder of its own. Raises AssertionError where service and model disagree."""
    database_file = folder / "kyc.db"
    shutil.copy(migrated, database_file)
    database_file.chmod(0o600)
    keys = KeyStore.connect(f"sqlite:///{folder}/keys.db", folder / "master.key", create=True)
    database = Database.connect(f"sqlite:///{database_file}", keys)
    rt = assemble(database, keys, folder, {"REDIS_URL": f"unix://{folder}/no-redis.sock"})
    try:
        return live_through(rt, seed)
    finally:
        rt.screeners.close()
        database.dispose()
        keys.dispose()


def tell(**what: object) -> None:
    """Print a line at once: the run is long, and may be watched."""
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def run(first: int, last: int) -> int:
    """Play seeds; return how many disagreed."""
    total: Counter[str] = Counter()
    yards, bad = [], []
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as base:
        migrated = Path(base) / "migrated.db"
        migrate.upgrade(f"sqlite:///{migrated}")
        # What was loaded until now stays: to look through it again and again for what can go costs a twentieth.
        gc.freeze()
        for seed in range(first, last + 1):
            start = time.process_time()
            with tempfile.TemporaryDirectory(dir=base) as folder:
                try:
                    happened = play(seed, migrated, Path(folder))
                except Exception:  # noqa: BLE001 - whatever ends one seed is told, and must not end the others
                    bad.append(seed)
                    happened = Counter()
                    sys.stdout.write(traceback.format_exc())
            total += happened
            spent = round(time.process_time() - start, 2)
            tell(seed=seed, agrees=seed not in bad, seconds=spent, **happened)
            yards.append(measure_yardstick())
    tell(
        seeds=last - first + 1,
        disagree=bad,
        seconds=round(time.process_time() - begun, 1),
        yardstick_ms=round(median(yards) * 1000, 1),
        **total,
    )
    return len(bad)


def measure_yardstick() -> float:
    """Time a plain loop over a million numbers, in seconds of processor time."""
    start, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number
    return time.process_time() - start


def main() -> None:
    """Read the arguments and play."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs=2, default=(0, 999), metavar=("FIRST", "LAST"))
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    planning.CHUNK = CHUNK
    sys.exit(1 if run(*arguments.seeds) else 0)


if __name__ == "__main__":
    main()
