"""Holding: a chunk is its worker's as long as that renews its lease, however slow the machine is."""

from __future__ import annotations

import datetime as dt
import time

from kyc_service.domain.monitoring.runs import Chunk
from kyc_service.services.monitoring.editions import ACTOR
from kyc_service.services.runtime import Runtime

LEASES = 2
"""How many times as long as any other worker one of monitoring may be silent: it gives way to all of them."""
_RENEWED_AFTER = 1 / 3
"""Part of a lease: two renewals may fail before it is over."""


class Hold:
    """A chunk that this worker has, for as long as it says so."""

    def __init__(self, rt: Runtime, tenant_id: str, chunk: Chunk) -> None:
        """Count from now: the chunk was claimed just before."""
        self._rt = rt
        self._tenant_id = tenant_id
        self._began = time.monotonic()
        self.chunk = chunk
        """As it stands under the lease of now."""

    def keep(self) -> None:
        """Renew the lease where a good part of it is over. Raises AttemptLostError when another worker has it."""
        lease = lease_of(self._rt)
        if time.monotonic() - self._began < lease.total_seconds() * _RENEWED_AFTER:
            return
        began = time.monotonic()
        with self._rt.open_work(self._tenant_id, ACTOR) as work:
            self.chunk = work.monitoring.chunks.renew(self.chunk, lease)
        self._began = began


def lease_of(rt: Runtime) -> dt.timedelta:
    """Say for how long a chunk is claimed."""
    return LEASES * rt.settings.lease
