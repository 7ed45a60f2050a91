"""Languages of the console. Texts stand in the code in English; a catalogue beside the templates has the others.

Who is signed in chooses one in their account; for everybody else the browser's wish counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol

from kyc_service.api.messages import text_of

CATALOGUES = Path(__file__).parent / "translations"


class Language(StrEnum):
    """A language that the console speaks."""

    ENGLISH = "en"
    DUTCH = "nl"


_current: ContextVar[Language] = ContextVar("language", default=Language.ENGLISH)


def current() -> Language:
    """Return the language in which pages are written now."""
    return _current.get()


def locale() -> Locale:
    """Return the customs of the current language: names of months, signs in numbers."""
    return _locale(current())


@contextmanager
def speak(language: Language) -> Iterator[None]:
    """Write pages in a language for a while."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def choose(language: Language) -> None:
    """Write pages in a language from here on, within this request."""
    _current.set(language)


def percent(number: str) -> str:
    """Write a number as one of per cent, as the current language does."""
    return f"{number}%" if current() is Language.DUTCH else f"{number} %"


def decimal(number: float) -> str:
    """Write a number with as many decimals as it needs, six digits at most."""
    return f"{number:g}".replace(".", get_decimal_symbol(locale()))


def gettext(text: str) -> str:
    """Return a text in the current language; in English where the catalogue does not have it."""
    return _texts(current()).get(text, text)


def message(code: str) -> str:
    """Return the sentence that goes with a code of an error."""
    return gettext(text_of(code))


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form of a text that goes with a number."""
    forms, choose_form = _plurals(current())
    found = forms.get(one)
    if found is None:
        return one if number == 1 else many
    return found[choose_form(number)]


def read(language: Language) -> Catalog:
    """Read the catalogue of a language."""
    with (CATALOGUES / f"{language.value}.po").open("rb") as file:
        return read_po(file, locale=language.value)


@cache
def _texts(language: Language) -> dict[str, str]:
    if language is Language.ENGLISH:
        return {}
    return {
        str(message.id): str(message.string)
        for message in read(language)
        if message.id and isinstance(message.id, str) and message.string and not message.fuzzy
    }


@cache
def _plurals(language: Language) -> tuple[dict[str, tuple[str, ...]], Callable[[int], int]]:
    forms = {}
    for message in read(language) if language is not Language.ENGLISH else ():
        if isinstance(message.id, list | tuple) and isinstance(message.string, list | tuple) and all(message.string):
            forms[message.id[0]] = tuple(message.string)
    rule = Locale(language.value).plural_form
    return forms, lambda number: 0 if rule(number) == "one" else 1


@cache
def _locale(language: Language) -> Locale:
    # British English: days before months.
    return Locale("en", "GB") if language is Language.ENGLISH else Locale(language.value)
