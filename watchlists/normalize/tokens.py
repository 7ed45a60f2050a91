"""Tokens and prepared names: what names become before anything is compared.

A prepared name is made once per listed name, at build time, and once per submitted name. May not compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from watchlists.normalize.org_words import meaning_of
from watchlists.normalize.skeletons import skeleton

PAIR = 2


class Role(IntEnum):
    """What a token does in a name. Stored in index files: never renumber."""

    NAME = 0
    INITIAL = 1
    MIDDLE = 2
    """A patronymic: often left out."""
    NUMBER = 3
    GENERIC = 4
    """A word that many organisations share."""
    PLACE = 5
    FAMILY = 6
    FATHER = 7
    """The name behind `bin`: a father's, never the bearer's own."""
    JOINED = 8
    """Two neighbours, or all of a name, written as one word: for finding and comparing, never part of a name."""
    ACRONYM = 9
    """First letters of a long name: as `JOINED`."""
    TITLE = 10
    """A title beside a single name, which alone would say too little."""


class Shape(IntEnum):
    """Which rules a name is compared by. Stored in index files: never renumber."""

    PERSON = 0
    ORGANISATION = 1


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a name, folded."""

    text: str
    role: Role
    weight: float
    skeleton: str
    """Consonants; the meaning, marked, where the word is a common one."""
    unvocalised: bool = False
    """Written in a script that leaves vowels out."""


@dataclass(frozen=True, slots=True)
class PreparedName:
    """A name as tokens, in reading order, without titles, particles and legal forms."""

    value: str
    """As submitted or published."""
    shape: Shape
    tokens: tuple[Token, ...]
    legal: str = ""
    """Classes of the legal forms that were set aside, sorted, joined by a space."""
    signs: str = ""
    """Reading with tones (Han) or the signs themselves (Hangul), where the name is written in such a script."""

    letters: str = ""
    """All folded words as written, particles, titles and legal forms too, in one word: for glued and parted names."""
    words: int = 0
    """How many words that were."""

    @property
    def is_han(self) -> bool:
        """Whether it is written in Han characters: every syllable then counts."""
        return self.signs[-1:].isdigit()

    @property
    def plain(self) -> str:
        """All tokens in one line."""
        return " ".join(token.text for token in self.tokens)


SERVANT = "abdul"
"""How every `servant of` begins; people leave it out: Abdul Rahman is called Rahman."""

COMMON = frozenset({Role.GENERIC, Role.PLACE})
"""Roles of words that have translations: their meaning stands where others have a skeleton."""

_MEANING = "="


def make_token(text: str, role: Role, weight: float, *, unvocalised: bool = False) -> Token:
    """Make a token with its skeleton or meaning."""
    bones = f"{_MEANING}{meaning_of(text) or text}" if role in COMMON else skeleton(text)
    return Token(text, role, weight, bones, unvocalised)


def spelt_together(name: PreparedName) -> str:
    """Give all letters of a name as one word, if they are to be found when glued or parted otherwise; else nothing."""
    return name.letters if len(name.letters) >= SHORTEST_LETTERS and not name.signs else ""


SHORTEST_LETTERS = 4
"""Fewer letters than this in all are no name to find when glued or parted."""


def join_tokens(tokens: tuple[Token, ...]) -> list[tuple[int, int, str]]:
    """Spell neighbours as one word: `(first, last + 1, text)` for each pair, and for the whole of three and more."""
    runs = [(start, start + PAIR) for start in range(len(tokens) - 1)]
    if len(tokens) > PAIR:
        runs.append((0, len(tokens)))
    return [(start, end, "".join(token.text for token in tokens[start:end])) for start, end in runs]
