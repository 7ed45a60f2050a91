"""Domains of e-mail addresses and websites: which part is somebody's own, and whether two are one's, or look it.

The registrable part is found by rule, not by the list of public suffixes: two labels, or three where a country sells
names under `co`, `com` and their like. Where that is wrong, two domains are taken for one owner's, never the reverse.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

from watchlists.normalize.alphabets import LATIN_TWINS
from watchlists.normalize.text import fold_text

LONGEST = 2048
"""Characters of a web address."""
LONGEST_DOMAIN = 253

_SECOND_LEVEL = frozenset(
    {"co", "com", "org", "net", "ac", "edu", "gov", "gob", "ltd", "plc", "me", "or", "ne", "go", "nom"}
)
_COUNTRY = 2
_CLOSED = frozenset({"localhost", "local", "internal", "intranet", "lan", "home", "corp", "onion", "invalid", "arpa"})
"""Last labels that mean something on one network only, or nothing. Source: RFC 6761, 6762, 7686, 9476; habit."""
_RESERVED = frozenset({"example", "test"})
_RESERVED_NAMES = frozenset({"example.com", "example.net", "example.org"})
"""Source: RFC 2606."""
_LOOKS_LIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"))
_SHORTEST_SLIP = 5


@dataclass(frozen=True)
class Domain:
    """A domain name in lower case, with its letters as they are read."""

    name: str = field(repr=False)

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """The name and every name above it, the last label apart."""
        labels = self.name.split(".")
        return tuple(".".join(labels[start:]) for start in range(max(1, len(labels) - 1)))

    @cached_property
    def registrable(self) -> str:
        """The part that somebody bought, as `acme.co.uk`."""
        labels = self.name.split(".")
        wide = len(labels) > _COUNTRY and len(labels[-1]) == _COUNTRY and labels[-2] in _SECOND_LEVEL
        return ".".join(labels[-3 if wide else -2 :])

    @cached_property
    def label(self) -> str:
        """The word that somebody chose, as `acme`."""
        return self.registrable.partition(".")[0]

    @cached_property
    def plain(self) -> str:
        """The chosen word in plain letters, without hyphens."""
        return fold_text(self.label.replace("-", "")).replace(" ", "")

    @property
    def is_closed(self) -> bool:
        """Whether nobody outside of one network can reach it: an IP address, one label, a name for networks."""
        return "." not in self.name or _is_address(self.name) or self.name.rpartition(".")[2] in _CLOSED

    @property
    def is_reserved(self) -> bool:
        """Whether it is reserved for examples and tests."""
        return self.name.rpartition(".")[2] in _RESERVED or self.registrable in _RESERVED_NAMES

    def is_near(self, other: Domain) -> bool:
        """Whether two domains are plainly one owner's: the same word, whatever the suffix and the hyphens."""
        return self.registrable == other.registrable or self.label.replace("-", "") == other.label.replace("-", "")

    def looks_like(self, other: Domain) -> bool:
        """Whether two domains of different words are easily taken for one another. Symmetric."""
        if self.is_near(other):
            return False
        if _look(self.label) == _look(other.label):
            return True
        ours, theirs = self.label.replace("-", ""), other.label.replace("-", "")
        return min(len(ours), len(theirs)) >= _SHORTEST_SLIP and OSA.distance(ours, theirs, score_cutoff=1) <= 1


def read_email_domain(address: str) -> Domain | None:
    """Read the domain of an e-mail address."""
    return _read(address.rpartition("@")[2])


def read_host(address: str) -> Domain | None:
    """Read the host of a web address, without `www`."""
    address = address[:LONGEST]
    try:
        host = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return None
    return _read(host.removeprefix("www."))


def _read(name: str) -> Domain | None:
    labels = name.strip().rstrip(".")[:LONGEST_DOMAIN].casefold().split(".")
    return Domain(".".join(_show(label) for label in labels)) if all(labels) else None


def _show(label: str) -> str:
    """Write a label with the letters that a browser shows."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode").casefold() or label
    except (UnicodeError, ValueError):
        return label


def _look(label: str) -> str:
    """Reduce a label to what it looks like at a glance."""
    text = "".join(LATIN_TWINS.get(letter, letter) for letter in label.replace("-", ""))
    for seen, read in _LOOKS_LIKE:
        text = text.replace(seen, read)
    return text


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
