"""Connections to a PostgreSQL server: how many it lets in, and how many the processes of the service may ask it for.

Every process names itself on its connections, so that any of them can count all. Reads only.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from kyc_service.storage.engines import MOST_OF, own_process, read_name

_LEAST_SPARE = 10
"""Connections for whoever looks after the server, beside those that it keeps for superusers itself."""
_MOST = text(
    "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
    " - coalesce(current_setting('reserved_connections', true)::int, 0)"
)
_OPEN = text(
    "SELECT application_name FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True, slots=True)
class Connections:
    """How it stands at a server."""

    most: int
    """How many it lets in, but for those that it keeps for superusers."""
    processes: int
    """Of the service, that are connected now."""
    asked: int
    """How many these may have at once, all together."""
    others: int
    """That belong to somebody else, now."""
    of_data: bool
    """Whether some are to a database of data, and not of keys alone."""

    @property
    def short(self) -> bool:
        """Whether the processes may ask for more than they get."""
        return self.asked + self.others > self.most

    @property
    def wanted(self) -> int:
        """How many more the server has to let in, with a few to spare, for all to get what they ask for."""
        return max(0, self.asked + self.others + _LEAST_SPARE - self.most)


def count(connection: Connection) -> Connections | None:
    """Count the connections of the server, without those of this process; None for SQLite."""
    if connection.dialect.name != "postgresql":
        return None
    named = connection.scalars(_OPEN).all()
    names = [read_name(name) for name in named if not name.endswith(f" {own_process()}")]
    ours = {name for name in names if name is not None}
    return Connections(
        most=connection.execute(_MOST).scalar_one(),
        processes=len({process for _, process in ours}),
        asked=sum(MOST_OF[what] for what, _ in ours),
        others=names.count(None),
        of_data=any(what == "database" for what, _ in ours),
    )
