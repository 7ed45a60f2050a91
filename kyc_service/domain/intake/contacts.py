"""Contacts: countries, e-mail addresses, telephone numbers and web addresses. Nothing is looked up outside."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import phonenumbers
import pycountry
from email_validator import EmailNotValidError, validate_email

from kyc_service.domain.intake.characters import refuse_characters
from kyc_service.domain.intake.readings import Reading, accept, refuse

_COUNTRY = re.compile(r"[A-Za-z]{2}")
_CURRENT = frozenset({country.alpha_2 for country in pycountry.countries} | {"XK"})
"""ISO 3166-1 alpha-2, with the user-assigned code of Kosovo, which has no other."""
_DISSOLVED = frozenset(
    {country.alpha_2 for country in pycountry.historic_countries if hasattr(country, "alpha_2")} - _CURRENT,
) | {"SU", "YU", "CS", "AN", "DD", "TP", "ZR", "BU"}
_LONGEST_EMAIL = 254
_LONGEST_LOCAL = 64
_LONGEST_PHONE = 32
_PHONE = re.compile(r"[+0-9(][0-9 ()./\-]{3,}(?:(?: ?(?:ext\.?|x|#) ?)[0-9]{1,6})?", re.IGNORECASE)
_LONGEST_WEBSITE = 2048
_HOST = re.compile(r"(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.)+[^\W_\d](?:[\w\-]{0,61}[^\W_])?")


def read_country(text: str) -> Reading:
    """Read the country of a residence, a registration or a nationality. Lower case is the same."""
    code = text.upper()
    if _COUNTRY.fullmatch(text) is None or code not in _CURRENT | _DISSOLVED:
        return refuse("unknown_country")
    return accept(code) if code in _CURRENT else refuse("country_dissolved")


def read_birth_country(text: str) -> Reading:
    """Read the country of a birth place, which may have been dissolved since."""
    code = text.upper()
    known = _COUNTRY.fullmatch(text) is not None and code in _CURRENT | _DISSOLVED
    return accept(code) if known else refuse("unknown_country")


def read_email(text: str) -> Reading:
    """Read an e-mail address. What is legal is accepted, however odd."""
    if len(text) > _LONGEST_EMAIL or refuse_characters(text):
        return refuse("invalid_email")
    local, _, domain = text.rpartition("@")
    if len(local.encode()) > _LONGEST_LOCAL or "." not in domain:
        return refuse("invalid_email")
    try:
        validate_email(text, check_deliverability=False, allow_quoted_local=True, globally_deliverable=False)
    except EmailNotValidError:
        return refuse("invalid_email")
    return accept(text)


def read_phone_form(text: str) -> Reading:
    """Read a text that has the form of a telephone number, of whatever country."""
    sound = len(text) <= _LONGEST_PHONE and _PHONE.fullmatch(text) is not None
    return accept(text) if sound else refuse("invalid_phone")


def read_phone(text: str, country: str | None) -> Reading:
    """Read a telephone number. Without `+` or `00` it is one of the country, if that is known."""
    if read_phone_form(text).fault:
        return refuse("invalid_phone")
    dialled = "+" + text[2:] if text.startswith("00") else text
    try:
        number = phonenumbers.parse(dialled, country)
    except phonenumbers.NumberParseException:
        return refuse("invalid_phone")
    return accept(text) if phonenumbers.is_possible_number(number) else refuse("invalid_phone")


def read_website(text: str) -> Reading:
    """Read a web address: `https`, `http` or a bare host name. It is kept as text and never opened from here."""
    if len(text) > _LONGEST_WEBSITE or refuse_characters(text) or any(letter.isspace() for letter in text):
        return refuse("invalid_website")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        sound = parts.scheme in {"http", "https"} and parts.username is None and parts.password is None
        host = parts.hostname or ""
        sound = sound and (parts.port is None or parts.port > 0)
    except ValueError:
        return refuse("invalid_website")
    return accept(text) if sound and "\\" not in text and _HOST.fullmatch(host) else refuse("invalid_website")
