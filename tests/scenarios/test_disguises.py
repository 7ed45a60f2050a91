"""Evasion: forty disguises of listed names. Found in at least 99 of 100, and never cleared without a person."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from kyc_service.services import verifications
from tests.fixtures.service import Caller, Service, submission
from watchlists import bundled
from watchlists.evaluation.detection import Detection, Variations, listed_names, search_here
from watchlists.evaluation.parties import Parties
from watchlists.evaluation.variations.definitions import Chance
from watchlists.evaluation.variations.disguises import DISGUISES
from watchlists.evaluation.variations.names import ListedName
from watchlists.index import Index
from watchlists.index.build import build
from watchlists.matching import Screener
from watchlists.model import Kind
from watchlists.versions import ListVersion

LEAST = 0.99
"""Share of the disguised names that have to be found."""
SAMPLE = 1000
"""Names of the long form; each is disguised in every way that it can be."""
NAMES = ("Eric Badege", "Ayman al Zawahiri")
"""Listed people of the lists that the service of the tests has."""


def share_found(versions: Iterable[ListVersion], folder: Path, sample: int | None) -> tuple[int, float]:
    """Disguise names of lists in every way; return how many disguised names there were and the share found."""
    lists = list(versions)
    entries = [entry for version in lists for entry in version.entries]
    parties = Parties(entries)
    screener = Screener(Index.open(build(lists, folder)))
    run = Detection(search_here(screener), parties, Variations(entries, parties))
    total = run.run(listed_names(entries, sample), "disguise").total
    return total.variations, total.detected / total.variations


def test_disguised_names_are_found(small_versions: tuple[ListVersion, ...], tmp_path: Path) -> None:
    count, share = share_found(small_versions, tmp_path, 25)
    assert count > 500
    assert share >= LEAST


@pytest.mark.long
def test_disguised_names_of_the_lists_that_ship_are_found(tmp_path: Path) -> None:
    count, share = share_found(map(bundled.load, bundled.SOURCE_IDS), tmp_path, SAMPLE)
    sys.stdout.write(f"{count:,} disguised names, {share:.3%} found\n")
    assert count > 20 * SAMPLE
    assert share >= LEAST


@pytest.mark.parametrize("name", NAMES)
def test_a_listed_name_in_disguise_is_found_or_refused_and_never_cleared(
    shared_service: Service, shared_caller: Caller, name: str
) -> None:
    """Each disguise is submitted: what is not refused at the door ends with a person, whatever was found."""
    assert len(DISGUISES) == 40
    ended = {}
    for which, disguise in DISGUISES.items():
        disguised = disguise(ListedName(name, Kind.PERSON), Chance(which))
        if disguised is None or disguised == name:
            continue
        body = submission(reference=f"{which}-{name[:4]}", people=[{"role": "owner", "name": disguised}])
        answer = shared_caller.submit(body)
        if answer.status_code == 422:
            ended[which] = "refused"
            continue
        made = str((answer.json or {})["id"])
        verifications.run(shared_service.rt, made)
        ended[which] = str((shared_caller.ask("GET", f"/v1/verifications/{made}").json or {})["status"])
    assert len(ended) > 30
    assert {which for which, status in ended.items() if status not in {"review", "refused"}} == set()
