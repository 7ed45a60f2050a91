"""Look at a web address: whether it is a site of the business's own, by its host alone. Nothing is opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kyc_service.domain.contact_checks import lists
from kyc_service.domain.contact_checks.domains import read_host
from kyc_service.domain.contact_checks.oddities import Oddity

_OF_KIND: Mapping[str, Oddity] = {
    "shortener": Oddity.WEBSITE_SHORTENER,
    "hosting": Oddity.WEBSITE_FREE_HOSTING,
    "marketplace": Oddity.WEBSITE_MARKETPLACE,
    "social": Oddity.WEBSITE_SOCIAL,
}


def check_website(text: str) -> Iterator[Oddity]:
    """Look at a web address."""
    host = read_host(text)
    if host is None:
        return
    if host.is_closed:
        yield Oddity.WEBSITE_NOT_PUBLIC
    elif host.is_reserved:
        yield Oddity.WEBSITE_RESERVED_DOMAIN
    elif kind := lists.kind_of_host(host):
        yield _OF_KIND[kind]
