"""Shares and chains."""

import pytest

from kyc_service.domain.intake.ownership import exceed_whole, is_share, runs_in_circle


@pytest.mark.parametrize(("percent", "sound"), [(100, True), (0.01, True), (0, False), (-1, False), (100.01, False)])
def test_a_share_is_part_of_the_whole(percent: float, sound: bool) -> None:
    assert is_share(percent) is sound


def test_shares_are_not_more_than_the_whole_but_may_be_rounded() -> None:
    assert not exceed_whole([33.4, 33.3, 33.4])
    assert exceed_whole([70, 70])


@pytest.mark.parametrize(
    ("chain", "circle"),
    [(["Holding A"], False), (["Holding A", "Holding B"], False), (["A", "a."], True), (["ACME b.v."], True)],
)
def test_a_chain_that_passes_a_name_twice_is_a_circle(chain: list[str], circle: bool) -> None:
    assert runs_in_circle("Acme B.V.", "Anna de Vries", chain) is circle


def test_names_without_a_letter_are_compared_as_they_are() -> None:
    assert not runs_in_circle("!", "?", ["%"])
