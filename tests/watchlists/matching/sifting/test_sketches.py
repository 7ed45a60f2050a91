"""Sketches side by side say of each subject what its own sketch says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchlists.matching.sifting.laid import Sketches
from watchlists.matching.sifting.sketches import OURS, is_current, read_line, sketch
from watchlists.model import Kind, Subject

NAMES = st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=3, unique=True)
SUBJECTS = st.builds(
    lambda kind, names: Subject(kind=kind, names=tuple(names)),
    st.sampled_from([Kind.PERSON, Kind.ORGANISATION, Kind.UNKNOWN]),
    NAMES,
)


@given(st.lists(SUBJECTS, min_size=1, max_size=5))
def test_many_side_by_side_are_as_each_alone(subjects: list[Subject]) -> None:
    sketched = [sketch(one) for one in subjects]
    together = Sketches(sketched)
    for place, one in enumerate(sketched):
        alone = Sketches([one])
        assert together.known[place] == alone.known[0]
        assert together.keys[together.key_owners == place].tolist() == alone.keys.tolist()
        mine = together.owners == place
        assert together.lengths[mine].tolist() == alone.lengths.tolist()
        words = mine[together.word_owners]
        texts = [read_line(together.lines[line])[1] for line in together.word_lines[words].tolist()]
        assert texts == [read_line(alone.lines[line])[1] for line in alone.word_lines.tolist()]
        assert together.shares[words].tolist() == alone.shares.tolist()
        assert together.roles[words].tolist() == alone.roles.tolist()


def test_what_is_no_sketch_of_this_matcher_says_nothing() -> None:
    good = sketch(Subject(kind=Kind.PERSON, names=("Quirijn Zwaluw",)))
    other = bytes([good[0] ^ 1]) + good[1:]
    laid = Sketches([b"", b"x" * 7, other, good])
    assert laid.known.tolist() == [False, False, False, True]
    assert set(laid.owners.tolist()) == {3}
    assert is_current(good)
    assert not is_current(other)


def test_a_name_of_any_letters_can_be_sketched() -> None:
    names = ("\ud800 broken", "a\nb", "رشيد علي", "김 정은", "")
    for name in names:
        assert Sketches([sketch(Subject(kind=Kind.PERSON, names=(name,)))]).known[0] in {True, False}
    assert OURS
