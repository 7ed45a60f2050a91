"""Prepare names of organisations, vessels and aircraft: legal forms, generic words, numbers, places, acronyms.

Legal forms are set aside as classes (GmbH, LLC and OOO are one), unless nothing else is left. May not compare.
"""

from __future__ import annotations

import re
from functools import lru_cache

from watchlists.normalize import frequencies
from watchlists.normalize.disguises import undress
from watchlists.normalize.east_asian_words import translate
from watchlists.normalize.legal_forms import (
    LONGEST_FORM,
    find_form,
    is_form_slip,
    is_form_word,
    may_begin_form,
    part_ending,
    repair_form_word,
)
from watchlists.normalize.letter_readings import read_letters
from watchlists.normalize.org_words import STOP_WORDS, hear_english, is_place, meaning_of
from watchlists.normalize.phrases import SHORT_WORDS, begins_phrase, is_phrase_word, shorten
from watchlists.normalize.repairs import Repairs
from watchlists.normalize.scripts import ABJADS, SYLLABIC, Script, read_with_tones
from watchlists.normalize.text import MAX_LETTERS, Word, fold, plain_words
from watchlists.normalize.tokens import COMMON, PreparedName, Role, Shape, Token, make_token

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
_SHIP = frozenset({"mv", "mt", "ms", "ss", "mts"})
_TENS = 10
_SHORTEST_ACRONYM = 4
_LONGEST_ACRONYM = 9
_ALONE = 0.7
_ARTICLES = frozenset({"the", "of", "a", "an", "la", "le", "el", "los", "al", "der", "die", "das", "les", "il", "no"})
FOREIGN = "foreign"
"""Stands beside the legal forms of a name in other letters: where it meets one in Latin letters no slip is expected."""

SHIP = "ship"
"""Stands for the legal form of a vessel or an aircraft: theirs are names of another kind."""

_LETTERS_FOR_DIGITS = tuple(str.maketrans(digits, letters) for digits, letters in (("01", "ol"), ("01", "oi")))
_LATIN_LETTERS = re.compile(r"[a-z ]+")
_FOREIGN_ORDINAL = re.compile(r"(\d+)[a-z]{1,3}")
_PREFIXES = ("wal", "ll", "bal", "w", "l", "b")
_FOREIGN_STOP_TEXT = {
    Script.GREEK: "o i to tu tis ton tin ta tus stin sto ston ke kai gia apo me se pros ypo",
    Script.ARABIC: "fi w mn ala ale an aly hai dr u az bh ta",
    Script.CYRILLIC: "v i na za po pri k ot so u ta z dlya iz o ob im km do s vv ili kato ya yy oy go",
    Script.HEBREW: "shl al at",
}
_FOREIGN_STOP_WORDS = {script: frozenset(text.split()) for script, text in _FOREIGN_STOP_TEXT.items()}
"""Small words of other scripts, which name nobody."""

_STOP_SLIPS = Repairs(("named", "after", "imeni"), shortest=5)
_WEIGHTS = {Role.GENERIC: 0.3, Role.PLACE: 0.6, Role.NUMBER: 0.7, Role.INITIAL: 0.4}


def prepare_organisation(value: str, *, ship: bool = False) -> PreparedName:
    """Prepare the name of anything that is not a person. `ship` says that it is a vessel or an aircraft."""
    if (latin := plain_words(value)) and (quick := _prepare_plain(value, latin, ship=ship)):
        return quick
    plain = undress(value)
    words = _reword_all(fold(plain if plain.isascii() else translate(plain)))
    if not plain.isascii() and all(word.script is Script.LATIN and len(word.text) > 1 for word in words):
        quick = _prepare_plain(value, [word.text for word in words], ship=ship)
        if quick:
            return quick
    texts = shorten(_merge_letters(_part_endings(words)))
    legal, kept = _set_forms_aside(texts)
    if len(kept) > 1 and legal <= {"partnership"} and is_form_slip(kept[-1][0]):
        kept = kept[:-1]
    if len(kept) > 1 and not legal and is_form_slip(kept[0][0]):
        kept = kept[1:]
    tokens = _join_numbers(_set_stop_words_aside(kept or texts))
    if not any(token.role is Role.NAME for token in tokens):
        # Of common words only: together they are the name, and each counts more.
        tokens = [_raise(token) for token in tokens]
    if ship and not legal:
        legal = {SHIP}
    if not value.isascii() and any(word.script is not Script.LATIN for word in words):
        legal.add(FOREIGN)
    return PreparedName(
        value,
        Shape.ORGANISATION,
        tuple(tokens),
        " ".join(sorted(legal)),
        _signs(value, words),
        "".join([word.text for word in words])[:MAX_LETTERS],
        len(words),
    )


def _prepare_plain(value: str, words: list[str], *, ship: bool) -> PreparedName | None:
    """Prepare a name of words that mean the same wherever they stand, and a legal form; None for any other name."""
    tokens: list[Token] = []
    for word in words:
        token = _plain_token(word)
        if token is None:
            break
        tokens.append(token)
    if not any(token.role is Role.NAME for token in tokens):
        return None
    ending = tuple(words[len(tokens) :])
    legal = _plain_form(ending) if ending else ""
    if legal is None:
        return None
    letters = "".join(words)[:MAX_LETTERS]
    legal = legal or (SHIP if ship else "")
    return PreparedName(value, Shape.ORGANISATION, tuple(tokens), legal, letters=letters, words=len(words))


