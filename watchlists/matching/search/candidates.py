"""Find the listed forms that may be alike enough to count, without comparing all of them, for many names at once.

`names.coverage_needed` promises that names which reach a likeness have a share of one side's weight paired. Say that
this is the form's. Its rare words (see `index.postings`) weigh more than the rest may lack, so one of them is paired,
and its rare postings lead from one of our words to the form. Say that it is ours. The words that are followed to all
their forms are chosen so that the others weigh less than the share; so one of the followed ones, or a run of our words
written together, leads to the form. What is reached is then measured by `bounds`, which loses nothing either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from watchlists.index.layout import asked
from watchlists.index.snapshot_file import Index, distinct, spread
from watchlists.matching.names import coverage_needed
from watchlists.matching.search.bounds import Side, can_reach
from watchlists.matching.search.words import Alike, AlikeWords
from watchlists.normalize.organisations import acronym
from watchlists.normalize.tokens import COMMON, PreparedName, Role, Shape, Token, join_tokens, spelt_together

_FEW = 12
"""So few candidates are rather compared than measured once more."""

_SLACK = 1e-4
"""Shares are kept in single precision."""

Places = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Question:
    """A name to search with: which kinds of entries count, and how alike names have to be."""

    name: PreparedName
    kinds: int
    """Bit `1 << place in index.layout.KINDS` for each kind."""
    likeness: float


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates in order of question and form, with the alike tokens of each."""

    questions: Places
    forms: Places
    starts: Places
    """Where the alike tokens of each candidate begin, and last where they end."""
    ours: Places
    """Place of a token in our name."""
    theirs: Places
    """Place of a token in the form."""
    likeness: Floats
    """0 when they are not alike after all."""
    glued: Bools
    """Whether tokens of one side of a candidate may be one of the other, written together."""


@dataclass(frozen=True, slots=True)
class _Shares:
    """How the weight of the submitted names is spread over their tokens."""

    starts: Places
    counts: Places
    shares: Floats
    """Share of each token, one name behind the other; 0 for a free one."""
    weights: Floats
    spare: Floats
    """Share of each name that may stay unpaired."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """The words of the submitted names, then what their words are when written together."""

    question: Places
    start: Places
    """First token that a part stands for."""
    length: Places
    """How many tokens it stands for."""
    tokens: Sequence[Token]
    """The tokens that are the first parts."""


@dataclass(frozen=True, slots=True)
class _Leads:
    """Words of the vocabulary that are alike to parts."""

    part: Places
    question: Places
    word: npt.NDArray[np.int32]
    likeness: Floats
    """How alike each is, or at most."""
    common: Floats
    """The same where it is a common word, which has a meaning."""
    sure: Bools
    """Whether it is just so much alike."""
    cell: Places
    """Where the word's postings begin, for the shape of the name."""


