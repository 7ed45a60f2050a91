"""Fields that may be asked for: where each stands in a submission, and how it is asked for in neutral words.

The words name the field and nothing else. Why it is asked is not among them, and cannot be added: whoever is asked
must not learn from it what somebody is looking for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "/business/name": "the registered name of the business",
    "/business/trading_names": "every name that the business trades under",
    "/business/original_script_name": "the registered name of the business in its own script",
    "/business/type": "the legal kind of the business",
    "/business/industry": "the industry code of the business",
    "/business/registration/number": "the number of the business in its register",
    "/business/registration/authority": "the name of the register of the business",
    "/business/registration/country": "the country of the register of the business",
    "/business/registration/date": "the day of registration of the business",
    "/business/tax/vat": "the VAT number of the business",
    "/business/tax/tin": "the tax number of the business",
    "/business/licence/number": "the number of the licence of the business",
    "/business/licence/authority": "the name of the authority that gave the licence",
    "/business/licence/expires": "the last day on which the licence is valid",
    "/business/addresses": "the addresses of the business, the registered one first",
    "/business/website": "the web address of the business",
    "/contact/name": "the full name of the contact",
    "/contact/job_title": "the job title of the contact",
    "/contact/email": "the e-mail address of the contact",
    "/contact/phone": "the telephone number of the contact, with its country code",
    "/contact/address": "the address of the contact",
    "/people/*/name": "the full name of this person",
    "/people/*/given_name": "the given names of this person",
    "/people/*/family_name": "the family name of this person",
    "/people/*/original_script_name": "the name of this person in its own script",
    "/people/*/aliases": "every other name of this person",
    "/people/*/date_of_birth": "the birth date of this person",
    "/people/*/place_of_birth": "the birth place of this person",
    "/people/*/nationalities": "every nationality of this person",
    "/people/*/job_title": "the job title of this person",
    "/people/*/email": "the e-mail address of this person",
    "/people/*/phone": "the telephone number of this person, with its country code",
    "/people/*/addresses": "the addresses of this person",
    "/people/*/ownership": "what this person owns of the business",
}
"""By pointer; `*` is the place of a person."""
BUSINESS = "/business"
CONTACT = "/contact"
_PERSON = re.compile(r"/people/(0|[1-9][0-9]?)(/.*)?", re.ASCII)


def label_of(pointer: str) -> str | None:
    """Name a field in neutral words; None for a pointer that names none, or one that may not be asked for."""
    found = _PERSON.fullmatch(pointer)
    return LABELS.get(f"/people/*{found[2] or ''}" if found else pointer if "*" not in pointer else "")


def party_of(pointer: str) -> str | None:
    """Say whom a pointer is about: `/business`, `/contact` or `/people/<place>`; None where it is about nobody."""
    found = _PERSON.fullmatch(pointer)
    if found:
        return f"/people/{found[1]}"
    return next((one for one in (BUSINESS, CONTACT) if pointer == one or pointer.startswith(one + "/")), None)


def place_of(party: str) -> int | None:
    """Return the place of a person among the people, from 0; None for the business and the contact."""
    found = _PERSON.fullmatch(party)
    return int(found[1]) if found else None


def ask_for(pointer: str) -> str:
    """Ask for a field that `label_of` knows."""
    return f"Give {label_of(pointer)}, as it stands in official documents."
