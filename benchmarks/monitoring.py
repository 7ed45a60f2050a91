"""Ongoing monitoring over many stored subjects, on PostgreSQL and on SQLite, by real workers, Redis and scheduler.

Stores a population (`population.py`), compares everybody with the bundled lists for the first time, lets a hundred
entries change twice, compares what changed, and then everybody with everything again: that has to find nothing new.
While it does so the memory of each worker is sampled and a client asks the API. Prints one JSON object; the load
average stands beside each figure, as on a shared machine seconds say little and CPU seconds more. With `--plot`, draws
how the runs went. `--passes delta` goes through the deltas alone, over a population that is stored as having been
compared already (`covered.py`): a million is ready in minutes then. Ends with 1 when something that was planted is not
found or two ways do not come to the same.

    .venv/bin/python benchmarks/monitoring.py --subjects 1000000 --plot monitoring.svg \
        --persons CUSTOMERS/persons.csv.gz --organisations CUSTOMERS/companies.csv
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import random
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import population
from covered import Sketcher, cover
from history import is_covered, pairs_of
from service import Service, business, database, spread, timed
from watching import Stage, Watched, plot, watch

from jobs import embedded_redis, stack
from kyc_service import bootstrap, logs
from kyc_service.domain.monitoring.runs import Run, Scope
from kyc_service.domain.tenants import Scope as Allowed
from kyc_service.services import access
from kyc_service.services.monitoring import planning
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Settings
from kyc_service.storage.migrate import upgrade
from watchlists import bundled
from watchlists.model import Entry, Kind, Name, NameKind
from watchlists.versions import ListVersion

ADDED, CHANGED, REMOVED = 60, 30, 10
"""What happens to the hundred entries."""
CHANGING = "ofac_sdn"
TRADING = (Kind.PERSON, Kind.ORGANISATION)
LISTED_IN = 1000
"""Every so manieth subject is listed."""
ASK_SECONDS = 0.5
IDLE_ASKS = 20
FIRST, DELTA, LATER, AGAIN = (
    "first full, 2 workers",
    "first delta of 100 entries, 2 workers",
    "second delta of 100 entries, 2 workers",
    "full again",
)
ONCE_MORE = "again"
PASSES = ("full", "delta", ONCE_MORE)
"""`full` is the first screening of everybody; without it they are stored as having been compared already."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    population.add_options(parser)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--databases", nargs="+", choices=("postgres", "sqlite"), default=("postgres", "sqlite"))
    parser.add_argument("--workers", type=int, nargs="+", default=(2, 1), help="for the full screenings at the end")
    parser.add_argument(
        "--passes", type=lambda given: given.split(","), default=PASSES, help="some of full,delta,again: full"
    )
    parser.add_argument("--plot", type=Path, help="SVG file to draw into")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    logs.configure("error")
    found: dict[str, Any] = {"benchmark": "monitoring", "subjects": chosen.subjects, "cores": os.cpu_count()}
    drawn: dict[str, Watched] = {}
    for kind in chosen.databases:
        with contextlib.ExitStack() as opened:
            stage = opened.enter_context(prepare(kind))
            found[kind], runs = measure(stage, chosen)
        drawn |= {f"{kind}: {name}": one for name, one in runs.items()}
    found["ok"] = all(found[kind]["ok"] for kind in chosen.databases)
    print(json.dumps(found))
    if chosen.plot:
        chosen.plot.write_text(plot(drawn), encoding="utf-8")
    sys.exit(0 if found["ok"] else 1)


@contextlib.contextmanager
def prepare(kind: str) -> Iterator[Stage]:
    """Start a service without subjects: database, Redis, scheduler and API."""
    with contextlib.ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="kyc-", ignore_cleanup_errors=True)))
        env = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
        redis = embedded_redis.plan(folder)
        env |= {"KYC_DATA_DIR": str(folder), "KYC_MODE": "demo", "KYC_LOG_LEVEL": "error", "REDIS_URL": redis.url}
        env |= {"KYC_RATE_LIMIT": "1000000", **opened.enter_context(database(kind))[0]}
        settings = Settings.from_env(env)
        upgrade(settings.database_url.reveal())
        rt = bootstrap.build(settings)
        opened.callback(rt.close)
        with rt.open_system("bench") as system:
            tenant = access.create_tenant(system, rt.policy, "bench", obliged_entity=False, home_region="EU").id
            _, token = access.create_key(system, tenant, "bench", [Allowed.ONBOARDING])
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        stage = Stage(rt, env, folder, tenant, Service(port, token.reveal()))
        beside = [("redis", redis.argv), ("scheduler", stack.kyc("scheduler"))]
        beside.append(("api", stack.kyc("serve", "--port", str(port))))
        opened.enter_context(stage._run(beside))  # noqa: SLF001 - of this file
        yield stage