class Search:
    """Searches one index. Threads may share it."""

    def __init__(self, index: Index) -> None:
        """Begin with nothing remembered."""
        self._index = index
        self._words = AlikeWords(index)
        self._common = np.isin(np.arange(len(Role)), [int(role) for role in COMMON])

    def find(self, questions: Sequence[Question]) -> Found:
        """Find the candidates of several questions."""
        shares, parts, alike = self._take_apart(questions)
        leads = self._lead(questions, parts, alike)
        if not len(leads.word):
            return _nothing()
        codes, leads_met, found = self._measure(
            questions, shares, parts, leads, self._reach(questions, shares, parts, leads)
        )
        if leads.sure[leads_met].all():
            return found
        if len(codes) <= _FEW:
            return self._judge_each(parts, leads, leads_met, found)
        _, _, found = self._measure(questions, shares, parts, self._judge(parts, leads, leads_met), codes)
        return found

    def _judge_each(self, parts: _Parts, leads: _Leads, met: Places, found: Found) -> Found:
        """Tell how alike the words of few candidates are, each met by its lead; 0 when they are not."""
        sizes = np.diff(found.starts)
        roles = self._index.token_roles[self._index.token_starts[found.forms].repeat(sizes) + found.theirs]
        common = self._common[roles].tolist()
        likeness = found.likeness.tolist()
        for row in (~leads.sure[met]).nonzero()[0].tolist():
            lead = met[row]
            likeness[row] = self._words.judge(parts.tokens[leads.part[lead]], int(leads.word[lead]))[common[row]]
        return replace(found, likeness=np.array(likeness))

    def _judge(self, parts: _Parts, leads: _Leads, met: Places) -> _Leads:
        """Keep the leads of single words that were met, and all of joined ones, and tell how alike the words are."""
        chosen = np.zeros(len(leads.part), dtype=np.bool_)
        chosen[met] = True
        chosen |= self._index.word_joined[leads.word] | (leads.part >= len(parts.tokens))
        judged = _Leads(*[getattr(leads, part.name)[chosen] for part in fields(_Leads)])
        unsure = np.flatnonzero(~judged.sure)
        pairs = zip(judged.part[unsure].tolist(), judged.word[unsure].tolist(), strict=True)
        told = np.array([self._words.judge(parts.tokens[part], word) for part, word in pairs]).reshape(-1, 2)
        judged.likeness[unsure], judged.common[unsure] = told.T
        return judged

    def _take_apart(self, questions: Sequence[Question]) -> tuple[_Shares, _Parts, list[Alike]]:
        """Give the weight of each token, the parts of all names, and what is alike to each part."""
        tokens, token_parts, texts, text_parts, whole, whole_parts = [], [], [], [], [], []
        shares = _lay_out(questions)
        for number, question in enumerate(questions):
            name = question.name
            for place, (token, wanted) in enumerate(zip(name.tokens, asked(name), strict=True)):
                if wanted:
                    tokens.append(token)
                    token_parts.append((number, place, 1))
            for start, end, text in join_tokens(name.tokens):
                texts.append(text)
                text_parts.append((number, start, end - start))
            if name.shape is Shape.ORGANISATION and (letters := acronym(name)):
                texts.append(letters)
                text_parts.append((number, 0, len(name.tokens)))
            if letters := spelt_together(name):
                whole.append(letters)
                whole_parts.append((number, 0, len(name.tokens)))
        columns = np.array(token_parts + text_parts + whole_parts, dtype=np.int64).reshape(-1, 3).T
        parts = _Parts(columns[0], columns[1], columns[2], tokens)
        return shares, parts, self._words.find(tokens, texts, whole)

    def _lead(self, questions: Sequence[Question], parts: _Parts, alike: Sequence[Alike]) -> _Leads:
        part = np.arange(len(alike)).repeat([len(one.words) for one in alike])
        question = parts.question[part]
        words = np.concatenate([one.words for one in alike] or [np.empty(0, dtype=np.int32)])
        shapes = np.array([question.name.shape for question in questions], dtype=np.int64)
        return _Leads(
            part,
            question,
            words,
            np.concatenate([one.likeness for one in alike] or [np.empty(0)]),
            np.concatenate([one.likeness for one in alike] or [np.empty(0)]),
            np.concatenate([one.sure for one in alike] or [np.empty(0, dtype=np.bool_)]),
            words.astype(np.int64) * len(Shape) + shapes[question],
        )

    def _follow(self, shares: _Shares, parts: _Parts, leads: _Leads) -> Bools:
        """Choose the parts of each name to follow: those with fewest forms, until the others weigh too little."""
        sizes = self._index.posting_starts[leads.cell + 1] - self._index.posting_starts[leads.cell]
        forms = np.bincount(leads.part, sizes, minlength=len(parts.question))[: len(parts.tokens)]
        owners = parts.question[: len(parts.tokens)]
        order = np.lexsort((forms, owners))
        owners = owners[order]
        share = shares.shares[shares.starts[owners] + parts.start[order]]
        missing = np.cumsum(share) - share
        missing -= missing[np.searchsorted(owners, owners)]
        followed = np.ones(len(parts.question), dtype=np.bool_)
        followed[order] = missing <= shares.spare[owners] + _SLACK
        return followed

    def _reach(self, questions: Sequence[Question], shares: _Shares, parts: _Parts, leads: _Leads) -> Places:
        """Collect the forms that the words lead to, as `question * forms + form`, sorted."""
        index = self._index
        every = self._follow(shares, parts, leads)[leads.part]
        found = []
        for chosen, starts, forms in (
            (every, index.posting_starts, index.posting_forms),
            (~every, index.rare_starts, index.rare_forms),
        ):
            cells = leads.cell[chosen]
            counts = starts[cells + 1] - starts[cells]
            reached = forms[spread(starts[cells], counts)]
            found.append(leads.question[chosen].repeat(counts) * index.forms + reached)
        pairs = distinct(np.concatenate(found))
        kinds = np.array([question.kinds for question in questions], dtype=np.uint8)
        kept: Places = pairs[(index.form_kinds[pairs % index.forms] & kinds[pairs // index.forms]) != 0]
        return kept

    def _measure(
        self, questions: Sequence[Question], shares: _Shares, parts: _Parts, leads: _Leads, codes: Places
    ) -> tuple[Places, Places, Found]:
        """Keep the pairs that can be alike enough; tell them, the leads that count in them, and all about them."""
        index = self._index
        question, form = codes // index.forms, codes % index.forms
        if not len(codes):
            return codes, codes, _nothing()
        first = index.token_starts[form].astype(np.int64)
        sizes = index.token_starts[form + 1] - first
        tokens = spread(first, sizes)
        rows = np.arange(len(codes)).repeat(sizes)
        row, lead, likeness = self._meet(leads, question[rows], tokens)
        part = leads.part[lead]
        first_ours, lengths = shares.starts[question], shares.counts[question]
        our_tokens = spread(first_ours, lengths)
        our_starts = lengths.cumsum() - lengths
        theirs = np.where(index.token_free[tokens], 1.0, 0.0)
        np.maximum.at(theirs, row, likeness)
        joined_pair, joined_part, joined_share = self._joined(leads, codes)
        joined = np.bincount(joined_pair, joined_share, minlength=len(codes)).astype(np.float64)
        ours = _best_of_ours(
            parts,
            np.concatenate((part, joined_part)),
            our_starts[np.concatenate((rows[row], joined_pair))],
            np.concatenate((likeness, np.ones(len(joined_part)))),
            len(our_tokens),
        )
        weight = index.token_weights[first] / index.token_shares[first]
        shape = np.array([one.name.shape for one in questions], dtype=np.int64)[question]
        kept = can_reach(
            shape,
            Side(shares.weights[question], our_starts, shares.shares[our_tokens], ours, np.zeros(len(codes))),
            Side(weight, sizes.cumsum() - sizes, index.token_shares[tokens].astype(np.float64), theirs, joined),
            np.array([one.likeness for one in questions])[question] - _SLACK,
            shares.spare[question] + _SLACK,
            # One word of a longer name is never enough for a person, unless it is all of it.
            (shape == Shape.PERSON) & (sizes == 1),
        )
        single = part < len(parts.tokens)
        glued = np.zeros(len(codes), dtype=np.bool_)
        glued[rows[row[~single]]] = True
        glued[joined_pair] = True
        alike = row[single], part[single]
        told = _keep(
            kept,
            (question, form, glued),
            (rows[alike[0]], parts.start[alike[1]], (tokens - first[rows])[alike[0]], likeness[single]),
        )
        return codes[kept], lead[single & kept[rows[row]]], told

    def _meet(self, leads: _Leads, question: Places, tokens: Places) -> tuple[Places, Places, Floats]:
        """Find `(row, lead, likeness)` for the parts that are alike to the form's token in each row."""
        index = self._index
        order = np.argsort(leads.question * len(index.word_sort) + leads.word, kind="stable")
        table = (leads.question * len(index.word_sort) + leads.word)[order]
        wanted = question * len(index.word_sort) + index.token_words[tokens]
        starts = table.searchsorted(wanted, side="left")
        counts = table.searchsorted(wanted, side="right") - starts
        row, lead = np.arange(len(tokens)).repeat(counts), order[spread(starts, counts)]
        roles = index.token_roles[tokens[row]]
        likeness = np.where(self._common[roles], leads.common[lead], leads.likeness[lead])
        # The vocabulary does not know numbers from words: a number is only ever alike to itself.
        kept = (likeness >= 1.0) | ((likeness > 0) & (roles != Role.NUMBER))
        return row[kept], lead[kept], likeness[kept]

    def _joined(self, leads: _Leads, codes: Places) -> tuple[Places, Places, Floats]:
        """Find `(pair, part, share)` where listed tokens are one of our parts when written together.

        Which tokens they are, is not known: only which share of the form's weight they have.
        """
        index = self._index
        chosen = index.word_joined[leads.word].nonzero()[0]
        if not len(chosen):
            return chosen, chosen, np.empty(0)
        cells = leads.cell[chosen]
        counts = index.posting_starts[cells + 1] - index.posting_starts[cells]
        places = spread(index.posting_starts[cells], counts)
        lead = chosen.repeat(counts)
        wanted = leads.question[lead] * index.forms + index.posting_forms[places]
        pair = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
        known = codes[pair] == wanted
        return pair[known], leads.part[lead[known]], index.posting_shares[places[known]].astype(np.float64)


def _best_of_ours(parts: _Parts, part: Places, starts: Places, likeness: Floats, size: int) -> Floats:
    """Tell how alike the most alike word is to each of our tokens, from parts of names whose tokens begin at starts."""
    best = np.zeros(size)
    length = parts.length[part]
    cells = starts.repeat(length) + spread(parts.start[part], length)
    np.maximum.at(best, cells, likeness.repeat(length))
    return best


def _nothing() -> Found:
    none = np.empty(0, dtype=np.int64)
    return Found(none, none, np.zeros(1, dtype=np.int64), none, none, np.empty(0), np.empty(0, dtype=np.bool_))


def _lay_out(questions: Sequence[Question]) -> _Shares:
    counts = np.array([len(question.name.tokens) for question in questions], dtype=np.int64)
    weights = np.array([sum([token.weight for token in question.name.tokens]) or 1.0 for question in questions])
    tokens = [token.weight for question in questions for token in question.name.tokens]
    wanted = [mark for question in questions for mark in asked(question.name)]
    needed = [coverage_needed(question.name.shape, question.likeness) for question in questions]
    return _Shares(
        counts.cumsum() - counts,
        counts,
        np.array(tokens) * wanted / np.repeat(weights, counts),
        weights,
        1.0 - np.array(needed),
    )


def _keep(kept: Bools, pairs: tuple[Places, Places, Bools], alike: tuple[Places, Places, Places, Floats]) -> Found:
    """Leave out the pairs that are not kept, with their alike tokens: `(pair, ours, theirs, likeness)`."""
    question, form, glued = pairs
    pair, ours, theirs, likeness = alike
    chosen = kept[pair]
    ends = np.cumsum(np.bincount(pair[chosen], minlength=len(kept))[kept])
    return Found(
        question[kept],
        form[kept],
        np.concatenate((np.zeros(1, dtype=np.int64), ends)),
        ours[chosen],
        theirs[chosen],
        likeness[chosen],
        glued[kept],
    )
