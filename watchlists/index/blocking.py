"""Blocking keys: what two tokens share whenever matching may call them alike.

Four families. *Spelling*: deletion neighbourhoods - leaving up to two letters out of each of two words makes them
equal whenever they are within two edits; only the first letters are looked at, which keeps the promise and bounds the
keys of a word. *Sense*: equal consonants or syllables, one meaning, forms of one name. *Joined*: for words that are
several written together. *Letters*: for whole names that are glued or parted otherwise.
"""

from __future__ import annotations

from zlib import crc32

from watchlists.normalize.east_asia import read_syllables
from watchlists.normalize.nicknames import groups_of
from watchlists.normalize.org_stems import stem_of_adjective
from watchlists.normalize.org_words import meaning_of
from watchlists.normalize.skeletons import as_in_egypt, as_one_sound, gaps, skeletons, without_article
from watchlists.normalize.tokens import SERVANT

_PREFIX = 9
_ONE_EDIT_FROM = 3
_TWO_EDITS_FROM = 7
_SHORTEST_SKELETON = 2
_VOWELS_OF_ONE = str.maketrans({"e": "i", "y": "i", "j": "i", "o": "u", "w": "u", "a": None})
_ONE_BONE = 12
_BONES, _MEANING, _NICKNAME, _SYLLABLES, _WITHOUT_SERVANT = 1, 2, 3, 4, 5
_OF_PLACE = "sk"
_JOINED_LISTED, _JOINED_OURS = 6, 8
_JOINED_SOUND = 1
_JOINED_SKELETON = 4
_LETTERS = 10
_MANY_LETTERS = 8
_AROUND_ONE = 2


def keys(text: str) -> set[int]:
    """Make the keys of a token: of its spelling and of its sense."""
    return spelling_keys(text) | sense_keys(text)


def spelling_keys(text: str) -> set[int]:
    """Make the keys that a word shares with every word at most two edits away."""
    prefix = text[:_PREFIX].encode()
    edits = 2 if len(text) >= _TWO_EDITS_FROM else 1 if len(text) >= _ONE_EDIT_FROM else 0
    found = {crc32(prefix)}
    if edits:
        shorter = [prefix[:gap] + prefix[gap + 1 :] for gap in range(len(prefix))]
        found.update(map(crc32, shorter))
        if edits > 1:
            found.update(
                crc32(once[:gap] + once[gap + 1 :])
                for first, once in enumerate(shorter)
                for gap in range(first, len(once))
            )
    return found


def joined_keys(text: str, *, listed: bool) -> set[int]:
    """Make the keys that one word shares with several that spell or sound the same when written together.

    `listed` says that the several words are the listed ones and the one is ours; the other way round has keys of its
    own.
    """
    family = _JOINED_LISTED if listed else _JOINED_OURS
    found = {crc32(text.encode(), family)}
    family += _JOINED_SOUND
    found.update([crc32(bones.encode(), family) for bones in skeletons(text) if len(bones) >= _JOINED_SKELETON])
    if reading := read_syllables(text):
        found.add(crc32(reading.encode(), family))
    return found


def letters_keys(text: str) -> set[int]:
    """Make the keys that all letters of a name share with those of another, at most one edit away where they are many.

    Both names have `_MANY_LETTERS` then.
    """
    whole = text.encode()
    found = {crc32(whole, _LETTERS)}
    if len(whole) >= _MANY_LETTERS:
        found.update([crc32(whole[:gap] + whole[gap + 1 :], _LETTERS) for gap in range(len(whole))])
    return found


def sense_keys(text: str) -> set[int]:
    """Make the keys that a word shares with words of the same sound, meaning or person's name."""
    found = {crc32(bones.encode(), _BONES) for bones in skeletons(text) if len(bones) >= _SHORTEST_SKELETON}
    if reading := read_syllables(text):
        found.add(crc32(reading.encode(), _SYLLABLES))
    if meaning := meaning_of(text):
        found.add(crc32(meaning.encode(), _MEANING))
    found.update(crc32(str(group).encode(), _NICKNAME) for group in groups_of(text))
    found.add(crc32(text.removeprefix(SERVANT).encode(), _WITHOUT_SERVANT))
    found.update(_keys_of_arabic(text))
    if stem := stem_of_adjective(text):
        found.update(crc32(bones.encode(), _BONES) for bones in skeletons(stem) if len(bones) >= _SHORTEST_SKELETON)
        found.update(crc32(form.encode(), _WITHOUT_SERVANT) for form in (stem, stem.removesuffix(_OF_PLACE)))
    elif text.endswith(_OF_PLACE):
        found.add(crc32(text.removesuffix(_OF_PLACE).encode(), _WITHOUT_SERVANT))
    return found


def _keys_of_arabic(text: str) -> set[int]:
    """Make the keys for what Latin letters cannot tell of Arabic ones, for articles, and for a single consonant."""
    words = {as_one_sound(text), as_in_egypt(text), without_article(text)} - {text, ""}
    found = {crc32(bones.encode(), _BONES) for word in words for bones in skeletons(word) if len(bones) > 1}
    found.update([crc32(word.encode(), _WITHOUT_SERVANT) for word in words])
    around = gaps(text)
    if len(around) == _AROUND_ONE and not around[0]:
        heard = "".join(sorted(set(around[1].translate(_VOWELS_OF_ONE))))
        if heard:
            found.update([crc32((bones + heard).encode(), _ONE_BONE) for bones in skeletons(text) if len(bones) == 1])
    return found
