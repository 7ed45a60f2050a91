"""Umlauts spelt out: Müller is Mueller, and Ås is Aas, where a keyboard or a register has no such letters."""

from __future__ import annotations

_SPELT_OUT = str.maketrans(
    {
        "ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae",
        "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe", "Æ": "Ae",
    }
)  # fmt: skip


def spell_out(text: str) -> str:
    """Write a text without umlauts, ligatures and rings; other letters stay."""
    return text if text.isascii() else text.translate(_SPELT_OUT)
