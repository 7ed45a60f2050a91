"""Sketches side by side say of each subject what its own sketch says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchlists.dates import PartialDate
from watchlists.index.blocking import joined_keys
from watchlists.matching.sifting.laid import Sketches
from watchlists.matching.sifting.sketches import is_current, read_line, sketch
from watchlists.model import Kind, Subject

NAMES = st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=3, unique=True)
SUBJECTS = st.builds(
    lambda kind, names, dates, countries: Subject(
        kind=kind, names=tuple(names), birth_dates=tuple(dates), countries=tuple(countries)
    ),
    st.sampled_from([Kind.PERSON, Kind.ORGANISATION, Kind.UNKNOWN]),
    NAMES,
    st.lists(st.dates().map(lambda day: PartialDate(day, day)), max_size=2, unique=True),
    st.lists(st.sampled_from(["NL", "ru", "IR"]), max_size=2, unique=True),
)


@given(st.lists(SUBJECTS, min_size=1, max_size=5))
def test_many_side_by_side_are_as_each_alone(subjects: list[Subject]) -> None:
    sketched = [sketch(one) for one in subjects]
    together = Sketches(sketched)
    for place, one in enumerate(sketched):
        alone = Sketches([one])
        assert together.known[place] == alone.known[0]
        assert together.keys[together.key_owners == place].tolist() == alone.keys.tolist()
        assert together.run_keys[together.run_owners == place].tolist() == alone.run_keys.tolist()
        assert together.countries[together.country_owners == place].tolist() == alone.countries.tolist()
        dates = together.date_owners == place
        for column in ("date_nouns", "date_days", "date_firsts", "date_lasts"):
            assert getattr(together, column)[dates].tolist() == getattr(alone, column).tolist()
        mine = together.owners == place
        assert together.lengths[mine].tolist() == alone.lengths.tolist()
        assert together.weights[mine].tolist() == alone.weights.tolist()
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


@given(st.lists(SUBJECTS, min_size=1, max_size=3))
def test_each_key_leads_back_to_the_words_that_are_written_together(subjects: list[Subject]) -> None:
    laid = Sketches([sketch(one) for one in subjects])
    for key in range(len(laid.runs)):
        run = laid.run_of(key)
        words = [read_line(line)[1] for line in laid.lines_of(slice(run.start, run.end))]
        assert laid.word_owners[run.start : run.end].tolist() == [run.name] * len(words)
        assert laid.owners[run.name] == laid.run_owners[key]
        spelt = "".join(word[0] if run.is_acronym else word for word in words)
        assert run.is_acronym or int(laid.run_keys[key]) in joined_keys(spelt, listed=False)
