"""Four versions of the United Nations' list as they followed each other, cut down: after each one delta equals full."""

from __future__ import annotations

import random
from pathlib import Path

from sqlalchemy import select

from kyc_service.domain.monitoring.runs import Scope
from kyc_service.services import verifications
from kyc_service.services.runtime import Runtime
from kyc_service.storage.tables import watched_pairs
from tests.fixtures.runtimes import person, submission
from tests.fixtures.tides import World
from tests.fixtures.turns import FLOW
from tests.fixtures.watched import House
from watchlists.model import Entry, Kind
from watchlists.versions import ListVersion, unpack

FILES = sorted((Path(__file__).parents[3] / "data" / "lists" / "history").glob("un_*.jsonl.gz"))


def onboard(house: House, number: int, entry: Entry) -> None:
    """Take in a business that is, or whose director is, the party of an entry."""
    reference = f"shop-{number}"
    is_person = entry.kind is Kind.PERSON
    name = f"Jansen Fietsen {number} B.V." if is_person else entry.caption
    people = [person(entry.caption)] if is_person else []
    sent = submission(reference, name, *people, registration__number=reference)
    with house.rt.open_work(house.tenant.id, FLOW) as work:
        verifications.submit(work, house.rt.policy, sent)
    house.shops.append(reference)


def come(house: House, version: ListVersion) -> None:
    house.world.publish(version)
    house.world.listed = {entry.id: entry for entry in version.entries}


def test_the_list_as_it_was_published_is_followed_without_a_gap(sqlite_database_runtime: Runtime) -> None:
    rt = sqlite_database_runtime
    history = [unpack(path.read_bytes()) for path in FILES]
    assert len(history) == 4
    house = House(World(rt, random.Random(1)), "Acme")
    come(house, history[0])
    for number, entry in enumerate({entry.id: entry for version in history for entry in version.entries}.values()):
        onboard(house, number, entry)
    for version in history:
        come(house, version)
        house.settle()
        house.check()
        house.rescreen(Scope(everything=True), dry=False)
        house.check()
        with rt.database._engine.begin() as connection:
            pairs = connection.execute(select(watched_pairs)).all()
        there = {pair.entry_id for pair in pairs if pair.status == "present"}
        assert there == house.world.listed.keys(), "each party was planted, and is found while it is listed"
        assert {pair.entry_id: pair.end_reason for pair in pairs if pair.entry_id not in house.world.listed} == {
            pair.entry_id: "delisted" for pair in pairs if pair.status == "ended" and pair.entry_id not in there
        }
