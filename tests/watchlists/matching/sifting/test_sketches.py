"""A sketch says which matcher made it, and holds a name of any letters."""

from __future__ import annotations

import pytest

from watchlists.matching.sifting import sketches
from watchlists.matching.sifting.laid import Sketches
from watchlists.matching.sifting.sketches import NOBODYS, is_current, sketch
from watchlists.model import Kind, Subject


@pytest.mark.parametrize("name", ["\ud800 broken", "a\nb", "رشيد علي", "김 정은", "Quirijn Zwaluw"])
def test_a_name_of_any_letters_can_be_sketched(name: str) -> None:
    sketched = sketch(Subject(kind=Kind.PERSON, names=(name,)))
    assert is_current(sketched)
    assert len(Sketches([sketched]).owners) >= 1


def test_what_does_not_fit_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketches, "_MOST_WORDS", 1)
    sketched = sketch(Subject(kind=Kind.PERSON, names=("Quirijn Zwaluw",)))
    assert int.from_bytes(sketched[:4], "little") == NOBODYS
    assert not Sketches([sketched]).known[0]


def test_what_another_matcher_made_is_not_current() -> None:
    sketched = sketch(Subject(kind=Kind.PERSON, names=("Quirijn Zwaluw",)))
    assert not is_current(bytes([sketched[0] ^ 1]) + sketched[1:])
