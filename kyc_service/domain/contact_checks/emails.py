"""Look at an e-mail address: whose mailbox it is likely to be, by its domain alone. Nobody is written to."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kyc_service.domain.contact_checks import lists
from kyc_service.domain.contact_checks.domains import Domain, read_email_domain
from kyc_service.domain.contact_checks.oddities import Oddity
from watchlists.normalize.legal_forms import is_form_word
from watchlists.normalize.text import fold_text
from watchlists.normalize.umlauts import spell_out

MOST_NAMES = 50
"""Names of a business that are compared with a domain."""

_SHORTEST_WORD = 4
_SHORTEST_INITIALS = 3
_LONGEST_NAME = 512


def check_email(
    text: str, website: Domain | None, names: Collection[str], *, speaks_for_company: bool
) -> Iterator[Oddity]:
    """Look at an address beside the website and the names of the business.

    `speaks_for_company`: whether a mailbox of the company's own is to be expected, as of a contact and not of a sole
    trader, nor of an owner who is named with a private address.
    """
    domain = read_email_domain(text)
    if domain is None:
        return
    if domain.is_closed:
        yield Oddity.EMAIL_NOT_PUBLIC
    elif domain.is_reserved:
        yield Oddity.EMAIL_RESERVED_DOMAIN
    elif lists.is_disposable(domain):
        yield Oddity.EMAIL_DISPOSABLE
    elif lists.is_free_mail(domain):
        if speaks_for_company:
            yield Oddity.EMAIL_FREE_PROVIDER
    elif website is not None and lists.kind_of_host(website) is None and domain.looks_like(website):
        yield Oddity.EMAIL_LOOKALIKE_DOMAIN
    elif speaks_for_company and not _is_related(domain, website, names):
        yield Oddity.EMAIL_DOMAIN_UNRELATED


def _is_related(domain: Domain, website: Domain | None, names: Collection[str]) -> bool:
    if website is not None and domain.is_near(website):
        return True
    return any(resembles(domain, name) for name in list(names)[:MOST_NAMES])


def resembles(domain: Domain, name: str) -> bool:
    """Whether a domain is named like a business: by all of its name, a word of it, or its first letters."""
    name = name[:_LONGEST_NAME]
    spelt = spell_out(name)
    return _resembles(domain, name) or (spelt != name and _resembles(domain, spelt))


def _resembles(domain: Domain, name: str) -> bool:
    words = fold_text(name).split()
    own = [word for word in words if not is_form_word(word)] or words
    label = domain.plain
    if not label or not own:
        return False
    initials = "".join(word[0] for word in own)
    if label in "".join(words) or (len(initials) >= _SHORTEST_INITIALS and label.startswith(initials)):
        return True
    return any(word in label for word in own if len(word) >= _SHORTEST_WORD) or label.startswith("".join(own))
