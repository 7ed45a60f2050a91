"""What a submission and a worker ask is found by more than the tenant: a tenant may have a million rows.

Where several indexes begin with the tenant, SQLite takes the one that has the rows in the order that is asked for, and
reads all of the tenant's with it.
"""

from __future__ import annotations

import re

from sqlalchemy import event

from tests.fixtures.service import LISTED_PEOPLE, Service, submission

GROWING = "checks|check_results|verifications|subjects|personal_records|blind_index|hits|disclosures|cases"
"""Tables with rows for each submission."""
WIDE = re.compile(rf"SCAN ({GROWING})\b|SEARCH ({GROWING})\b.* \(tenant_id=\?\)$")


def test_nothing_reads_all_rows_of_a_tenant(service: Service) -> None:
    engine = service.rt.database._engine
    asked: dict[str, tuple[object, ...]] = {}
    event.listen(engine, "before_cursor_execute", lambda *given: asked.setdefault(given[2], given[3]))
    caller = service.add_caller("Marketplace of plans")
    for reference in ("one", "one", "two"):
        caller.run(caller.submit(submission(reference=reference)))
    caller.run(caller.submit(submission(reference="one", people=LISTED_PEOPLE)))
    caller.ask("GET", "/v1/subjects/one/clearance")
    reading = {text: values for text, values in asked.items() if text.startswith(("SELECT", "UPDATE", "DELETE"))}
    assert len(reading) > 30
    with engine.connect() as connection:
        wide = [
            f"{step}: {text}"
            for text, values in reading.items()
            for *_, step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
            if WIDE.match(step)
        ]
    assert wide == []
