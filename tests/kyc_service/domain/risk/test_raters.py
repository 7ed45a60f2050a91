"""A rater says what `rate` says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc_service.domain.risk import raters
from kyc_service.domain.risk.facts import Fact, Value
from kyc_service.domain.risk.raters import Rater
from kyc_service.domain.risk.rating import rate
from kyc_service.domain.risk.tables import RiskTable, Rule
from kyc_service.services.risk.files import default_table
from tests.fixtures.risk import factor, facts, table, tables

Known = dict[Fact, tuple[Value, ...]]


@given(tables(), st.lists(facts(), max_size=4))
@settings(max_examples=40)
def test_a_rater_and_the_plain_rating_agree(made: RiskTable, businesses: list[Known]) -> None:
    rater = Rater(made)
    # Asked twice: the second answer is one that was kept.
    for known in [*businesses, *businesses]:
        assert rater.rate(known) == rate(made, known)


@given(facts())
@settings(max_examples=40)
def test_they_agree_by_the_table_that_ships(known: Known) -> None:
    assert Rater(default_table()).rate(known) == rate(default_table(), known)


def test_what_is_kept_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raters, "MOST_KEPT", 4)
    flags = factor(Fact.SUBMISSION_FLAGS, Rule(reason="x", points=2, values=frozenset({"flag_7"})))
    rater = Rater(table(flags))
    for number in range(20):
        assert rater.rate({Fact.SUBMISSION_FLAGS: (f"flag_{number}",)}).points == (2 if number == 7 else 0)
    ((_, kept, _),) = rater._parts
    assert len(kept) <= 4
    assert rater.rate({}).points == 0
