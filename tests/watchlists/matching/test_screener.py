"""Screening: found, ranked, explained; the same again for the same question."""

import random
import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.listed import BOUT, DIN, IRISL, LISTED, SPIRIT, TECHNOLOGY, index_entries
from watchlists.dates import PartialDate
from watchlists.index import Index
from watchlists.index.build import build
from watchlists.matching import Screener, compare
from watchlists.model import Entry, Identifier, Kind, Name, NameKind, Subject
from watchlists.versions import ListVersion

DISGUISES: dict[str, Callable[[str], str]] = {
    "zero-width": "\u200b".join,
    "soft hyphen": lambda name: name[:3] + "\u00ad" + name[3:],
    "word joiner": lambda name: name[:4] + "\u2060" + name[4:],
    "right-to-left mark": lambda name: "\u200f" + name,
    "Cyrillic look-alikes": lambda name: name.translate(str.maketrans("aeocpx", "аеосрх")),
    "Greek look-alikes": lambda name: name.translate(str.maketrans("oATOB", "οΑΤΟΒ")),
    "fullwidth": lambda name: name.translate({ord(letter): ord(letter) + 0xFEE0 for letter in string.ascii_letters}),
    "mathematical": lambda name: name.translate(
        {ord(letter): 0x1D41A + place for place, letter in enumerate(string.ascii_lowercase)}
    ),
    "doubled spaces": lambda name: name.replace(" ", " \u2009 "),
    "ideographic space": lambda name: name.replace(" ", "\u3000"),
    "no spaces": lambda name: name.replace(" ", ""),
    "dots": lambda name: name.replace(" ", "."),
    "underscores": lambda name: name.replace(" ", "_"),
    "upper case": str.upper,
    "combining marks": "\u0301".join,
    "digits for letters": lambda name: name.replace("o", "0").replace("i", "1"),
    "reversed order": lambda name: " ".join(reversed(name.split())),
    "variation selectors": lambda name: name.replace("o", "o\ufe0f"),
}


def ids(screener: Screener, subject: Subject) -> list[str]:
    return [match.entry.id for match in screener.screen(subject)]


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguised_name_is_found(screener: Screener, disguise: str) -> None:
    name = DISGUISES[disguise]("Viktor Anatolijevitch BOUT")
    assert BOUT.id in ids(screener, Subject(kind=Kind.PERSON, names=(name,)))


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry.id)
def test_every_name_that_is_not_weak_is_found_as_it_is_listed(screener: Screener, entry: Entry) -> None:
    for name in entry.names:
        if name.kind is not NameKind.WEAK:
            (first, *_) = screener.screen(Subject(kind=entry.kind, names=(name.value,)))
            assert first.entry == entry


@pytest.mark.parametrize(
    ("query", "kind", "expected"),
    [
        ("Wiktor But", Kind.PERSON, [BOUT.id]),
        ("سيف الدين الراوي", Kind.PERSON, [DIN.id]),
        ("IRISL", Kind.ORGANISATION, [IRISL.id]),
        ("MV Hellenic Spirit", Kind.VESSEL, [SPIRIT.id]),
        ("Huawei Technology Co., Ltd.", Kind.ORGANISATION, [TECHNOLOGY.id]),
        ("Viktor Bout", Kind.UNKNOWN, [BOUT.id]),
        ("Jan Jansen", Kind.UNKNOWN, []),
        ("The Merchant", Kind.PERSON, []),
        ("", Kind.UNKNOWN, []),
        ("---", Kind.UNKNOWN, []),
        ("\x00\ud800", Kind.UNKNOWN, []),
    ],
)
def test_finds(screener: Screener, query: str, kind: Kind, expected: list[str]) -> None:
    assert ids(screener, Subject(kind=kind, names=(query,))) == expected


def test_a_weak_alias_with_a_birth_date_is_found(screener: Screener) -> None:
    subject = Subject(kind=Kind.PERSON, names=("The Merchant",), birth_dates=(PartialDate.of(1967, 1, 13),))
    (match,) = screener.screen(subject)
    assert match.entry == BOUT
    assert "weak alias" in match.evidence[0].reason


def test_an_identifier_is_found_without_a_name(screener: Screener) -> None:
    subject = Subject(names=("Somebody Else",), identifiers=(Identifier("passport", "21 N 0532664", "RU"),))
    (match,) = screener.screen(subject)
    assert match.entry == BOUT


def test_all_names_of_a_subject_are_searched(screener: Screener) -> None:
    assert ids(screener, Subject(names=("Jan Jansen", "Hellenic Spirit", "IRISL"))) == [SPIRIT.id, IRISL.id]


def test_scores_are_those_of_the_full_comparison(screener: Screener) -> None:
    for query in ("Viktor Bout", "Saif al-Din al-Rawi", "IRISL", "Hellenic Spirit Ltd"):
        subject = Subject(names=(query,), countries=("RU",))
        for match in screener.screen(subject, threshold=0.0):
            assert match == compare(subject, match.entry)


