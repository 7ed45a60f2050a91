"""Rotation of the blind index: a new key, every row made anew under it in steps, then the old key destroyed.

Searches go on meanwhile: each row says under which key it was made. A kill between two steps loses nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kyc_service.errors import SubjectErasedError
from kyc_service.services import subjects
from kyc_service.services.runtime import Runtime

EVERY = dt.timedelta(days=30)
"""A key is replaced after this time, so that copies of the index outlive its key by no more than their own 35 days."""
SETTLED = dt.timedelta(minutes=5)
"""A key is destroyed this long after it was replaced: by then every process writes with the next one."""
STEP = 200
"""Subjects in one transaction."""
MOST = 20_000
"""Subjects in one run."""
ACTOR = "index"


@dataclass(frozen=True, slots=True)
class IndexState:
    """Where the index stands."""

    version: int
    made_at: dt.datetime | None
    waiting: int
    """Rows that were made under an older key."""
    destroyed: int
    """Keys that were destroyed by now."""


def state(rt: Runtime) -> IndexState:
    """Say where the index stands."""
    version = rt.keys.index_keys.current()
    keys = rt.keys.index_keys.list()
    with rt.open_system(ACTOR, read_only=True) as system:
        waiting = system.index.count_older(version) + system.sign_ins.count_older(version)
    made = next((key.created_at for key in keys if key.version == version), None)
    return IndexState(version, made, waiting, sum(1 for key in keys if key.destroyed_at is not None))


def replace_key(rt: Runtime) -> int:
    """Make the next key. What was written before is made anew by `rekey`."""
    version = rt.keys.index_keys.replace()
    with rt.open_system(ACTOR) as system:
        system.audit.append("index.key_replaced", "done", details={"version": version})
    return version


def rotate(rt: Runtime, *, now: dt.datetime | None = None) -> IndexState:
    """Do what is due: replace a key that is old, make rows anew, destroy keys that nothing uses any more."""
    moment = now or dt.datetime.now(dt.UTC)
    before = state(rt)
    if before.made_at is not None and moment - before.made_at >= EVERY:
        replace_key(rt)
    rekey(rt, MOST)
    after = state(rt)
    if not after.waiting and after.made_at is not None and moment - after.made_at >= SETTLED:
        destroyed = rt.keys.index_keys.destroy_before(after.version)
        if destroyed:
            with rt.open_system(ACTOR) as system:
                system.audit.append("index.key_destroyed", "done", details={"keys": destroyed})
    return state(rt)


def rekey(rt: Runtime, most: int) -> int:
    """Make the rows of some subjects anew under the present key; return how many subjects that were."""
    version = rt.keys.index_keys.current()
    with rt.open_system(ACTOR, read_only=True) as system:
        tenants = [tenant.id for tenant in system.tenants.list()]
    done = 0
    for tenant_id in tenants:
        last = ""
        while done < most:
            with rt.open_work(tenant_id, ACTOR) as work:
                ids = work.subjects.indexed_before(version, last, min(STEP, most - done))
                for subject_id in ids:
                    try:
                        subject, fields = work.subjects.read_all([subject_id])[subject_id]
                    except (SubjectErasedError, KeyError):
                        # It is being disposed of: its rows go with it.
                        continue
                    identity = subjects.identify(subject.kind, fields.use(subjects.INTAKE))
                    work.subjects.reindex(subject_id, identity, version)
            if not ids:
                break
            last, done = ids[-1], done + len(ids)
        _rekey_people(rt, tenant_id, version)
    return done


def _rekey_people(rt: Runtime, tenant_id: str, version: int) -> None:
    """Make the addresses of a tenant's people findable under the present key. They are few: one transaction."""
    with rt.open_work(tenant_id, ACTOR) as work:
        for account_id in work.people.accounts.indexed_before(version):
            work.people.accounts.reindex(account_id, version)
