"""One run: clients submit, a nemesis does its worst, and after a quiet end the journal is held against what is there.

`python -m tests.chaos.run --seed 7 --submissions 10000 --kills 480` does it again.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tests.chaos.clients import Clients
from tests.chaos.journal import Journal
from tests.chaos.nemesis import Nemesis, plan
from tests.chaos.pace import APART, RATE, Pace
from tests.chaos.stage import Stage, set_up
from tests.chaos.steps import RINGS, SLOWEST, Slow, tell
from tests.chaos.traps import POINTS
from tests.chaos.verdict import Seen, Stands, Verdict, judge

QUIET_SECONDS = 120.0
"""How long nothing may change of what is under way when the nemesis has relented, before it is called stuck."""
LOOKS = 10
"""Times that the judge asks for a page."""
CANARY = b"pieter@jansen.example"
WAITING = """
SELECT 'verifications', count(*) FROM verifications WHERE status IN ('created', 'processing')
UNION ALL SELECT 'checks', count(*) FROM checks WHERE status IN ('pending', 'running')
UNION ALL SELECT 'deliveries', count(*) FROM webhook_deliveries WHERE status = 'pending'
UNION ALL SELECT 'rings', count(*) FROM outbox
    WHERE sent_at IS NULL AND due_at <= now()
    AND task IN ('jobs.verifications.run_verification', 'jobs.webhooks.deliver_event')
"""
DECIDED = """
SELECT v.id, count(*) FILTER (WHERE a.op = 'case.opened' OR a.outcome = 'clear'),
    extract(epoch FROM min(a.at) - min(v.created_at))
FROM verifications v JOIN audit a ON a.verification_id = v.id
WHERE a.op = 'case.opened' OR (a.op = 'verification.moved' AND a.outcome IN ('clear', 'review')) GROUP BY v.id
"""
MOVED = """
SELECT verification_id, outcome, count(*) FROM audit WHERE op = 'verification.moved' GROUP BY verification_id, outcome
"""
UNKNOWN_LISTS = """
SELECT c.id FROM checks c LEFT JOIN check_results r ON r.check_id = c.id
WHERE c.kind = 'screening' AND c.status IN ('passed', 'attention') AND NOT EXISTS (
    SELECT 1 FROM list_versions l, json_array_elements(r.result->'lists') used
    WHERE used->>'source' = l.source AND used->>'digest' = l.digest)
"""
UNTRACED = """
SELECT v.id FROM verifications v WHERE (
    SELECT count(*) FROM audit a WHERE a.verification_id = v.id AND a.op = 'verification.submitted') <> 1
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did and found."""

    seed: int
    submissions: int
    seconds: float
    verdict: Verdict
    done: Mapping[str, int]
    """Bad things done."""
    hits: Mapping[str, int]
    """Hits of each fault point."""
    refusals: Mapping[str, int]
    """How tries ended that brought no id."""
    answers: tuple[str, ...] = field(default=())
    """Answers that no client should get."""
    slowest: tuple[str, ...] = field(default=())
    """What became of the decisions that took longest, in lines."""

    @property
    def kills(self) -> int:
        """Processes that were killed, servers included."""
        named = sum(count for name, count in self.done.items() if name.startswith("killed "))
        servers = self.done.get("kill Redis, back empty", 0) + self.done.get("kill PostgreSQL", 0)
        return named + servers + sum(self.hits.values())

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return not self.verdict.broken and not self.answers

    def __str__(self) -> str:
        """Write it down for people, with what it takes to do it again."""

        def block(title: str, rows: Mapping[str, int]) -> str:
            return "\n".join([f"{title}:", *(f"  {name:<34} {count}" for name, count in sorted(rows.items()))])

        head = f"seed {self.seed}, {self.submissions} submissions, {self.kills} kills, {self.seconds:.0f} s"
        broken = {**self.verdict.broken, **({"answers": self.answers} if self.answers else {})}
        parts = [
            head,
            "verdict: " + ("every promise was kept" if self.holds else "BROKEN"),
            str(self.verdict),
            block("done", self.done),
            block("fault points hit", self.hits),
            block("tries without an id", self.refusals),
            *self.slowest,
            *(f"{name}: {found[:5]}" for name, found in broken.items()),
        ]
        return "\n".join(parts)


def run(stage: Stage, seed: int, submissions: int, kills: int, rate: float = RATE, apart: float = APART) -> Report:
    """Run it all once on a stage that was set up. Whatever happens, the stage is made good again."""
    began, acts = time.monotonic(), plan(seed, kills)
    nemesis = Nemesis(stage)
    stage.start()
    stage.note("the service is ready")
    with closing(Journal(stage.folder / "journal.jsonl")) as journal:
        pace = Pace(submissions, kills, rate, apart)
        clients = Clients(stage, journal, submissions, pace.allow)
        clients.start()
        try:
            for done, act in enumerate(acts, start=1):
                nemesis.do(act)
                stage.note(f"{done}/{len(acts)} {act}")
                time.sleep(pace.done(done / len(acts)))
            pace.follow_nobody()
            nemesis.hunt(lambda: find_unsprung(stage))
        finally:
            pace.follow_nobody()
            clients.over.set()
            nemesis.relent()
            clients.join()
        wait_for_quiet(stage)
        seen = look(stage)
        return Report(
            seed=seed,
            submissions=len(journal.acknowledged),
            seconds=time.monotonic() - began,
            verdict=judge(journal.acknowledged, journal.contradictions, seen),
            done=nemesis.done,
            hits=stage.traps.hits(),
            refusals=journal.refusals,
            answers=tuple(clients.unexpected),
            slowest=_tell_slowest(stage),
        )


def wait_for_quiet(stage: Stage) -> None:
    """Wait until nothing is under way, or nothing moves any more: the verdict says what was left."""
    waiting = _count_waiting(stage)
    end = time.monotonic() + QUIET_SECONDS
    while any(waiting.values()) and time.monotonic() < end:
        time.sleep(0.3)
        now = _count_waiting(stage)
        if now["verifications"] + now["deliveries"] < waiting["verifications"] + waiting["deliveries"]:
            end = time.monotonic() + QUIET_SECONDS
        waiting = now


def _count_waiting(stage: Stage) -> dict[str, int]:
    with stage.postgres.connect("data") as connection:
        return dict(connection.execute(WAITING).fetchall())


def look(stage: Stage) -> Seen:
    """Look at everything that is there, by the API, the database itself and the audit's own verification."""
    with stage.postgres.connect("data") as connection:
        decided = connection.execute(DECIDED).fetchall()
        moved = connection.execute(MOVED).fetchall()
        unknown = connection.execute(UNKNOWN_LISTS).fetchall()
        untraced = connection.execute(UNTRACED).fetchall()
    return Seen(
        stands=_list_all(stage),
        decided={ident: count for ident, count, _ in decided},
        seconds={ident: float(seconds) for ident, _, seconds in decided},
        moved={(ident, status): count for ident, status, count in moved},
        told=tuple(stage.receiver.told),
        audit_faults=(*_verify_audit(stage), *(f"no entry of {ident}" for (ident,) in untraced)),
        mixed=tuple(ident for (ident,) in unknown),
        leaked=_find_leaks(stage.folder),
        left=_count_waiting(stage),
        unsprung=find_unsprung(stage),
    )