def test_threshold_and_limit(screener: Screener) -> None:
    subject = Subject(names=("Viktor Bout", "IRISL", "Hellenic Spirit"))
    every = screener.screen(subject, threshold=0.0)
    assert len(every) == 3
    assert screener.screen(subject, limit=2) == every[:2]
    assert screener.screen(subject, threshold=every[0].score) == every[:1]
    assert Screener(screener.index, threshold=1.0).screen(subject) == ()


def test_ties_are_ordered_by_entry_id(tmp_path: Path) -> None:
    twins = [replace(DIN, id=f"un:{number}") for number in (3, 1, 2)]
    screener = Screener(index_entries(twins, tmp_path))
    assert ids(screener, Subject(names=(DIN.caption,))) == ["un:1", "un:2", "un:3"]


def test_an_empty_index_answers_nothing(tmp_path: Path) -> None:
    assert Screener(index_entries([], tmp_path)).screen(Subject(names=("Viktor Bout",))) == ()


def test_an_entry_of_unknown_kind_is_compared_with_every_kind(tmp_path: Path) -> None:
    entry = Entry(id="un:U", source="un", kind=Kind.UNKNOWN, names=(Name("Kara Bogaz"),))
    screener = Screener(index_entries([entry], tmp_path))
    for kind in Kind:
        assert ids(screener, Subject(kind=kind, names=("Kara Bogaz",))) == ["un:U"]


@pytest.mark.parametrize(
    "name",
    ["a" * 10_000, "a " * 10_000, "ali " * 100, "😀" * 500, "." * 10_000, "\u0301" * 5_000, "al-" * 3_000, "ا" * 9_000],
)
def test_monstrous_names_are_answered(screener: Screener, name: str) -> None:
    assert isinstance(screener.screen(Subject(names=(name,))), tuple)


@given(st.text(max_size=80), st.sampled_from(Kind))
def test_any_text_is_answered_and_the_same_again(index: Index, name: str, kind: Kind) -> None:
    subject = Subject(kind=kind, names=(name,))
    assert Screener(index).screen(subject) == Screener(index).screen(subject)


@given(st.sampled_from([entry for entry in LISTED if entry.kind is Kind.PERSON]), st.randoms())
def test_one_slip_in_the_longest_word_is_found(screener: Screener, entry: Entry, chance: random.Random) -> None:
    words = entry.caption.split()
    longest = max(range(len(words)), key=lambda place: len(words[place]))
    cut = chance.randrange(len(words[longest]))
    words[longest] = words[longest][:cut] + words[longest][cut + 1 :]
    assert entry.id in ids(screener, Subject(kind=Kind.PERSON, names=(" ".join(words),)))


def test_a_party_on_several_lists_is_one_match_with_its_listings(tmp_path: Path) -> None:
    shared = {"kind": Kind.ORGANISATION, "references": ("un:QDe.900",)}
    entries = {
        "un": Entry(id="un:QDe.900", source="un", kind=Kind.ORGANISATION, names=(Name("Quibblewick Exports"),)),
        "eu": Entry(id="eu:EU.1.1", source="eu", names=(Name("Quibblewick Exports and Imports"),), **shared),
        "uk": Entry(id="uk:X1", source="uk", names=(Name("Hazelgrove Holdings Quibblewick"),), **shared),
    }
    versions = [
        ListVersion(source=source, digest=source * 20, published=None, parser="t/1", entries=(entry,))
        for source, entry in entries.items()
    ]
    screener = Screener(Index.open(build(versions, tmp_path)))
    subject = Subject(kind=Kind.ORGANISATION, names=("Quibblewick Exports",))
    (match,) = screener.screen(subject, per_party=True)
    assert match.entry.id == "un:QDe.900"
    listed = {listing.entry.id: listing.score for listing in match.listings}
    assert listed.keys() == {"eu:EU.1.1", "uk:X1"}
    apart = {found.entry.id: found.score for found in screener.screen(subject)}
    assert {entry_id: apart.get(entry_id) for entry_id in listed} == listed
    assert all(not found.listings for found in screener.screen(subject))


def test_of_one_score_the_party_that_is_spelt_as_submitted_stands_first(tmp_path: Path) -> None:
    alias = Name("Pandora Trading Limited", NameKind.STRONG)
    entries = [
        Entry(id="un:1", source="un", kind=Kind.ORGANISATION, names=(Name("Pandora Trading Ltd"),)),
        Entry(id="un:2", source="un", kind=Kind.ORGANISATION, names=(Name("Trading Pandora"), alias)),
        Entry(id="un:3", source="un", kind=Kind.ORGANISATION, names=(Name("PANDORA TRADING LIMITED"),)),
    ]
    screener = Screener(index_entries(entries, tmp_path))
    subject = Subject(kind=Kind.ORGANISATION, names=("Pandora Trading Limited",))

    found = [(match.entry.id, match.score) for match in screener.screen(subject)]

    assert len({score for _, score in found}) == 1
    assert [entry_id for entry_id, _ in found] == ["un:3", "un:2", "un:1"]
    assert [ranked.entry_id for ranked in screener.rank_all([subject])[0]] == ["un:3", "un:2", "un:1"]
