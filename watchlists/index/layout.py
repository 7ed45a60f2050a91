"""Lay entries out as arrays: names as tokens, a vocabulary with blocking keys, postings, identifiers.

Kept in memory while an index is built; `snapshot_file.Index` reads the same arrays back.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt

from watchlists.index.blocking import keys
from watchlists.index.files import pack_blob
from watchlists.model import Entry, Kind, Name, NameKind
from watchlists.normalize.identifiers import normalise
from watchlists.normalize.names import prepare_person
from watchlists.normalize.organisations import acronym, prepare_organisation
from watchlists.normalize.tokens import PreparedName, Role, Shape, join_tokens
from watchlists.serialise import entry_to_json

SEPARATOR = "\x1f"
"""Between the parts of a name's text."""

KINDS = tuple(Kind)
"""Kinds by the number they have in index files."""


def prepare(name: Name, kind: Kind) -> PreparedName:
    """Prepare a listed name by the rules of its entry's kind."""
    if kind is Kind.PERSON:
        return prepare_person(name.value, name.family)
    return prepare_organisation(name.value)


def hash_text(text: str) -> int:
    """Hash a text to 64 bits, the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class Layout:
    """Everything an index holds, while it grows."""

    def __init__(self) -> None:
        """Begin empty."""
        self._entries: list[bytes] = []
        self._first_names = array("i", [0])
        self._texts: list[bytes] = []
        self._name_columns: dict[str, array[int]] = {
            name: array(code)
            for name, code in (
                ("name_entry", "i"),
                ("name_number", "H"),
                ("name_shape", "B"),
                ("name_kind", "B"),
                ("name_weak", "B"),
            )
        }
        self._token_starts = array("i", [0])
        self._tokens, self._roles, self._weights = array("i"), array("B"), array("d")
        self._vocabulary: dict[tuple[str, int], int] = {}
        self._postings: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self._ids: list[tuple[int, int]] = []
        self._identifiers: set[tuple[int, int]] = set()

    def add(self, entry: Entry) -> None:
        """Add one entry with all its names."""
        number = len(self._entries)
        document = json.dumps(entry_to_json(entry), ensure_ascii=False, separators=(",", ":"))
        self._entries.append(document.encode("utf-8", "surrogatepass"))
        self._ids.append((hash_text(entry.id), number))
        for identifier in entry.identifiers:
            if value := normalise(identifier.type, identifier.value):
                self._identifiers.add((hash_text(value), number))
        for place, name in enumerate(entry.names):
            self._add_name(name, entry.kind, number, place)
        self._first_names.append(len(self._texts))

    def _add_name(self, listed: Name, kind: Kind, entry: int, place: int) -> None:
        name = prepare(listed, kind)
        number = len(self._texts)
        text = SEPARATOR.join((name.value.replace(SEPARATOR, " "), name.legal, name.signs))
        self._texts.append(text.encode("utf-8", "surrogatepass"))
        values = (entry, place, name.shape, KINDS.index(kind), listed.kind is NameKind.WEAK)
        for column, value in zip(self._name_columns.values(), values, strict=True):
            column.append(value)
        for token in name.tokens:
            self._tokens.append(self._word(token.text, token.unvocalised))
            self._roles.append(token.role)
            self._weights.append(token.weight)
        self._token_starts.append(len(self._tokens))
        self._post(name, number)

    def _post(self, name: PreparedName, number: int) -> None:
        """Note which words lead to a name, and which share of it each one stands for."""
        total = sum(token.weight for token in name.tokens if token.role is not Role.INITIAL) or 1.0
        for token in name.tokens:
            if token.role is not Role.INITIAL or len(name.tokens) == 1:
                self._lead(self._word(token.text, token.unvocalised), number, token.weight / total)
        for start, end, text in join_tokens(name.tokens):
            share = sum(token.weight for token in name.tokens[start:end]) / total
            self._lead(self._word(text, Role.JOINED), number, share)
        if name.shape is Shape.ORGANISATION and (letters := acronym(name)):
            self._lead(self._word(letters, Role.ACRONYM), number, 1.0)

    def _lead(self, word: int, name: int, share: float) -> None:
        postings = self._postings[word]
        postings[name] = min(1.0, postings.get(name, 0.0) + share)

    def _word(self, text: str, sort: int) -> int:
        return self._vocabulary.setdefault((text, int(sort)), len(self._vocabulary))

    def finish(self) -> dict[str, npt.NDArray[Any]]:
        """Turn what has grown into arrays."""
        entries, entry_starts = pack_blob(self._entries)
        texts, text_starts = pack_blob(self._texts)
        words, word_starts = pack_blob([text.encode() for text, _ in self._vocabulary])
        columns = {name: np.array(column) for name, column in self._name_columns.items()}
        return {
            **columns,
            "entries": entries,
            "entry_starts": entry_starts,
            "texts": texts,
            "text_starts": text_starts,
            "words": words,
            "word_starts": word_starts,
            "word_sort": np.array([sort for _, sort in self._vocabulary], dtype=np.uint8),
            "first_names": np.array(self._first_names, dtype=np.int32),
            "token_starts": np.array(self._token_starts, dtype=np.int32),
            "token_words": np.array(self._tokens, dtype=np.int32),
            "token_roles": np.array(self._roles, dtype=np.uint8),
            "token_weights": np.array(self._weights, dtype=np.float64),
            **self._finish_postings(),
            **self._finish_keys(),
            **_finish_hashes("id", self._ids),
            **_finish_hashes("identifier", sorted(self._identifiers)),
        }

    def _finish_postings(self) -> dict[str, npt.NDArray[Any]]:
        starts = np.zeros(len(self._vocabulary) + 1, dtype=np.int32)
        names, shares = array("i"), array("f")
        for word in range(len(self._vocabulary)):
            postings = self._postings.get(word, {})
            names.extend(postings.keys())
            shares.extend(postings.values())
            starts[word + 1] = len(names)
        return {
            "posting_starts": starts,
            "posting_names": np.array(names, dtype=np.int32),
            "posting_shares": np.array(shares, dtype=np.float32),
        }

    def _finish_keys(self) -> dict[str, npt.NDArray[Any]]:
        hashes, words = array("I"), array("i")
        for (text, sort), word in self._vocabulary.items():
            if word not in self._postings:
                continue
            found = keys(text, joined=sort in (Role.JOINED, Role.ACRONYM))
            hashes.extend(found)
            words.extend([word] * len(found))
        return _sort_pairs("key", np.array(hashes, dtype=np.uint32), np.array(words, dtype=np.int32))


def _finish_hashes(name: str, pairs: list[tuple[int, int]]) -> dict[str, npt.NDArray[Any]]:
    hashes = np.array([found for found, _ in pairs], dtype=np.uint64)
    return _sort_pairs(name, hashes, np.array([number for _, number in pairs], dtype=np.int32))


def _sort_pairs(name: str, hashes: npt.NDArray[Any], numbers: npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
    order = np.lexsort((numbers, hashes))
    return {f"{name}_hashes": hashes[order], f"{name}_numbers": numbers[order]}
