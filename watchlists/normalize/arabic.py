"""Arabic letters, of Persian and Urdu too: how a word without its short vowels is spelt in ASCII letters.

Articles and titles that are written together with a name are parted from it. May not decide whether names match.
"""

from __future__ import annotations

import re

from anyascii import anyascii

from watchlists.normalize.alphabets import ARABIC

_LONG_I = frozenset("يی")
_ENDING_IN_A = frozenset({"عیسی", "موسی", "مصطفی", "مرتضی", "یحیی", "مجتبی", "کبری", "صغری", "لیلی"})
"""Names whose last letter is the i of Persian and Egyptian writing, and is read a."""

_NOT_AS_WRITTEN = {"الله": "allah", "اله": "allah", "طه": "taha", "عمرو": "amr", "سيد": "sayyid", "سید": "sayyid"}
"""Words that leave out what is heard, or write what is not."""

_ARTICLE = "ال"
_PARTED = tuple(
    re.compile(pattern)
    for pattern in ("(.{2,}?)(ال)(د[يی]ن)", "([اأآ]ب[ویىيا]|بو)(ال)(.{3,})", "(س[يی]د)(.{3,})", "(ال)(?!له)(.{2,})")
)
"""Words of several that are written as one: X al-Din, Abu al-X, Sayyid X, al-X."""

_ONE_SOUND_TEXT = "th sh dh kh gh zh ch ph ts dz tj sj zj dj sz tz pf bv"
_ONE_SOUND = frozenset(_ONE_SOUND_TEXT.split())
_VOWELS = frozenset("aiu")
_PERSIAN_END = "ند"
"""Behind a و that is heard as v: Damavand."""


def spell_arabic(word: str) -> tuple[str, ...]:
    """Spell a word in lower-case ASCII letters; a word that holds an article or a title becomes several."""
    word = word.replace("ہ", "ه").replace("خوا", "خا")
    if word.replace("ي", "ی") in _ENDING_IN_A:
        word = word[:-1] + "ى"
    if word in _NOT_AS_WRITTEN:
        return (_NOT_AS_WRITTEN[word],)
    return tuple(_NOT_AS_WRITTEN.get(part) or _spell(part) for part in _part(word))


def _part(word: str) -> tuple[str, ...]:
    for pattern in _PARTED:
        if found := pattern.fullmatch(word):
            first, *middle, last = found.groups()
            return (*_part(first), *middle, last) if first != _ARTICLE else (first, *middle, last)
    return (word,)


def _spell(word: str) -> str:
    spelt: list[str] = []
    # Allah inside a name lends it his l only: Hamdullah, Hamdallah, Hamdollah.
    word = word[:1] + word[1:].replace("الله", "لله")
    last = len(word) - 1
    for place, letter in enumerate(word):
        if place and letter == "ع":
            continue
        sound = _sound_inside(word, place, last) if place else ""
        if not sound:
            sound = ARABIC[letter] if letter in ARABIC else anyascii(letter)
            if spelt and _needs_vowel(spelt[-1], sound, word[place : place + 2]):
                spelt.append("e")
        spelt.append(sound)
    return "".join(letter for letter in "".join(spelt).lower() if letter.isascii() and letter.isalnum())


def _sound_inside(word: str, place: int, last: int) -> str:
    """Spell a letter that is a vowel inside a word; nothing for any other."""
    letter = word[place]
    if letter == "و":
        beside_alif = "ا" in word[max(0, place - 1) : place + 2]
        after = word[place + 1 :]
        return "w" if beside_alif or after[:1] in _LONG_I or (after == _PERSIAN_END and place > 1) else "u"
    if letter in _LONG_I:
        return "i"
    if letter == "ى":
        # Written for a (Mustafa), and in Egypt and Iran for i: any vowel.
        return "e" if place == last else "i"
    return ""


def _needs_vowel(before: str, sound: str, letters: str) -> bool:
    """Tell whether two letters would be taken for one sound (Taha, not Tha) or one letter (Madalal)."""
    twice = before[-1:] == sound[:1] and sound[:1] not in _VOWELS and letters != "له"
    return before[-1:] + sound[:1] in _ONE_SOUND or twice
