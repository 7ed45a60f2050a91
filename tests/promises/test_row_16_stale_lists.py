"""Row 16: nobody is clear on a stale or missing list, whatever became of the lists before: histories at random.

What is expected is told by a naive model that keeps nothing but when each list was last confirmed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest
from sqlalchemy import delete

from kyc_service.domain.profiles import Purpose
from kyc_service.domain.tenants import Tenant
from kyc_service.domain.verifications import Verification, VerificationStatus
from kyc_service.errors import ConflictError
from kyc_service.policy.list_choices import ListChoice, ListChoices
from kyc_service.services import verifications
from kyc_service.services.lists import loading
from kyc_service.services.lists.loading import Accepted, find_source
from kyc_service.services.runtime import Runtime
from kyc_service.services.screeners import Screeners
from kyc_service.settings import Mode
from kyc_service.storage import rows
from kyc_service.storage.tables import list_sources
from tests.fixtures.promised import Promised
from tests.fixtures.runtimes import submission
from tests.fixtures.watches import clear
from watchlists.index import Index
from watchlists.model import Entry, Kind, Name
from watchlists.versions import ListVersion

HISTORIES = 10_000
"""On both databases together."""
ON_POSTGRES = 0.1
SOURCES = ("un", "ofac_sdn", "eu", "own")
LISTED = {"un": "Kestrel Petroleum", "ofac_sdn": "Granite Aviation", "eu": "Lumen Chemicals", "own": "Nova Textiles"}
_EVENTS = 6
_SLACK = dt.timedelta(minutes=5)
"""So far ahead of its own clock the service lets a confirmation be."""
_HOUR = dt.timedelta(hours=1)


@dataclass
class Kept:
    """What the model knows of a list."""

    digest: str
    origin: str
    confirmed: dt.datetime | None


@dataclass
class History:
    """Lists that are loaded, confirmed, refused and forgotten, while time passes and the service begins anew."""

    rt: Runtime
    tenant: Tenant
    dice: random.Random
    now: dt.datetime = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)
    kept: dict[str, Kept] = field(default_factory=dict)
    chosen: dict[str, ListChoice] = field(default_factory=dict)
    profile: tuple[str, ...] | None = None
    """Lists that the live profile is for."""

    def happen(self) -> str:
        """Let something happen."""
        weights = {"load": 5, "bundle": 1, "confirm": 5, "refuse": 2, "lose": 1, "pass_time": 5, "jump": 1, "begin": 2}
        event = self.dice.choices([*weights, "tune"], [*weights.values(), 1])[0]
        getattr(self, event)()
        return event

    def load(self) -> None:
        source = self.dice.choice(SOURCES)
        self._switch(source, "publisher", self.now)

    def bundle(self) -> None:
        """Load what ships, as the first start does."""
        source = self.dice.choice(SOURCES)
        version = self._version(source)
        with self.rt.open_system() as system:
            system.lists.add_version(version, origin="bundled", confirmed_at=None)
        self.kept[source] = Kept(version.digest, "bundled", None)

    def confirm(self) -> None:
        if self.kept:
            source = self.dice.choice(sorted(self.kept))
            loading._confirm(self.rt, find_source(source), "")
            self.kept[source].confirmed = self.now

    def refuse(self) -> None:
        loading._refuse(self.rt, self.dice.choice(SOURCES), "list_too_small", "half of it is gone")

    def lose(self) -> None:
        """Come back from a backup in which a list was not loaded yet."""
        source = self.dice.choice(SOURCES)
        with self.rt.open_system() as system:
            system._tx.run(delete(list_sources).where(list_sources.c.source == source))
        self.kept.pop(source, None)

    def pass_time(self) -> None:
        self.now += self.dice.choice((_HOUR / 4, _HOUR, 6 * _HOUR, 12 * _HOUR, 24 * _HOUR, 24 * _HOUR + _SLACK / 300))

    def jump(self) -> None:
        """Let the clock be set, back or forth."""
        self.now += self.dice.choice((-1, 1)) * self.dice.choice(
            (_SLACK / 2, 2 * _SLACK, _HOUR, 24 * _HOUR, 8766 * _HOUR)
        )

    def begin(self) -> None:
        """Begin anew, now and then with other choices."""
        if self.dice.random() < 0.7 or not self.chosen:
            used = self.dice.sample(SOURCES, self.dice.randint(1, len(SOURCES)))
            self.chosen = {source: self._choose(source) for source in used}
        mode = self.dice.choice((Mode.DEMO, Mode.PRODUCTION))
        settings, choices = dataclasses.replace(self.rt.settings, mode=mode), ListChoices(self.chosen)
        self.rt.screeners.close()
        screeners = Screeners(self.rt.database, settings, choices)
        self.rt = dataclasses.replace(self.rt, settings=settings, choices=choices, screeners=screeners)

    def tune(self) -> None:
        """Let submissions be judged by a profile of some lists."""
        self.profile = self.dice.choice((None, tuple(self.dice.sample(SOURCES, self.dice.randint(1, 3)))))
        with self.rt.open_work(self.tenant.id, "key:one") as work:
            made = work.profiles.draft(Purpose.ONBOARDING, "mine", sources=self.profile, threshold=0.85, weights={})
            measured = work.profiles.evaluate(made, {"pairs": 0})
        with self.rt.open_work(self.tenant.id, "key:two") as work:
            work.profiles.approve(measured)

    def covered(self) -> dict[str, str]:
        """Tell the lists that a screening compares with now, each with its version."""
        chosen = [source for source in self.chosen if source in self.kept]
        required = {source for source in chosen if self.chosen[source].required}
        wanted = set(chosen) if self.profile is None else {*self.profile, *required} & set(chosen)
        return {source: self.kept[source].digest for source in wanted}

    def may_clear(self) -> bool:
        """Whether every list that nobody is cleared without is there, and was confirmed lately."""
        return all(self._is_fresh(source) for source, choice in self.chosen.items() if choice.required)

    def _is_fresh(self, source: str) -> bool:
        kept, longest = self.kept.get(source), self.chosen[source].max_age
        if kept is None:
            return False
        if longest is None or (kept.origin == "bundled" and self.rt.settings.mode is Mode.DEMO):
            return True
        return kept.confirmed is not None and -_SLACK <= self.now - kept.confirmed <= longest

    def _choose(self, source: str) -> ListChoice:
        longest = self.dice.choice((_HOUR, 24 * _HOUR, 72 * _HOUR)) if source != "own" else None
        return ListChoice(source=source, required=self.dice.random() < 0.7, max_age=longest, alarm_age=longest)

    def _switch(self, source: str, origin: str, at: dt.datetime) -> None:
        version = self._version(source)
        loading._make_current(self.rt, [Accepted(version, {}, origin, at, "loaded")])
        self.kept[source] = Kept(version.digest, origin, at)

    def _version(self, source: str) -> ListVersion:
        digest = self.dice.choice("12") * 64
        name = Name(LISTED[source] + (" Ltd" if digest[0] == "2" else ""))
        entry = Entry(id=f"{source}:1", source=source, kind=Kind.ORGANISATION, names=(name,))
        return ListVersion(source=source, digest=digest, published=None, parser="test/1", entries=(entry,))


def decide(history: History, waiting: Verification | None, number: int) -> tuple[Verification, set[str]]:
    """Submit a business, or take the one that waits, and run it; tell the lists that it is on."""
    with history.rt.open_work(history.tenant.id, "key:flow") as work:
        on = history.dice.choice((None, None, None, *SOURCES))
        if waiting is None:
            name = LISTED[on] if on else f"Jansen Fietsen {number} B.V."
            waiting = verifications.submit(work, history.rt.policy, submission(f"shop-{number}", name))
        else:
            subject = work.subjects.read(waiting.subject_id).use("aml_check")["business.name"]
            on = next((source for source, name in LISTED.items() if name == subject), None)
    with history.rt.open_system() as system:
        system.sweeper.wake(loading.WAITING)
    verifications.run(history.rt, waiting.id)
    with history.rt.open_work(history.tenant.id, "key:flow", read_only=True) as work:
        return work.verifications.get(waiting.id), {on} if on else set()


def check(history: History, found: Verification, on: set[str]) -> str:
    """Hold what became of a verification against the model."""
    covered, may_clear = history.covered(), history.may_clear()
    if covered and on & covered.keys():
        assert found.status is VerificationStatus.REVIEW
        # A person has looked, and would clear it: that counts as little as the lists did.
        if may_clear:
            clear(history.rt, history.tenant, found)
        else:
            with pytest.raises(ConflictError) as caught:
                clear(history.rt, history.tenant, found)
            assert caught.value.code == "rescreen_required"
        outcome = "by a person" if may_clear else "not even by a person"
    else:
        clears = bool(covered) and may_clear
        assert found.status is (VerificationStatus.CLEAR if clears else VerificationStatus.PROCESSING)
        outcome = "clear" if clears else "not clear"
    with history.rt.open_work(history.tenant.id, "key:flow", read_only=True) as work:
        for result in work.checks.results_of(found.id).values():
            assert {used.source: used.digest for used in result.lists} == covered
    return outcome


def test_nobody_is_cleared_on_a_stale_or_missing_list(
    bare_runtime: Runtime, tenant: Tenant, promised: Promised, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = bare_runtime.database._engine.dialect.name
    number = promised.of(round(HISTORIES * (ON_POSTGRES if kind == "postgresql" else 1 - ON_POSTGRES)))
    history, outcomes = History(bare_runtime, tenant, random.Random(kind)), Counter[str]()
    monkeypatch.setattr(rows.Clock, "now", lambda _: history.now)
    # A few versions come again and again: each index is opened once, which costs more than all the rest.
    monkeypatch.setattr(Index, "open", functools.cache(Index.open))
    monkeypatch.setattr(Index, "close", lambda _: None)
    history.begin()
    waiting: Verification | None = None
    for place in range(number):
        events = [history.happen() for _ in range(history.dice.randint(1, _EVENTS))]
        found, on = decide(history, waiting, place)
        try:
            outcomes[check(history, found, on)] += 1
        except AssertionError:
            pytest.fail(f"history {place}, after {events}: {found.status}; {history.kept}, {history.chosen}")
        waiting = found if found.status is VerificationStatus.PROCESSING else None
    history.rt.screeners.close()
    promised.tell(16, f"{number} histories of the lists on {kind}: {dict(outcomes)}")
