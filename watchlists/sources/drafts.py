"""An entry while it is being read: collects values, keeps order, drops repeats, loses nothing.

What is not understood goes to `unparsed` under its field's name, so that it is counted and shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from watchlists.dates import PartialDate
from watchlists.model import (
    Address,
    Entry,
    Gender,
    Identifier,
    Kind,
    Name,
    NameKind,
    Place,
    Relation,
    Unparsed,
)
from watchlists.normalize.countries import find_country, is_no_country, to_country
from watchlists.normalize.dates import parse_date
from watchlists.sources.alias_quality import guess_quality

DUPLICATE_FIELD = "duplicate_id"
"""Field of the `Unparsed` that marks a second row under an id that was already there."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """The fields of `Entry` as lists that grow. `finish` makes the entry."""

    id: str
    source: str
    kind: Kind
    names: list[Name] = field(default_factory=list)
    birth_dates: list[PartialDate] = field(default_factory=list)
    incorporation_dates: list[PartialDate] = field(default_factory=list)
    birth_places: list[Place] = field(default_factory=list)
    nationalities: list[str] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    genders: list[Gender] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    legal_basis: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    unparsed: list[Unparsed] = field(default_factory=list)
    listed_on: dt.date | None = None
    updated_on: dt.date | None = None
    url: str | None = None

    def keep(self, field_name: str, text: str) -> None:
        """Keep a value that was not understood."""
        self.unparsed.append(Unparsed(field_name, text))

    def add_birth_date(self, text: str, *, circa: bool = False) -> None:
        """Read a birth date, or keep its text. `circa` is for a publisher who says so elsewhere."""
        self._add_date(self.birth_dates, "birth_date", text, circa=circa)

    def add_incorporation_date(self, text: str) -> None:
        """Read the date an organisation was established, or keep its text."""
        self._add_date(self.incorporation_dates, "incorporation_date", text)

    def _add_date(self, dates: list[PartialDate], field_name: str, text: str, *, circa: bool = False) -> None:
        date = parse_date(f"circa {text}" if circa else text)
        if date is None:
            self.keep(field_name, text)
        else:
            dates.append(date)

    def add_nationality(self, text: str) -> None:
        """Read a nationality, citizenship or flag, or keep its text."""
        code = self.read_country(text, "nationality")
        if code is not None:
            self.nationalities.append(code)

    def add_birth_place(self, text: str, country: str | None = None) -> None:
        """Add a place, which may end in its country."""
        self.birth_places.append(Place(text, country or find_country(text)))

    def add_alias(self, text: str, kind: NameKind | None = None, **about: str | None) -> None:
        """Add a name beside the primary one. Without a kind from the publisher its quality is guessed.

        `about` are further fields of `Name`, as `language`.
        """
        if text and all(text != name.value for name in self.names):
            self.names.append(Name(text, kind or guess_quality(text, self.kind), **about))

    def read_day(self, text: str, field_name: str, read: Callable[[str], PartialDate | None]) -> dt.date | None:
        """Read a whole day, or keep its text."""
        date = read(text) if text else None
        if date is not None and date.earliest == date.latest:
            return date.earliest
        if text:
            self.keep(field_name, text)
        return None

    def add_gender(self, text: str) -> None:
        """Read a gender, or keep its text."""
        try:
            self.genders.append(Gender(text.strip().casefold()))
        except ValueError:
            self.keep("gender", text)

    def read_country(self, text: str | None, field_name: str) -> str | None:
        """Read a country to its code, keeping the text where it should be one and is not."""
        if not text:
            return None
        code = to_country(text)
        if code is None and not is_no_country(text):
            self.keep(field_name, text)
        return code

    def absorb(self, other: Draft) -> None:
        """Take over all values of another row about the same party, where the publisher means several rows."""
        for name in _LISTS:
            getattr(self, name).extend(getattr(other, name))
        days = [day for day in (self.listed_on, other.listed_on) if day is not None]
        self.listed_on = min(days, default=None)

    def merge(self, other: Draft) -> None:
        """Take over all values of a second row with the same id, and mark that there was one."""
        self.absorb(other)
        self.keep(DUPLICATE_FIELD, other.names[0].value)

    def finish(self) -> Entry:
        """Make the entry, without repeated values."""
        values = {name: tuple(dict.fromkeys(getattr(self, name))) for name in _LISTS}
        values["unparsed"] = tuple(self.unparsed)
        return Entry(
            id=self.id,
            source=self.source,
            kind=self.kind,
            listed_on=self.listed_on,
            updated_on=self.updated_on,
            url=self.url,
            **values,
        )


_LISTS = (
    "names",
    "birth_dates",
    "incorporation_dates",
    "birth_places",
    "nationalities",
    "addresses",
    "identifiers",
    "genders",
    "positions",
    "programmes",
    "legal_basis",
    "reasons",
    "relations",
    "references",
    "topics",
    "unparsed",
)


class Drafts:
    """The drafts of one list by id. A second row with a known id is merged, so that both names stay searchable."""

    def __init__(self) -> None:
        """Start empty."""
        self._drafts: dict[str, Draft] = {}

    def add(self, draft: Draft) -> None:
        """Add a draft, or merge it into the one that has its id."""
        known = self._drafts.setdefault(draft.id, draft)
        if known is not draft:
            known.merge(draft)

    def get(self, entry_id: str) -> Draft | None:
        """Return the draft with this id."""
        return self._drafts.get(entry_id)

    def finish(self) -> tuple[Entry, ...]:
        """Make all entries, in the order in which their ids first came."""
        return tuple(draft.finish() for draft in self._drafts.values())
