"""Sketches: what a sieve has to know of a subject, as numbers that are read for hundreds of subjects at once.

A sketch holds the words of a subject's names as they were prepared once, which is most of the work of a search, and
what else is known of it. It is personal, for it tells the names; it is good for one version of the matcher. All numbers
have four bytes, the least first: those of a head, the keys, two for each date, one for each country, for each name and
for each word in a name. Behind them stand the words' texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from zlib import crc32

import numpy as np

from watchlists.index.blocking import joined_keys, letters_keys
from watchlists.index.fact_columns import NOUNS, number_country, number_day
from watchlists.index.layout import asked, hash_text
from watchlists.index.postings import KINDS
from watchlists.matching.score import MATCHER_VERSION, MOST_OF_FIELD, prepare_subject
from watchlists.matching.search.parts import runs_of
from watchlists.model import Identifier, Subject
from watchlists.normalize.identifiers import normalise
from watchlists.normalize.tokens import COMMON, PreparedName, Role, Shape, spelt_together

FORMAT = 2
"""Changes whenever a sketch is written otherwise."""
WHOLE = 1000
"""Shares are kept in thousandths, rounded down."""
OURS = crc32(f"{MATCHER_VERSION}/{FORMAT}".encode())
NOBODYS = 0
"""In the place of `OURS`: a name that no sketch can hold. Whoever has one is always let through."""
PLAIN, NUMBER, COMMONS = range(3)
"""How a word is looked up; see `search.words`."""
VAGUE = 4
HEAD = 8
"""Whose it is, kind and facts, how many keys, dates, countries, names and words follow, and bytes of text."""
SIZE = 4
"""Bytes of a number."""
LINE = "\n"
"""Between texts."""
NUMBERS = np.dtype("<u4")
_MOST_LINES = 1 << 16


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
    keys.update(_keys_of_identifiers(subject.identifiers))
    text = LINE.join(lines).encode("utf-8", "surrogatepass")
    whole = len(lines) <= _MOST_LINES and text.count(LINE.encode()) == max(len(lines) - 1, 0)
    refs = [word & 0xFFFFFFFF for _, _, words in names for word in words]
    dates, countries = [*_write_dates(subject)], _countries_of(subject)
    kind_and_facts = KINDS.index(subject.kind) | _facts_of(subject) << 8
    counts = len(keys), len(dates), len(countries), len(names), len(refs), len(text)
    written = [shape | titled << 1 | len(words) << 8 for shape, titled, words in names]
    head = (OURS if whole else NOBODYS, kind_and_facts, *counts)
    padded = text.ljust(-(-len(text) // SIZE) * SIZE, b"\0")
    numbers = [*head, *sorted(keys), *chain(*dates), *countries, *written, *refs]
    return np.array(numbers, dtype=NUMBERS).tobytes() + padded


def is_current(sketched: bytes) -> bool:
    """Whether this version of the matcher made a sketch, and can tell anything by it."""
    return sketched[:SIZE] == OURS.to_bytes(SIZE, "little")


def _write_words(name: PreparedName, lines: dict[str, int]) -> Iterable[int]:
    """Write each word of a name as one number: its share, 0 where it may be missing, its role, and which text it is."""
    total = sum([token.weight for token in name.tokens]) or 1.0
    for token, needed in zip(name.tokens, asked(name), strict=True):
        sort = _sort_of(token.role) + (VAGUE if token.unvocalised else 0)
        line = lines.setdefault(f"{sort}{token.text}", len(lines))
        share = int(token.weight / total * WHOLE) if needed else 0
        yield share | int(token.role) << 10 | line << 16


def _write_dates(subject: Subject) -> Iterator[tuple[int, int]]:
    """Write each date as two numbers: of what it is, with its day of the year where it has one, and its years."""
    for noun, field in enumerate(NOUNS):
        for date in getattr(subject, field):
            yield noun | number_day(date) << 1, date.earliest.year | date.latest.year << 16


def _countries_of(subject: Subject) -> list[int]:
    """Number the countries that a subject names, those of its addresses among them."""
    codes = {code.upper() for code in subject.countries}
    codes |= {address.country for address in subject.addresses if address.country}
    return sorted({number_country(code) for code in codes})


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


def _keys_of_identifiers(identifiers: Iterable[Identifier]) -> set[int]:
    """Make the keys of identifiers: the lower half of what the index knows them by."""
    values = (normalise(one.type, one.value) for one in identifiers)
    return {hash_text(value) & 0xFFFFFFFF for value in values if value}


def read_line(line: bytes) -> tuple[int, str]:
    """Tell how a word is looked up, and its text."""
    return line[0] - ord("0"), line[1:].decode("utf-8", "surrogatepass")


def is_vague(line: bytes) -> bool:
    """Whether a word was written without its vowels, all of it or a part."""
    return bool(read_line(line)[0] & VAGUE)
