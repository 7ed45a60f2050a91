"""Sketches: what a sieve has to know of a subject, as numbers that are read for hundreds of subjects at once.

A sketch holds the words of a subject's names as they were prepared once, which is most of the work of a search. It is
personal, for it tells the names; it is good for one version of the matcher. All numbers have four bytes, the least
first: six of a head, the keys, one for each name, and one for each word in a name. Behind them stand the words' texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from watchlists.index.blocking import joined_keys, letters_keys
from watchlists.index.layout import asked
from watchlists.index.postings import KINDS
from watchlists.index.snapshot_file import spread
from watchlists.matching.score import MATCHER_VERSION, MOST_OF_FIELD, prepare_subject
from watchlists.matching.search.parts import runs_of
from watchlists.model import Identifier, Subject
from watchlists.normalize.identifiers import normalise
from watchlists.normalize.tokens import COMMON, PreparedName, Role, Shape, spelt_together

WHOLE = 1000
"""Shares are kept in thousandths, rounded down."""
OURS = crc32(MATCHER_VERSION.encode())
NOBODYS = 0
"""In the place of `OURS`: a name that no sketch can hold. Whoever has one is always let through."""
PLAIN, NUMBER, COMMONS = range(3)
"""How a word is looked up; see `search.words`."""
VAGUE = 4
_IDENTIFIER = 12
_HEAD = 6
_SIZE = 4
_LINE = "\n"
_NUMBERS = np.dtype("<u4")
_MOST_LINES = 1 << 16
_EMPTY = bytes(_HEAD * _SIZE)
"""Stands for what is no sketch at all: it is nobody's."""

