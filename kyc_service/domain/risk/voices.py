"""Voices: how a language says the texts, codes and numbers of which sentences about a rating are made.

Sentences are put together in one place, from texts in English; whoever shows them to somebody says them by a voice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _name(code: str) -> str:
    return code.replace("_", " ")


def _write(number: float) -> str:
    return f"{number:g}"


@dataclass(frozen=True, slots=True)
class Voice:
    """A language. As it is made without anything, it is English."""

    say: Callable[[str], str] = str
    """Says a text that stands in the code or in a table; one that it does not know stays as it is."""
    name: Callable[[str], str] = _name
    """Says a code of a closed list, as `email_disposable`."""
    write: Callable[[float], str] = _write
    """Writes a number, with as many decimals as it needs."""


ENGLISH = Voice()
