"""Tokens."""

from watchlists.normalize.names import prepare_person
from watchlists.normalize.tokens import Role, join_tokens, make_token


def test_joins_neighbours_and_the_whole() -> None:
    tokens = prepare_person("Kim Jong Un").tokens
    assert [text for _, _, text in join_tokens(tokens)] == ["kimjong", "jongun", "kimjongun"]
    assert [text for _, _, text in join_tokens(tokens[:2])] == ["kimjong"]
    assert join_tokens(tokens[:1]) == []


def test_a_common_word_carries_its_meaning() -> None:
    assert make_token("banco", Role.GENERIC, 0.3).skeleton == make_token("bank", Role.GENERIC, 0.3).skeleton
    assert make_token("banco", Role.NAME, 0.3).skeleton == "bnk"
