"""How far each feed of a register was read. Kept in the transaction that marks whom the events are about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select, update

from kyc_service.domain.feeds.standings import FeedStanding
from kyc_service.errors import StaleVersionError
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import register_feeds


class FeedRows(Repository):
    """Every feed that was ever read: they belong to no tenant."""

    def list(self) -> tuple[FeedStanding, ...]:
        """List them by id."""
        return tuple(map(_make, self._tx.run(select(register_feeds).order_by(register_feeds.c.feed_id))))

    def begin(self, feed_id: str, cursor: str | None = None) -> FeedStanding:
        """Return how far a feed was read; one that was never read begins now, at a cursor."""
        blank = {"version": 0, "begun_at": self._tx.now(), "events": 0, "concerned": 0, "gaps": 0}
        added = self._tx.insert(register_feeds).values(feed_id=feed_id, cursor=cursor, **blank)
        self._tx.run(added.on_conflict_do_nothing(index_elements=["feed_id"]))
        return _make(self._tx.run(select(register_feeds).where(register_feeds.c.feed_id == feed_id)).one())

    def advance(self, before: FeedStanding, cursor: str | None, *, events: int, concerned: int, heard: bool) -> None:
        """Keep where reading goes on. Raises StaleVersionError when somebody else read the same meanwhile."""
        now = self._tx.now()
        self._step(
            before,
            cursor=cursor,
            read_at=now,
            event_at=now if heard else before.event_at,
            failed_at=None,
            code=None,
            events=before.events + events,
            concerned=before.concerned + concerned,
        )

    def lose(self, before: FeedStanding, cursor: str | None) -> None:
        """Begin a feed anew, at another cursor, that no longer knows its own. Raises StaleVersionError."""
        now = self._tx.now()
        self._step(before, cursor=cursor, gap_at=now, gaps=before.gaps + 1, failed_at=None, code=None)

    def fail(self, feed_id: str, code: str) -> None:
        """Keep why reading failed. Where it goes on stays as it was."""
        mine = register_feeds.c.feed_id == feed_id
        self._tx.run(update(register_feeds).where(mine).values(failed_at=self._tx.now(), code=code))

    def _step(self, before: FeedStanding, **values: Any) -> None:  # noqa: ANN401 - values of columns
        table = register_feeds.c
        mine = (table.feed_id == before.feed_id, table.version == before.version)
        changed = update(register_feeds).where(*mine).values(**values, version=before.version + 1)
        if self._tx.run(changed).rowcount != 1:
            raise StaleVersionError


def _make(row: Row[Any]) -> FeedStanding:
    return FeedStanding(**{name: getattr(row, name) for name in FeedStanding.__slots__})
