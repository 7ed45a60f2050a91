"""The cases that docs/matching.md walks through are still what the matcher says of the bundled lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from watchlists import bundled
from watchlists.dates import PartialDate
from watchlists.matching import compare
from watchlists.model import Entry, Identifier, Match, Subject

DOCUMENT = Path(__file__).parents[3] / "docs" / "matching.md"
CASE = re.compile(
    r"\| (?P<asked>[^|]+) \| (?P<caption>[^|]+) \((?P<id>[a-z]+:\S+)\) \| (?P<score>\d\.\d\d) \| (?P<why>.+) \|"
)
CASES = [found for line in DOCUMENT.read_text(encoding="utf-8").split("\n") if (found := CASE.fullmatch(line))]
_EFFECT = 0.005


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    wanted = {case["id"] for case in CASES}
    return {
        entry.id: entry for source in bundled.SOURCE_IDS for entry in bundled.load(source).entries if entry.id in wanted
    }


def read_subject(text: str, entry: Entry) -> Subject:
    """Read `Name, 1970-02-01 NL, passport X123` as a subject of the entry's kind."""
    name, *facts = text.split(", ")
    words = [fact.split() for fact in facts]
    numbers = [(kind, value) for kind, value in (pair for pair in words if len(pair) == 2) if kind.islower()]
    single = [word for pair in words for word in pair if not pair[0].islower()]
    return Subject(
        kind=entry.kind,
        names=(name,),
        birth_dates=tuple(PartialDate.parse(word) for word in single if word[0].isdigit()),
        countries=tuple(word for word in single if word.isalpha()),
        identifiers=tuple(Identifier(kind, value) for kind, value in numbers),
    )


def say(match: Match) -> str:
    """Say why as the document does: the reason of the name, then of each other fact with its effect."""
    parts = [
        piece.reason
        if piece.noun == "name"
        else f"{piece.noun.replace('_', ' ')}: {piece.reason}"
        + (f" ({piece.effect:+.2f})" if _shows(piece.effect) else "")
        for piece in match.evidence
    ]
    return "; ".join(parts) or "another name: nothing counts"


def _shows(effect: float) -> bool:
    return abs(effect) >= _EFFECT


def test_the_document_walks_through_at_least_ten_cases() -> None:
    assert len(CASES) >= 10
    assert len({case["asked"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[f"{case['id']} {number}" for number, case in enumerate(CASES)])
def test_a_case_is_as_the_document_says(case: re.Match[str], entries: dict[str, Entry]) -> None:
    entry = entries[case["id"]]
    match = compare(read_subject(case["asked"], entry), entry)

    assert entry.caption == case["caption"]
    assert (f"{match.score:.2f}", say(match)) == (case["score"], case["why"])
