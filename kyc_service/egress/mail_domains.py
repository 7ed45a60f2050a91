"""Ask the DNS whether a domain takes mail. Three answers: a DNS that does not answer says nothing about a domain.

Asks about names only: nobody is connected to and nothing is sent to a mailbox. May not judge what an answer means.
"""

from __future__ import annotations

import time
from enum import StrEnum

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
from dns.rdtypes.ANY.MX import MX

SECONDS = 3.0
"""Longest time of one question, all look-ups together."""

_FEWEST_LABELS = 3
"""Of an absolute name with a dot in it: the root counts as one."""


class TakesMail(StrEnum):
    """Whether mail to a domain has somewhere to go."""

    YES = "yes"
    NO = "no"
    """There is no such domain, it says that it takes none (RFC 7505), or it has neither a mail host nor an address."""
    UNKNOWN = "unknown"
    """No answer that can be relied on: time ran out, the DNS failed, or the text is no domain."""


def open_resolver() -> dns.resolver.Resolver | None:
    """Read how this machine asks the DNS; None where it is not set up."""
    try:
        return dns.resolver.Resolver()
    except dns.exception.DNSException:
        return None


def ask(domain: str, resolver: dns.resolver.Resolver | None, seconds: float = SECONDS) -> TakesMail:
    """Ask whether a domain takes mail: by its mail hosts, else by its addresses (RFC 5321, 5.1).

    Takes `seconds` at most, and raises nothing. A name of one label is not asked: it means something else everywhere.
    """
    if resolver is None:
        return TakesMail.UNKNOWN
    end = time.monotonic() + seconds
    try:
        name = dns.name.from_text(domain, idna_codec=dns.name.IDNA_2008_Practical)
        if len(name.labels) < _FEWEST_LABELS:
            return TakesMail.UNKNOWN
        hosts = _look_up(resolver, name, dns.rdatatype.MX, end)
        if hosts is not None:
            return TakesMail.NO if _refuses(hosts) else TakesMail.YES
        kinds = (dns.rdatatype.A, dns.rdatatype.AAAA)
        found = any(_look_up(resolver, name, kind, end) is not None for kind in kinds)
    except dns.resolver.NXDOMAIN:
        return TakesMail.NO
    except (dns.exception.DNSException, OSError, UnicodeError, ValueError):
        return TakesMail.UNKNOWN
    return TakesMail.YES if found else TakesMail.NO


def _look_up(
    resolver: dns.resolver.Resolver, name: dns.name.Name, kind: dns.rdatatype.RdataType, end: float
) -> dns.resolver.Answer | None:
    """Look one kind of record up; None where the name has none. Raises NXDOMAIN where there is no such name."""
    left = end - time.monotonic()
    if left <= 0:
        raise dns.exception.Timeout
    try:
        return resolver.resolve(name, kind, search=False, lifetime=left)
    except dns.resolver.NoAnswer:
        return None


def _refuses(hosts: dns.resolver.Answer) -> bool:
    """Whether the only mail host is none: a null MX (RFC 7505, 3)."""
    return all(isinstance(host, MX) and host.exchange == dns.name.root for host in hosts)
