"""Laying entries out."""

from tests.fixtures.listed import BOUT, IRISL
from watchlists.index.layout import Layout, hash_text, prepare
from watchlists.index.postings import KINDS
from watchlists.model import Kind
from watchlists.normalize.tokens import Shape


def test_a_name_is_prepared_by_the_rules_of_its_kind() -> None:
    assert [name.shape for name in prepare(BOUT.names[0], BOUT.kind)] == [Shape.PERSON]
    assert [name.shape for name in prepare(IRISL.names[0], IRISL.kind)] == [Shape.ORGANISATION]


def test_the_numbers_of_kinds_stay() -> None:
    assert KINDS == (Kind.PERSON, Kind.ORGANISATION, Kind.VESSEL, Kind.AIRCRAFT, Kind.UNKNOWN)


def test_hashes_are_the_same_in_every_process() -> None:
    assert hash_text("un:QDi.001") == 14_335_897_276_616_604_480


def test_every_name_has_its_row() -> None:
    layout = Layout()
    layout.add(BOUT)
    layout.add(IRISL)
    arrays = layout.finish()
    assert arrays["first_names"].tolist() == [0, 4, 5]
    assert arrays["name_entry"].tolist() == [0, 0, 0, 0, 1]
    assert arrays["name_weak"].tolist() == [0, 0, 1, 0, 0]
