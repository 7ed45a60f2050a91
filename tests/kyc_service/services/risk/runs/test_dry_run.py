"""Dry runs: every business counted once, none named in the figures, on both kinds of database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.domain.personal import Personal
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.rating import rate
from kyc_service.domain.risk.records import TableStatus, TableVersion
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import ConflictError, StaleVersionError
from kyc_service.services.risk import facts, ratings, tables
from kyc_service.services.risk.files import parse_table
from kyc_service.services.risk.runs import dry_run
from kyc_service.services.risk.runs.dry_run import Tally
from kyc_service.services.risk.tables import NamedTable
from kyc_service.services.runtime import Runtime
from kyc_service.storage.risk_ratings import Standing
from tests.fixtures.house_tables import risk_table
from tests.fixtures.parties import start

LIVE = NamedTable(parse_table(risk_table()), None, "House", 1, "a")
DRAFT = NamedTable(parse_table(risk_table(near=30)), None, "House", 2, "b")
FACTS: Mapping[str, Any] = {"registration_country": ["NL"], "role": ["seller"]}


def fill(rt: Runtime, tenant: Tenant, count: int = 3) -> list[str]:
    """Rate some businesses by the table in force."""
    with rt.open_work(tenant.id, "worker") as work:
        stories = [start(work, f"shop-{number}") for number in range(count)]
        for story in stories:
            ratings.keep(work, story.business.id, story.verification.id, tables.current(work), facts.read(FACTS))
    return [story.business.id for story in stories]


def draft(rt: Runtime, tenant: Tenant, **changes: Any) -> TableVersion:
    with rt.open_work(tenant.id, "maker") as work:
        return tables.draft(work, risk_table(**changes))


def test_what_a_draft_changes_is_counted_and_kept(bare_runtime: Runtime, tenant: Tenant) -> None:
    with bare_runtime.open_work(tenant.id, "maker") as work:
        first = work.risk.tables.simulate(tables.draft(work, risk_table()), {"businesses": 0}, ())
    with bare_runtime.open_work(tenant.id, "checker") as work:
        work.risk.tables.approve(first)
    ids = fill(bare_runtime, tenant)
    made = draft(bare_runtime, tenant, near=30)
    heard: list[tuple[int, int]] = []
    done = dry_run.simulate(
        bare_runtime, (tenant.id, "maker"), made.id, 1, lambda number, of: heard.append((number, of))
    )
    report = done.report or {}
    assert (done.status, report["businesses"], report["sets_of_facts"]) == (TableStatus.SIMULATED, 3, 1)
    assert (report["before"]["medium"], report["after"]["high"]) == (3, 3)
    assert report["factors"] == [{"factor": "country", "businesses": 3, "points": 75.0}]
    assert heard == [(3, 3)]
    assert not any(one in str(report) for one in (*ids, "shop-"))
    with bare_runtime.open_work(tenant.id, "maker") as work:
        page = tables.changes(work, made.id, None, 9, kind=(Level.MEDIUM, Level.HIGH))
        assert {one.subject_id for one in page.items} == set(ids)
        assert ratings.stand(work, ids[0]).level is Level.MEDIUM  # type: ignore[union-attr]
    with pytest.raises(StaleVersionError):
        dry_run.simulate(bare_runtime, (tenant.id, "maker"), made.id, 1)
    with pytest.raises(ConflictError):
        dry_run.simulate(bare_runtime, (tenant.id, "maker"), made.id, 2)


def test_a_business_that_is_being_erased_is_left_out(bare_runtime: Runtime, tenant: Tenant) -> None:
    ids = fill(bare_runtime, tenant)
    with bare_runtime.open_work(tenant.id, "worker") as work:
        bare_runtime.keys.destroy(work.subjects.get(ids[0]).key_id)
    made = draft(bare_runtime, tenant)
    report = dry_run.simulate(bare_runtime, (tenant.id, "maker"), made.id, 1).report or {}
    assert (report["businesses"], report["left_out_erased"]) == (2, 1)


def test_pages_end_and_count_everybody_once(
    bare_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dry_run, "PAGE", 2)
    fill(bare_runtime, tenant, 5)
    made = draft(bare_runtime, tenant)
    report = dry_run.simulate(bare_runtime, (tenant.id, "maker"), made.id, 1).report or {}
    assert report["businesses"] == 5


_SETS = st.fixed_dictionaries(
    {},
    optional={
        "registration_country": st.sampled_from([["NL"], ["KP"], ["DE"]]),
        "role": st.sampled_from([["seller"], ["buyer"]]),
        "industry": st.sampled_from([["92.00"], ["46.90"]]),
        "confirmed_topics": st.sampled_from([[], ["sanction"]]),
    },
)


@given(st.lists(_SETS, max_size=12))
def test_the_figures_are_what_rating_one_by_one_comes_to(businesses: list[dict[str, Any]]) -> None:
    tally = Tally(LIVE, DRAFT)
    changed = 0
    for number, written in enumerate(businesses):
        known = facts.read(written)
        before, after = rate(LIVE.table, known), rate(DRAFT.table, known)
        changed += before.level is not after.level
        plain = ratings_bytes(written)
        tally.add(Standing(f"sub_{number}", "", f"rkr_{number}", before.level, before.points, Personal(plain)))
    report = tally.report()
    assert report["businesses"] == len(businesses)
    assert sum(one["businesses"] for one in report["changes"]) == changed == sum(map(len, tally.named.values()))
    assert sum(report["before"].values()) == sum(report["after"].values()) == len(businesses)
    assert sum(one["points"] for one in report["factors"]) == pytest.approx(
        sum(rate(DRAFT.table, facts.read(one)).points - rate(LIVE.table, facts.read(one)).points for one in businesses)
    )


def test_of_each_kind_of_change_only_so_many_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dry_run, "MOST_NAMED", 2)
    tally = Tally(LIVE, DRAFT)
    for number in range(5):
        tally.add(Standing(f"sub_{number}", "", "rkr", Level.MEDIUM, 10.0, Personal(ratings_bytes(dict(FACTS)))))
    assert [len(named) for named in tally.named.values()] == [2]
    assert tally.report()["changes"] == [{"from": "medium", "to": "high", "businesses": 5}]


def ratings_bytes(written: Mapping[str, Any]) -> bytes:
    from kyc_service.storage import risk_ratings

    return risk_ratings._dump(written)
