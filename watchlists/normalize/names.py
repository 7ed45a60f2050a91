"""Prepare names of persons: family name, patronymics, titles and particles, Abd- and -ad-Din compounds.

Titles and particles are set aside, unless nothing else is left. May not compare.
"""

from __future__ import annotations

import re
from functools import lru_cache

from watchlists.normalize import frequencies
from watchlists.normalize.disguises import undress
from watchlists.normalize.repairs import Repairs
from watchlists.normalize.scripts import ABJADS, SYLLABIC, Script, read_with_tones
from watchlists.normalize.skeletons import stem_of_patronymic
from watchlists.normalize.text import MAX_LETTERS, Word, fold, plain_words
from watchlists.normalize.tokens import PreparedName, Role, Shape, Token, make_token

_HONORIFICS_TEXT = (
    "mr mrs ms miss mister sir dame lord lady dr doctor prof professor phd md mba ing eng engineer shaikh sheikh "
    "shaykh sheik cheikh sayyid sayyed seyed seyyed sayed hajj haj hajji haji hadji alhaj alhaji hafiz mullah "
    "mulla mawlawi maulawi maulavi maulvi molvi maulana mawlana mufti qari ustad ayatollah hojatoleslam imam "
    "general gen colonel col major captain capt cpt lieutenant lt brigadier brig admiral marshal commander cmdr "
    "monsieur madame herr frau senor senora don dona president minister ambassador hon jr sr junior senior esq "
    "akhund akhundzada akhundzadeh nmn fnu lnu the"
)
HONORIFICS = frozenset(_HONORIFICS_TEXT.split())
"""Titles, ranks and suffixes: words about a person, not of the name."""

_PARTICLES_TEXT = "al el ul ud der den del dela della dello van von vom zu zum zur ter ten te de du des und of"
PARTICLES = frozenset(_PARTICLES_TEXT.split())
"""Words between names that writers leave out, move and glue."""

_INNER_PARTICLES_TEXT = "ad as ash at az ar an ur il le la les lo li di da do dos das y e i ap ab bar bat mac"
INNER_PARTICLES = frozenset(_INNER_PARTICLES_TEXT.split())
"""Particles only inside a name: at an end they are names of their own (Li Peng, Le Duc Tho)."""

CHILD_OF = frozenset({"bin", "ibn", "ben", "bint", "binti", "bn", "ould", "wuld", "walad", "uld", "wld", "bnt"})
_NONE: frozenset[str] = frozenset()
_SERVANT = frozenset({"abd", "abdul", "abdel", "abdal", "abdol", "abdoul", "abdur", "abdus"})
_ARTICLES = frozenset({"al", "el", "ul", "ad", "as", "ash", "at", "az", "ar", "an", "ur", "il", "ud", "ed", "eddine"})
_ARTICLE = frozenset({"al", "el"})
_UNVOCALISED_TITLES = frozenset(
    {"shikh", "hji", "hajji", "haji", "akhwnd", "akhund", "mla", "mwlwi", "mulwi", "dktwr", "aait"}
)
_FAITH = frozenset({"din", "deen", "dine", "ddin", "ddine", "eddin", "eddine", "aldin", "uddin", "addin", "udin"})
_GLUED_SERVANT = re.compile(r"abd[aeou]{1,2}(?:l|r(?=r)|s(?=s))(?!lah)(\w{3,})")
_NO_SERVANT = frozenset({"abdeh", "abduh", "abdoh", "abdou"})
_CHILD = frozenset({"zada", "zadeh", "zade", "zadah"})
"""Persian for born of: the end of a name, together or apart."""

_GOD = frozenset({"allah", "ullah", "ollah", "ulla", "lah", "llah"})
_GIVEN_BY_GOD = frozenset(
    {"dad", "bakhsh", "baksh", "bux", "yar", "ditta", "nazar", "rakha", "wasaya", "verdi", "qoli"}
)
"""What follows `Allah` in names that begin with it."""
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "phd", "md", "esq"})
_NOT_PLAIN = frozenset().union(
    *(HONORIFICS, PARTICLES, INNER_PARTICLES, CHILD_OF, _SERVANT, _FAITH, _CHILD, _GOD, _ARTICLES, _SUFFIXES)
)
"""Words that change what stands beside them, or that depend on it."""

_WITH_CARE = ABJADS | SYLLABIC

