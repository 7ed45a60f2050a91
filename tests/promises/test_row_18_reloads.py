"""Row 18: lists are loaded again and again while screenings run, and each decision is of one whole version of each.

Two lists change together. No name is in more than one version, so that what a decision found says which versions it
was made of; it has to be those that it names, both of the same loading, and all of each.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kyc_service.domain.tenants import Tenant
from kyc_service.errors import UnavailableError
from kyc_service.policy.list_choices import ListChoice, ListChoices
from kyc_service.services import screeners, verifications
from kyc_service.services.lists import loading
from kyc_service.services.runtime import Runtime
from kyc_service.services.screeners import Screeners
from tests.fixtures.promised import Promised
from tests.fixtures.runtimes import person, submission
from watchlists import versions
from watchlists.index.build import build
from watchlists.sources import get, registry
from watchlists.sources.base import Floors
from watchlists.sources.recognise import name_files

RELOADS = 1_000
"""On both databases together."""
ON_POSTGRES = 0.3
THREADS = 3
ENTRIES = 4
"""Of each list."""
PEOPLE = 6
SOURCES = ("own", "un")
_NEAR = 2
"""Versions before and after the newest one of which names are screened."""
_KEPT = dt.timedelta(seconds=10)
"""An index that nobody needs is kept for so long."""
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
_RECORD = (
    "<INDIVIDUAL><DATAID>{id}</DATAID><FIRST_NAME>{given}</FIRST_NAME><SECOND_NAME>{family}</SECOND_NAME>"
    "<UN_LIST_TYPE>Example</UN_LIST_TYPE><REFERENCE_NUMBER>XXi.{id:04}</REFERENCE_NUMBER></INDIVIDUAL>"
)


@dataclass
class Publishers:
    """Two lists by number of version: which names each holds, and what it was stored as."""

    folder: Path
    dice: random.Random
    newest: int = 0
    names: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    """Number by source and digest."""

    def write(self, number: int) -> dict[str, Path]:
        """Write the files of both lists."""
        own, un = (self.folder / f"own-{number}.csv", self.folder / f"un-{number}.xml")
        rows = [f"E-{place},{name}" for place, name in enumerate(self.names_of("own", number))]
        own.write_text("\n".join(["id,name", *rows, ""]))
        named = [name.split() for name in self.names_of("un", number)]
        records = [_RECORD.format(id=place, given=given, family=family) for place, (given, family) in enumerate(named)]
        un.write_text(
            '<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:00">'
            f"<INDIVIDUALS>{''.join(records)}</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>"
        )
        return {"own": own, "un": un}

    def names_of(self, source: str, number: int) -> list[str]:
        """Name the entries of a version. No other version has any of them."""
        dice = random.Random(f"{source} {number}")
        return [" ".join("".join(dice.choices(_SYLLABLES, k=4)) for _ in range(2)) for _ in range(ENTRIES)]

    def load(self, rt: Runtime, number: int) -> None:
        """Load both, through the gates, and switch to them together."""
        for source, path in (files := self.write(number)).items():
            self.numbers[source, versions.load(get(source), {get(source).files[0].name: path}).digest] = number
        readers = [(get(source), self._reader(rt, source, path)) for source, path in files.items()]
        outcomes = set[str]()
        while not outcomes:
            with suppress(UnavailableError):
                outcomes = {row.outcome for row in loading._load_all(rt, readers)}
        assert outcomes <= {"loaded", "unchanged"}
        self.newest = number

    def _reader(self, rt: Runtime, source: str, path: Path) -> Callable[[], loading.Accepted]:
        """Read a list as `load_files` does, which takes one at a time."""
        return lambda: loading._judge(
            rt, get(source), versions.load(get(source), name_files(get(source), [path])), {}, "mirror"
        )


@dataclass
class Asked:
    """A verification, and where the name of each of its people comes from."""

    verification_id: str
    names: dict[str, tuple[str, int, int]]
    """Source, number of the version and place in it, by name."""


def screen(rt: Runtime, tenant: Tenant, publishers: Publishers, dice: random.Random, reference: str) -> Asked:
    """Submit a business whose people are named in versions that are, were or will be current; run it."""
    chosen = {}
    for _ in range(PEOPLE):
        source, place = dice.choice(SOURCES), dice.randrange(ENTRIES)
        number = max(1, publishers.newest + dice.randint(-_NEAR, _NEAR))
        chosen[publishers.names_of(source, number)[place]] = (source, number, place)
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(
            work, rt.policy, submission(reference, "Jansen Fietsen B.V.", *[person(name) for name in chosen])
        )
    verifications.run(rt, made.id)
    return Asked(made.id, chosen)


def judge(rt: Runtime, tenant: Tenant, publishers: Publishers, asked: Asked) -> int:
    """Hold what a verification found against the versions that it names; return the number of them."""
    with rt.open_work(tenant.id, "key:flow", read_only=True) as work:
        results = work.checks.results_of(asked.verification_id)
        checks = {check.id: check.subject_id for check in work.checks.of(asked.verification_id)}
        parties = work.subjects.read_all(set(checks.values()))
        hits = work.hits.of_verification(asked.verification_id)
    used = {
        tuple((one.source, publishers.numbers[one.source, one.digest]) for one in r.lists) for r in results.values()
    }
    assert len(used) == 1, f"one decision of several states: {used}"
    numbers = dict(used.pop())
    assert numbers.keys() == set(SOURCES)
    assert len(set(numbers.values())) == 1, f"two lists that were switched together are of {numbers}"
    found = {(hit.subject_id, hit.entry_id): hit.evidence.use("aml_check")["entry"]["caption"] for hit in hits}
    expected = {}
    for check_id in results:
        _, fields = parties[checks[check_id]]
        name = fields.use("aml_check").get("person.name")
        source, number, place = asked.names.get(str(name), ("", 0, 0))
        if source and numbers[source] == number:
            entry_id = f"own:E-{place}" if source == "own" else f"un:XXi.{place:04}"
            expected[checks[check_id], entry_id] = name
    assert found == expected, f"version {numbers} has other entries"
    return next(iter(numbers.values()))


@contextmanager
def small_lists(rt: Runtime, patch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """Let both lists be tiny, and indexes be built and forgotten as they are in daily work, only sooner."""
    un = dataclasses.replace(get("un"), floors=Floors(entries=1), must_have=())
    patch.setattr(registry, "SOURCES", {**registry.SOURCES, "un": un})
    patch.setattr(screeners, "build", build)
    patch.setattr(screeners, "INDEX_KEPT", _KEPT)
    choices = ListChoices({one: ListChoice(source=one, required=True, max_age=None, alarm_age=None) for one in SOURCES})
    made = dataclasses.replace(rt, choices=choices, screeners=Screeners(rt.database, rt.settings, choices))
    yield made
    made.screeners.close()


def test_each_decision_is_of_one_whole_version(
    bare_runtime: Runtime, tenant: Tenant, promised: Promised, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kind = bare_runtime.database._engine.dialect.name
    number = promised.of(round(RELOADS * (ON_POSTGRES if kind == "postgresql" else 1 - ON_POSTGRES)))
    publishers, over, asked = Publishers(tmp_path, random.Random(kind)), threading.Event(), list[Asked]()
    failures: list[BaseException] = []
    with small_lists(bare_runtime, monkeypatch) as rt:
        publishers.load(rt, 1)

        def work(thread: int) -> None:
            # One of them stands for another process: with a screener of its own over the same indexes.
            mine = rt if thread else dataclasses.replace(rt, screeners=Screeners(rt.database, rt.settings, rt.choices))
            dice, count = random.Random(f"{kind} {thread}"), 0
            try:
                while not over.is_set():
                    count += 1
                    with suppress(UnavailableError):  # a machine that stood still lets waiting writers give up
                        asked.append(screen(mine, tenant, publishers, dice, f"shop-{thread}-{count}"))
            except BaseException as error:  # noqa: BLE001 - told below, in the thread of the test
                failures.append(error)

        threads = [threading.Thread(target=work, args=(thread,)) for thread in range(THREADS)]
        for thread in threads:
            thread.start()
        for reload in range(2, number + 2):
            before = len(asked)
            publishers.load(rt, reload)
            rt.screeners.tidy()
            while len(asked) <= before and not failures:
                time.sleep(0.001)
        over.set()
        for thread in threads:
            thread.join()
        assert not failures, failures
        seen = [judge(rt, tenant, publishers, one) for one in asked]
    hits = len(set(seen))
    promised.tell(
        18, f"{number} reloads of two lists under {len(seen)} decisions on {kind}, of {hits} versions: 0 mixed"
    )