@lru_cache(maxsize=16384)
def _plain_token(text: str) -> Token | None:
    """Make the token of a word that is neither part of a number, phrase or legal form, nor a small word, nor near one.

    None for any other word.
    """
    if not text.isalpha() or _reword(text, Script.LATIN) != text or part_ending(text) or begins_phrase(text):
        return None
    if may_begin_form(text) or is_form_slip(text) or text in _SHIP or _STOP_SLIPS.correct(text) in STOP_WORDS:
        return None
    token = _token(text, unvocalised=False)
    return None if token.role is Role.NUMBER or text in STOP_WORDS else token


@lru_cache(maxsize=4096)
def _plain_form(words: tuple[str, ...]) -> str | None:
    """Tell the class of the legal form that some words at the end of a name are all of; None where they say more."""
    for word in words:
        if _reword(word, Script.LATIN) != word or part_ending(word) or begins_phrase(word):
            return None
    legal, kept = _set_forms_aside([(word, False) for word in words])
    return None if kept or legal <= {"partnership"} else " ".join(sorted(legal))


def _reword_all(words: tuple[Word, ...]) -> tuple[Word, ...]:
    kept = [word for word in words if not _is_foreign_stop_word(word)] or words
    return tuple(
        [word if (text := _reword(word.text, word.script)) == word.text else Word(text, word.script) for word in kept]
    )


def _is_foreign_stop_word(word: Word) -> bool:
    return word.text in _FOREIGN_STOP_WORDS.get(word.script, ()) and not is_form_word(word.text)


@lru_cache(maxsize=16384)
def _reword(text: str, script: Script) -> str:
    """Bring a word into the form in which other spellings of a name have it; known words stay as they are."""
    if meaning_of(text) or is_form_word(text) or is_phrase_word(text):
        return text
    if not text.isalpha():
        ordinal = None if script is Script.LATIN else _FOREIGN_ORDINAL.fullmatch(text)
        return ordinal.group(1) if ordinal else _unleet(text)
    if script is Script.ARABIC:
        text = _without_prefix(text)
    if script is Script.LATIN or script in SYLLABIC:
        return text
    return hear_english(read_letters(text, script))


def _unleet(text: str) -> str:
    """Read a 0 or 1 in a word as the letter it looks like, where that makes a common word of it."""
    if text.isdigit():
        return text
    for letters in _LETTERS_FOR_DIGITS:
        read = text.translate(letters)
        if read.isalpha() and (meaning_of(read) or is_form_word(read) or read in STOP_WORDS):
            return read
    return text


def _without_prefix(text: str) -> str:
    """Leave out an Arabic `and`, `for`, `in` or article that is written together with a common word."""
    for prefix in _PREFIXES:
        if text.startswith(prefix) and meaning_of(rest := text.removeprefix(prefix)):
            return rest
    return text


@lru_cache(maxsize=4096)
def forms_of(legal: str) -> str:
    """Tell the classes of legal forms in `PreparedName.legal`, without the mark of another script."""
    return " ".join(form for form in legal.split() if form != FOREIGN)


def is_foreign(legal: str) -> bool:
    """Tell from `PreparedName.legal` whether the name is written in other letters than Latin ones."""
    return FOREIGN in legal


def _set_stop_words_aside(words: list[tuple[str, bool]]) -> list[Token]:
    """Make tokens of all words but stop words; of those too where no word of its own would be left beside them."""
    texts = [text for text, _ in words]
    kept = [word for place, word in enumerate(words) if not _is_stop_word(texts, place)] or words
    tokens = [_token(text, unvocalised=unvocalised) for text, unvocalised in kept]
    if tokens and tokens[0].text in _SHIP and any(token.role is Role.NAME for token in tokens[1:]):
        tokens = tokens[1:]
    if len(kept) < len(words) and all(token.role in COMMON for token in tokens) and _is_name_like(words[0][0]):
        return [_token(text, unvocalised=unvocalised) for text, unvocalised in words]
    return tokens


def _is_stop_word(texts: list[str], place: int) -> bool:
    text = texts[place]
    if len(text) == 1 and texts[place + 1 : place + 2] == ["and"]:
        # S&T is no T.
        return False
    return text in STOP_WORDS or (place > 0 and _STOP_SLIPS.correct(text) in STOP_WORDS)


def _is_name_like(text: str) -> bool:
    """Tell whether a first word that is a stop word elsewhere may be all that names a company (On Holding)."""
    return text in STOP_WORDS and text not in _ARTICLES


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
    """Read what is left of a Han or Hangul name when its common words are translated: there every syllable counts."""
    own = [word for word in words if word.script is not Script.LATIN]
    scripts = {word.script for word in own}
    if not scripts or not scripts <= SYLLABIC or any(letter.isascii() and letter.isalpha() for letter in value):
        return ""
    if scripts == {Script.HAN}:
        return read_with_tones(_LATIN_LETTERS.sub("", translate(value)))
    return "".join(value.split())


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
    meaning = meaning_of(text)
    if meaning is not None and is_place(meaning):
        return make_token(text, Role.PLACE, _WEIGHTS[Role.PLACE])
    if meaning is not None or text in SHORT_WORDS:
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
