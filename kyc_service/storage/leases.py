"""Leases of whole processes: one leader, one loader of a list. They end by themselves, by the database's time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, or_

from kyc_service.storage.rows import Transaction
from kyc_service.storage.tables import leases


def take_lease(tx: Transaction, name: str, owner: str, time: dt.timedelta) -> bool:
    """Take or renew a lease; False while another holds it."""
    now = tx.now()
    statement = tx.insert(leases).values(name=name, owner=owner, until=now + time)
    taken = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": owner, "until": now + time},
        where=or_(leases.c.owner == owner, leases.c.until <= now),
    )
    return tx.writes(taken)


def drop_lease(tx: Transaction, name: str, owner: str) -> None:
    """Give a lease back, if it is still held."""
    tx.run(delete(leases).where(leases.c.name == name, leases.c.owner == owner))
