"""Sketches: what a sieve has to know of a subject, as numbers that are read for hundreds of subjects at once.

A sketch holds the words of a subject's names as they were prepared once, which is most of the work of a search, and
what else is known of it. It is personal, for it tells the names; it is good for one version of the matcher. All numbers
have four bytes, the least first: those of a head, one for each key, two for each key of words written together and for
each date, one for each country, two for each name, one for each word in a name. Behind them stand the words' texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
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
"""Shares and weights are kept in thousandths, rounded down."""
OURS = crc32(f"{MATCHER_VERSION}/{FORMAT}".encode())
NOBODYS = 0
"""In the place of `OURS`: a name that no sketch can hold. Whoever has one is always let through."""
PLAIN, NUMBER, COMMONS = range(3)
"""How a word is looked up; see `search.words`."""
VAGUE = 4
HEAD = 9
"""Whose it is, kind and facts, how many keys, keys of runs, dates, countries, names and words follow, bytes of text."""
ACRONYM = 1 << 14
"""Added to the number of a name where the first letters of all its words are meant."""
SIZE = 4
"""Bytes of a number."""
LINE = "\n"
"""Between texts."""
NUMBERS = np.dtype("<u4")
_Name = tuple[int, int, tuple[int, ...]]
"""Shape, weight and words."""
_MOST_LINES, _MOST_NAMES, _MOST_WORDS = 1 << 16, ACRONYM, (1 << 8) - 1


def sketch(subject: Subject) -> bytes:
    """Sketch a subject: some hundred bytes. Personal: it tells the names."""
    names: dict[_Name, int] = {}
    keys = set(_keys_of_identifiers(subject.identifiers))
    runs: dict[tuple[int, int], None] = {}
    lines: dict[str, int] = {}
    for submitted in prepare_subject(subject):
        for shape in Shape:
            name = submitted.shaped(shape)
            weight = sum(token.weight for token in name.tokens) or 1.0
            written = tuple(_write_words(name, weight, lines))
            place = names.setdefault((int(name.shape), int(weight * WHOLE), written), len(names))
            runs.update(dict.fromkeys(_keys_of_runs(name, place)))
            if letters := spelt_together(name):
                keys |= letters_keys(letters)
    text = LINE.join(lines).encode("utf-8", "surrogatepass")
    refs = [word & 0xFFFFFFFF for _, _, words in names for word in words]
    dates, countries = [*_write_dates(subject)], _countries_of(subject)
    kind_and_facts = KINDS.index(subject.kind) | _facts_of(subject) << 8
    counts = len(keys), len(runs), len(dates), len(countries), len(names), len(refs), len(text)
    written_names = [(shape | len(words) << 8, weight) for shape, weight, words in names]
    head = (OURS if _fits(names, lines, text) else NOBODYS, kind_and_facts, *counts)
    padded = text.ljust(-(-len(text) // SIZE) * SIZE, b"\0")
    numbers = [*head, *sorted(keys), *chain(*sorted(runs)), *chain(*dates), *countries, *chain(*written_names), *refs]
    return np.array(numbers, dtype=NUMBERS).tobytes() + padded


def _fits(names: Collection[_Name], lines: Collection[str], text: bytes) -> bool:
    """Whether all of it can be told in so few bits."""
    return (
        len(lines) <= _MOST_LINES
        and len(names) <= _MOST_NAMES
        and all(len(words) <= _MOST_WORDS for _, _, words in names)
        and text.count(LINE.encode()) == max(len(lines) - 1, 0)
    )


def is_current(sketched: bytes) -> bool:
    """Whether this version of the matcher made a sketch, and can tell anything by it."""
    return sketched[:SIZE] == OURS.to_bytes(SIZE, "little")


def _write_words(name: PreparedName, weight: float, lines: dict[str, int]) -> Iterable[int]:
    """Write each word of a name as one number: its share, 0 where it may be missing, its role, and which text it is."""
    for token, needed in zip(name.tokens, asked(name), strict=True):
        sort = _sort_of(token.role) + (VAGUE if token.unvocalised else 0)
        line = lines.setdefault(f"{sort}{token.text}", len(lines))
        share = int(token.weight / weight * WHOLE) if needed else 0
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


def _keys_of_runs(name: PreparedName, place: int) -> Iterator[tuple[int, int]]:
    """Make the keys of words written together, each with the number of its name, its first word and the one behind."""
    for start, end, text in runs_of(name):
        is_acronym = text != "".join(token.text for token in name.tokens[start:end])
        ref = place | ACRONYM * is_acronym
        for key in joined_keys(text, listed=False):
            yield key, ref & 0xFFFF | (start & 0xFF) << 16 | (end & 0xFF) << 24


def _keys_of_identifiers(identifiers: Iterable[Identifier]) -> Iterator[int]:
    """Make the keys of identifiers: the lower half of what the index knows them by."""
    values = (normalise(one.type, one.value) for one in identifiers)
    return (hash_text(value) & 0xFFFFFFFF for value in values if value)


def read_line(line: bytes) -> tuple[int, str]:
    """Tell how a word is looked up, and its text."""
    return line[0] - ord("0"), line[1:].decode("utf-8", "surrogatepass")


def is_vague(line: bytes) -> bool:
    """Whether a word was written without its vowels, all of it or a part."""
    return bool(read_line(line)[0] & VAGUE)
