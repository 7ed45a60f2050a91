"""The lists of domains that contact checks know. Read once, from files beside this one and from a published list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

from disposable_email_domains import blocklist

from kyc_service.domain.contact_checks.domains import Domain

_EVERY_SUFFIX = ".*"


def is_free_mail(domain: Domain) -> bool:
    """Whether anybody gets a mailbox there."""
    return _holds(_free_mail(), domain)


def is_disposable(domain: Domain) -> bool:
    """Whether mailboxes there live for minutes. Source: the community's list of such domains (MIT).

    Where that list names a provider of lasting mailboxes too, the shorter list here is believed.
    """
    return any(parent in blocklist and parent not in _free_mail() for parent in domain.parents)


def kind_of_host(domain: Domain) -> str | None:
    """Tell what a host is that is no site of its owner: `shortener`, `hosting`, `marketplace`, `social`."""
    return next((kind for kind, names in _hosts().items() if _holds(names, domain)), None)


def _holds(names: frozenset[str], domain: Domain) -> bool:
    if f"{domain.label}{_EVERY_SUFFIX}" in names:
        return True
    return any(parent in names for parent in domain.parents)


@cache
def _free_mail() -> frozenset[str]:
    return frozenset(name for words in _read("free_mail.txt") for name in words)


@cache
def _hosts() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, *names in _read("hosts.txt"):
        found.setdefault(kind, set()).update(names)
    return {kind: frozenset(names) for kind, names in found.items()}


def _read(name: str) -> Iterator[list[str]]:
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return (line.split() for line in text.splitlines() if line and not line.startswith("#"))
