"""Restored back-ups bring nobody back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event

from kyc_service.domain.personal import Fields
from kyc_service.domain.retention.disposals import Cause
from kyc_service.domain.subjects import Subject
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import NotFoundError, SubjectErasedError
from kyc_service.services.retention import disposal, restores
from kyc_service.services.retention.disposal import Disposed, dispose_subject
from kyc_service.services.runtime import Runtime
from kyc_service.storage.database import Database
from kyc_service.storage.keys import JOURNAL_FILE, KeyStore
from kyc_service.storage.tables import metadata
from tests.fixtures.relationships import take_in, take_in_and_end

Restore = Callable[[], None]


class Backup:
    """A copy of the whole database, to be put back as an operator would, on either kind."""

    def __init__(self, rt: Runtime, folder: Path) -> None:
        self._engine = rt.database._engine
        self._folder = folder
        folder.mkdir()
        if self._engine.dialect.name == "sqlite":
            self._path = Path(self._engine.url.database or "")
            with closing(self._engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(self._path, folder / "kyc.db")
        else:
            with self._connect() as connection:
                for table in metadata.tables:
                    with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
                        (folder / table).write_bytes(b"".join(bytes(block) for block in copy))

    def restore(self) -> None:
        self._engine.dispose()
        if self._engine.dialect.name == "sqlite":
            for suffix in ("-wal", "-shm"):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)
            shutil.copy(self._folder / "kyc.db", self._path)
            return
        with self._connect() as connection:
            connection.execute("SET session_replication_role = replica")
            for table in metadata.tables:
                connection.execute(str(metadata.tables[table].delete()).encode())
                with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
                    copy.write((self._folder / table).read_bytes())

    def read(self) -> bytes:
        """Everything that somebody with the back-up has."""
        return b"".join(path.read_bytes() for path in sorted(self._folder.iterdir()))

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        # Rows are copied into tables under row-level security by the server's own superuser alone.
        url = self._engine.url.set(drivername="postgresql", username="postgres")
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=False)


def dispose(rt: Runtime, subject: Subject) -> None:
    assert isinstance(dispose_subject(rt, subject.id, Cause.DUE), Disposed)


def is_there(rt: Runtime, tenant: Tenant, subject: Subject) -> bool:
    with rt.open_work(tenant.id, "tester", read_only=True) as work:
        try:
            work.subjects.get(subject.id)
        except NotFoundError:
            return False
        return True


def read(rt: Runtime, tenant: Tenant, subject: Subject) -> Fields:
    with rt.open_work(tenant.id, "tester", read_only=True) as work:
        return work.subjects.read(subject.id).use("test")


def test_a_service_that_restored_nothing_is_ready_and_replays_nothing(bare_runtime: Runtime, tenant: Tenant) -> None:
    rt = bare_runtime
    assert restores.is_replayed(rt)
    dispose(rt, take_in_and_end(rt, tenant))
    assert restores.is_replayed(rt)
    assert restores.ensure_replayed(rt) is None


@pytest.mark.parametrize("early", [1, 5])
def test_a_replay_asks_little_about_what_is_done_everywhere(
    bare_runtime: Runtime, tenant: Tenant, tmp_path: Path, early: int
) -> None:
    """Years of disposals are known to an installation, and a restored back-up brings back those of a day."""
    rt = bare_runtime
    for number in range(early):
        dispose(rt, take_in_and_end(rt, tenant, f"early-{number}"))
    gone = take_in_and_end(rt, tenant, "late")
    backup = Backup(rt, tmp_path / "backup")
    dispose(rt, gone)
    backup.restore()
    ends: list[object] = []
    event.listen(rt.database._engine, "commit", ends.append)
    event.listen(rt.keys._engine, "commit", ends.append)
    done = restores.replay(rt)
    assert (done.known, done.subjects) == (2 * early + 2, 2)
    assert len(ends) < 20


def test_a_restored_database_opens_nothing_and_is_cleaned_before_the_service_is_ready(
    bare_runtime: Runtime, tenant: Tenant, tmp_path: Path
) -> None:
    rt = bare_runtime
    gone, stays = take_in_and_end(rt, tenant, "shop-1", people=2), take_in(rt, tenant, "shop-2")
    backup = Backup(rt, tmp_path / "backup")
    assert read(rt, tenant, gone)["business.name"]
    dispose(rt, gone)
    backup.restore()
    assert is_there(rt, tenant, gone)
    with pytest.raises(SubjectErasedError):
        read(rt, tenant, gone)
    assert not restores.is_replayed(rt)
    done = restores.ensure_replayed(rt)
    assert done is not None
    assert (done.known, done.subjects, done.keys) == (3, 3, 0)
    assert restores.is_replayed(rt)
    assert not is_there(rt, tenant, gone)
    assert read(rt, tenant, stays)["business.name"]
    with rt.open_work(tenant.id, "tester") as work:
        (kept,) = work.disposals.of_subject(gone.id)
        assert kept.receipt is not None
        assert work.disposals.unfinished(9) == ()


@pytest.fixture
def key_backup(keys: KeyStore, tmp_path: Path) -> Callable[[], Restore]:
    """Copy the key store's file, and put it back later; the journal's file is another matter."""

    def take() -> Restore:
        with closing(keys._engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(tmp_path / "keys.db", tmp_path / "keys.copy")

        def put_back() -> None:
            keys._engine.dispose()
            for suffix in ("-wal", "-shm"):
                (tmp_path / f"keys.db{suffix}").unlink(missing_ok=True)
            shutil.copy(tmp_path / "keys.copy", tmp_path / "keys.db")

        return put_back

    return take


def test_a_restored_key_store_loses_the_destroyed_keys_again(
    bare_runtime: Runtime, tenant: Tenant, key_backup: Callable[[], Restore]
) -> None:
    rt = bare_runtime
    gone = take_in_and_end(rt, tenant)
    restore = key_backup()
    dispose(rt, gone)
    restore()
    assert rt.keys.alive([gone.key_id]) == {gone.key_id}
    assert not restores.is_replayed(rt)
    done = restores.ensure_replayed(rt)
    assert done is not None
    assert done.keys == 2
    assert rt.keys.alive([gone.key_id]) == set()
    assert restores.is_replayed(rt)


def test_database_and_key_store_restored_together_are_told_by_the_journals_file(
    bare_runtime: Runtime, tenant: Tenant, tmp_path: Path, key_backup: Callable[[], Restore]
) -> None:
    rt = bare_runtime
    gone = take_in_and_end(rt, tenant)
    backup, restore = Backup(rt, tmp_path / "backup"), key_backup()
    dispose(rt, gone)
    backup.restore()
    restore()
    assert read(rt, tenant, gone)["business.name"]
    assert not restores.is_replayed(rt)
    restores.ensure_replayed(rt)
    assert not is_there(rt, tenant, gone)
    assert rt.keys.alive([gone.key_id]) == set()


def test_a_lost_journal_file_is_written_anew_from_the_other_places(
    bare_runtime: Runtime, tenant: Tenant, tmp_path: Path
) -> None:
    rt = bare_runtime
    dispose(rt, take_in_and_end(rt, tenant))
    (tmp_path / JOURNAL_FILE).unlink()
    assert restores.replay(rt).records == 2
    assert len(rt.keys.journal.of_file()) == 2
    assert restores.replay(rt).records == 0


def test_a_line_that_somebody_else_wrote_destroys_nothing(
    bare_runtime: Runtime, tenant: Tenant, tmp_path: Path
) -> None:
    rt = bare_runtime
    dispose(rt, take_in_and_end(rt, tenant))
    lives = take_in(rt, tenant, "shop-2")
    file = tmp_path / JOURNAL_FILE
    forged = file.read_text().splitlines()[-1]
    for field, value in (("key_ids", lives.key_id), ("subject_id", lives.id)):
        before = forged.split(f'"{field}":')[1].split('"')[1]
        forged = forged.replace(before, value)
    file.write_text(file.read_text() + forged + "\n")
    restores.replay(rt)
    assert read(rt, tenant, lives)["business.name"]


@pytest.mark.parametrize("step", ["before the rows", "after the rows", "after the keys", "after the receipt"])
def test_a_kill_at_any_step_is_finished_by_the_next_run(
    bare_runtime: Runtime, tenant: Tenant, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    rt = bare_runtime
    gone = take_in_and_end(rt, tenant)
    place: tuple[type, str] = {
        "before the rows": (Database, "open_work"),
        "after the rows": (KeyStore, "destroy"),
        "after the keys": (Database, "count_in_files"),
        "after the receipt": (disposal, "note_done"),
    }[step]  # type: ignore[assignment]
    begin = disposal._choose
    with monkeypatch.context() as patch:

        def kill(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        if step == "before the rows":
            patch.setattr(disposal, "_choose", lambda *args, lock: kill() if lock else begin(*args, lock=lock))
        else:
            patch.setattr(*place, kill)
        with pytest.raises(KeyboardInterrupt):
            dispose_subject(rt, gone.id, Cause.DUE)
    restores.resume(rt)
    assert rt.keys.journal.unfinished() == ()
    if step == "before the rows":
        assert read(rt, tenant, gone)["business.name"]
        dispose(rt, gone)
    assert not is_there(rt, tenant, gone)
    assert rt.keys.alive([gone.key_id]) == set()
    assert restores.is_replayed(rt)
    with rt.open_work(tenant.id, "tester") as work:
        assert len(work.disposals.page(None, 9).items) == 2
        assert work.disposals.unfinished(9) == ()
    assert restores.resume(rt) == 0
