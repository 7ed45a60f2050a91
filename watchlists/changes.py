"""What changed from one version of a list to another: which entries came, went or differ, and in which values.

Two packed versions are compared line by line, so that only entries that differ are ever read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from watchlists.model import Address, Entry, Identifier, Name, NameKind, Place, Relation, Unparsed
from watchlists.versions import ListVersion, entries_of_lines, packed_lines

_SENTENCE = re.compile(r"(?<=[a-z0-9)][.;])\s+(?=[A-Z])")
"""Between the sentences of a narrative, which is amended a sentence at a time."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry: the values that only the older or only the newer version has, in words."""

    field: str
    gone: tuple[str, ...]
    came: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry that both versions hold, differently."""

    id: str
    before: Entry
    after: Entry

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that differ, in the order of `Entry`."""
        names = (field.name for field in fields(Entry))
        return tuple(name for name in names if getattr(self.before, name) != getattr(self.after, name))

    @property
    def values(self) -> tuple[FieldChange, ...]:
        """What differs, value by value; a field whose values only changed places has neither gone nor come ones."""
        return tuple(self._compare(name) for name in self.fields)

    def _compare(self, name: str) -> FieldChange:
        old, new = (_texts(getattr(entry, name)) for entry in (self.before, self.after))
        gone = tuple(text for text in old if text not in new)
        return FieldChange(name, gone, tuple(text for text in new if text not in old))


@dataclass(frozen=True, slots=True)
class ListDiff:
    """What changed from one version to another, each part in order of id."""

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    changed: tuple[EntryChange, ...]


def diff(old: ListVersion, new: ListVersion) -> ListDiff:
    """Compare two versions entry by entry, by id."""
    return _compare(old.entries, new.entries)


def diff_packed(old: bytes, new: bytes) -> ListDiff:
    """Compare two packed versions, as `diff`, reading only what differs. Raises ListRefusedError."""
    before, after = packed_lines(old), packed_lines(new)
    same = frozenset(before) & frozenset(after)
    gone, came = ([line for line in lines if line not in same] for lines in (before, after))
    return _compare(entries_of_lines(gone), entries_of_lines(came))


def _compare(old: Iterable[Entry], new: Iterable[Entry]) -> ListDiff:
    before = {entry.id: entry for entry in old}
    after = {entry.id: entry for entry in new}
    return ListDiff(
        added=tuple(after[entry_id] for entry_id in sorted(after.keys() - before.keys())),
        removed=tuple(before[entry_id] for entry_id in sorted(before.keys() - after.keys())),
        changed=tuple(
            EntryChange(entry_id, before[entry_id], after[entry_id])
            for entry_id in sorted(before.keys() & after.keys())
            if before[entry_id] != after[entry_id]
        ),
    )


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    values = value if isinstance(value, tuple) else (value,)
    return tuple(part for item in values for part in _SENTENCE.split(to_text(item)))


def to_text(value: object) -> str:
    """Write one value of an entry in a line that a person can compare."""
    match value:
        case Name():
            return value.value if value.kind is NameKind.PRIMARY else f"{value.value} ({_words(value.kind)})"
        case Identifier():
            return " ".join(filter(None, (_words(value.type), value.value, value.country and f"({value.country})")))
        case Place() | Address():
            return value.text
        case Relation():
            return f"{_words(value.type)} {value.target_name or value.target_id or ''}".strip()
        case Unparsed():
            return f"{value.field}: {value.text}"
        case _:
            return str(value)


def _words(code: str) -> str:
    return code.replace("_", " ")
