"""Real versions of the lists replayed as history: after each one the delta has to come to what a full screening does.

A population of clean parties and of ones that stand on some of the versions is stored once. The lists then change as
they did. After each change the service looks at what changed, and the same population is compared with everything from
nothing in a copy of the database. Both have to hold the same pairs; each new pair is told once, whoever was delisted
has no pair left, and everybody is covered. Prints one JSON object, and ends with 1 when something differs.

    .venv/bin/python benchmarks/history.py --persons CUSTOMERS/persons.csv.gz --organisations CUSTOMERS/companies.csv \
        --version un=LISTS/un/2024-10-16.xml.gz --version un=LISTS/un/2025-06-18.xml.gz \
        --version ofac_sdn=LISTS/ofac/2022-01 --version ofac_sdn=LISTS/ofac/2024-01-08
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import population
from setting import files_of
from sqlalchemy import create_engine, text

from kyc_service import bootstrap, logs
from kyc_service.domain.monitoring.runs import RunStatus, Tally
from kyc_service.services import access
from kyc_service.services.monitoring import chunks, planning
from kyc_service.services.monitoring.deltas import MOST, Deltas
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Settings
from kyc_service.storage.migrate import upgrade
from watchlists import versions
from watchlists.sources import registry
from watchlists.versions import ListVersion

Pairs = Mapping[tuple[str, str, str], str]
"""Subject, source and entry to the print."""


def main() -> None:
    """Replay, and print what each step came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    population.add_options(parser)
    parser.add_argument("--version", action="append", required=True, metavar="SOURCE=PATH", help="in order of time")
    parser.add_argument("--subjects", type=int, default=4_000)
    parser.add_argument("--planted", type=int, default=60, help="listed parties of each version")
    parser.add_argument(
        "--most", type=int, default=MOST, help="entries that differ, up to which only these are looked at"
    )
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    logs.configure("error")
    history = [read_version(one) for one in chosen.version]
    with tempfile.TemporaryDirectory(prefix="kyc-bench-", ignore_cleanup_errors=True) as folder:
        clean = population.read(chosen.persons, chosen.organisations)
        found = replay(Path(folder), history, clean, chosen)
    print(json.dumps(found))
    sys.exit(0 if found["ok"] else 1)


def read_version(given: str) -> ListVersion:
    """Read one version from its file, or from the folder of its files."""
    source_id, _, path = given.partition("=")
    return versions.load(registry.get(source_id), files_of(source_id, Path(path)))


