"""What a source of a list is: address, plausibility floors, parser, licence.

Values only. One file of this room describes one source; a new source is one new file and one line in the registry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from watchlists.model import Entry


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a list, under the name that the parser knows it by."""

    name: str
    """As `sdn.csv`."""
    url: str
    optional: bool = False
    """The list is complete without it."""
    link: str | None = None
    """`url` is a page of the publisher's, and the file is the first link on it that matches this expression."""
    paged: bool = False
    """The address gives the first of several JSON pages, each with `links.next`; they are stored as one JSON list."""


@dataclass(frozen=True, slots=True)
class Floors:
    """The least that a complete list holds. Below any of them it is refused."""

    entries: int
    persons: int = 0
    organisations: int = 0
    names: int = 0
    birth_dates: int = 0
    identifiers: int = 0
    programmes: Mapping[str, int] = field(default_factory=dict)
    """Entries that name a programme, as published: a list can arrive whole but for one regime."""
    born: float = 0.0
    """Share of persons, in [0, 1], that have a birth date: a column that comes empty is noticed."""


@dataclass(frozen=True, slots=True)
class SecondSource:
    """Another list that repeats entries of this one: what both hold, neither can lose unnoticed."""

    source: str
    """Id of the other list, as `un`."""
    share: float
    """Share of the other list's entries, in [0, 1], that this one refers to when it is complete."""
    prefix: str = ""
    """Only entries of the other list whose id begins so count, as `un:QD`."""


@dataclass(frozen=True, slots=True)
class ParsedList:
    """What a parser found in the files of a list."""

    published: dt.date | None
    stated_count: int | None
    """How many entries the publisher says there are."""
    entries: tuple[Entry, ...]
    rejected_rows: int = 0
    """Rows that could not be read; the gates set the limit."""
    missing: tuple[str, ...] = ()
    """Files without which the list can be read but is not complete; the gates let none pass."""
    repairs: int = 0
    """Places that are not well-formed and could be read all the same: somebody rewrote the file, so no gate lets it
    pass, but a person can look at it, compare it and approve it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A list that somebody publishes."""

    id: str
    title: str
    publisher: str
    series: str
    """Prefix of entry ids, as `ofac`, `un`."""
    files: tuple[RemoteFile, ...]
    licence: str
    attribution: str
    homepage: str
    floors: Floors
    must_have: tuple[str, ...]
    """Ids of entries without which the list is not complete."""
    parser: str
    """Version of the parser, as `un/1`: changes whenever it would read a file otherwise."""
    parse: Callable[[Mapping[str, BinaryIO]], ParsedList]
    """Raises ListRefusedError."""
    user_agent: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers that the publisher wants, as `Accept`."""
    key_header: str | None = None
    """Header that carries a key which an operator has to get from the publisher; None when none is needed."""
    hosts: tuple[str, ...]
    """Hosts that a download may be asked of or redirected to; empty for a list that is never downloaded."""
    recognise: Callable[[str, bytes], str | None] | None = None
    """Tells by a file's own name and its first bytes, unpacked, which name the parser knows it by; None when it is no
    file of the list. Needed where a list comes in several layouts; see `watchlists.sources.recognise`."""
    topics: tuple[str, ...] = ("sanction",)
    """What being listed means, where entries do not say: some of `watchlists.model.TOPICS`."""
    second_sources: tuple[SecondSource, ...] = ()
    retired: bool = False
    """The publisher keeps it no longer; it is read for the past, and never used unless an operator names it."""
    consent: str | None = None
    """Terms that an operator has to accept before the list is used; None when there are none."""
