"""What a submission, a worker and an erasure ask is found by more than the tenant: a tenant may have a million rows.

Where several indexes begin with the tenant, SQLite takes the one that has the rows in the order that is asked for, and
reads all of the tenant's with it.
"""

from __future__ import annotations

import re

from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint, event

from kyc_service.domain.retention.disposals import Cause
from kyc_service.services.retention.disposal import Disposed, dispose_subject
from kyc_service.storage.tables import metadata
from tests.fixtures.relationships import take_in_and_end
from tests.fixtures.service import LISTED_PEOPLE, Service, submission

OF_A_SUBJECT = {"subject_id", "verification_id", "check_id", "case_id"}
FEW = {"grounds"}
"""Tables about subjects that have rows for few of them."""
GROWING = "|".join(
    name
    for name, table in metadata.tables.items()
    if name in {"subjects", "verifications"} or (name not in FEW and OF_A_SUBJECT.intersection(table.c.keys()))
)
"""Tables that may have rows for each submission."""
WIDE = re.compile(rf"SCAN ({GROWING})\b|SEARCH ({GROWING})\b.* \(tenant_id=\?\)$")
STAYS = {"tenants", "accounts", "list_versions", "risk_tables"}
"""Whose rows nobody deletes."""


def test_whatever_points_at_an_erased_row_is_found_by_an_index() -> None:
    """A database asks for it itself, row by row, before it deletes."""
    missing = [
        (table.name, reference.column_keys)
        for table in metadata.tables.values()
        for reference in table.foreign_key_constraints
        if reference.referred_table.name not in STAYS and not is_found(table, reference)
    ]
    assert missing == []


def is_found(table: Table, reference: ForeignKeyConstraint) -> bool:
    """Whether some index or key over all rows begins with the columns of a reference."""
    unique = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    whole = [one for one in table.indexes if one.dialect_options["postgresql"]["where"] is None]
    begins = [[column.name for column in one.columns] for one in (table.primary_key, *unique, *whole)]
    wanted = set(reference.column_keys)
    return any(set(names[: len(wanted)]) == wanted for names in begins)


def test_nothing_reads_all_rows_of_a_tenant(service: Service) -> None:
    engine = service.rt.database._engine
    asked: dict[str, tuple[object, ...]] = {}
    event.listen(engine, "before_cursor_execute", lambda *given: asked.setdefault(given[2], given[3]))
    caller = service.add_caller("Marketplace of plans")
    for reference in ("one", "one", "two"):
        caller.run(caller.submit(submission(reference=reference)))
    caller.run(caller.submit(submission(reference="one", people=LISTED_PEOPLE)))
    caller.ask("GET", "/v1/subjects/one/clearance")
    ended = take_in_and_end(service.rt, caller.tenant, "ended")
    assert isinstance(dispose_subject(service.rt, ended.id, Cause.DUE), Disposed)
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
