"""Row 36: a decision is made again from its record, and comes to the same entries with the same scores, bit by bit."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kyc_service.domain.profiles import Purpose
from kyc_service.domain.tenants import Tenant
from kyc_service.services import replays, screening, verifications
from kyc_service.services.monitoring import alerts
from kyc_service.services.runtime import Runtime
from kyc_service.services.screening import Finding
from tests.fixtures.promised import Promised
from tests.fixtures.runtimes import assemble, load_lists
from tests.fixtures.worlds import World
from watchlists.matching.score import WEIGHTS

DECISIONS = 100_000
"""Screenings of one party, on both databases together."""
ON_POSTGRES = 0.1
PEOPLE = 9
EVERY = 20
"""Businesses after which lists change; profiles do so half as often."""
ELSEWHERE = 0.1
"""From this share on it is another process that repeats, with other hashes: it takes seconds to begin."""
TUNED = ("name", "birth_date_day", "birth_date_year", "weak_alias", "identifier")

Found = list[list[str]]
"""Entries by id, each with its score as its bits are written."""


@dataclass
class Journal:
    """What each check found when it was decided, kept apart from the service."""

    seen: dict[str, Found] = field(default_factory=dict)
    verifications: set[str] = field(default_factory=set)

    def note(self, finding: Finding) -> Finding:
        matches = ((match.entry.id, match.score) for match in finding.matches)
        self.seen[finding.check.id] = write(matches)
        return finding


def write(found: object) -> Found:
    return sorted([entry_id, score.hex()] for entry_id, score in found)  # type: ignore[attr-defined]


def decide(rt: Runtime, tenant: Tenant, world: World, journal: Journal, number: int) -> None:
    """Let businesses be decided until so many screenings were, while lists and profiles change."""
    load_lists(rt, tuple(world.publish() for _ in range(12)), origin="publisher")
    businesses = 0
    while len(journal.seen) < number:
        businesses += 1
        if businesses % EVERY == 0:
            load_lists(rt, tuple(world.publish() for _ in range(world.dice.randint(1, 2))), origin="publisher")
        if businesses % (2 * EVERY) == 0:
            change_profile(rt, tenant, world.dice)
        with rt.open_work(tenant.id, "key:flow") as work:
            made = verifications.submit(work, rt.policy, world.submit(PEOPLE))
        verifications.run(rt, made.id)
        journal.verifications.add(made.id)
        if businesses % 5 == 0:
            # Monitoring has everybody looked at again, in the open case or in a new verification.
            with rt.open_work(tenant.id, "monitoring") as work:
                everybody = [made.subject_id, *(one.id for one in work.subjects.people_of(made.subject_id))]
                again = alerts.raise_for(work, rt.policy, made.subject_id, everybody)
            verifications.run(rt, again.id)
            journal.verifications.add(again.id)


def change_profile(rt: Runtime, tenant: Tenant, dice: random.Random) -> None:
    """Let submissions, or monitoring, be judged otherwise from now on."""
    weights = {name: WEIGHTS[name] * dice.uniform(0.9, 1.0) for name in dice.sample(TUNED, 2)}
    purpose = dice.choice((Purpose.ONBOARDING, Purpose.MONITORING))
    threshold = dice.uniform(0.7, 0.9)
    with rt.open_work(tenant.id, "key:one") as work:
        made = work.profiles.draft(purpose, purpose.value, sources=None, threshold=threshold, weights=weights)
        measured = work.profiles.evaluate(made, {"pairs": 0})
    with rt.open_work(tenant.id, "key:two") as work:
        work.profiles.approve(measured)


def repeat(rt: Runtime, tenant_id: str, wanted: list[str]) -> dict[str, list[Found]]:
    """Make decisions again; return what each check is said to have found, and what it finds now."""
    found = {}
    for verification_id in wanted:
        for one in replays.replay(rt, tenant_id, verification_id, "key:auditor"):
            then, now = (((entry.entry_id, entry.score) for entry in side) for side in (one.then, one.now))
            found[one.check_id] = [write(then), write(now)]
    return found


def repeat_elsewhere(rt: Runtime, tenant_id: str, wanted: list[str]) -> dict[str, list[Found]]:
    """Do so in another process, with other hashes of texts."""
    folder = rt.settings.data_dir
    (folder / "wanted.json").write_text(json.dumps([tenant_id, wanted]))
    env = {**os.environ, "PYTHONHASHSEED": "4242", "PYTHONPATH": str(Path(__file__).parents[2])}
    address = rt.database._engine.url.render_as_string(hide_password=False)
    subprocess.run([sys.executable, __file__, address, str(folder)], env=env, check=True)
    found: dict[str, list[Found]] = json.loads((folder / "found.json").read_text())
    return found


def test_every_decision_comes_again_bit_by_bit(
    bare_runtime: Runtime, tenant: Tenant, promised: Promised, monkeypatch: pytest.MonkeyPatch
) -> None:
    rt, kind = bare_runtime, bare_runtime.database._engine.dialect.name
    number = promised.of(round(DECISIONS * (ON_POSTGRES if kind == "postgresql" else 1 - ON_POSTGRES)))
    journal, compare = Journal(), screening.compare
    monkeypatch.setattr(screening, "compare", lambda *asked: journal.note(compare(*asked)))
    decide(rt, tenant, World(random.Random(kind)), journal, number)
    shutil.rmtree(rt.settings.index_dir)
    do = repeat_elsewhere if promised.share >= ELSEWHERE else repeat
    found = do(rt, tenant.id, sorted(journal.verifications))
    assert found.keys() == journal.seen.keys()
    assert {check for check, (then, _) in found.items() if then != journal.seen[check]} == set()
    assert {check for check, (_, now) in found.items() if now != journal.seen[check]} == set()
    hits = sum(map(len, journal.seen.values()))
    promised.tell(36, f"{len(found)} decisions with {hits} entries found on {kind}, each the same again, bit by bit")


def main() -> None:
    """Repeat what a file names, in a process of its own."""
    from kyc_service.storage.database import Database
    from kyc_service.storage.keys import KeyStore

    address, folder = sys.argv[1], Path(sys.argv[2])
    keys = KeyStore.connect(f"sqlite:///{folder}/keys.db", folder / "master.key", create=False)
    rt = assemble(Database.connect(address, keys), keys, folder, {"REDIS_URL": f"unix://{folder}/no-redis.sock"})
    tenant_id, wanted = json.loads((folder / "wanted.json").read_text())
    (folder / "found.json").write_text(json.dumps(repeat(rt, tenant_id, wanted)))
    rt.close()


if __name__ == "__main__":
    main()
