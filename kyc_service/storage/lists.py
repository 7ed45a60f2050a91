"""List versions, kept for good, and where each list stands. A refused file never touches the good version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import and_, delete, select

from kyc_service.errors import NotFoundError
from kyc_service.storage.leases import drop_lease, take_lease
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import check_results, list_sources, list_versions
from watchlists.fetch.download import Validators
from watchlists.versions import ListVersion, pack, unpack


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    """The current version of a list."""

    source: str
    digest: str
    parser: str
    published: dt.date | None
    loaded_at: dt.datetime
    confirmed_at: dt.datetime | None
    """When the publisher last gave this version, or said that it is the newest; None for one that ships."""
    entries: int
    names: int
    origin: str
    """`bundled`, `publisher` or `mirror`."""
    last_tried_at: dt.datetime | None
    last_error: str | None
    """Why the last try was refused; None when it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVersion:
    """A version that is kept, current or not."""

    source: str
    digest: str
    parser: str
    published: dt.date | None
    loaded_at: dt.datetime
    entries: int
    names: int
    origin: str


@dataclass(frozen=True, slots=True)
class ListTry:
    """The last try to refresh a list."""

    at: dt.datetime
    error: str | None


_CURRENT = (
    select(
        *(list_versions.c[name] for name in KeptVersion.__slots__),
        list_sources.c.confirmed_at,
        list_sources.c.tried_at.label("last_tried_at"),
        list_sources.c.error.label("last_error"),
    )
    .join_from(
        list_sources,
        list_versions,
        and_(
            list_sources.c.source == list_versions.c.source,
            list_sources.c.digest == list_versions.c.digest,
            list_sources.c.parser == list_versions.c.parser,
        ),
    )
    .order_by(list_sources.c.source)
)


class ListRows(Repository):
    """All list versions. They belong to no tenant."""

    def add_version(self, version: ListVersion, *, origin: str, confirmed_at: dt.datetime | None) -> None:
        """Keep a version and make it the current one."""
        packed = pack(version)
        now = self._tx.now()
        names = sum(len(entry.names) for entry in version.entries)
        statement = self._tx.insert(list_versions).values(
            source=version.source,
            digest=version.digest,
            parser=version.parser,
            published=version.published,
            loaded_at=now,
            origin=origin,
            entries=len(version.entries),
            names=names,
            packed=packed,
        )
        key = ["source", "digest", "parser"]
        self._tx.run(statement.on_conflict_do_update(index_elements=key, set_={"origin": origin}))
        self._stand(
            version.source,
            digest=version.digest,
            parser=version.parser,
            confirmed_at=confirmed_at,
            tried_at=now,
            error=None,
        )

    def confirm(self, source: str, at: dt.datetime) -> None:
        """Note that the current version still is the publisher's newest."""
        self._stand(source, confirmed_at=at, tried_at=at, error=None)

    def fail(self, source: str, code: str, detail: str, at: dt.datetime) -> None:
        """Note that a try was refused. The current version stays, and grows older."""
        self._stand(source, tried_at=at, error=f"{code}: {detail}")

    def current(self) -> tuple[ListState, ...]:
        """List the current version of every source that has one, by source."""
        return tuple(ListState(**row) for row in self._tx.run(_CURRENT).mappings())

    def tries(self) -> dict[str, ListTry]:
        """Say when each source was last tried, those without a version included."""
        rows = self._tx.run(select(list_sources).where(list_sources.c.tried_at.is_not(None))).all()
        return {row.source: ListTry(row.tried_at, row.error) for row in rows}

    def versions(self, source: str) -> tuple[KeptVersion, ...]:
        """List every version that is kept of a source, newest first."""
        wanted = select(*(list_versions.c[name] for name in KeptVersion.__slots__))
        mine = wanted.where(list_versions.c.source == source)
        rows = self._tx.run(mine.order_by(list_versions.c.loaded_at.desc(), list_versions.c.digest)).all()
        return tuple(KeptVersion(**{name: getattr(row, name) for name in KeptVersion.__slots__}) for row in rows)

    def load(self, source: str, digest: str, parser: str | None = None) -> ListVersion:
        """Unpack a version, as one parser read it or else the newest. Raises NotFoundError."""
        return unpack(self.packed(source, digest, parser))

    def packed(self, source: str, digest: str, parser: str | None = None) -> bytes:
        """Return a version as `watchlists.versions.pack` wrote it. Raises NotFoundError."""
        wanted = select(list_versions.c.packed).where(list_versions.c.source == source)
        if parser is not None:
            wanted = wanted.where(list_versions.c.parser == parser)
        mine = wanted.where(list_versions.c.digest == digest).order_by(list_versions.c.loaded_at.desc()).limit(1)
        packed: bytes | None = self._tx.run(mine).scalar_one_or_none()
        if packed is None:
            raise NotFoundError
        return packed

    def prune(self, older_than: dt.timedelta) -> tuple[KeptVersion, ...]:
        """Drop versions loaded longer ago that nothing needs: not current, and named by no result of a screening."""
        before = self._tx.now() - older_than
        current = {(state.source, state.digest) for state in self.current()}
        wanted = select(list_versions.c.source).where(list_versions.c.loaded_at < before).distinct()
        old = [
            version
            for source in self._tx.run(wanted).scalars()
            for version in self.versions(source)
            if version.loaded_at < before and (source, version.digest) not in current
        ]
        used = self._used() if old else frozenset()
        dropped = tuple(version for version in old if (version.source, version.digest) not in used)
        for version in dropped:
            mine = (list_versions.c[name] == getattr(version, name) for name in ("source", "digest", "parser"))
            self._tx.run(delete(list_versions).where(*mine))
        return dropped

    def _used(self) -> frozenset[tuple[str, str]]:
        """Tell which versions the results that are kept were made with, of all tenants."""
        rows = self._tx.run(select(check_results.c.result).where(check_results.c.result.is_not(None)))
        return frozenset((used["source"], used["digest"]) for row in rows for used in row.result["lists"])

    def validators(self, source: str) -> dict[str, Validators]:
        """Return what the publisher gave to ask by whether a file changed, by the name of the file."""
        wanted = select(list_sources.c.validators).where(list_sources.c.source == source)
        found: Mapping[str, Mapping[str, str | None]] = self._tx.run(wanted).scalar_one_or_none() or {}
        return {name: Validators(**values) for name, values in found.items()}

    def set_validators(self, source: str, validators: Mapping[str, Validators]) -> None:
        """Keep what the publisher gave with the current version."""
        self._stand(source, validators={name: asdict(value) for name, value in validators.items()})

    def lock(self, source: str, owner: str, for_: dt.timedelta) -> bool:
        """Become the one loader of a list; False while there is another."""
        return take_lease(self._tx, f"list:{source}", owner, for_)

    def unlock(self, source: str, owner: str) -> None:
        """Let others load the list."""
        drop_lease(self._tx, f"list:{source}", owner)

    def _stand(self, source: str, **values: Any) -> None:  # noqa: ANN401 - values of columns
        statement = self._tx.insert(list_sources).values(**{"source": source, "validators": {}} | values)
        self._tx.run(statement.on_conflict_do_update(index_elements=["source"], set_=values))
