"""Lists and registers at the console: how each stands, and what there is to do about it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kyc_service.domain.people.roles import Role
from tests.fixtures.runtimes import load_lists, small_version
from tests.fixtures.service import Caller, Service
from tests.fixtures.visitors import Visitor
from tests.fixtures.visits import Enter, read
from watchlists.errors import ListRefusedError

PATH = "/console/lists"


def test_every_list_stands_there_with_its_state_and_its_size(analyst: Visitor) -> None:
    page = read(analyst.get(PATH))
    assert page.count('class="state fresh"') == 3
    assert "ships with the service" in page
    assert "27 Feb 2026" in page
    assert "No register is asked" not in page or "KYC_REGISTERS_FILE" in page


def test_a_stale_list_and_a_refused_version_say_the_next_step(analyst: Visitor, service: Service) -> None:
    old = small_version("un")
    newer = dataclasses.replace(old, digest="ab" * 32)
    smaller = dataclasses.replace(old, digest="ef" * 32, entries=old.entries[1:])
    with service.rt.open_system("tester") as system:
        system.lists.add_version(newer, origin="publisher", confirmed_at=system.now() - dt.timedelta(days=9))
        system.refusals.keep(smaller, ListRefusedError("un", "list_shrunk", "9 entries, not 10"), origin="publisher")
        system.lists.fail("un", "list_shrunk", "9 entries, not 10", system.now())
    page = read(analyst.get(PATH))
    assert "not confirmed in time" in page
    assert f"{PATH}/un/refused/{'ef' * 32}" in page
    assert "9 d of" in page
    one = read(analyst.get(f"{PATH}/un"))
    assert "Much smaller than before" in one
    assert "Waits for a person" in one
    assert one.count('name="from"') == 2


def test_one_version_cannot_be_compared_and_that_is_said(analyst: Visitor) -> None:
    page = read(analyst.get(f"{PATH}/ofac_sdn"))
    assert "one version so far" in page
    assert "Show what changed" not in page


def test_a_list_that_was_never_loaded_says_how_to_load_it(analyst: Visitor) -> None:
    page = read(analyst.get(f"{PATH}/eu"))
    assert "Not in use" in page
    assert "kyc lists load eu" in page


@pytest.mark.parametrize("name", ["nothing", "UN", "un%2f..", "a" * 40])
def test_a_list_that_there_is_not_is_not_found(analyst: Visitor, name: str) -> None:
    assert analyst.get(f"{PATH}/{name}").status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_every_role_but_none_sees_how_lists_stand(enter: Enter, caller: Caller, role: Role) -> None:
    assert enter(caller, role).get(PATH).status_code == 200


def test_versions_are_kept_and_the_one_in_use_is_marked(analyst: Visitor, service: Service) -> None:
    old = small_version("un")
    load_lists(service.rt, (dataclasses.replace(old, digest="ab" * 32),), origin="mirror")
    page = read(analyst.get(f"{PATH}/un"))
    assert page.count("in use</span>") == 1
    assert "mirror or files" in page
