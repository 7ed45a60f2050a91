"""What is other about a pair between two hits on it, fact by fact."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc_service.services.views.changes import Change, compare, entries_of

PRINTS = {"subject.names": "a", "entry.names": "b", "subject.kind": "k"}


def hit(prints: dict[str, str] | None = None, listings: tuple[str, ...] = (), **entry: Any) -> dict[str, Any]:
    """Make what a hit keeps."""
    whole = {"id": "ofac:1", "source": "ofac_sdn", "names": [{"value": "GOLDEN BRIDGE", "kind": "primary"}], **entry}
    others = [{"score": 0.9, "entry": {"id": one, "source": "un", "names": []}} for one in listings]
    return {"entry": whole, "listings": others, "prints": PRINTS if prints is None else prints}


@pytest.mark.parametrize(
    ("then", "now", "changes"),
    [
        (hit(), hit(), ()),
        (hit(), hit({**PRINTS, "subject.names": "z"}), (Change("subject.names"),)),
        (hit(), hit({**PRINTS, "subject.birth_dates": "z"}), (Change("subject.birth_dates"),)),
        (hit(), hit({**PRINTS, "subject.weak_names": "z"}), (Change("subject.names"),)),
        (hit(), hit({**PRINTS, "match.identifier": "agrees"}), (Change("match.identifier"),)),
        (hit(), hit(programmes=["SDGT"]), (Change("entry.programmes", ("SDGT",)),)),
        (hit(listed_on="2020-01-01"), hit(), (Change("entry.listed_on", (), ("2020-01-01",)),)),
        (hit(), hit(listings=("un:1",)), (Change("entry.listings", ("un:1",)),)),
        (
            hit(),
            hit({**PRINTS, "entry.names": "z"}, names=[{"value": "Bridge", "kind": "primary"}]),
            (Change("entry.names", ("Bridge",), ("GOLDEN BRIDGE",)),),
        ),
        (hit({}), hit({**PRINTS, "subject.names": "z"}), ()),
        (
            hit(),
            hit({**PRINTS, "entry.birth_dates": "z", "subject.addresses": "z"}),
            (Change("subject.addresses"), Change("entry.birth_dates")),
        ),
    ],
)
def test_what_differs_is_named_and_shown_where_it_was_kept(
    then: dict[str, Any], now: dict[str, Any], changes: tuple[Change, ...]
) -> None:
    assert compare(then, now) == changes


def test_prints_of_two_listings_of_a_party_are_not_compared() -> None:
    then = hit({"entry.names": "b", "subject.names": "a"})
    then["listings"] = [{"score": 0.9, "entry": {"id": "un:1", "source": "un", "names": [], "programmes": ["QD"]}}]
    now = hit({"entry.names": "other", "subject.names": "a"}, id="un:1", source="un", names=[])
    assert compare(then, now) == (
        Change("entry.listings", (), ("ofac:1",)),
        Change("entry.programmes", (), ("QD",)),
    )


def test_two_parties_without_a_listing_in_common_differ_in_the_listings_only() -> None:
    then, now = hit({}), hit({}, id="ofac:2", names=[{"value": "Another", "kind": "primary"}])
    assert compare(then, now) == (Change("entry.listings", ("ofac:2",), ("ofac:1",)),)


@given(st.lists(st.sampled_from(["A", "B", "C"])), st.lists(st.sampled_from(["A", "B", "C"])))
def test_order_and_repetition_are_no_change_and_what_came_is_what_went_the_other_way(
    one: list[str], other: list[str]
) -> None:
    there, back = (compare(hit(programmes=a), hit(programmes=b)) for a, b in ((one, other), (other, one)))
    assert bool(there) == (set(one) != set(other))
    assert [(change.added, change.removed) for change in there] == [(change.removed, change.added) for change in back]


def test_a_hit_speaks_for_every_listing_of_the_party() -> None:
    assert entries_of(hit(listings=("un:1", "un:2"))) == {("ofac_sdn", "ofac:1"), ("un", "un:1"), ("un", "un:2")}
