"""Addresses of digital currencies in prose: found by their forms, where the prose speaks of digital currency."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from watchlists.model import Identifier

_SPOKEN_OF = ("crypto", "wallet", "bitcoin", "digital currency", "virtual currency", "usdt")
_FORMS: Mapping[str, re.Pattern[str]] = {
    "ETH": re.compile(r"\b0x[0-9A-Fa-f]{40}\b"),
    "TRX": re.compile(r"\bT[1-9A-HJ-NP-Za-km-z]{33}\b"),
    "XBT": re.compile(r"\b(?:bc1[02-9ac-hj-np-z]{11,71}|[13][1-9A-HJ-NP-Za-km-z]{25,34})\b"),
}


def find_crypto_addresses(text: str, *, certain: bool = False) -> Iterator[Identifier]:
    """Yield each address with its coin as note. A token on a chain stands under the chain's coin.

    `certain` is for a text that holds nothing else of such forms, in whatever language it speaks.
    """
    folded = text.casefold()
    if certain or any(words in folded for words in _SPOKEN_OF):
        for coin, form in _FORMS.items():
            for address in form.findall(text):
                yield Identifier("crypto_address", address, note=coin)
