"""The terms and the calendar of one tenant's desk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from kyc_service.domain.desk.calendars import Calendar
from kyc_service.domain.desk.terms import Terms, read_time
from kyc_service.errors import StaleVersionError
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import desk_terms

_CLOCK = "%H:%M"


class TermRows(Repository):
    """What one tenant promises itself; the usual until somebody sets another."""

    def get(self) -> Terms:
        """Return the terms in force."""
        return self.read()[0]

    def read(self) -> tuple[Terms, int]:
        """Return the terms in force with their version; 0 while nobody set any."""
        row = self._tx.run(select(desk_terms).where(desk_terms.c.tenant_id == self._tx.tenant_id)).one_or_none()
        if row is None:
            return Terms(), 0
        opens, closes = read_time(row.opens), read_time(row.closes)
        if opens is None or closes is None:
            message = "the hours of a desk are no times of day"
            raise RuntimeError(message)
        calendar = Calendar(row.country, row.zone, opens, closes)
        hours = {name: getattr(row, name) for name in ("high_hours", "medium_hours", "low_hours")}
        return Terms(calendar=calendar, **hours), row.version

    def set(self, terms: Terms, version: int) -> int:
        """Put other terms into force; return their version. Raises StaleVersionError."""
        values: dict[str, Any] = {
            "country": terms.calendar.country,
            "zone": terms.calendar.zone,
            "opens": terms.calendar.opens.strftime(_CLOCK),
            "closes": terms.calendar.closes.strftime(_CLOCK),
            **{name: getattr(terms, name) for name in ("high_hours", "medium_hours", "low_hours")},
            "version": version + 1,
            "set_by": self._tx.actor,
            "set_at": self._tx.now(),
        }
        if version == 0:
            added = self._tx.insert(desk_terms).values(tenant_id=self._tx.tenant_id, **values)
            written = self._tx.writes(added.on_conflict_do_nothing(index_elements=["tenant_id"]))
        else:
            mine = (desk_terms.c.tenant_id == self._tx.tenant_id, desk_terms.c.version == version)
            written = self._tx.run(update(desk_terms).where(*mine).values(**values)).rowcount == 1
        if not written:
            raise StaleVersionError
        return version + 1
