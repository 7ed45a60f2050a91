"""What named settings share: numbered versions, drafted by one, measured, made live by another, retired.

The tables keep what a version says as it is, and refuse one approved by whoever made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, func, select, update

from kyc_service.domain.ids import new_id
from kyc_service.errors import ConflictError, FourEyesError, NotFoundError, StaleVersionError
from kyc_service.storage.rows import Page, Repository, cut, is_older, mark_time


class Stage(StrEnum):
    """Where a version stands; what it is called between `draft` and `live` is each kind's own word."""

    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"


class Versioned(Protocol):
    """A version of named settings."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def status(self) -> StrEnum:
        """Where it stands."""

    @property
    def made_by(self) -> str:
        """Who drafted it."""

    @property
    def version(self) -> int:
        """Rises with each step."""


V = TypeVar("V", bound=Versioned)


class VersionedRows(Repository, Generic[V]):
    """The versions of one kind of settings, of one tenant."""

    table: ClassVar[Table]
    noun: ClassVar[str]
    """Of `domain.ids.PREFIXES`."""
    title: ClassVar[str]
    """What people call it."""
    measured: ClassVar[StrEnum]
    """Its status between draft and live; `<status>_by` and `<status>_at` are columns."""
    once_only: ClassVar[str]
    not_yet: ClassVar[str]
    """What to do: for a second measurement, and for an approval without one."""

    def get(self, ident: str) -> V:
        """Return a version. Raises NotFoundError."""
        return self._one(self.table.c.id == ident)

    def find(self, name: str, number: int) -> V:
        """Return a version of a name. Raises NotFoundError."""
        return self._one(self.table.c.name == name, self.table.c.number == number)

    def retire(self, one: V) -> V:
        """Take a version out of use, or drop a draft. Raises ConflictError when it is retired, StaleVersionError."""
        if one.status == Stage.RETIRED:
            message = f"this {self.title} is retired already"
            raise ConflictError(message)
        return self._update(one, status=Stage.RETIRED, **self._done("retired"))

    def _draft(self, name: str, **content: Any) -> V:  # noqa: ANN401 - values of columns
        """Keep another version of a name. Raises ConflictError when somebody does so at the same moment."""
        ident = new_id(self.noun)
        last = select(func.max(self.table.c.number)).where(*self._mine(), self.table.c.name == name)
        self._tx.add(
            self.table,
            tenant_id=self._tx.tenant_id,
            id=ident,
            name=name,
            number=(self._tx.run(last).scalar_one() or 0) + 1,
            status=Stage.DRAFT,
            **self._done("made"),
            version=1,
            **content,
        )
        return self.get(ident)

    def _measure(self, one: V, report: Mapping[str, Any]) -> V:
        """Keep what was measured, once. Raises ConflictError for anything but a draft, StaleVersionError."""
        if one.status != Stage.DRAFT:
            raise ConflictError(self.once_only)
        return self._update(one, status=self.measured, report=dict(report), **self._done(self.measured.value))

    def _approve(self, one: V, before: V | None) -> V:
        """Make a version the live one, in the place of the one before.

        Raises FourEyesError for its maker, ConflictError unless it was measured, StaleVersionError.
        """
        if one.status != self.measured:
            raise ConflictError(self.not_yet)
        if one.made_by == self._tx.actor:
            message = f"another person has to approve this {self.title}"
            raise FourEyesError(message)
        if before is not None:
            self.retire(before)
        return self._update(one, status=Stage.LIVE, **self._done("approved"))

    def _live(self, **equal: str) -> V | None:
        """Return the live version, among those of which some columns say so."""
        wanted = _select_live(self.table, *equal)
        row = self._tx.run(wanted, {"tenant": self._tx.tenant_id, **equal}).one_or_none()
        return self._make(row) if row else None

    def _page(self, after: str | None, limit: int, *conditions: ColumnElement[bool]) -> Page[V]:
        """List versions, newest first."""
        columns = self.table.c
        wanted = select(self.table).where(*self._mine(), *conditions)
        if after is not None:
            wanted = wanted.where(is_older(after, columns.made_at, columns.id))
        rows = self._tx.run(wanted.order_by(columns.made_at.desc(), columns.id.desc()).limit(limit + 1)).all()
        return cut(rows, limit, self._make, lambda row: mark_time(row.made_at, row.id))

    def _one(self, *conditions: ColumnElement[bool]) -> V:
        row = self._tx.run(select(self.table).where(*self._mine(), *conditions)).one_or_none()
        if row is None:
            raise NotFoundError
        return self._make(row)

    def _update(self, one: V, **values: Any) -> V:  # noqa: ANN401 - values of columns
        mine = (*self._mine(), self.table.c.id == one.id, self.table.c.version == one.version)
        changed = update(self.table).where(*mine).values(**values, version=one.version + 1)
        if self._tx.run(changed).rowcount != 1:
            raise StaleVersionError
        return self.get(one.id)

    def _done(self, step: str) -> dict[str, Any]:
        return {f"{step}_by": self._tx.actor, f"{step}_at": self._tx.now()}

    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        return (self.table.c.tenant_id == self._tx.tenant_id,)

    def _make(self, row: Row[Any]) -> V:
        raise NotImplementedError


@cache
def _select_live(table: Table, *columns: str) -> Select[Any]:
    """Make the question for a live version, once: every screening and every look asks it."""
    mine = (table.c.tenant_id == bindparam("tenant"), table.c.status == Stage.LIVE)
    return select(table).where(*mine, *(table.c[name] == bindparam(name) for name in columns))
