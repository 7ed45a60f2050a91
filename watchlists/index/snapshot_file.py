"""An index that is open: entries by number or id, and what candidate search reads.

Every process maps the same files, so that only what is looked at is private. May not score.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from watchlists.errors import IndexFileError
from watchlists.index.files import INDEX_FORMAT, Blob, map_files, read_manifest
from watchlists.index.layout import SEPARATOR, hash_text
from watchlists.model import Entry
from watchlists.normalize.tokens import COMMON, PreparedName, Role, Shape, Token, make_token
from watchlists.serialise import entry_from_json

__all__ = ["INDEX_FORMAT", "Index", "IndexedVersion"]

_ENTRIES_KEPT = 4096
_NAMES_KEPT = 32768
_WORDS_KEPT = 65536
_ROLES = tuple(Role)

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class IndexedVersion:
    """A list version that went into the index."""

    source: str
    digest: str
    published: dt.date | None
    entries: int


class Index:
    """All entries of some list versions, searchable."""

    def __init__(self, manifest: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> None:
        """Wrap what `open` has mapped."""
        self.key: str = manifest["key"]
        self.versions = tuple(_version(about) for about in manifest["versions"])
        self._entries = Blob(arrays["entries"], arrays["entry_starts"])
        self._texts = Blob(arrays["texts"], arrays["text_starts"])
        self._words = Blob(arrays["words"], arrays["word_starts"])
        self._arrays = arrays
        self.name_entry: Numbers = arrays["name_entry"]
        self.name_shape: npt.NDArray[np.uint8] = arrays["name_shape"]
        self.name_kind: npt.NDArray[np.uint8] = arrays["name_kind"]
        self.name_weak: npt.NDArray[np.uint8] = arrays["name_weak"]
        self.token_counts: Numbers = np.diff(arrays["token_starts"])
        self._posting_starts = arrays["posting_starts"]
        self.entry = lru_cache(_ENTRIES_KEPT)(self._read_entry)
        self.prepared = lru_cache(_NAMES_KEPT)(self._read_name)
        self.word = lru_cache(_WORDS_KEPT)(self._read_word)

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
        for cached in (self.entry, self.prepared, self.word):
            cached.cache_clear()
        self._arrays.clear()

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._entries)

    @property
    def names(self) -> int:
        """How many names the entries have together."""
        return len(self._texts)

    def _read_entry(self, number: int) -> Entry:
        return entry_from_json(json.loads(self._entries.read(number)))

    def find(self, entry_id: str) -> Entry | None:
        """Find an entry by its id."""
        for number in self._numbers_of("id", hash_text(entry_id)):
            entry = self.entry(int(number))
            if entry.id == entry_id:
                return entry
        return None

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

    def _read_name(self, name: int) -> PreparedName:
        value, legal, signs = self._texts.read(name).decode("utf-8", "surrogatepass").split(SEPARATOR)
        starts = self._arrays["token_starts"]
        part = slice(int(starts[name]), int(starts[name + 1]))
        columns = (self._arrays[column][part].tolist() for column in ("token_words", "token_roles", "token_weights"))
        tokens = tuple(self._read_token(*row) for row in zip(*columns, strict=True))
        return PreparedName(value, Shape(int(self.name_shape[name])), tokens, legal, signs)

    def _read_token(self, word: int, role: int, weight: float) -> Token:
        found = self.word(word)
        if role in COMMON:
            return make_token(found.text, Role(role), weight, unvocalised=found.unvocalised)
        return Token(found.text, _ROLES[role], weight, found.skeleton, found.unvocalised)

    def _read_word(self, word: int) -> Token:
        """Read a word of the vocabulary; its role says whether it is a token, a joined word or an acronym."""
        sort = int(self._arrays["word_sort"][word])
        role = Role(sort) if sort in (Role.JOINED, Role.ACRONYM) else Role.NAME
        return make_token(self._words.read(word).decode(), role, 0.0, unvocalised=sort == 1)

    def words_with(self, hashes: npt.NDArray[np.uint32]) -> list[int]:
        """Tell the words of the vocabulary that have one of these blocking keys, each once."""
        known, numbers = self._arrays["key_hashes"], self._arrays["key_numbers"]
        starts = np.searchsorted(known, hashes, side="left").tolist()
        ends = np.searchsorted(known, hashes, side="right").tolist()
        found: set[int] = set()
        for start, end in zip(starts, ends, strict=True):
            if start < end:
                found.update(numbers[start:end].tolist())
        return list(found)

    def postings(self, word: int) -> tuple[Numbers, npt.NDArray[np.float32]]:
        """Tell the names that a word leads to, and which share of each name it stands for."""
        part = slice(int(self._posting_starts[word]), int(self._posting_starts[word + 1]))
        return self._arrays["posting_names"][part], self._arrays["posting_shares"][part]

    def _numbers_of(self, kind: str, wanted: int) -> Numbers:
        hashes = self._arrays[f"{kind}_hashes"]
        value = np.uint64(wanted)
        part = slice(int(np.searchsorted(hashes, value, "left")), int(np.searchsorted(hashes, value, "right")))
        numbers: Numbers = self._arrays[f"{kind}_numbers"][part]
        return numbers


def _version(about: dict[str, Any]) -> IndexedVersion:
    published = dt.date.fromisoformat(about["published"]) if about["published"] else None
    return IndexedVersion(about["source"], about["digest"], published, about["entries"])