Numbers = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def sketch(subject: Subject) -> bytes:
    """Sketch a subject: some hundred bytes. Personal: it tells the names."""
    names: dict[tuple[int, bool, tuple[int, ...]], None] = {}
    keys: set[int] = set()
    lines: dict[str, int] = {}
    for submitted in prepare_subject(subject):
        for shape in Shape:
            name = submitted.shaped(shape)
            titled = any(token.role is Role.TITLE for token in name.tokens)
            names[int(name.shape), titled, tuple(_write_words(name, lines))] = None
            keys.update(_keys_of(name))
    keys.update(keys_of_identifiers(subject.identifiers))
    text = _LINE.join(lines).encode("utf-8", "surrogatepass")
    whole = len(lines) <= _MOST_LINES and text.count(_LINE.encode()) == max(len(lines) - 1, 0)
    refs = [word for _, _, words in names for word in words]
    kind_and_facts = KINDS.index(subject.kind) | _facts_of(subject) << 8
    numbers = [OURS if whole else NOBODYS, kind_and_facts, len(keys), len(names), len(refs), len(text), *sorted(keys)]
    numbers += [shape | titled << 1 | len(words) << 8 for shape, titled, words in names]
    padded = text.ljust(-(-len(text) // _SIZE) * _SIZE, b"\0")
    return np.array([*numbers, *(ref & 0xFFFFFFFF for ref in refs)], dtype=_NUMBERS).tobytes() + padded


def is_current(sketched: bytes) -> bool:
    """Whether this version of the matcher made a sketch, and can tell anything by it."""
    return sketched[:_SIZE] == OURS.to_bytes(_SIZE, "little")


def _write_words(name: PreparedName, lines: dict[str, int]) -> Iterable[int]:
    """Write each word of a name as one number: its share, 0 where it may be missing, its role, and which text it is."""
    total = sum([token.weight for token in name.tokens]) or 1.0
    for token, needed in zip(name.tokens, asked(name), strict=True):
        sort = _sort_of(token.role) + (VAGUE if token.unvocalised else 0)
        line = lines.setdefault(f"{sort}{token.text}", len(lines))
        share = int(token.weight / total * WHOLE) if needed else 0
        yield share | int(token.role) << 10 | line << 16


def _facts_of(subject: Subject) -> int:
    """Write down as bits which facts are known, of those that can make up for a name."""
    return sum(1 << place for place, field in enumerate(MOST_OF_FIELD) if getattr(subject, field))


def _sort_of(role: Role) -> int:
    if role is Role.NUMBER:
        return NUMBER
    return COMMONS if role in COMMON else PLAIN


def _keys_of(name: PreparedName) -> set[int]:
    """Make the keys of words written together, and of all letters."""
    keys = {key for _, _, text in runs_of(name) for key in joined_keys(text, listed=False)}
    letters = spelt_together(name)
    return keys | letters_keys(letters) if letters else keys


def keys_of_identifiers(identifiers: Iterable[Identifier]) -> set[int]:
    """Make the keys of identifiers."""
    values = (normalise(one.type, one.value) for one in identifiers)
    return {crc32(value.encode("utf-8", "surrogatepass"), _IDENTIFIER) for value in values if value}


class Sketches:
    """Some sketches side by side, in arrays. Those of another matcher have no names and no keys here."""

    def __init__(self, sketches: Sequence[bytes]) -> None:
        """Lay them out."""
        sketches = [one if len(one) >= len(_EMPTY) and not len(one) % _SIZE else _EMPTY for one in sketches]
        together = b"".join(sketches)
        numbers = np.frombuffer(together, dtype=_NUMBERS)
        sizes = np.array([len(one) for one in sketches], dtype=np.int64)
        first = (sizes.cumsum() - sizes) // _SIZE
        head = numbers[first[:, None] + np.arange(_HEAD)].astype(np.int64)
        self.known: Flags = head[:, 0] == OURS
        """By subject: whether anything can be told of it."""
        self.kinds, self.facts = head[:, 1] & 0xFF, head[:, 1] >> 8
        keys, names, words, text = np.where(self.known[:, None], head[:, 2:], 0).T
        at_names = first + _HEAD + keys
        at_words = at_names + names
        self.keys = numbers[spread(first + _HEAD, keys)]
        self.key_owners = np.arange(len(sketches)).repeat(keys)
        self._lay_names(numbers[spread(at_names, names)].astype(np.int64), names)
        refs = numbers[spread(at_words, words)].astype(np.int64)
        self.shares, self.roles = refs & 0x3FF, refs >> 10 & 0x3F
        self.lines, many = _split(together, (at_words + words) * _SIZE, text)
        """How each word is looked up, and its text; those of one subject after those of the one before."""
        self.word_lines: Places = (refs >> 16) + (many.cumsum() - many).repeat(words)
        """By word: its place in `lines`."""
        self.word_owners: Places = np.arange(len(self.lengths)).repeat(self.lengths)
        """By word: which name it stands in."""

    def _lay_names(self, written: Places, many: Places) -> None:
        self.owners: Places = np.arange(len(many)).repeat(many)
        """By name: whose it is."""
        self.shapes, self.titled = written & 1, written >> 1 & 1 > 0
        self.lengths: Places = written >> 8
        """By name: of how many words it is."""

    def lines_of(self, words: slice) -> list[bytes]:
        """Give the lines of some words that stand side by side."""
        return [self.lines[line] for line in self.word_lines[words].tolist()]


def _split(together: bytes, starts: Places, sizes: Places) -> tuple[list[bytes], Places]:
    """Split texts into their lines; say how many each has."""
    texts = [together[start : start + size] for start, size in zip(starts.tolist(), sizes.tolist(), strict=True)]
    every = [one.split(_LINE.encode()) if one else [] for one in texts]
    return [line for lines in every for line in lines], np.array([len(lines) for lines in every], dtype=np.int64)


def read_line(line: bytes) -> tuple[int, str]:
    """Tell how a word is looked up, and its text."""
    return line[0] - ord("0"), line[1:].decode("utf-8", "surrogatepass")


def is_vague(line: bytes) -> bool:
    """Whether a word was written without its vowels, all of it or a part."""
    return bool(read_line(line)[0] & VAGUE)
