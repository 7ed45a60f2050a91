"""How good an alias is where its publisher does not say.

A name of one word describes a person too loosely to alarm alone, and so does an organisation's abbreviation.
"""

from __future__ import annotations

from watchlists.model import Kind, NameKind
from watchlists.sources.scripts import guess_script

_LONGEST_ABBREVIATION = 7
_SHORTEST_WORD = 6
_SYLLABIC = frozenset({"Hani", "Hang", "Jpan", "Thai"})
"""Scripts whose words carry no blanks between them."""


def guess_quality(text: str, kind: Kind) -> NameKind:
    """Tell a weak alias from a strong one by its length and its number of words."""
    words = text.split()
    script = guess_script(text)
    if script not in {None, "Latn"}:
        return NameKind.WEAK if script not in _SYLLABIC and _is_loose(words, kind) else NameKind.ORIGINAL_SCRIPT
    return NameKind.WEAK if _is_loose(words, kind) else NameKind.STRONG


def _is_loose(words: list[str], kind: Kind) -> bool:
    if len(words) != 1:
        return False
    word = words[0]
    if kind is Kind.PERSON:
        return True
    if kind in {Kind.VESSEL, Kind.AIRCRAFT}:
        return False  # ships are named by one word, and by no other
    return len(word) < _SHORTEST_WORD or (word.isupper() and len(word) <= _LONGEST_ABBREVIATION)