_GLUED_GOD = re.compile(r"(\w{2,}?)(?:[auo]llah|[uo]lah|ulla)")
_GLUED_FAITH = re.compile(r"(\w{2,}?)(?:(?:[aeiou]?[ld]+|a[ld])?[ae]?d[aeiou]?d|[aeou]ld)(?:in|een|ine)")
_GLUED_FATHER_OF = re.compile(r"ab(?:u|o|ou|oo)a?l([^\Waeiou]\w{2,})")
_FATHER_OF = "abu"
_GLUED_TITLE = re.compile(r"s(?:ayy?[ei]d|eyy?ed)(\w{3,})")
_LETTERS_FOR_DIGITS = str.maketrans("0345789", "oeasbbg")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_VOWELS = frozenset("aeiouy")
_SERVANT_SLIPS = Repairs(("abdul", "abdel", "abdur"), shortest=5)
_TITLE_SLIPS = Repairs(HONORIFICS, shortest=7)
_INITIAL_WEIGHT = 0.3
_MIDDLE_WEIGHT = 0.45
_TITLE_WEIGHT = 0.15
_FAMILY_FACTOR = 1.15


def prepare_person(value: str, family: str | None = None) -> PreparedName:
    """Prepare a person's name. `family` is the family name where the publisher tells it apart."""
    if family is None and (quick := _prepare_plain(value)):
        return quick
    plain = undress(value)
    front, comma, rest = plain.partition(",")
    rest_words = fold(rest) if comma else ()
    if rest_words and not all(word.text in _SUFFIXES for word in rest_words):
        front_words = fold(front)
        family, words, written = front, (*rest_words, *front_words), (*front_words, *rest_words)
    else:
        words = written = fold(plain)
    family_words = frozenset(word.text for word in fold(family)) if family else frozenset()
    return PreparedName(
        value,
        Shape.PERSON,
        _plain_tokens(words, family_words) or tuple(_tokens(words, family_words)),
        signs=_signs(value, words),
        letters="".join([word.text for word in written])[:MAX_LETTERS],
        words=len(written),
    )


def _prepare_plain(value: str) -> PreparedName | None:
    """Prepare a name of words that mean the same wherever they stand; None for any other name."""
    if "," in value or not (words := plain_words(value)):
        return None
    tokens = _all_plain(words)
    if not tokens:
        return None
    return PreparedName(value, Shape.PERSON, tokens, letters="".join(words)[:MAX_LETTERS], words=len(words))


def _plain_tokens(words: tuple[Word, ...], family: frozenset[str]) -> tuple[Token, ...] | None:
    """Make the tokens of such words in whatever letters, but those that leave vowels out and those of syllables."""
    if family or len(words) == 1 or any(word.script in _WITH_CARE for word in words):
        return None
    return _all_plain([word.text for word in words])


def _all_plain(texts: list[str]) -> tuple[Token, ...] | None:
    tokens = []
    for text in texts:
        token = _plain_token(text)
        if token is None:
            return None
        tokens.append(token)
    return tuple(tokens)


@lru_cache(maxsize=16384)
def _plain_token(text: str) -> Token | None:
    """Make the token of a word in which nothing can be read but a name; None for any other word."""
    if not text.isalpha() or text in _NOT_PLAIN or _TITLE_SLIPS.correct(text) in HONORIFICS or _is_servant_slip(text):
        return None
    if _GLUED_FATHER_OF.fullmatch(text) or _unglue(text) != text:
        return None
    return _token(text, unvocalised=False, father=False, family=False)


def _signs(value: str, words: tuple[Word, ...]) -> str:
    scripts = {word.script for word in words}
    if not scripts or not scripts <= SYLLABIC:
        return ""
    return read_with_tones(value) if scripts == {Script.HAN} else "".join(value.split())


def _tokens(words: tuple[Word, ...], family: frozenset[str]) -> list[Token]:
    kept = [word for place, word in enumerate(words) if not _is_title(words, place)] or list(words)
    if len(kept) == 1:
        kept = list(words)
    plain = [(_unleet(word.text), word.script in ABJADS) for word in kept]
    if len(plain) > 1 and plain[-1][0] in _SERVANT:
        # Moved to the end, as in `Rahman Muhammad Abdul`: it belongs in front of the first word.
        plain = [plain[-1], *plain[:-1]]
    compounds = _compound(plain)
    tokens: list[Token] = []
    father = False
    last = len(compounds) - 1
    # Syllables that are spelt like the particles of other languages are none.
    particles, child_of = (_NONE, _NONE) if words and words[0].script in SYLLABIC else (PARTICLES, CHILD_OF)
    for position, (text, unvocalised) in enumerate(compounds):
        if text in child_of and last > 0 and not (text == "ben" and position == 0 and last == 1):
            father = bool(tokens) or text != "ben"
        elif text not in particles and not (text in INNER_PARTICLES and 0 < position < last):
            tokens.append(_token(text, unvocalised=unvocalised, father=father, family=text in family))
            father = False
    if not tokens:
        tokens = [_token(text, unvocalised=unvocalised, father=False, family=False) for text, unvocalised in compounds]
    return tokens


