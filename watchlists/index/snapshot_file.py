"""An index that is open: entries by number or id, names and their forms, and what candidate search reads.

Every process maps the same files, so that only what is looked at is private. May not score.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from watchlists.errors import IndexFileError
from watchlists.index.entries import unpack_entry
from watchlists.index.fact_columns import Facts
from watchlists.index.files import INDEX_FORMAT, Blob, map_files, read_manifest
from watchlists.index.layout import FILTER_BITS, JOINED_SORTS, JOINED_UNVOCALISED, SEPARATOR, hash_text
from watchlists.index.postings import KINDS, Postings
from watchlists.model import Entry, Kind
from watchlists.normalize.tokens import PreparedName, Role, Shape, Token, make_token

__all__ = ["INDEX_FORMAT", "Index", "IndexedVersion"]

_BIT, _BYTE = 32 - FILTER_BITS, 35 - FILTER_BITS
"""Bits of a key that tell its place in a byte of the filter, and that byte, begin behind so many."""

_ENTRIES_KEPT = 128
_FORMS_KEPT = 4096
_TOKENS_KEPT = 4096
_ROLES = tuple(Role)

Numbers = npt.NDArray[np.int32]

_COLUMNS = (
    "name_form",
    "name_entry",
    "name_kind",
    "entry_kind",
    "name_weak",
    "form_kinds",
    "form_shape",
    "word_sort",
    "token_starts",
    "token_words",
    "token_roles",
    "token_weights",
    "token_needed",
    "form_weight",
    "form_names",
    "form_name_starts",
)
"""Arrays that the search reads, by the names they have as attributes and as files."""


@dataclass(frozen=True, slots=True)
class IndexedVersion:
    """A list version that went into the index."""

    source: str
    digest: str
    published: dt.date | None
    entries: int


class Index:
    """All entries of some list versions, searchable."""

    name_form: Numbers
    name_entry: Numbers
    name_kind: npt.NDArray[np.uint8]
    entry_kind: npt.NDArray[np.uint8]
    name_weak: npt.NDArray[np.uint8]
    form_kinds: npt.NDArray[np.uint8]
    form_shape: npt.NDArray[np.uint8]
    word_sort: npt.NDArray[np.uint8]
    token_starts: Numbers
    token_words: Numbers
    token_roles: npt.NDArray[np.uint8]
    token_weights: npt.NDArray[np.float64]
    token_needed: npt.NDArray[np.float32]
    form_weight: npt.NDArray[np.float64]
    form_names: Numbers
    form_name_starts: Numbers

    def __init__(self, manifest: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> None:
        """Wrap what `open` has mapped."""
        self.key: str = manifest["key"]
        self.versions = tuple(_version(about) for about in manifest["versions"])
        self._entries = Blob(arrays["entries"], arrays["entry_starts"])
        self._ids = Blob(arrays["entry_ids"], arrays["entry_id_starts"])
        self._values = Blob(arrays["values"], arrays["value_starts"])
        self._texts = Blob(arrays["form_texts"], arrays["form_text_starts"])
        self._arrays = arrays
        for name in _COLUMNS:
            setattr(self, name, arrays[name])
        self.word_joined = np.isin(self.word_sort, list(JOINED_SORTS))
        self.word_starts = arrays["word_starts"]
        # Single items are read from memory views several times as fast as from arrays.
        self._filter = arrays["key_filter"].data
        self._keys, self._key_starts = arrays["key_hashes"].data, arrays["key_starts"].data
        self._key_words = arrays["key_numbers"].data
        self._letters, self._word_places = arrays["words"].data, self.word_starts.data
        self.postings = Postings(arrays["posting_starts"], arrays["posting_forms"], arrays["posting_shares"])
        """Forms of each word, and its share of each."""
        self.facts = Facts(arrays)
        """What is known of the entries beside their names."""
        self._entry_party: Numbers | None = arrays.get("entry_party")
        self.entry = lru_cache(_ENTRIES_KEPT)(self._read_entry)
        self.form = lru_cache(_FORMS_KEPT)(self._read_form)
        self._token = lru_cache(_TOKENS_KEPT)(self._read_token)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map the files of one index. Raises IndexFileError when it is missing, damaged or of another format."""
        manifest = read_manifest(path)
        try:
            return cls(manifest, map_files(path, manifest["files"]))
        except (KeyError, TypeError) as problem:
            message = f"the index {path.name} is incomplete"
            raise IndexFileError(message) from problem

    def close(self) -> None:
        """Let go of the maps and of what was decoded."""
        for cached in (self.entry, self.form, self._token):
            cached.cache_clear()
        for view in (self._filter, self._keys, self._key_starts, self._key_words, self._letters, self._word_places):
            view.release()
        self.postings.release()
        self._arrays.clear()

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._entries)

    @property
    def names(self) -> int:
        """How many names the entries have together."""
        return len(self._values)

    @property
    def forms(self) -> int:
        """How many distinct forms the names have."""
        return len(self._texts)

    def _read_entry(self, number: int) -> Entry:
        return unpack_entry(self._entries.read(number))

    def find(self, entry_id: str) -> Entry | None:
        """Find an entry by its id."""
        for number in self._numbers_of("id", hash_text(entry_id)):
            entry = self.entry(int(number))
            if entry.id == entry_id:
                return entry
        return None

    def numbers_of(self, entry_id: str) -> list[int]:
        """Tell the numbers of the entries with an id: one, unless two lists give the same."""
        return [
            number
            for number in self._numbers_of("id", hash_text(entry_id)).tolist()
            if self.rank_of(number)[0] == entry_id
        ]

    def rank_of(self, number: int) -> tuple[str, str]:
        """Tell id and source of an entry without reading all of it: entries of one score are shown in this order."""
        entry_id, source = self._ids.read(number).decode("utf-8", "surrogatepass").split(SEPARATOR)
        return entry_id, source

    def kind_of(self, number: int) -> Kind:
        """Tell the kind of an entry without reading all of it."""
        return KINDS[int(self.entry_kind[number])]

    def party_of(self, number: int) -> int:
        """Tell which party an entry is, as a number that the entries of one party share, on whatever lists they are."""
        return number if self._entry_party is None else int(self._entry_party[number])

    def members_of(self, number: int) -> tuple[int, ...]:
        """Tell the numbers of all entries that are the same party as an entry, itself among them."""
        if self._entry_party is None:
            return (number,)
        return tuple(np.flatnonzero(self._entry_party == self._entry_party[number]).tolist())

    def with_identifier(self, value: str) -> Numbers:
        """Tell the entries that have this normalised identifier, and perhaps a few that have not."""
        return self._numbers_of("identifier", hash_text(value))

    def names_of(self, number: int) -> range:
        """Tell the numbers of an entry's names."""
        first = self._arrays["first_names"]
        return range(int(first[number]), int(first[number + 1]))

    def name_number(self, name: int) -> int:
        """Tell which of its entry's names a name is."""
        return int(self._arrays["name_number"][name])

    def value(self, name: int) -> str:
        """Tell a name as published."""
        return self._values.read(name).decode("utf-8", "surrogatepass")

    def prepared(self, name: int) -> PreparedName:
        """Give a name prepared, with the text it was published in."""
        form = self.form(int(self.name_form[name]))
        return replace(form, value=self.value(name))

    def _read_form(self, form: int) -> PreparedName:
        """Read what all names of a form are prepared into; the published text is left out."""
        legal, signs, letters, words = self._texts.read(form).decode("utf-8", "surrogatepass").split(SEPARATOR)
        part = slice(self.token_starts[form], self.token_starts[form + 1])
        columns = (self._arrays[column][part].tolist() for column in ("token_words", "token_roles", "token_weights"))
        tokens = tuple([self._token(*row) for row in zip(*columns, strict=True)])
        return PreparedName("", Shape(int(self.form_shape[form])), tokens, legal, signs, letters, int(words))

    def _read_token(self, word: int, role: int, weight: float) -> Token:
        return make_token(self.text(word), _ROLES[role], weight, unvocalised=self.is_vague(word))

    def is_vague(self, word: int) -> bool:
        """Tell whether a word of the vocabulary was written without its vowels, all of it or a part."""
        return int(self.word_sort[word]) in {1, JOINED_UNVOCALISED}

    def text(self, word: int) -> str:
        """Tell how a word of the vocabulary is spelt."""
        return str(self._letters[self._word_places[word] : self._word_places[word + 1]], "utf-8")

    def known_keys(self, hashes: Iterable[int]) -> list[int]:
        """Leave out the blocking keys that no word has; a few that none has may be left."""
        bits = self._filter
        return [key for key in hashes if bits[key >> _BYTE] >> (key >> _BIT & 7) & 1]

    @property
    def every_key(self) -> npt.NDArray[np.uint32]:
        """Every blocking key that a word has, in order."""
        keys: npt.NDArray[np.uint32] = self._arrays["key_hashes"]
        return keys

    def identifier_keys(self) -> npt.NDArray[np.uint32]:
        """Give the lower halves of the hashes of all identifiers, in order."""
        hashes: npt.NDArray[np.uint64] = self._arrays["identifier_hashes"]
        return np.unique((hashes & np.uint64(0xFFFFFFFF)).astype(np.uint32))

    def words_with(self, key: int) -> list[int]:
        """Tell the words of the vocabulary that have a blocking key."""
        place = bisect_left(self._keys, key)
        if place == len(self._keys) or self._keys[place] != key:
            return []
        words: list[int] = self._key_words[self._key_starts[place] : self._key_starts[place + 1]].tolist()
        return words

    def _numbers_of(self, kind: str, wanted: int) -> Numbers:
        hashes = self._arrays[f"{kind}_hashes"]
        value = np.uint64(wanted)
        part = slice(int(np.searchsorted(hashes, value, "left")), int(np.searchsorted(hashes, value, "right")))
        numbers: Numbers = self._arrays[f"{kind}_numbers"][part]
        return numbers


def spread(starts: npt.NDArray[Any], counts: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Number every place of several runs: `counts[0]` places from `starts[0]` on, then the next run."""
    ends = counts.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    places: npt.NDArray[np.int64] = np.arange(total) + (starts - ends + counts).repeat(counts)
    return places


def distinct(codes: Numbers) -> Numbers:
    """Sort, and leave out what is there twice; `numpy.unique` hashes, which takes several times as long."""
    ordered = np.sort(codes)
    first = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def _version(about: dict[str, Any]) -> IndexedVersion:
    published = dt.date.fromisoformat(about["published"]) if about["published"] else None
    return IndexedVersion(about["source"], about["digest"], published, about["entries"])
