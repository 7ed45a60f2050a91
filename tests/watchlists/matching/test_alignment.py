"""Pairing tokens."""

import pytest

from watchlists.matching.alignment import align
from watchlists.normalize.names import prepare_person


@pytest.mark.parametrize(
    ("left", "right", "pairs", "left_over", "right_over"),
    [
        ("Viktor Bout", "Bout Viktor", [("viktor", "viktor"), ("bout", "bout")], "", ""),
        ("Viktor Bout", "Viktor Sergeevich Bout", [("viktor", "viktor"), ("bout", "bout")], "", "sergeevich"),
        ("alisherusmanov", "Alisher Usmanov", [("alisherusmanov", "alisher usmanov")], "", ""),
        ("Kim Jong Un", "Kim Jongun", [("kim", "kim"), ("jong un", "jongun")], "", ""),
        ("V Putin", "Vladimir Putin", [("putin", "putin"), ("v", "vladimir")], "", ""),
        ("V Petrov Putin", "Vladimir Putin", [("putin", "putin")], "v petrov", "vladimir"),
        ("Sergey Sergey Shoigu", "Sergey Shoigu", [("sergey", "sergey"), ("shoigu", "shoigu")], "sergey", ""),
    ],
)
def test_pairs(left: str, right: str, pairs: list[tuple[str, str]], left_over: str, right_over: str) -> None:
    done = align(prepare_person(left).tokens, prepare_person(right).tokens)
    spelt = {
        (" ".join(done.left[i].text for i in pair.left), " ".join(done.right[j].text for j in pair.right))
        for pair in done.pairs
    }
    assert spelt == set(pairs)
    assert " ".join(done.left[i].text for i in done.left_over) == left_over
    assert " ".join(done.right[j].text for j in done.right_over) == right_over


def test_a_memory_changes_nothing() -> None:
    left, right = prepare_person("Sergej Lavrow").tokens, prepare_person("Sergey Lavrov").tokens
    memory: dict[tuple[str, bool, str, bool], float] = {}
    first = align(left, right, memory)
    assert memory
    assert align(left, right, memory).pairs == first.pairs == align(left, right).pairs
