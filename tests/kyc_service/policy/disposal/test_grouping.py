"""No small group leaves, and none can be told from what does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.policy.disposal.grouping import OTHER, STEP, Group, group

# counts by country | groups
TABLE = [
    ({"NL": 100}, {"NL": 100}),
    ({"NL": 19}, {}),
    ({"NL": 20}, {"NL": 20}),
    ({"NL": 23}, {"NL": 20}),
    ({"NL": 100, "TV": 1}, {OTHER: 100}),
    ({"NL": 100, "BE": 30, "TV": 1}, {"NL": 100, OTHER: 30}),
    ({"NL": 100, "TV": 15, "NR": 5}, {"NL": 100, OTHER: 20}),
    ({"TV": 10, "NR": 9}, {}),
]


@pytest.mark.parametrize(("counts", "groups"), TABLE)
def test_small_countries_are_put_together_or_left_out(counts: dict[str, int], groups: dict[str, int]) -> None:
    found = group({("clear", country): count for country, count in counts.items()}, 20)
    assert {one.country: one.count for one in found} == groups


COUNTS = st.dictionaries(
    st.tuples(
        st.sampled_from(["clear", "rejected", "review"]), st.sampled_from(["NL", "BE", "DE", "FR", "TV", "NR", "KI"])
    ),
    st.integers(0, 60),
)


@given(COUNTS, st.integers(5, 40))
def test_what_is_hidden_is_never_smaller_than_a_group_even_for_one_who_knows_the_sum(
    counts: dict[tuple[str, str], int], least: int
) -> None:
    found = group(counts, least)
    assert len({(one.outcome, one.country) for one in found}) == len(found)
    for outcome in {outcome for outcome, _ in counts}:
        mine = {one.country: one.count for one in found if one.outcome == outcome}
        total = sum(count for (name, _), count in counts.items() if name == outcome)
        assert all(count >= least - STEP + 1 and count % STEP == 0 for count in mine.values())
        told = [country for country in mine if country != OTHER]
        assert all(counts[outcome, country] >= least for country in told)
        # Whoever knows the sum and takes the countries away that are told is left with nobody, or with a whole group.
        hidden = total - sum(counts[outcome, country] for country in told)
        assert hidden == 0 or hidden >= least or not told


def test_groups_come_in_order() -> None:
    found = group({("review", "NL"): 20, ("clear", "NL"): 40, ("clear", "BE"): 40}, 20)
    assert found == (Group("clear", "BE", 40), Group("clear", "NL", 40), Group("review", "NL", 20))