def plant(history: Sequence[ListVersion], many: int, chance: random.Random) -> list[Any]:
    """Choose listed parties of each version, half of them such as the version before or after does not have."""
    chosen = []
    for number, version in enumerate(history):
        others = [one for one in history[max(0, number - 1) : number + 2] if one.source == version.source]
        everywhere = set.intersection(*({entry.id for entry in one.entries} for one in others))
        moving = [entry for entry in version.entries if entry.id not in everywhere]
        chosen += chance.sample(moving, min(len(moving), many // 2))
        chosen += chance.sample(version.entries, many - min(len(moving), many // 2))
    return chosen


def replay(
    folder: Path, history: Sequence[ListVersion], clean: population.CleanNames, chosen: argparse.Namespace
) -> dict[str, Any]:
    """Store the population, and let each version come."""
    chance = random.Random(chosen.seed)
    planted = plant(history, chosen.planted, chance)
    rt = begin(folder / "kept")
    with rt.open_system("bench") as system:
        tenant = access.create_tenant(system, rt.policy, "bench", obliged_entity=False, home_region="EU").id
    parties = population.make(clean, planted, max(chosen.subjects, 2 * len(planted)), chance)
    known = population.store(rt, tenant, parties)
    rt.close()
    shutil.copytree(folder / "kept", folder / "bare")
    rt = bootstrap.build(settings_of(folder / "kept"))
    rt = dataclasses.replace(rt, deltas=Deltas(rt.database, rt.screeners, chosen.most))
    current: dict[str, ListVersion] = {}
    steps: list[dict[str, Any]] = []
    before: Pairs = {}
    for version in history:
        current[version.source] = version
        step, before = take(rt, folder, tenant, current, version, before)
        steps.append(step)
    rt.close()
    met = sum(any(pair[:1] == (subject,) for pair in before) for subject in known)
    return {
        "benchmark": "history",
        "subjects": max(chosen.subjects, 2 * len(planted)),
        "planted": len(known),
        "planted_with_a_pair_at_the_end": met,
        "load": os.getloadavg(),
        "steps": steps,
        "ok": all(step["ok"] for step in steps),
    }


def take(
    rt: Runtime, folder: Path, tenant: str, current: Mapping[str, ListVersion], version: ListVersion, before: Pairs
) -> tuple[dict[str, Any], Pairs]:
    """Let one version come, and compare what the delta comes to with a screening of everybody from nothing."""
    publish(rt, [version])
    tally, spent = run(rt, tenant)
    kept, ended = pairs_of(rt)
    shutil.copytree(folder / "bare", folder / "fresh")
    fresh = bootstrap.build(settings_of(folder / "fresh"))
    publish(fresh, [*current.values()])
    full, full_spent = run(fresh, tenant)
    wanted, _ = pairs_of(fresh)
    fresh.close()
    shutil.rmtree(folder / "fresh")
    listed = {(one.source, entry.id) for one in current.values() for entry in one.entries}
    told = sum(before.get(pair) != one for pair, one in wanted.items())
    checks = {
        "delta_equals_full": kept == wanted,
        "each_told_once": tally.pairs == told,
        "each_end_noted": tally.ended == len(before.keys() - wanted.keys()),
        "nobody_delisted_has_a_pair": all(pair[1:] in listed for pair in kept),
        "every_delisting_is_called_one": all(
            (reason == "delisted") == (pair[1:] not in listed) for pair, reason in ended.items() if pair in before
        ),
        "all_covered": is_covered(rt, tenant),
    }
    step = {
        "source": version.source,
        "published": str(version.published),
        "entries": len(version.entries),
        "pairs": len(kept),
        "told": told,
        "ended": tally.ended,
        "by_delta": tally.delta,
        "in_full": tally.screened,
        "cpu_s": spent,
        "from_nothing_cpu_s": full_spent,
        "from_nothing_pairs": full.pairs,
        **checks,
        "ok": all(checks.values()),
    }
    return step, wanted


def begin(folder: Path) -> Runtime:
    """Make an empty service."""
    settings = settings_of(folder)
    folder.mkdir(parents=True)
    upgrade(settings.database_url.reveal())
    return bootstrap.build(settings)


def settings_of(folder: Path) -> Settings:
    """Say where everything of a service is."""
    return Settings.from_env({"KYC_DATA_DIR": str(folder), "KYC_MODE": "demo", "REDIS_URL": f"unix://{folder}/none"})


def publish(rt: Runtime, some: Sequence[ListVersion]) -> None:
    """Make versions current."""
    with rt.open_system("bench") as system:
        for version in some:
            system.lists.add_version(version, origin="bundled", confirmed_at=None)


def run(rt: Runtime, tenant: str) -> tuple[Tally, float]:
    """Look until nothing is due; return what it came to, and CPU seconds."""
    began = time.process_time()
    total = Tally()
    while (planned := planning.watch_tenant(rt, tenant, everybody=True)) is not None:
        while chunks.work_on(rt, planned.id):
            pass
        with rt.open_work(tenant, "bench", read_only=True) as work:
            total += work.monitoring.chunks.tally(planned.id)
            if work.monitoring.runs.get(planned.id).status is not RunStatus.DONE:
                message = "a run did not come to its end"
                raise RuntimeError(message)
    return total, round(time.process_time() - began, 2)


def pairs_of(rt: Runtime) -> tuple[dict[tuple[str, str, str], str], dict[tuple[str, str, str], str]]:
    """Read every pair: those that are there with their prints, and why the others ended."""
    engine = create_engine(rt.settings.database_url.reveal())
    asked = text("SELECT subject_id, source, entry_id, print, status, end_reason FROM watched_pairs")
    with engine.connect() as connection:
        rows = connection.execute(asked).all()
    engine.dispose()
    there = {(row.subject_id, row.source, row.entry_id): row.print for row in rows if row.status == "present"}
    ended = {(row.subject_id, row.source, row.entry_id): row.end_reason for row in rows if row.status == "ended"}
    return there, ended


def is_covered(rt: Runtime, tenant: str) -> bool:
    """Whether every active subject was compared with the newest edition, and the edition is called complete."""
    with rt.open_work(tenant, "bench", read_only=True) as work:
        newest = work.monitoring.editions.newest()
        standings = work.monitoring.coverage.standings()
    return (
        newest is not None
        and newest.completed_at is not None
        and all((one.edition, one.changed, one.failed) == (newest.number, False, False) for one in standings)
    )


if __name__ == "__main__":
    main()
