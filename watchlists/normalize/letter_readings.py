"""Read English words that were put into Cyrillic or Greek letters one by one, as `компанй` for company.

That is no translation and not how the word sounds, so neither finds it. What is known is the words: each is put into
the other letters in the ways people do it, and spelt back as a name would be. May not decide whether names match.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from watchlists.normalize.legal_forms import is_form_word
from watchlists.normalize.org_words import ENGLISH, PLACES, STOP_WORDS, meaning_of
from watchlists.normalize.phrases import PHRASE_WORDS, is_phrase_word
from watchlists.normalize.scripts import Script, romanise

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_SINGLE: Mapping[Script, tuple[str, ...]] = MappingProxyType(
    {
        Script.CYRILLIC: (*"абкдефгхи", "дж", *"клмнопкрстувв", "кс", "й", "з"),
        Script.GREEK: (*"αβκδεφγχι", "τζ", *"κλμνοπκρστ", "ου", "β", "ου", "ξ", "υ", "ζ"),
    }
)
"""For each Latin letter, in order."""
_DOUBLE: Mapping[Script, Mapping[str, str]] = MappingProxyType(
    {
        Script.CYRILLIC: {"sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "ts": "ц"},
        Script.GREEK: {"th": "θ", "ch": "χ", "ps": "ψ", "ks": "ξ", "ph": "φ", "ou": "ου"},
    }
)
_SHORTEST = 3
_FORMS = "llc ltd inc corp jsc ojsc cjsc pjsc limited company corporation joint stock open closed public private co"


def read_letters(text: str, script: Script) -> str:
    """Give the common English word that a romanised word was before its letters were changed, or the word itself."""
    if script not in _SINGLE or len(text) < _SHORTEST:
        return text
    return _known(script).get(text, text)


@cache
def _known(script: Script) -> Mapping[str, str]:
    """Spell every common word as it comes back; what is a word of its own in the other language stays one."""
    found: dict[str, str] = {}
    for word in sorted({*ENGLISH, *_latin(PLACES), *PHRASE_WORDS, *_FORMS.split()}):
        for read in _spellings(word, script):
            if read != word and len(read) >= _SHORTEST and not _is_known(read):
                found.setdefault(read, word)
    return MappingProxyType(found)


def _spellings(word: str, script: Script) -> Iterator[str]:
    """Put a word into other letters, pairs of letters as one sound and each alone, and spell it back."""
    table = dict(zip(_LATIN, _SINGLE[script], strict=True))
    paired = word
    for pair, letter in _DOUBLE[script].items():
        paired = paired.replace(pair, letter)
    for text in {word, paired}:
        foreign = "".join(table.get(letter, letter) for letter in text)
        yield "".join(romanise(foreign, script, alone=False))


def _is_known(text: str) -> bool:
    return bool(meaning_of(text)) or is_form_word(text) or is_phrase_word(text) or text in STOP_WORDS


def _latin(words: Iterable[str]) -> Iterator[str]:
    return (word for word in words if word.isascii() and word.isalpha())