def measure(stage: Stage, chosen: argparse.Namespace) -> tuple[dict[str, Any], dict[str, Watched]]:
    """Fill, and go through the runs that were chosen."""
    chance = random.Random(chosen.seed)
    before, after, later, planted = change(chance, chosen.subjects)
    publish(stage.rt, [*(bundled.load(one) for one in bundled.SOURCE_IDS if one != CHANGING), before])
    known, filled = fill(stage, chosen, planted, chance)
    wholly = "full" in chosen.passes
    if not wholly:
        # Nobody was compared with what was listed before: only what a delta brings is found.
        moved = {entry.id for entry in changed_between(before, after)}
        known = {subject: of for subject, of in known.items() if of[1] in moved}
    runs: dict[str, Watched] = {}
    lost, prepared = pass_over(stage, chosen, (known, before, after, later), runs)
    by_delta = pairs_of(stage.rt)[0]
    covered = is_covered(stage.rt, stage.tenant)
    latencies = once_more(stage, chosen.workers, runs) if ONCE_MORE in chosen.passes else {}
    again = [one.tally for name, one in runs.items() if name.startswith(AGAIN)]
    checks = {
        "all_planted_found": not lost,
        "full_finds_nothing_new_after_delta": not wholly or all((one.pairs, one.ended) == (0, 0) for one in again),
        "same_pairs": not wholly
        or by_delta == {pair: one for pair, one in pairs_of(stage.rt)[0].items() if pair in by_delta},
        "all_covered": covered,
        "nobody_failed": not any(one.tally.failed for one in runs.values()),
    }
    return {
        "fill": filled,
        "planted": len(known),
        "planted_and_lost": [f"{source} {entry}" for source, entry in (known[one] for one in lost)],
        "pairs": len(by_delta),
        "delta_index_s": prepared,
        "runs": {name: one.to_json() for name, one in runs.items()},
        "api_accepts": latencies,
        **checks,
        "ok": all(checks.values()),
    }, runs


def pass_over(
    stage: Stage,
    chosen: argparse.Namespace,
    story: tuple[dict[str, tuple[str, str]], ListVersion, ListVersion, ListVersion],
    runs: dict[str, Watched],
) -> tuple[list[str], float | None]:
    """Compare everybody for the first time, and then what changes; return who was lost, and seconds for an index."""
    known, before, after, later = story
    lost: list[str] = []
    if "full" in chosen.passes:
        runs[FIRST] = watch(stage, watch_tenant(stage), 2)
        lost += missing(stage, known, before)
        settle(stage)
    if "delta" not in chosen.passes:
        return lost, None
    prepared = come(stage, after)
    runs[DELTA] = watch(stage, watch_tenant(stage), 2)
    lost += missing(stage, known, after)
    settle(stage)
    come(stage, later)
    runs[LATER] = watch(stage, watch_tenant(stage), 2)
    lost += missing(stage, known if "full" in chosen.passes else {}, later)
    settle(stage)
    return lost, prepared


def once_more(stage: Stage, workers: Sequence[int], runs: dict[str, Watched]) -> dict[str, Any]:
    """Compare everybody with everything again, while somebody sends businesses in; return how long he waited."""
    latencies: dict[str, Any] = {"idle_ms": spread([ask(stage, number) for number in range(IDLE_ASKS)])}
    for many in workers:
        asked: list[float] = []
        with asking(stage, asked):
            runs[f"{AGAIN}, {many} workers"] = watch(stage, everything(stage), many)
        latencies[f"while_{many}_work_ms"] = spread(asked) if asked else None
    return latencies


def changed_between(before: ListVersion, after: ListVersion) -> list[Entry]:
    """List the entries that came or changed."""
    known = {entry.id: entry for entry in before.entries}
    return [entry for entry in after.entries if known.get(entry.id) != entry]