def _tell_slowest(stage: Stage) -> tuple[str, ...]:
    with stage.postgres.connect("data") as connection:
        found = [
            Slow(ident, created, took, connection.execute(RINGS, (ident,)).fetchall())
            for ident, created, took in connection.execute(SLOWEST).fetchall()
        ]
    return tuple(tell(stage.folder, found, time.time() - time.monotonic()))


def find_unsprung(stage: Stage) -> tuple[str, ...]:
    """List the points at which no trap was gone into yet."""
    hits = stage.traps.hits()
    return tuple(point.name for point in POINTS if not hits[point.name])


def _list_all(stage: Stage) -> list[Stands]:
    found: list[Stands] = []
    cursor: str | None = None
    while cursor is not None or not found:
        query = {"limit": "100", **({"cursor": cursor} if cursor else {})}
        page = _ask_again(stage, "/v1/verifications", query)
        found += [Stands(row["id"], row["reference"], row["status"], row["reason"]) for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    return found


def _ask_again(stage: Stage, path: str, query: Mapping[str, str]) -> Any:
    """Read a page, some times more if need be: what the judge looks at is what is there, not how fast it comes."""
    for _ in range(LOOKS):
        with suppress(requests.RequestException):
            answer = stage.ask("GET", path, params=query)
            if answer.ok:
                return answer.json()
        time.sleep(1.0)
    message = f"{path} could not be read"
    raise RuntimeError(message)


def _verify_audit(stage: Stage) -> tuple[str, ...]:
    sealed = stage.kyc("audit", "seal")
    if sealed.returncode != 0:
        return (f"cannot be sealed: {sealed.stderr[-300:]}",)
    verified = stage.kyc("audit", "verify", "--json")
    found = json.loads(verified.stdout)
    return () if found["holds"] else (str(found["fault"]),)


def _find_leaks(folder: Path) -> tuple[str, ...]:
    """Search every file that is not the database's for a value that somebody submitted."""
    files = (path for path in folder.rglob("*") if "pg" not in path.parts and path.is_file())
    return tuple(str(path.relative_to(folder)) for path in files if CANARY in path.read_bytes())


def main() -> int:
    """Run it from a prompt; exit code 1 says that a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--rate", type=float, default=RATE, help="submissions a second")
    parser.add_argument("--apart", type=float, default=APART, help="seconds between two kills")
    parser.add_argument("--keep", action="store_true", help="leave the folder with journal and logs")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kyc-"))
    folder.chmod(0o755)
    try:
        with set_up(folder) as stage:
            report = run(stage, chosen.seed, chosen.submissions, chosen.kills, chosen.rate, chosen.apart)
    finally:
        if chosen.keep:
            sys.stdout.write(f"journal and logs are in {folder}\n")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(f"{report}\n")
    return 0 if report.holds else 1


if __name__ == "__main__":
    sys.exit(main())
