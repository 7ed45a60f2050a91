"""Upkeep: what has had its time goes, what is in use stays."""

import dataclasses
import datetime as dt
import os
import time

import pytest

from kyc_service.domain.retention.disposals import Cause
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import KeyStoreUnavailableError
from kyc_service.services import upkeep, verifications
from kyc_service.services.retention import restores
from kyc_service.services.retention.disposal import Disposed, dispose_subject
from kyc_service.services.runtime import Runtime
from kyc_service.storage.tables import disposals
from tests.fixtures.relationships import take_in_and_end
from tests.fixtures.runtimes import submission


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IDEMPOTENCY_KEPT", "OUTBOX_KEPT", "ORPHAN_KEYS_KEPT"):
        monkeypatch.setattr(upkeep, name, dt.timedelta(seconds=-1))


def test_orphan_keys_go_and_used_ones_stay(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    with rt.open_work(tenant.id, "key:flow") as work:
        made = verifications.submit(work, rt.policy, submission())
    orphan = rt.keys.create()
    sealed = rt.keys.encrypt(orphan, b"nothing", "test")
    assert upkeep.tidy(rt).keys >= 1
    with pytest.raises(KeyStoreUnavailableError):
        rt.keys.decrypt(orphan, sealed, "test")
    with rt.open_work(tenant.id, "key:analyst") as work:
        assert work.subjects.read(made.subject_id).use("aml_check")["business.name"] == "Jansen Fietsen B.V."


def test_sent_rings_go_and_waiting_ones_stay(loaded_runtime: Runtime, tenant: Tenant) -> None:
    rt = loaded_runtime
    with rt.open_work(tenant.id, "key:flow") as work:
        verifications.submit(work, rt.policy, submission())
    assert upkeep.tidy(rt).rings == 0
    with rt.open_system("relay") as system:
        system.outbox.sent([ring.id for ring in system.outbox.claim(10)])
    assert upkeep.tidy(rt).rings >= 1


def test_indexes_of_earlier_versions_go(loaded_runtime: Runtime) -> None:
    rt = loaded_runtime
    loaded = rt.screeners.current()
    for name, age in (("older", 7200), ("about-to-be-current", 0)):
        folder = rt.settings.index_dir / name
        folder.mkdir()
        os.utime(folder, (time.time() - age, time.time() - age))
    assert upkeep.tidy(rt).indexes == 1
    assert (rt.settings.index_dir / "about-to-be-current").is_dir()
    assert rt.screeners.current().lists == loaded.lists
    again = dataclasses.replace(rt)
    assert again.screeners.current().screener is loaded.screener


def test_a_sweep_cleans_what_a_restored_back_up_brought_back(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    gone = take_in_and_end(rt, tenant, people=0)
    assert isinstance(dispose_subject(rt, gone.id, Cause.DUE), Disposed)
    with rt.database._engine.begin() as connection:
        connection.execute(disposals.delete())
    assert not restores.is_replayed(rt)
    upkeep.sweep(rt)
    assert restores.is_replayed(rt)
