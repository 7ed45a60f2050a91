"""Lay entries out as arrays: names, their distinct prepared forms, a vocabulary with blocking keys, postings.

Many names are prepared into the same form - lists repeat one another, publishers repeat themselves - so words lead to
forms, and a form is compared once. Kept in memory while an index is built; `snapshot_file.Index` reads the arrays back.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from watchlists.index.blocking import joined_keys, keys, letters_keys
from watchlists.index.entries import pack_entry
from watchlists.index.fact_columns import FactColumns
from watchlists.index.files import pack_blob
from watchlists.index.postings import KINDS, Posted, lay_postings, shelve
from watchlists.model import Entry, Kind, Name, NameKind
from watchlists.normalize.alternatives import alternatives
from watchlists.normalize.identifiers import normalise
from watchlists.normalize.names import prepare_person
from watchlists.normalize.organisations import acronym, prepare_organisation
from watchlists.normalize.tokens import PreparedName, Role, Shape, join_tokens, spelt_together

SEPARATOR = "\x1f"
"""Between the parts of a form's text."""

SHIPS = frozenset({Kind.VESSEL, Kind.AIRCRAFT})
JOINED_UNVOCALISED = 16 + Role.JOINED
"""Sort of a joined word with a part that was written without its vowels."""

LETTERS = 32
"""Sort of all letters of a name as one word."""

JOINED_SORTS = frozenset({int(Role.JOINED), int(Role.ACRONYM), JOINED_UNVOCALISED, LETTERS})
"""Sorts of words in the vocabulary that stand for several tokens; other words say whether they are unvocalised."""

FREE = frozenset({Role.INITIAL, Role.TITLE})
"""Roles of tokens that are never missing in a person's name: an initial may stand for a word, a title for none."""

FILTER_BITS = 26
"""Bits of a hash that the filter of keys looks at: 8 MiB, one in ten set where there are six million keys."""

_Form = tuple[Shape, tuple[tuple[int, int, float], ...], str, str, str, int]
_RULES = {Kind.PERSON: "person", Kind.VESSEL: "ship", Kind.AIRCRAFT: "ship"}


def prepare(name: Name, kind: Kind) -> tuple[PreparedName, ...]:
    """Prepare a listed name by the rules of its entry's kind; a value that holds several names gives several."""
    if kind is Kind.PERSON:
        parts = (prepare_person(part, name.family) for part in alternatives(name.value))
    else:
        parts = (prepare_organisation(part, ship=kind in SHIPS) for part in alternatives(name.value))
    return tuple(replace(part, value=name.value) for part in parts)


