"""Quotas of submissions, and how much of each is used up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import and_, bindparam, case, delete, func, or_, select, update

from kyc_service.domain.tenants import Period, Quota, begin
from kyc_service.storage import standings
from kyc_service.storage.rows import Repository
from kyc_service.storage.tables import quotas

_BEGINS = case(
    (quotas.c.period == Period.DAY, bindparam("day", type_=quotas.c.began.type)),
    else_=bindparam("month", type_=quotas.c.began.type),
)
_TAKE = (
    update(quotas)
    .where(quotas.c.tenant_id == bindparam("tenant"))
    .values(taken=case((quotas.c.began == _BEGINS, quotas.c.taken + 1), else_=1), began=_BEGINS)
    .returning(quotas.c.period, quotas.c.most, quotas.c.taken, quotas.c.began)
)


class QuotaRows(Repository):
    """The quotas of one tenant. A tenant without any may submit as much as it can."""

    def take(self) -> tuple[Quota, ...]:
        """Count one submission, in this transaction; return what each quota comes to with it.

        A quota that is over has to be refused: what is rolled back was not counted. Submissions of a tenant with a
        quota wait for each other from here to the end of their transactions.
        """
        if not standings.read(self._tx).has_quota:
            return ()
        about = {"tenant": self._tx.tenant_id, **_begins(self._tx.now())}
        found = self._tx.run(_TAKE, about).all()
        return tuple(Quota(Period(row.period), row.most, row.taken, dt.date.fromisoformat(row.began)) for row in found)

    def set(self, period: Period, most: int | None) -> None:
        """Give the tenant a quota, or take it away. What was used of it since its period began stays used."""
        standings.forget(self._tx)
        mine = (quotas.c.tenant_id == self._tx.tenant_id, quotas.c.period == period)
        if most is None:
            self._tx.run(delete(quotas).where(*mine))
            return
        began = begin(period, self._tx.now()).isoformat()
        row = {"tenant_id": self._tx.tenant_id, "period": period, "most": most, "taken": 0, "began": began}
        put = self._tx.insert(quotas).values(row)
        self._tx.run(put.on_conflict_do_update(index_elements=["tenant_id", "period"], set_={"most": most}))

    def list(self) -> tuple[Quota, ...]:
        """List the quotas, with what is used up now."""
        starts = _begins(self._tx.now())
        rows = self._tx.run(
            select(quotas).where(quotas.c.tenant_id == self._tx.tenant_id).order_by(quotas.c.period)
        ).all()
        return tuple(
            Quota(
                Period(row.period),
                row.most,
                row.taken if row.began == starts[row.period] else 0,
                dt.date.fromisoformat(starts[row.period]),
            )
            for row in rows
        )


class AllQuotas(Repository):
    """The quotas of all tenants."""

    def fullest(self) -> float:
        """Return the largest part of any quota that is used up, between 0 and 1; 0 where there is no quota."""
        starts = _begins(self._tx.now())
        live = or_(*(and_(quotas.c.period == period, quotas.c.began == began) for period, began in starts.items()))
        part = case((live, quotas.c.taken * 1.0 / quotas.c.most), else_=0.0)
        return float(self._tx.run(select(func.max(part))).scalar_one() or 0.0)


def _begins(moment: dt.datetime) -> Mapping[str, str]:
    return {period.value: begin(period, moment).isoformat() for period in Period}
