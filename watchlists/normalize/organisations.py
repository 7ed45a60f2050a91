"""Prepare names of organisations, vessels and aircraft: legal forms, generic words, numbers, places, acronyms.

Legal forms are set aside as classes (GmbH, LLC and OOO are one), unless nothing else is left. May not compare.
"""

from __future__ import annotations

import re
from functools import lru_cache

from watchlists.normalize import frequencies
from watchlists.normalize.legal_forms import LONGEST_FORM, find_form, is_form_slip, part_ending, repair_form_word
from watchlists.normalize.org_words import HAN_WORDS, PLACES, STOP_WORDS, WORDS
from watchlists.normalize.phrases import SHORT_WORDS, shorten
from watchlists.normalize.repairs import Repairs
from watchlists.normalize.scripts import ABJADS, SYLLABIC, Script, read_with_tones
from watchlists.normalize.text import MAX_LETTERS, Word, fold
from watchlists.normalize.tokens import PreparedName, Role, Shape, Token, make_token

_NUMBER_WORDS: tuple[tuple[str, int, int], ...] = (
    ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen", 0, 1),
    ("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    ("first second third fourth fifth sixth seventh eighth ninth tenth", 1, 1),
    ("ii iii iv", 2, 1),
    ("vi vii viii ix", 6, 1),
)
NUMBERS = {
    word: str(first + step * place) for words, first, step in _NUMBER_WORDS for place, word in enumerate(words.split())
}
"""Number words, ordinals and Roman numerals; `i`, `v` and `x` are left out: they are initials as often."""

_NUMBER_REPAIRS = Repairs(
    ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"), shortest=5
)
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_HAN_WORD = re.compile("|".join(sorted(map(re.escape, HAN_WORDS), key=len, reverse=True)))
_SHIP = frozenset({"mv", "mt", "ms", "ss", "mts"})
_TENS = 10
_SHORTEST_ACRONYM = 4
_LONGEST_ACRONYM = 9
_ALONE = 0.7
SHIP = "ship"
"""Stands for the legal form of a vessel or an aircraft: theirs are names of another kind."""

_STOP_SLIPS = Repairs(("named", "after", "imeni"), shortest=5)
_WEIGHTS = {Role.GENERIC: 0.3, Role.PLACE: 0.6, Role.NUMBER: 0.7, Role.INITIAL: 0.4}


def prepare_organisation(value: str, *, ship: bool = False) -> PreparedName:
    """Prepare the name of anything that is not a person. `ship` says that it is a vessel or an aircraft."""
    words = fold(_HAN_WORD.sub(lambda found: f" {HAN_WORDS[found.group()]} ", value) if not value.isascii() else value)
    texts = shorten(_merge_letters(_part_endings(words)))
    legal, kept = _set_forms_aside(texts)
    if len(kept) > 1 and legal <= {"partnership"} and is_form_slip(kept[-1][0]):
        kept = kept[:-1]
    if len(kept) > 1 and not legal and is_form_slip(kept[0][0]):
        kept = kept[1:]
    kept = [text for text in kept if _STOP_SLIPS.correct(text[0]) not in STOP_WORDS] or kept or texts
    if len(kept) > 1 and kept[0][0] in _SHIP:
        kept = kept[1:]
    tokens = _join_numbers([_token(text, unvocalised=unvocalised) for text, unvocalised in kept])
    if not any(token.role is Role.NAME for token in tokens):
        # Of common words only: together they are the name, and each counts more.
        tokens = [_raise(token) for token in tokens]
    if ship and not legal:
        legal = {SHIP}
    return PreparedName(
        value,
        Shape.ORGANISATION,
        tuple(tokens),
        " ".join(sorted(legal)),
        _signs(value, words),
        "".join([word.text for word in words])[:MAX_LETTERS],
        len(words),
    )


def _raise(token: Token) -> Token:
    if token.role not in (Role.GENERIC, Role.PLACE):
        return token
    return make_token(token.text, token.role, _ALONE, unvocalised=token.unvocalised)


def _part_endings(words: tuple[Word, ...]) -> tuple[Word, ...]:
    parted: list[Word] = []
    for word in words:
        parts = part_ending(word.text) if len(words) > 1 else None
        parted.extend([Word(part, word.script) for part in parts] if parts else [word])
    return tuple(parted)


def acronym(name: PreparedName) -> str:
    """Make the word of first letters, or nothing when the name has too few or too many words."""
    letters = "".join(token.text[0] for token in name.tokens if token.role is not Role.NUMBER)
    return letters if _SHORTEST_ACRONYM <= len(letters) <= _LONGEST_ACRONYM else ""


def _signs(value: str, words: tuple[Word, ...]) -> str:
    scripts = {word.script for word in words}
    if not scripts or not scripts <= SYLLABIC:
        return ""
    return read_with_tones(value) if scripts == {Script.HAN} else "".join(value.split())


def _merge_letters(words: tuple[Word, ...]) -> list[tuple[str, bool]]:
    """Write `A. B. C.` as `abc`."""
    merged: list[tuple[str, bool]] = []
    open_run = False
    for word in words:
        single = len(word.text) == 1 and word.text.isalpha()
        if single and open_run:
            merged[-1] = (merged[-1][0] + word.text, False)
        else:
            merged.append((word.text, word.script in ABJADS))
        open_run = single
    return merged


def _set_forms_aside(texts: list[tuple[str, bool]]) -> tuple[set[str], list[tuple[str, bool]]]:
    legal: set[str] = set()
    kept: list[tuple[str, bool]] = []
    words = [repair_form_word(text) for text, _ in texts]
    position = 0
    while position < len(words):
        for length in range(min(LONGEST_FORM + 1, len(words) - position), 0, -1):
            form = find_form(tuple(words[position : position + length]))
            if form is not None:
                legal.add(form)
                position += length
                break
        else:
            kept.append(texts[position])
            position += 1
    return legal, kept


@lru_cache(maxsize=16384)
def _token(text: str, *, unvocalised: bool) -> Token:
    repaired = _NUMBER_REPAIRS.correct(text)
    if repaired in NUMBERS or text.isdigit():
        return make_token(NUMBERS.get(repaired, text.lstrip("0") or "0"), Role.NUMBER, _WEIGHTS[Role.NUMBER])
    if ordinal := _ORDINAL.fullmatch(text):
        return make_token(ordinal.group(1), Role.NUMBER, _WEIGHTS[Role.NUMBER])
    if text in PLACES:
        return make_token(text, Role.PLACE, _WEIGHTS[Role.PLACE])
    if text in WORDS or text in SHORT_WORDS:
        return make_token(text, Role.GENERIC, _WEIGHTS[Role.GENERIC])
    role = Role.INITIAL if len(text) == 1 else Role.NAME
    weight = _WEIGHTS.get(role) or frequencies.organisation_weight(text)
    return make_token(text, role, weight, unvocalised=unvocalised)


def _join_numbers(tokens: list[Token]) -> list[Token]:
    """Read `forty four` as 44."""
    joined: list[Token] = []
    for token in tokens:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.role is Role.NUMBER is token.role
            and before.text.endswith("0")
            and len(before.text) == len(str(_TENS))
            and len(token.text) == 1
        ):
            joined[-1] = make_token(before.text[0] + token.text, Role.NUMBER, before.weight)
        else:
            joined.append(token)
    return joined