def hash_text(text: str) -> int:
    """Hash a text to 64 bits, the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def asked(name: PreparedName) -> list[bool]:
    """Tell which tokens of a name have to be found: all but the free ones."""
    return [name.shape is Shape.ORGANISATION or token.role not in FREE for token in name.tokens]


def make_filter(hashes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """Set the bit of every hash, by its first bits: most hashes that are not there are known to be absent at once."""
    # Bit by bit in place: to pack an array of booleans costs ten times as much where an index is as small as a delta's.
    packed = np.zeros(1 << (FILTER_BITS - 3), dtype=np.uint8)
    places = hashes >> np.uint32(32 - FILTER_BITS)
    bits = np.left_shift(np.uint8(1), (places & np.uint32(7)).astype(np.uint8))
    np.bitwise_or.at(packed, places >> np.uint32(3), bits)
    return packed


class Layout:
    """Everything an index holds, while it grows."""

    def __init__(self) -> None:
        """Begin empty."""
        self._entries: list[bytes] = []
        self._ids: list[bytes] = []
        self._entry_kinds = array("B")
        self._first_names = array("i", [0])
        self._values: list[bytes] = []
        self._name_columns: dict[str, array[int]] = {
            name: array(code)
            for name, code in (
                ("name_form", "i"),
                ("name_entry", "i"),
                ("name_number", "H"),
                ("name_kind", "B"),
                ("name_weak", "B"),
            )
        }
        self._forms: dict[_Form, int] = {}
        self._form_kinds = array("B")
        self._vocabulary: dict[tuple[str, int], int] = {}
        self._posted = Posted()
        self._initials: set[int] = set()
        self._hashes: list[tuple[int, int]] = []
        self._identifiers: set[tuple[int, int]] = set()
        self._known: dict[tuple[str, str | None, str], tuple[int, ...]] = {}
        self._facts = FactColumns()

    def add(self, entry: Entry) -> None:
        """Add one entry with all its names."""
        number = len(self._entries)
        self._entries.append(pack_entry(entry))
        self._ids.append(f"{entry.id}{SEPARATOR}{entry.source}".encode("utf-8", "surrogatepass"))
        self._entry_kinds.append(KINDS.index(entry.kind))
        self._hashes.append((hash_text(entry.id), number))
        self._facts.add(number, entry)
        for identifier in entry.identifiers:
            if value := normalise(identifier.type, identifier.value):
                self._identifiers.add((hash_text(value), number))
        kind = KINDS.index(entry.kind)
        for place, name in enumerate(entry.names):
            text = name.value.encode("utf-8", "surrogatepass")
            for form in self._forms_of(name, entry.kind):
                self._form_kinds[form] |= 1 << kind
                row = (form, number, place, kind, name.kind is NameKind.WEAK)
                for column, item in zip(self._name_columns.values(), row, strict=True):
                    column.append(item)
                self._values.append(text)
        self._first_names.append(len(self._values))

    def _forms_of(self, name: Name, kind: Kind) -> tuple[int, ...]:
        """Find or make the forms of a name; lists repeat one another, so names come again and again."""
        rules = _RULES.get(kind, "")
        key = (name.value, name.family if kind is Kind.PERSON else None, rules)
        forms = self._known.get(key)
        if forms is None:
            forms = self._known[key] = tuple([self._form(prepared) for prepared in prepare(name, kind)])
        return forms

    def _form(self, name: PreparedName) -> int:
        words = [self._word(token.text, token.unvocalised) for token in name.tokens]
        row = tuple((word, int(token.role), token.weight) for word, token in zip(words, name.tokens, strict=True))
        form: _Form = (name.shape, row, name.legal, name.signs, name.letters, name.words)
        number = self._forms.get(form)
        if number is None:
            number = self._forms[form] = len(self._forms)
            self._form_kinds.append(0)
            self._post(name, words, number)
        return number

    def _post(self, name: PreparedName, words: list[int], form: int) -> None:
        """Note which words lead to a form, and which share of it each one stands for: a free one for none.

        An initial leads nowhere, unless nothing else could: it would lead to half of all persons. It has its keys.
        """
        total = sum(token.weight for token in name.tokens) or 1.0
        marks = asked(name)
        whole = any(marks)
        for word, token, wanted in zip(words, name.tokens, marks, strict=True):
            if whole and not wanted and token.role is Role.INITIAL:
                self._initials.add(word)
            else:
                self._posted.add(form, word, token.weight / total if wanted else 0.0)
        for start, end, text in join_tokens(name.tokens):
            share = sum(token.weight for token in name.tokens[start:end]) / total
            vague = any(token.unvocalised for token in name.tokens[start:end])
            word = self._word(text, JOINED_UNVOCALISED if vague else Role.JOINED)
            self._posted.add(form, word, share)
        if letters := spelt_together(name):
            self._posted.add(form, self._word(letters, LETTERS), 1.0)
        if name.shape is Shape.ORGANISATION and (letters := acronym(name)):
            self._posted.add(form, self._word(letters, Role.ACRONYM), 1.0)

    def _word(self, text: str, sort: int) -> int:
        return self._vocabulary.setdefault((text, int(sort)), len(self._vocabulary))

    def finish(self, parties: Sequence[int] | None = None) -> dict[str, npt.NDArray[Any]]:
        """Turn what has grown into arrays. `parties` numbers the party of each entry, in the order they were added."""
        entries, entry_starts = pack_blob(self._entries)
        ids, id_starts = pack_blob(self._ids)
        values, value_starts = pack_blob(self._values)
        words, word_starts = pack_blob([text.encode() for text, _ in self._vocabulary])
        columns = {name: np.array(column) for name, column in self._name_columns.items()}
        return {
            **columns,
            "entries": entries,
            "entry_starts": entry_starts,
            "entry_ids": ids,
            "entry_id_starts": id_starts,
            "entry_kind": np.array(self._entry_kinds, dtype=np.uint8),
            **self._facts.finish(),
            **({} if parties is None else {"entry_party": np.array(parties, dtype=np.int32)}),
            "first_names": np.array(self._first_names, dtype=np.int32),
            "values": values,
            "value_starts": value_starts,
            "words": words,
            "word_starts": word_starts,
            "word_sort": np.array([sort for _, sort in self._vocabulary], dtype=np.uint8),
            **self._finish_forms(columns["name_form"]),
            **lay_postings(
                self._posted,
                len(self._vocabulary),
                shelve(self._form_shapes(), np.array(self._form_kinds, dtype=np.uint8)),
            ),
            **self._finish_keys(),
            **_finish_hashes("id", self._hashes),
            **_finish_hashes("identifier", sorted(self._identifiers)),
        }

    def _form_shapes(self) -> npt.NDArray[np.uint8]:
        return np.fromiter((form[0] for form in self._forms), dtype=np.uint8, count=len(self._forms))

    def _finish_forms(self, name_form: npt.NDArray[np.int32]) -> dict[str, npt.NDArray[Any]]:
        texts, text_starts = pack_blob(
            [SEPARATOR.join(map(str, form[2:])).encode("utf-8", "surrogatepass") for form in self._forms]
        )
        token_starts = np.zeros(len(self._forms) + 1, dtype=np.int32)
        np.cumsum([len(form[1]) for form in self._forms], out=token_starts[1:])
        tokens = [token for form in self._forms for token in form[1]]
        roles = np.array([role for _, role, _ in tokens], dtype=np.uint8)
        weights = np.array([weight for _, _, weight in tokens], dtype=np.float64)
        order = np.argsort(name_form, kind="stable").astype(np.int32)
        starts = np.zeros(len(self._forms) + 1, dtype=np.int32)
        np.cumsum(np.bincount(name_form, minlength=len(self._forms)), out=starts[1:])
        return {
            "form_shape": self._form_shapes(),
            "form_kinds": np.array(self._form_kinds, dtype=np.uint8),
            "form_texts": texts,
            "form_text_starts": text_starts,
            "form_names": order,
            "form_name_starts": starts,
            "token_starts": token_starts,
            "token_words": np.array([word for word, _, _ in tokens], dtype=np.int32),
            "token_roles": roles,
            "token_weights": weights,
            "token_needed": _needed(token_starts, weights, roles, self._form_shapes()),
            "form_weight": _totals(token_starts, weights),
        }

    def _finish_keys(self) -> dict[str, npt.NDArray[Any]]:
        """Make the keys of all words that lead anywhere and of initials, and the filter that knows which there are."""
        hashes, words = array("I"), array("i")
        used = self._posted.words() | self._initials
        for (text, sort), word in self._vocabulary.items():
            if word not in used:
                continue
            found = _make_keys(text, sort)
            hashes.extend(found)
            words.extend([word] * len(found))
        pairs = _sort_pairs("key", np.array(hashes, dtype=np.uint32), np.array(words, dtype=np.int32))
        distinct, starts = np.unique(pairs["key_hashes"], return_index=True)
        return {
            "key_numbers": pairs["key_numbers"],
            "key_hashes": distinct,
            "key_starts": np.append(starts, len(pairs["key_numbers"])).astype(np.int32),
            "key_filter": make_filter(distinct),
        }


def _make_keys(text: str, sort: int) -> set[int]:
    if sort == LETTERS:
        return letters_keys(text)
    joined = sort in JOINED_SORTS
    found = joined_keys(text, listed=joined)
    return found if joined else found | keys(text)


def _needed(
    starts: npt.NDArray[np.int32],
    weights: npt.NDArray[np.float64],
    roles: npt.NDArray[np.uint8],
    shapes: npt.NDArray[np.uint8],
) -> npt.NDArray[np.float32]:
    """Tell which share of its form's weight each token has; 0 for one that need not be found, as `asked` says."""
    counts = np.diff(starts)
    owners = np.repeat(np.arange(len(counts)), counts)
    free = np.isin(roles, [int(role) for role in FREE]) & (shapes[owners] == Shape.PERSON)
    return np.where(free, 0.0, weights / _totals(starts, weights)[owners]).astype(np.float32)


def _totals(starts: npt.NDArray[np.int32], weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Add up the weights of each form's tokens."""
    counts = np.diff(starts)
    return np.bincount(np.repeat(np.arange(len(counts)), counts), weights, len(counts)).astype(np.float64)


def _finish_hashes(name: str, pairs: list[tuple[int, int]]) -> dict[str, npt.NDArray[Any]]:
    hashes = np.array([found for found, _ in pairs], dtype=np.uint64)
    return _sort_pairs(name, hashes, np.array([number for _, number in pairs], dtype=np.int32))


def _sort_pairs(name: str, hashes: npt.NDArray[Any], numbers: npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
    order = np.lexsort((numbers, hashes))
    return {f"{name}_hashes": hashes[order], f"{name}_numbers": numbers[order]}
