"""The words of an index that are alike to a submitted word; what was found is remembered across searches.

Two steps. Blocking keys lead to every word that may be alike, and to some that are not; lengths and an edit distance,
over whole arrays at once, say how alike each is at most. That is enough to leave out most names. `AlikeWords.judge`
then tells how alike the words of the others are, by `likeness.alike`. Nothing that it calls alike is lost: a word alike
by its sense has a key in common, and one alike by its spelling is within the edits that `likeness` allows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from watchlists.index.blocking import joined_keys, joined_sound_keys, letters_keys, sense_keys, spelling_keys
from watchlists.index.snapshot_file import Index
from watchlists.matching.likeness import (
    MOST_BY_EDITS,
    MOST_BY_SENSE,
    ONE_EDIT_FROM,
    TWO_EDITS_FROM,
    alike,
    like_words,
)
from watchlists.normalize.tokens import COMMON, Role, Token, make_token

_KEPT = 2048
"""Words whose alike words are remembered in one generation; two generations are kept."""

_SPELT, _MEANT, _GLUED, _GLUED_BY_SOUND = range(4)
"""Ways that lead to a word: within two edits, by its sense, within one edit when written together, or by sound."""

_MOST_EDITS = np.array([2, 0, 1, 0])

Words = npt.NDArray[np.int32]
_Pairs = tuple[npt.NDArray[np.int64], Words, npt.NDArray[np.float64]]
_Key = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Alike:
    """Words of the vocabulary that are alike to one of ours."""

    words: Words
    likeness: npt.NDArray[np.float64]
    """How alike each is at most."""
    sure: npt.NDArray[np.bool_]
    """Whether it is just so much alike."""


_NOTHING = Alike(np.empty(0, dtype=np.int32), np.empty(0), np.empty(0, dtype=np.bool_))


class AlikeWords:
    """Finds alike words in one index. Threads may share it: at worst they look up one word twice."""

    def __init__(self, index: Index) -> None:
        """Begin with nothing remembered."""
        self._index = index
        self._recent: dict[_Key, Alike] = {}
        self._older: dict[_Key, Alike] = {}

    def find(self, tokens: Sequence[Token], joined: Sequence[str], letters: Sequence[str]) -> list[Alike]:
        """Tell the words that may be alike: to each token, to several of them written together, to all of a name.

        To tokens: those of names, written together, and acronyms. To tokens written together: those of names. To all
        letters of a name: those of listed names that are at most one edit away.
        """
        keyed = [(token.text, token.role is Role.NUMBER) for token in tokens]
        known = {key: self._recall(key) for key in keyed}
        missing = [key for key, alike in known.items() if alike is None]
        rows = _Rows()
        for text, _ in missing:
            rows.add_token(text)
        for text in joined:
            rows.add_joined(text)
        for text in letters:
            rows.add_letters(text)
        found = self._look_up(rows, np.array([number for _, number in missing], dtype=np.bool_))
        looked_up = dict(zip(missing, found, strict=False))
        self._recent.update(looked_up)
        return [looked_up.get(key) or known[key] or _NOTHING for key in keyed] + found[len(missing) :]

    def judge(self, token: Token, word: int) -> tuple[float, float]:
        """Tell how alike a word is, as one of a name and as a common one, which has a meaning."""
        text = self._index.text(word)
        likeness = like_words(token.text, text, token.unvocalised, self._index.is_vague(word))
        if token.role not in COMMON:
            return likeness, likeness
        return likeness, alike(token, make_token(text, Role.GENERIC, 0.0))

    @cached_property
    def _is_acronym(self) -> npt.NDArray[np.bool_]:
        marks: npt.NDArray[np.bool_] = self._index.word_sort == int(Role.ACRONYM)
        return marks

    def _recall(self, key: _Key) -> Alike | None:
        known = self._recent.get(key)
        if known is None:
            known = self._older.get(key)
            if known is not None:
                self._recent[key] = known
        if len(self._recent) >= _KEPT:
            self._older, self._recent = self._recent, {}
        return known

    def _look_up(self, rows: _Rows, numbers: npt.NDArray[np.bool_]) -> list[Alike]:
        """Look up the words for each text; those marked as numbers are only alike to themselves."""
        texts = rows.texts
        if not texts:
            return []
        hashes = np.fromiter(chain.from_iterable(rows.keys), dtype=np.uint32)
        places = np.arange(len(rows.keys)).repeat([len(row) for row in rows.keys])
        kept = self._index.may_have(hashes).nonzero()[0]
        # In their order, so that one search reads what the last one has brought near.
        kept = kept[hashes[kept].argsort()]
        found, words = self._index.words_with(hashes[kept])
        places = places[kept][found]
        ways, owners = np.array(rows.ways)[places], np.array(rows.owners)[places]
        pairs = self._weigh(texts, owners, words, ways, np.array(rows.listed)[places])
        owners, words, likeness = _best(*pairs)
        marks = np.zeros(len(texts), dtype=np.bool_)
        marks[: len(numbers)] = numbers
        kept = ((likeness >= 1.0) | ~marks[owners]).nonzero()[0]
        return _part(owners[kept], len(texts), words[kept], likeness[kept])

    def _weigh(
        self,
        texts: Sequence[str],
        owners: npt.NDArray[np.int64],
        words: Words,
        ways: npt.NDArray[np.int64],
        listed: npt.NDArray[np.bool_],
    ) -> _Pairs:
        """Keep what its way may lead to, and tell how alike that is at most: `(owner, word, likeness)`."""
        acronym = self._is_acronym[words]
        edits = ways % 2 == 0
        kept = ((self._index.word_joined[words] == listed) & (edits | ~acronym)).nonzero()[0]
        owners, words, ways, edits, acronym = (part[kept] for part in (owners, words, ways, edits, acronym))
        likeness = np.where(ways == _MEANT, MOST_BY_SENSE, 1.0)
        spelt = edits.nonzero()[0]
        most = np.where(acronym[spelt], 0, _MOST_EDITS[ways[spelt]])
        near, distance = _slips(self._index, texts, owners[spelt], words[spelt], most)
        spelt = spelt[near]
        likeness[spelt] = np.where(ways[spelt] == _SPELT, np.array(MOST_BY_EDITS)[distance], 1.0)
        edits[spelt] = False
        kept = (~edits).nonzero()[0]
        return owners[kept], words[kept], likeness[kept]


class _Rows:
    """Keys to look up, with the way that each row of them leads and the text it belongs to."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.keys: list[Collection[int]] = []
        self.ways: list[int] = []
        self.owners: list[int] = []
        self.listed: list[bool] = []
        """Whether words that are written together are wanted, or else words of names."""

    def add_token(self, text: str) -> None:
        self.texts.append(text)
        self._add(_SPELT, spelling_keys(text), listed=False)
        self._add(_MEANT, sense_keys(text), listed=False)
        self._add(_GLUED, joined_keys(text, listed=True), listed=True)
        self._add(_GLUED_BY_SOUND, joined_sound_keys(text, listed=True), listed=True)

    def add_joined(self, text: str) -> None:
        self.texts.append(text)
        self._add(_GLUED, joined_keys(text, listed=False), listed=False)
        self._add(_GLUED_BY_SOUND, joined_sound_keys(text, listed=False), listed=False)

    def add_letters(self, text: str) -> None:
        self.texts.append(text)
        self._add(_GLUED, letters_keys(text), listed=True)

    def _add(self, way: int, keys: Collection[int], *, listed: bool) -> None:
        self.keys.append(keys)
        self.ways.append(way)
        self.owners.append(len(self.texts) - 1)
        self.listed.append(listed)


