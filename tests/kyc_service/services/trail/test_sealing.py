"""Sealing: every entry gets one link, however many write and seal at once, and each head says how far it went."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from kyc_service.errors import AuditHeadsError
from kyc_service.services.runtime import Runtime
from kyc_service.services.trail import sealing
from kyc_service.services.trail.sealing import Sealer
from kyc_service.services.trail.verifying import verify
from kyc_service.storage import heads
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from tests.fixtures.runtimes import assemble


def write(rt: Runtime, count: int = 1) -> None:
    for number in range(count):
        with rt.open_system("tester") as system:
            system.audit.append("test.entry", "done", details={"number": number})


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_what_was_written_is_sealed_once_and_a_head_says_how_far(bare_runtime: Runtime) -> None:
    rt = bare_runtime
    write(rt, 3)
    sealer = Sealer(rt)
    assert (sealer.seal(), sealer.seal()) == (3, 0)
    write(rt, 2)
    assert Sealer(rt).seal() == 2
    assert [head.position for head in heads.read(rt.settings.audit_heads_file)] == [3, 5]
    found = verify(rt)
    assert (found.fault, found.sealed, found.waiting, found.signed) == (None, 5, 0, 5)


def test_a_step_seals_after_a_minute_or_after_a_thousand_entries(
    bare_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "EVERY_ENTRIES", 5)
    clock = Clock()
    sealer = Sealer(bare_runtime, clock)
    write(bare_runtime)
    assert sealer.step() == 1, "the first look seals what is there"
    write(bare_runtime)
    assert sealer.step() == 0
    clock.now += sealing.EVERY_SECONDS
    assert sealer.step() == 1
    write(bare_runtime, 5)
    assert sealer.step() == 5


def test_many_who_write_and_several_who_seal_leave_one_whole_chain(bare_runtime: Runtime) -> None:
    rt, writers, each = bare_runtime, 4, 15
    done = threading.Event()

    def seal() -> None:
        sealer = Sealer(rt)
        while not done.is_set():
            sealer.seal()

    sealers = [threading.Thread(target=seal) for _ in range(2)]
    threads = [threading.Thread(target=write, args=(rt, each)) for _ in range(writers)]
    for thread in [*sealers, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    for thread in sealers:
        thread.join()
    Sealer(rt).seal()
    found = verify(rt)
    assert (found.fault, found.sealed, found.waiting) == (None, writers * each, 0)


def test_an_entry_that_is_committed_late_is_sealed_late(
    postgres_url: str, keys: KeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL a higher number can be committed before a lower one."""
    database = Database.connect(postgres_url, keys)
    rt = assemble(database, keys, tmp_path, {})
    monkeypatch.setattr(sealing, "SETTLED_SECONDS", 100.0)
    clock = Clock()
    sealer = Sealer(rt, clock)
    is_written, may_commit = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with rt.open_system("slow") as slow:
            slow.audit.append("test.slow", "done")
            is_written.set()
            may_commit.wait(60)

    slow = threading.Thread(target=write_slowly)
    slow.start()
    is_written.wait(60)
    write(rt, 2)
    assert sealer.seal() == 2
    may_commit.set()
    slow.join()
    clock.now += 500
    assert sealer.seal() == 1
    assert verify(rt).fault is None
    write(rt)
    clock.now += 500
    assert sealer.seal() == 1
    with rt.open_system() as system:
        assert sealer._floor == system.chain.newest() - 1
    database.dispose()


def test_an_entry_that_this_service_did_not_write_is_not_sealed_and_is_told_once(bare_runtime: Runtime) -> None:
    rt = bare_runtime
    write(rt, 2)
    copy = (
        "INSERT INTO audit (tenant_id, at, actor, op, outcome, rule_ids, details, mac) "
        "SELECT tenant_id, at, actor, op, {outcome}, rule_ids, details, mac FROM audit ORDER BY seq LIMIT 1"
    )
    with rt.database._engine.begin() as connection:
        connection.exec_driver_sql(copy.format(outcome="'another'"))
        connection.exec_driver_sql(copy.format(outcome="outcome"))
    sealer = Sealer(rt)
    with capture_logs() as logs:
        assert (sealer.seal(), sealer.seal()) == (2, 0)
    assert [line["event"] for line in logs] == ["audit.entry_is_not_ours"] * 2
    fault = verify(rt).fault
    assert fault is not None
    assert (fault.position, fault.kind) == (3, "inserted")


def test_a_head_that_was_not_written_is_made_up_for(bare_runtime: Runtime) -> None:
    rt, path = bare_runtime, bare_runtime.settings.audit_heads_file
    write(rt, 2)
    Sealer(rt).seal()
    path.unlink()
    fault = verify(rt).fault
    assert fault is not None
    assert fault.kind == "no_head"
    assert Sealer(rt).seal() == 0
    assert verify(rt).fault is None


def test_a_file_that_cannot_be_written_is_an_error_and_nothing_is_lost(bare_runtime: Runtime) -> None:
    rt, path = bare_runtime, bare_runtime.settings.audit_heads_file
    path.mkdir()
    write(rt)
    with pytest.raises(AuditHeadsError):
        Sealer(rt).seal()
    path.rmdir()
    assert Sealer(rt).seal() == 0
    assert verify(rt).fault is None


def test_a_chain_that_is_shorter_than_its_head_is_told_and_the_head_stays_the_last_word(bare_runtime: Runtime) -> None:
    rt, path = bare_runtime, bare_runtime.settings.audit_heads_file
    write(rt, 2)
    Sealer(rt).seal()
    longer = heads.read(path)[-1]
    longer = type(longer)(9, longer.hash, longer.at, rt.keys.sign_head(b"x"))
    heads.append(path, longer)
    write(rt)
    with capture_logs() as logs:
        assert Sealer(rt).seal() == 1
    assert [line["event"] for line in logs] == ["audit.chain_is_shorter"]
    assert heads.last(path) == longer


def test_no_head_says_anything_of_anybody(bare_runtime: Runtime) -> None:
    with bare_runtime.open_system("Zaphod Beeblebrox") as system:
        system.audit.append("test.entry", "done", details={"code": "Zaphod"})
    Sealer(bare_runtime).seal()
    path: Path = bare_runtime.settings.audit_heads_file
    assert "Zaphod" not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
