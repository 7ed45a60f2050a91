"""Plain names are prepared word by word: the result is that of the long way, which is taken for all others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists import bundled
from watchlists.normalize import names, organisations
from watchlists.normalize.disguises import undress
from watchlists.normalize.names import prepare_person
from watchlists.normalize.organisations import prepare_organisation
from watchlists.normalize.text import fold, plain_words
from watchlists.normalize.tokens import PreparedName

EVERYDAY = (
    "Jan de Vries",
    "Abdul Aziz Khan",
    "J. R. Smith",
    "José María Álvarez",
    "Иван Петров",
    "Acme Trading Co Ltd",
    "First National Bank",
    "Com pany Holdings Inc",
    "Forty Four Ltd",
    "MV Zenit Star",
    "Design Bureau Zenit LLC",
    "Groß Müller GmbH",
    "The On Holding",
    "Zenit Limted",
    "Alpha und Beta KG",
    "Sir Ali",
    "Alhambra vv Records",
)


def both(value: str) -> tuple[PreparedName, PreparedName, PreparedName]:
    return prepare_person(value), prepare_organisation(value), prepare_organisation(value, ship=True)


def test_the_short_way_and_the_long_way_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [name.value for entry in bundled.load("un").entries[::2] for name in entry.names]
    listed += [name.value for entry in bundled.load("ofac_sdn").entries[::20] for name in entry.names]
    values = [*EVERYDAY, *dict.fromkeys(listed)]
    short = [both(value) for value in values]
    plain = sum(names.plain_words(value) is not None for value in values)
    monkeypatch.setattr(names, "_prepare_plain", lambda _: None)
    monkeypatch.setattr(names, "_plain_tokens", lambda *_: None)
    monkeypatch.setattr(organisations, "_prepare_plain", lambda *_, **__: None)
    assert [value for value, way in zip(values, short, strict=True) if both(value) != way] == []
    assert plain > len(values) // 3


@given(st.text(st.sampled_from("ab vV-'.&,1\t\n"), max_size=40))
def test_plain_words_are_those_that_folding_gives(text: str) -> None:
    words = plain_words(text)
    assert words is None or words == [word.text for word in fold(undress(text))]


@pytest.mark.parametrize("text", ["", "one", "two  gaps", "a b", "vvater works", "é à", "x" * 2000])
def test_what_wants_more_care_is_left_to_folding(text: str) -> None:
    assert plain_words(text) is None
