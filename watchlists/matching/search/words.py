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

_KEPT = 4096
"""Words whose alike words are remembered in one generation; two generations are kept."""

_RUNS_KEPT = 512
"""Words written together that are remembered: a name is asked for by two shapes, with mostly the same ones."""

UNSURE = -1.0
"""Stands for the likeness of a word that nobody has judged yet: kept in place of it, it takes no memory of its own."""

_WRONG = 4
"""So many words that are not alike after all are carried along."""

_Key = tuple[str, int, bool]
"""Text of a token, how it is compared (as a number, a common word, any other), whether its vowels are left out."""

_AS = {Role.NUMBER: 1, **dict.fromkeys(COMMON, 2)}
"""Roles of tokens that are compared in ways of their own."""


class Alike:
    """Words of the vocabulary that are alike to one of ours, and the forms that they lead to.

    In arrays, so that thousands of them can be remembered.
    """

    __slots__ = ("_forms", "_likeness", "_words", "joined", "wrong")

    def __init__(self, likeness: Mapping[int, float], joined: Sequence[int] = ()) -> None:
        """Note how alike each word is, `UNSURE` where nobody has judged it; `joined` ones are several listed tokens."""
        self._words = array("i", sorted(likeness))
        self._likeness = array("d", [likeness[word] for word in self._words])
        self.joined = array("i", joined)
        self.wrong = 0
        """Words that were judged since and are not alike."""
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

    def without_wrong(self) -> Alike:
        """Leave out the words that are not alike; another thread may be reading this one."""
        pairs = zip(self._words, self._likeness, strict=True)
        return Alike({word: likeness for word, likeness in pairs if likeness}, self.joined)

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

    def __init__(self, index: Index) -> None:
        """Begin with nothing remembered."""
        self._index = index
        self._joined = index.word_joined.data
        self._recent: dict[_Key, Alike] = {}
        self._older: dict[_Key, Alike] = {}
        self._runs: dict[tuple[str, bool | None], Alike] = {}

    def like_token(self, token: Token) -> Alike:
        """Tell the words that may be alike to a token: those of names, written together, and acronyms."""
        key = token.text, _AS.get(token.role, 0), token.unvocalised
        known = self._recent.get(key)
        if known is None or known.wrong > _WRONG:
            known = known or self._older.get(key) or self._look_up(token)
            if known.wrong:
                known = known.without_wrong()
            if len(self._recent) >= _KEPT:
                self._older, self._recent = self._recent, {}
            self._recent[key] = known
        return known

    def like_run(self, text: str, *, unvocalised: bool) -> Alike:
        """Tell the single words that are alike to several tokens of ours, written together."""
        found = self._runs.get((text, unvocalised))
        if found is None:
            found = self._remember((text, unvocalised), self._look_up_run(text, unvocalised=unvocalised))
        return found

    def _look_up_run(self, text: str, *, unvocalised: bool) -> Alike:
        index = self._index
        words = [word for word in self._words_with(joined_keys(text, listed=False)) if not self._joined[word]]
        near = [
            word
            for word in words
            if like_glued(text, index.text(word), unvocalised=unvocalised or index.is_vague(word)) >= LEAST
        ]
        return Alike(dict.fromkeys(near, 1.0)) if near else _NOTHING

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
            # A common word that is not alike may still mean the same, where it is met as one.
            alike_words.wrong += not likeness and token.role not in COMMON
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