def _best(owners: npt.NDArray[np.int64], words: Words, likeness: npt.NDArray[np.float64]) -> _Pairs:
    """Leave of pairs that were found twice the one that is more alike; what is left is sorted."""
    codes = (owners << 32) | words
    order = np.lexsort((-likeness, codes))
    codes = codes[order]
    first = np.ones(len(codes), dtype=np.bool_)
    np.not_equal(codes[1:], codes[:-1], out=first[1:])
    chosen = order[first]
    return owners[chosen], words[chosen], likeness[chosen]


def _slips(
    index: Index, texts: Sequence[str], owners: npt.NDArray[np.int64], words: Words, most: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Tell the places of the pairs that are within the edits that their lengths allow, or equal, and how many edits."""
    ours = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))[owners]
    theirs = index.word_starts[words + 1] - index.word_starts[words]
    shorter = np.minimum(ours, theirs)
    allowed = np.minimum((shorter >= ONE_EDIT_FROM).astype(np.int64) + (shorter >= TWO_EDITS_FROM), most)
    near = (np.abs(ours - theirs) <= allowed).nonzero()[0]
    if not len(near):
        return near, np.empty(0, dtype=np.uint8)
    edits: npt.NDArray[np.uint8] = process.cpdist(
        [texts[owner] for owner in owners[near].tolist()],
        [index.text(word) for word in words[near].tolist()],
        scorer=OSA.distance,
        score_cutoff=2,
        dtype=np.uint8,
    )
    kept = edits <= allowed[near]
    return near[kept], edits[kept]


def _part(
    owners: npt.NDArray[np.int64],
    count: int,
    words: Words,
    likeness: npt.NDArray[np.float64],
) -> list[Alike]:
    """Give each owner its words; the owners are in order."""
    sure = likeness >= 1.0
    ends = np.cumsum(np.bincount(owners, minlength=count)).tolist()
    return [
        Alike(words[start:end], likeness[start:end], sure[start:end]) if start < end else _NOTHING
        for start, end in zip([0, *ends], ends, strict=False)
    ]
