"""Content: finds what has no place in a text: card and account numbers, and words about health.

A card or an account is refused. Words about health only ask for a look, because a word alone proves nothing.
May not decide what a field is for.
"""

from __future__ import annotations

import re

from stdnum import iban, luhn

from kyc_service.domain.intake.readings import Reading, accept, refuse

_DIGIT_RUN = re.compile(r"(?<![0-9])[0-9](?:[ .\-]?[0-9]){11,22}(?![0-9])")
_IBAN_RUN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}")
_SHORTEST_IBAN = 15

_CARD_SHAPES = re.compile(
    r"4[0-9]{12}(?:[0-9]{3}){0,2}"  # Visa
    r"|5[1-5][0-9]{14}|2(?:2[2-9]|[3-6][0-9]|7[01])[0-9]{13}|2720[0-9]{12}"  # Mastercard
    r"|3[47][0-9]{13}"  # American Express
    r"|3(?:0[0-5]|[689][0-9])[0-9]{11}"  # Diners
    r"|6(?:011|5[0-9]{2}|4[4-9][0-9])[0-9]{12}"  # Discover
    r"|35[2-8][0-9]{13}"  # JCB
    r"|62[0-9]{14,17}",  # UnionPay
)
"""Lengths and first digits of payment cards. Source: ISO/IEC 7812-1 and the schemes' public ranges."""

_HEALTH = re.compile(
    r"\b(?:diabet|cancer\b|krebs|kanker|tumou?r|hiv\b|aids\b|hepatit|epilep|schizophren|psychos|psychiatr|depressi"
    r"|bipolar|dementia|alzheimer|chemotherap|pregnan|schwanger|zwanger|enceinte|embarazad|disabilit|behinder"
    r"|handicap|wheelchair|diagnos|illness|disease|krankheit|ziekte|maladie|enfermedad|malattia|addict|alcoholi"
    r"|medication|surgery|patient\b)|糖尿病|癌症|艾滋病|怀孕|残疾",
    re.IGNORECASE,
)
SPECIAL_CATEGORY = "special_category_suspected"
OTHER_DATA = "looks_like_other_data"


def find_payment_data(text: str) -> bool:
    """Whether a text holds a payment card's or a bank account's number, check digits included."""
    return any(_is_card(found.group()) for found in _DIGIT_RUN.finditer(text)) or any(
        _is_iban(found.group()) for found in _IBAN_RUN.finditer(text.upper())
    )


def mentions_health(text: str) -> bool:
    """Whether a text has words about somebody's health."""
    return _HEALTH.search(text) is not None


def read_free_text(text: str) -> Reading:
    """Read a text that a person typed without a form: notes, job titles, metadata."""
    if find_payment_data(text):
        return refuse(OTHER_DATA)
    return accept(text, SPECIAL_CATEGORY) if mentions_health(text) else accept(text)


def _is_card(run: str) -> bool:
    digits = "".join(letter for letter in run if letter.isdigit())
    return _CARD_SHAPES.fullmatch(digits) is not None and luhn.is_valid(digits)


def _is_iban(run: str) -> bool:
    """Whether some beginning of the run is an account number: words may follow it without a mark."""
    compact = run.replace(" ", "")
    return any(iban.is_valid(compact[:length]) for length in range(_SHORTEST_IBAN, len(compact) + 1))
