"""The words of an index that are alike to a submitted word; what was found is remembered across searches.

Blocking keys lead to every word that may be alike, and to some that are not. What is alike by its spelling only is
told at once; what shares a sound or a meaning is judged by `likeness` when it is asked for. Nothing that it calls alike
is lost: a word alike by its sense has a key in common, and one alike by its spelling is within the edits it allows.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from watchlists.index.blocking import joined_keys, letters_keys, sense_keys, spelling_keys
from watchlists.index.layout import JOINED_SORTS, LETTERS
from watchlists.index.postings import Shelves
from watchlists.index.snapshot_file import Index, distinct
from watchlists.matching.likeness import LEAST, alike, edits_allowed, like_glued, like_words, slip
from watchlists.normalize.tokens import COMMON, Role, Token, make_token

_KEPT = 16_384
"""Words whose alike words are remembered: those of some ten thousand names."""

_DROPPED = 8
"""When there are more, this part of them is forgotten, that was not asked for longest."""

_SETTLED_FROM = 16
"""So often a word has to come again before it pays to judge all words that may be alike to it."""

_RUNS_KEPT = 512
"""Words written together that are remembered: a name is asked for by two shapes, with mostly the same ones."""

UNSURE = -1.0
"""Stands for the likeness of a word that nobody has judged yet: kept in place of it, it takes no memory of its own."""

_Key = tuple[str, int, bool]
"""Text of a token, how it is compared (as a number, a common word, any other), whether its vowels are left out."""

_AS = {Role.NUMBER: 1, **dict.fromkeys(COMMON, 2)}
"""Roles of tokens that are compared in ways of their own."""


class Alike:
    """Words of the vocabulary that are alike to one of ours, and the forms that they lead to.

    In arrays, so that thousands of them can be remembered.
    """

    __slots__ = ("_forms", "_likeness", "_words", "asked", "joined", "settled")

    def __init__(self, likeness: Mapping[int, float], joined: Sequence[int] = (), *, settled: bool = False) -> None:
        """Note how alike each word is, `UNSURE` where nobody has judged it; `joined` ones are several listed tokens."""
        self._words = array("i", sorted(likeness))
        self._likeness = array("d", [likeness[word] for word in self._words])
        self.joined = array("i", joined)
        self.asked = 0
        """How often it was asked for again, before it was settled."""
        self.settled = settled
        """Whether all words were judged, and those that are not alike left out."""
        self._forms: dict[Shelves, Numbers] = {}

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._words or self.joined)

    def __contains__(self, word: int) -> bool:
        """Whether a word may be alike."""
        place = bisect_left(self._words, word)
        return place < len(self._words) and self._words[place] == word

    def likeness(self, word: int) -> float | None:
        """Tell how alike a word is, `UNSURE` where nobody has judged it, None where it is not among these."""
        place = bisect_left(self._words, word)
        return self._likeness[place] if place < len(self._words) and self._words[place] == word else None

    def note(self, word: int, likeness: float) -> None:
        """Note how alike a word is that nobody had judged."""
        self._likeness[bisect_left(self._words, word)] = likeness

    def every_word(self) -> list[int]:
        """List the words, those that stand for several among them."""
        return [*self._words, *self.joined]

    def words(self) -> list[int]:
        """List the single words."""
        return self._words.tolist()

    def items(self) -> Iterable[tuple[int, float]]:
        """Give each single word with its likeness."""
        return zip(self._words, self._likeness, strict=True)

    def forms(self, index: Index, shelves: Shelves) -> Numbers:
        """Give the forms that have one of the words as a single token, in order, each once."""
        found = self._forms.get(shelves)
        if found is None:
            forms = index.postings.find_forms(self._words, shelves)
            found = self._forms[shelves] = distinct(np.frombuffer(forms, dtype=np.int32)) if forms else _NO_FORMS
        return found

    def every(self, index: Index, shelves: Shelves) -> array[int]:
        """Give all forms that have one of the words; some may come twice."""
        return index.postings.find_forms(self.every_word(), shelves)


Numbers = npt.NDArray[np.int32]
_NO_FORMS: Numbers = np.empty(0, dtype=np.int32)
_NOTHING = Alike({})


class AlikeWords:
    """Finds alike words in one index. Threads may share it: at worst they look up one word twice."""

    def __init__(self, index: Index, kept: int = _KEPT) -> None:
        """Begin with nothing remembered, and remember no more than some words."""
        self._index, self._kept = index, kept
        self._joined = index.word_joined.data
        self._known: dict[_Key, Alike] = {}
        self._runs: dict[tuple[str, bool | None], Alike] = {}

    def like_token(self, token: Token) -> Alike:
        """Tell the words that may be alike to a token: those of names, written together, and acronyms."""
        key = token.text, _AS.get(token.role, 0), token.unvocalised
        known = self._known.pop(key, None)
        if known is None:
            known = self._look_up(token)
        elif not known.settled:
            known.asked += 1
            if known.asked >= _SETTLED_FROM:
                known = self._settle(known, token)
        self._known[key] = known
        if len(self._known) > self._kept:
            self._known = dict([*self._known.items()][self._kept // _DROPPED :])
        return known

    def _settle(self, known: Alike, token: Token) -> Alike:
        """Judge the words of a token that comes often, and leave out those that are not alike.

        A common word that is not alike may still mean the same, where it is met as one: it stays.
        """
        index = self._index
        found = {
            word: like_words(token.text, index.text(word), token.unvocalised, index.is_vague(word))
            if likeness == UNSURE
            else likeness
            for word, likeness in known.items()
        }
        if token.role not in COMMON:
            found = {word: likeness for word, likeness in found.items() if likeness}
        return Alike(found, known.joined, settled=True)

    def like_run(self, text: str, *, unvocalised: bool) -> Alike:
        """Tell the single words that are alike to several tokens of ours, written together."""
        found = self._runs.get((text, unvocalised))
        if found is None:
            found = self._remember((text, unvocalised), self._look_up_run(text, unvocalised=unvocalised))
        return found

    def _look_up_run(self, text: str, *, unvocalised: bool) -> Alike:
        near = self.like_run_by(joined_keys(text, listed=False), text, unvocalised=unvocalised)
        return Alike(dict.fromkeys(near, 1.0)) if near else _NOTHING

    def like_run_by(self, keys: Iterable[int], text: str, *, unvocalised: bool) -> list[int]:
        """Tell the single words with some of the keys of a run that are alike to it."""
        index = self._index
        words = [word for word in self._words_with(keys) if not self._joined[word]]
        return [
            word
            for word in words
            if like_glued(text, index.text(word), unvocalised=unvocalised or index.is_vague(word)) >= LEAST
        ]

    def like_letters(self, text: str) -> Alike:
        """Tell the listed names of which all letters are those of a name of ours, or all but one."""
        found = self._runs.get((text, None))
        return self._remember((text, None), self._look_up_letters(text)) if found is None else found

    def _remember(self, key: tuple[str, bool | None], found: Alike) -> Alike:
        if len(self._runs) >= _RUNS_KEPT:
            self._runs = {}
        self._runs[key] = found
        return found

    def _look_up_letters(self, text: str) -> Alike:
        index = self._index
        words = [word for word in self._words_with(letters_keys(text)) if index.word_sort[word] == LETTERS]
        near = [word for word in words if OSA.distance(text, index.text(word), score_cutoff=1) <= 1]
        return Alike({}, near) if near else _NOTHING

    def judge(self, alike_words: Alike, token: Token, word: int, *, common: bool) -> float:
        """Tell how alike a word is to one of ours; `common` says that it has a meaning where it is met.

        0 for a word that is not alike.
        """
        likeness = alike_words.likeness(word)
        if likeness is None:
            return 0.0
        if common and token.role in COMMON:
            return alike(token, make_token(self._index.text(word), Role.GENERIC, 0.0))
        if likeness == UNSURE:
            text, vague = self._index.text(word), self._index.is_vague(word)
            likeness = like_words(token.text, text, token.unvocalised, vague)
            alike_words.note(word, likeness)
        return likeness

    def _look_up(self, token: Token) -> Alike:
        joined = [
            word for word in self._words_with(joined_keys(token.text, listed=True)) if self._may_be_several(token, word)
        ]
        if token.role is Role.NUMBER:
            # A number is only ever alike to itself.
            found = {
                word: 1.0
                for word in self._singles([*spelling_keys(token.text)])
                if self._index.text(word) == token.text
            }
            return Alike(found, [word for word in joined if self._index.text(word) == token.text])
        meant = set(self._singles(sense_keys(token.text)))
        spelt = self._spelt(token)
        for word in meant:
            if spelt.get(word) != 1.0:
                spelt[word] = UNSURE
        return Alike(spelt, joined)

    def _may_be_several(self, token: Token, word: int) -> bool:
        """Tell whether a word stands for several listed tokens that are ours; an acronym has to have its letters."""
        sort, text = int(self._index.word_sort[word]), self._index.text(word)
        if sort not in JOINED_SORTS or sort == LETTERS:
            return False
        if sort == Role.ACRONYM:
            return text == token.text
        vague = token.unvocalised or self._index.is_vague(word)
        return like_glued(text, token.text, unvocalised=vague) >= LEAST

    def _spelt(self, token: Token) -> dict[int, float]:
        """Tell how alike the words are that are so by their spelling alone."""
        index, text = self._index, token.text
        words = [*set(self._singles(spelling_keys(text)))]
        texts = [index.text(word) for word in words]
        edits = process.cdist([text], texts, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)[0].tolist()
        found = {}
        for word, other, distance in zip(words, texts, edits, strict=True):
            if not distance:
                found[word] = 1.0
            elif distance <= edits_allowed(text, other):
                most = 1 if token.unvocalised and index.is_vague(word) and token.role not in COMMON else 2
                if distance <= most:
                    found[word] = slip(text, other, distance)
        return found

    def _singles(self, keys: Iterable[int]) -> Iterator[int]:
        return (word for word in self._words_with(keys) if not self._joined[word])

    def _words_with(self, keys: Iterable[int]) -> Iterator[int]:
        index = self._index
        return (word for key in index.known_keys(keys) for word in index.words_with(key))