def fill(
    stage: Stage, chosen: argparse.Namespace, planted: Sequence[Entry], chance: random.Random
) -> tuple[dict[str, tuple[str, str]], dict[str, float]]:
    """Store the population; return who was planted, and what storing took."""
    began, cpu = time.perf_counter(), time.process_time()
    clean = population.read(chosen.persons, chosen.organisations)
    parties = population.make(clean, planted, chosen.subjects, chance)
    sketcher = None if "full" in chosen.passes else Sketcher()
    known = population.store(stage.rt, stage.tenant, parties, sketcher)
    stage.rt.screeners.current()
    if sketcher is not None:
        cover(stage.rt, stage.tenant, sketcher.finish())
        settle(stage)
    return known, {
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
    }


def come(stage: Stage, version: ListVersion) -> float:
    """Let a version become current, its index first; return how many seconds that took."""
    began = time.perf_counter()
    stage.rt.screeners.prepare([version])
    publish(stage.rt, [version])
    return round(time.perf_counter() - began, 2)


def change(chance: random.Random, subjects: int) -> tuple[ListVersion, ListVersion, ListVersion, list[Entry]]:
    """Cut a list into three versions, each a hundred entries from the one before; and choose the planted."""
    whole = bundled.load(CHANGING)
    moving = chance.sample(range(len(whole.entries)), ADDED + CHANGED + REMOVED)
    added, altered, gone = (set(moving[:ADDED]), set(moving[ADDED : ADDED + CHANGED]), set(moving[ADDED + CHANGED :]))
    before = tuple(entry for place, entry in enumerate(whole.entries) if place not in added)
    after = tuple(
        dataclasses.replace(entry, names=(*entry.names, Name(f"{entry.caption} Holding", NameKind.STRONG)))
        if place in altered
        else entry
        for place, entry in enumerate(whole.entries)
        if place not in gone
    )
    every = [entry for one in bundled.SOURCE_IDS for entry in bundled.load(one).entries]
    others = chance.sample(every, max(0, min(len(every), subjects // LISTED_IN)))
    # A ship or an aircraft does not trade: nobody who is stored is compared with one.
    planted = [one for one in (*(whole.entries[place] for place in moving), *others) if one.kind in TRADING]
    return (
        dataclasses.replace(whole, digest="b" * 64, entries=before),
        dataclasses.replace(whole, digest="a" * 64, entries=after),
        # What came, changed and went does so back again.
        dataclasses.replace(whole, digest="c" * 64, entries=before),
        planted,
    )


def publish(rt: Runtime, some: Sequence[ListVersion]) -> None:
    """Make versions current."""
    with rt.open_system("bench") as system:
        for version in some:
            system.lists.add_version(version, origin="bundled", confirmed_at=None)


def watch_tenant(stage: Stage) -> Run:
    """Plan what is due."""
    run = planning.watch_tenant(stage.rt, stage.tenant, everybody=True)
    if run is None:
        message = "nothing was due"
        raise RuntimeError(message)
    return run


def settle(stage: Stage) -> None:
    """Let the service note that an edition is complete. A run that is due is a mistake here."""
    if planning.watch_tenant(stage.rt, stage.tenant, everybody=True) is not None:
        message = "somebody was left out"
        raise RuntimeError(message)


def everything(stage: Stage) -> Run:
    """Plan everybody against everything, whatever is known."""
    with stage.rt.open_work(stage.tenant, "bench") as work:
        newest = work.monitoring.editions.newest()
        if newest is None:
            message = "there is no edition"
            raise RuntimeError(message)
        return planning.plan(work, newest, Scope(everything=True), dry=False, reason="benchmark")


def missing(stage: Stage, known: dict[str, tuple[str, str]], version: ListVersion) -> list[str]:
    """List planted subjects whose entry is listed and that have no pair with it."""
    there = {(subject, source, entry) for subject, source, entry in pairs_of(stage.rt)[0]}
    gone = {entry.id for entry in bundled.load(CHANGING).entries} - {entry.id for entry in version.entries}
    return [one for one, of in known.items() if of[1] not in gone and (one, *of) not in there]


def ask(stage: Stage, number: int) -> float:
    """Send a business in, and return after how many milliseconds it was accepted."""
    taken, status, _ = timed(stage.api, "POST", "/v1/verifications", business(number))
    if status != 202:
        message = f"the API answered {status}"
        raise RuntimeError(message)
    return taken


@contextlib.contextmanager
def asking(stage: Stage, taken: list[float]) -> Iterator[None]:
    """Send businesses in, at a steady pace, until the block ends."""
    over = threading.Event()

    def go_on() -> None:
        number = 1000
        while not over.wait(ASK_SECONDS):
            number += 1
            taken.append(ask(stage, number))

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


if __name__ == "__main__":
    main()
