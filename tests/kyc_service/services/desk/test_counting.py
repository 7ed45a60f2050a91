"""Counting: a small desk at once, a large one in the background; exact for the moment that is told."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc_service.services.desk import counting, figure_forms, figures
from kyc_service.services.monitoring import planning
from kyc_service.services.runtime import Runtime
from kyc_service.storage.desk_counts import CountKind, Kept
from tests.fixtures.service import LISTED_NAME, Caller, Service, submission


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any desk be a large one."""
    monkeypatch.setattr(counting, "LARGE", 1)


@pytest.fixture
def market(service: Service) -> Caller:
    caller = service.add_caller("Marketplace")
    _open_case(caller, 0)
    return caller


def _open_case(caller: Caller, number: int) -> None:
    caller.run(caller.submit(submission(reference=f"shop-{number}", business={"name": LISTED_NAME})))


def _kept(caller: Caller, kind: CountKind) -> Kept | None:
    with caller.rt.open_work(caller.tenant.id, "tester", read_only=True) as work:
        return work.counts.get(kind)


def _look(caller: Caller) -> tuple[int, int]:
    rt, tenant_id = caller.rt, caller.tenant.id
    scores = counting.read_scores(rt, tenant_id, "tester")
    return counting.read_figures(rt, tenant_id, "tester").open, sum(cell.count for cell in scores.cells)


def _age(caller: Caller, length: dt.timedelta) -> None:
    """Let what is kept have been counted earlier."""
    with caller.rt.open_work(caller.tenant.id, "tester") as work:
        for kind in CountKind:
            kept = work.counts.get(kind)
            assert kept is not None
            work.counts.drop(kind)
            work.counts.keep(kind, Kept(kept.content, kept.at - length))


def test_a_small_desk_is_counted_when_it_is_looked_at(market: Caller) -> None:
    assert _look(market) == (1, 1)
    _open_case(market, 1)
    assert _look(market) == (2, 2)
    assert _kept(market, CountKind.FIGURES) is None
    assert _kept(market, CountKind.SCORES) is None


@pytest.mark.usefixtures("large")
def test_a_large_desk_shows_what_was_counted_with_its_moment_until_it_is_counted_again(market: Caller) -> None:
    rt, tenant_id = market.rt, market.tenant.id
    first = counting.read_figures(rt, tenant_id, "tester")
    _look(market)
    _open_case(market, 1)
    assert _look(market) == (1, 1)
    again = counting.read_figures(rt, tenant_id, "tester")
    assert (again, again.now) == (first, first.now)
    assert counting.count_again(rt) == 0, "it was counted just now"
    _age(market, counting.AGAIN)
    assert counting.count_again(rt) == 2
    assert _look(market) == (2, 2)
    assert counting.read_figures(rt, tenant_id, "tester").now > first.now


@pytest.mark.usefixtures("large")
def test_what_is_too_old_is_not_shown_though_nothing_counts_in_the_background(market: Caller) -> None:
    _look(market)
    _open_case(market, 1)
    _age(market, counting.OLDEST)
    assert _look(market) == (2, 2)


@pytest.mark.usefixtures("large")
def test_coverage_is_of_the_moment_that_is_told_and_counted_again_once_an_edition_comes(market: Caller) -> None:
    rt, tenant_id = market.rt, market.tenant.id
    figures_then, before = counting.read_covered(rt, tenant_id, "tester")
    assert (before.edition, before.now) == (None, figures_then.now)
    planning.watch_tenant(rt, tenant_id, everybody=True)
    figures_now, ledger = counting.read_covered(rt, tenant_id, "tester")
    assert ledger.edition is not None
    assert figures_now.now > ledger.edition.made_at > figures_then.now
    assert ledger.count.due == figures_now.subjects > 0
    _open_case(market, 1)
    again, kept = counting.read_covered(rt, tenant_id, "tester")
    assert (again, kept) == (figures_now, ledger)


@pytest.mark.usefixtures("large")
def test_counts_that_another_release_kept_are_counted_anew(market: Caller) -> None:
    found = counting.read_figures(market.rt, market.tenant.id, "tester")
    with market.rt.open_work(market.tenant.id, "tester") as work:
        fewer = {name: part for name, part in figure_forms.write(found).items() if name != "standings"}
        work.counts.drop(CountKind.FIGURES)
        work.counts.keep(CountKind.FIGURES, Kept(fewer, found.now))
    assert counting.read_figures(market.rt, market.tenant.id, "tester").standings == found.standings


def test_a_desk_that_became_small_keeps_no_counts(market: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(counting, "LARGE", 1)
        _look(market)
    _age(market, counting.AGAIN)
    counting.count_again(market.rt)
    assert _kept(market, CountKind.FIGURES) is None
    assert _kept(market, CountKind.SCORES) is None


@pytest.mark.usefixtures("large")
def test_counts_of_another_desk_are_not_shown(market: Caller, service: Service) -> None:
    _look(market)
    assert _look(service.add_caller("Other Marketplace")) == (0, 0)


def test_figures_are_read_as_they_were_written(market: Caller) -> None:
    with market.rt.open_work(market.tenant.id, "tester", read_only=True) as work:
        found = figures.read(work)
    assert figure_forms.read(figure_forms.write(found)) == found


def test_counts_of_one_moment_are_kept_over_counts_of_an_earlier_one(loaded_runtime: Runtime, tenant: object) -> None:
    ident = str(getattr(tenant, "id", ""))
    with loaded_runtime.open_work(ident, "tester") as work:
        now = work.now()
        work.counts.keep(CountKind.SCORES, Kept({"number": 2}, now))
        work.counts.keep(CountKind.SCORES, Kept({"number": 1}, now - dt.timedelta(seconds=1)))
        kept = work.counts.get(CountKind.SCORES)
    assert kept is not None
    assert kept.content == {"number": 2}
    with loaded_runtime.open_system() as system:
        assert system.counts.older_than(dt.timedelta(hours=1)) == ()
        assert system.counts.older_than(dt.timedelta(0)) == ((ident, CountKind.SCORES),)


def test_figures_and_scores_are_counted_on_both_databases(loaded_runtime: Runtime, tenant: object) -> None:
    ident = str(getattr(tenant, "id", ""))
    assert counting.read_figures(loaded_runtime, ident, "tester").open == 0
    assert counting.read_scores(loaded_runtime, ident, "tester").screened == 0
