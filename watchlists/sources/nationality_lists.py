"""Nationalities as they stand together in one cell: `a) French b) Tunisian`, `Russian; German`, `Turkish/Jordanian`."""

from __future__ import annotations

import re

from watchlists.normalize.countries import is_no_country, to_country
from watchlists.normalize.nationalities import to_nationality
from watchlists.sources.drafts import Draft
from watchlists.sources.numbered import split_numbered

_NEXT = re.compile(r"\s*(?:[;/\n]|\band\b|,)\s*")
_NOTE = re.compile(r"\s*\([^()]*\)|^possibly\s+|\s+(?:citizenship|nationality)\s.*$", re.IGNORECASE)
_EDGES = " \t\r\n\u00a0.,;:"


def add_nationalities(draft: Draft, text: str) -> None:
    """Add every nationality of a cell, and keep what is none. A remark in it is kept among the reasons."""
    for part in split_numbered(text):
        plain = _NOTE.sub("", part).strip(_EDGES)
        if plain != part.strip(_EDGES):
            draft.reasons.append(f"Nationality: {part}")
        pieces = [plain] if to_country(plain) else _NEXT.split(plain)  # `Bosnia and Herzegovina` is one
        for piece in filter(None, (piece.strip(_EDGES) for piece in pieces)):
            code = to_nationality(piece)
            if code is not None:
                draft.nationalities.append(code)
            elif not is_no_country(piece):
                draft.keep("nationality", piece)
