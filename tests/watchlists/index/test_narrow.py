"""An index of a few entries of another."""

from pathlib import Path

from tests.fixtures.listed import BOUT, DIN, IRISL, LISTED, SPIRIT, index_entries
from watchlists.index.narrow import narrow
from watchlists.linking import link


def test_only_the_asked_entries_are_there_in_the_order_they_had(tmp_path: Path) -> None:
    index = index_entries(LISTED, tmp_path)
    few = narrow(index, [DIN.id, IRISL.id])
    assert [few.entry(number) for number in range(len(few))] == [IRISL, DIN]
    assert few.find(BOUT.id) is None


def test_ids_that_are_not_listed_are_nothing(tmp_path: Path) -> None:
    assert len(narrow(index_entries(LISTED, tmp_path), ["un:none"])) == 0


def test_names_are_prepared_and_weighed_as_in_the_whole_index(tmp_path: Path) -> None:
    index = index_entries(LISTED, tmp_path)
    few = narrow(index, [SPIRIT.id])
    (number,) = index.numbers_of(SPIRIT.id)
    whole = [index.prepared(name) for name in index.names_of(number)]
    assert [few.prepared(name) for name in few.names_of(0)] == whole


def test_entries_of_one_party_stay_one(tmp_path: Path) -> None:
    index = index_entries(LISTED, tmp_path)
    few = narrow(index, [entry.id for entry in LISTED])
    assert [few.members_of(number) for number in range(len(few))] == [
        tuple(other for other, party in enumerate(link(LISTED)) if party == link(LISTED)[number])
        for number in range(len(few))
    ]
