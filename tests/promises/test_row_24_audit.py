"""Row 24: whoever has the database and not the keys changes the audit at random: found each time, with its position."""

from __future__ import annotations

import random
from collections import Counter

from sqlalchemy import text

from kyc_service.services.runtime import Runtime
from kyc_service.services.trail.verifying import verify
from tests.fixtures.promised import Promised
from tests.fixtures.tampering import Tamperer

CHANGES = 100_000
"""On both databases together."""
ON_POSTGRES = 0.2
"""Share of them: a change costs several times as much there."""


def test_every_change_of_the_audit_is_found_at_its_position(bare_runtime: Runtime, promised: Promised) -> None:
    kind = bare_runtime.database._engine.dialect.name
    number = promised.of(round(CHANGES * (ON_POSTGRES if kind == "postgresql" else 1 - ON_POSTGRES)))
    tamperer, seen = Tamperer(bare_runtime, random.Random(kind)), Counter[str]()
    try:
        assert verify(bare_runtime).fault is None
        for place in range(number):
            change, position = tamperer.spoil()
            fault = verify(bare_runtime).fault
            assert fault is not None, f"change {place}, {change} at {position}, was not found"
            assert fault.position == position, f"change {place}, {change} at {position}, was found as {fault}"
            seen[change] += 1
            tamperer.put_back()
        assert verify(bare_runtime).fault is None
    finally:
        tamperer.close()
    promised.tell(24, f"{number} random changes of the audit on {kind}, all found at their position: {dict(seen)}")


def test_the_audit_is_filled_wherever_the_database_has_come_to_in_counting(bare_runtime: Runtime) -> None:
    with bare_runtime.database._engine.begin() as owner:
        if owner.dialect.name == "postgresql":
            # The third entry would be number 900, which is to be the ninth's.
            owner.execute(text("SELECT setval(pg_get_serial_sequence('audit', 'seq'), 897)"))
    Tamperer(bare_runtime, random.Random(1)).close()
    assert verify(bare_runtime).fault is None