def _is_title(words: tuple[Word, ...], place: int) -> bool:
    """Tell whether a word is a title; behind an article it is a name (al-Sheikh)."""
    word = words[place]
    if _TITLE_SLIPS.correct(word.text) in HONORIFICS or (word.script in ABJADS and word.text in _UNVOCALISED_TITLES):
        return word.script not in SYLLABIC and (place == 0 or words[place - 1].text not in _ARTICLE)
    return False


@lru_cache(maxsize=16384)
def _token(text: str, *, unvocalised: bool, father: bool, family: bool) -> Token:
    weight = frequencies.person_weight(text, unvocalised=unvocalised)
    if len(text) == 1 and not family:
        return make_token(text, Role.INITIAL, _INITIAL_WEIGHT)
    if text in HONORIFICS:
        return make_token(text, Role.TITLE, _TITLE_WEIGHT)
    if stem_of_patronymic(text) and not family:
        return make_token(text, Role.MIDDLE, _MIDDLE_WEIGHT)
    if family:
        return make_token(text, Role.FAMILY, weight * _FAMILY_FACTOR, unvocalised=unvocalised)
    return make_token(text, Role.FATHER if father else Role.NAME, weight, unvocalised=unvocalised)


def _unleet(text: str) -> str:
    """Read digits that stand for letters: names of persons have none. A 1 is l behind a vowel, and i elsewhere."""
    if text.isalpha() or text.isdigit() or _ORDINAL.fullmatch(text):
        return text
    read = ""
    plain = text.translate(_LETTERS_FOR_DIGITS)
    for place, letter in enumerate(plain):
        if letter != "1":
            read += letter
        else:
            beside = read[-1:] or ("a" if plain[place + 1 : place + 2] in _VOWELS else "")
            read += "l" if beside in _VOWELS else "i"
    return read


def _compound(words: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Write `Abd al-Aziz`, `Abdul Aziz` and `Abdulaziz` as one word, and so the names that end in -ad-Din."""
    done: list[tuple[str, bool]] = []
    position = 0
    while position < len(words):
        text, unvocalised = words[position]
        position += 1
        if text in _SERVANT or _is_servant_slip(text):
            after = position + (position < len(words) and words[position][0] in _ARTICLES)
            if after < len(words) and len(words[after][0]) > 1:
                text, position = "abdul" + words[after][0], after + 1
        elif text in _GOD and done and _may_end_in_god(done[-1][0], words[position : position + 1]):
            before, vague = done.pop()
            text, unvocalised = before.removesuffix("u") + ("llah" if vague else "ullah"), vague
        elif text in _FAITH and done and len(done[-1][0]) > 1:
            while len(done) > 1 and done[-1][0] in _ARTICLES:
                done.pop()
            text = done.pop()[0] + "din"
        elif text in _CHILD and done and len(done[-1][0]) > 1:
            text = done.pop()[0] + text
        elif son := _GLUED_FATHER_OF.fullmatch(text):
            done.append((_FATHER_OF, unvocalised))
            text = son.group(1)
        else:
            text = _unglue(text)
        done.append((text, unvocalised))
    return done


def _may_end_in_god(before: str, after: list[tuple[str, bool]]) -> bool:
    """Tell whether `Allah` belongs to the word before, as in Nasr Allah, and begins no name with the one after."""
    if len(before) == 1 or before in CHILD_OF or before.endswith("llah"):
        return False
    return not (after and after[0][0] in _GIVEN_BY_GOD)


@lru_cache(maxsize=16384)
def _is_servant_slip(text: str) -> bool:
    """Tell whether a word is `Abdul` with a wrong letter; `Abdula` is a name of its own."""
    if text in _NO_SERVANT:
        return False
    return len(text) > len("abdu") and not text.startswith("abdul") and _SERVANT_SLIPS.correct(text) in _SERVANT


@lru_cache(maxsize=16384)
def _unglue(text: str) -> str:
    if servant := _GLUED_SERVANT.fullmatch(text):
        return "abdul" + servant.group(1)
    if god := _GLUED_GOD.fullmatch(text):
        return god.group(1) + "ullah"
    if text.endswith(("din", "deen", "dine")) and (faith := _GLUED_FAITH.fullmatch(text)):
        return faith.group(1) + "din"
    if title := _GLUED_TITLE.fullmatch(text):
        return title.group(1)
    return text
