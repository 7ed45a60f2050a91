"""The doctor on an installation that is made ill in one way at a time."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import cast

import psycopg
import pytest
from redis import Redis

from jobs.scheduler import Scheduler
from jobs.worker import Worker, connect
from kyc_service import bootstrap
from kyc_service.egress.transit import VaultCustodian
from kyc_service.services.operating import doctor
from kyc_service.services.operating.doctor import CHECKS, Report, examine
from kyc_service.services.operating.findings import Finding, Level
from kyc_service.services.trail.sealing import Sealer
from kyc_service.settings import Settings
from kyc_service.storage.journal import Record, State
from kyc_service.storage.keys import KeyStore
from kyc_service.tasks import Queue
from tests.fixtures.runtimes import load_lists
from tests.fixtures.vaults import Vault
from watchlists.versions import ListVersion

SECRET = "hunter22"


class Patient:
    """An installation, and the settings it runs with."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        self.folder = folder
        self.env = {"KYC_DATA_DIR": str(folder), "REDIS_URL": redis_url}
        self.rt = bootstrap.build(Settings.from_env(self.env))

    def examine(self, **env: str) -> Report:
        return examine(self.env | env, bootstrap.build, seconds=20)

    def bad(self, **env: str) -> dict[str, list[Finding]]:
        """What is not ok, by check; everything that is wrong comes with what to do."""
        found: dict[str, list[Finding]] = {}
        for one in self.examine(**env).findings:
            assert SECRET not in f"{one.said}{one.do}"
            if one.level is not Level.OK:
                assert one.do or one.level is Level.UNKNOWN, one
                found.setdefault(one.check, []).append(one)
        return found


@pytest.fixture(scope="module")
def installed(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, small_versions: tuple[ListVersion, ...]
) -> Path:
    """The files of an installation with lists, to copy."""
    folder = tmp_path_factory.mktemp("installed")
    shutil.copy(sqlite_template, folder / "kyc.db")
    (folder / "kyc.db").chmod(0o600)
    with closing(bootstrap.build(Settings.from_env({"KYC_DATA_DIR": str(folder)}))) as rt:
        load_lists(rt, small_versions)
    return folder


@pytest.fixture
def patient(installed: Path, tmp_path: Path, redis_url: str) -> Iterator[Patient]:
    patient = Patient(shutil.copytree(installed, tmp_path / "var"), redis_url)
    Scheduler(patient.rt).tick()
    with closing(connect(redis_url)) as connection:
        connection.config_set("appendonly", "yes")
        for queue in Queue:
            Worker(queue, connection, threading.Event()).register_birth()
        yield patient
        connection.config_set("appendonly", "no")
    patient.rt.close()


def test_a_healthy_installation_is_told_so(patient: Patient) -> None:
    report = patient.examine()
    assert [one for one in report.findings if one.level is not Level.OK] == []
    assert report.healthy
    assert {one.check for one in report.findings} >= set(CHECKS) - {"files"}


def test_settings_that_cannot_be_used_are_all_named(patient: Patient) -> None:
    found = patient.bad(KYC_HTTP_PORT=SECRET, KYC_NO_SUCH=SECRET)
    assert {one.said.partition(":")[0] for one in found["settings"]} == {"KYC_HTTP_PORT", "KYC_NO_SUCH"}
    assert {one.level for one in found["lists"]} == {Level.UNKNOWN}


@pytest.mark.parametrize(
    ("env", "check"),
    [
        ({"DATABASE_URL": f"sqlite:////nowhere/{SECRET}.db"}, "database"),
        ({"DATABASE_URL": f"postgresql+psycopg://kyc:{SECRET}@127.0.0.1:1/kyc"}, "database"),
        ({"KYC_KEY_STORE_URL": f"sqlite:////nowhere/{SECRET}.db"}, "key_store"),
        ({"KYC_KEY_STORE_URL": f"postgresql+psycopg://kyc:{SECRET}@127.0.0.1:1/kyc"}, "key_store"),
        ({"KYC_MASTER_KEY_FILE": f"/nowhere/{SECRET}"}, "master_key"),
    ],
)
def test_while_a_store_is_away_the_rest_is_looked_at(patient: Patient, env: dict[str, str], check: str) -> None:
    found = patient.bad(**env)
    assert found[check][0].level is Level.FAULT
    assert "queue" not in found
    assert {one.level for one in found["lists"]} == {Level.UNKNOWN}


def test_without_redis_the_work_is_looked_at(patient: Patient) -> None:
    found = patient.bad(REDIS_URL=f"redis://:{SECRET}@127.0.0.1:1")
    assert {(check, one.level) for check, ones in found.items() for one in ones} == {
        ("queue", Level.FAULT),
        ("workers", Level.UNKNOWN),
    }


def test_a_part_that_hangs_is_said_within_its_time(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()

    def hang(_: object) -> Iterator[Finding]:
        never.wait(60)
        yield Finding("lists", Level.OK, "too late")

    monkeypatch.setitem(doctor._WORK, "lists", hang)
    found = {one.check: one for one in examine(patient.env, bootstrap.build, seconds=3).findings}
    never.set()
    assert (found["lists"].level, found["disposals"].level) == (Level.FAULT, Level.OK)
    assert "no answer" in found["lists"].said


def test_the_doctor_makes_nothing(patient: Patient, tmp_path: Path) -> None:
    before = sorted(path.name for path in patient.folder.iterdir() if not path.name.endswith(("-wal", "-shm")))
    patient.bad(DATABASE_URL=f"sqlite:///{tmp_path}/new.db", KYC_KEY_STORE_URL=f"sqlite:///{tmp_path}/new-keys.db")
    after = sorted(path.name for path in patient.folder.iterdir() if not path.name.endswith(("-wal", "-shm")))
    assert after == before


def test_more_processes_than_the_server_lets_in_are_said(patient: Patient, postgres_url: str) -> None:
    """Nine may each open twelve connections to the data, and a server lets a hundred in less three of its own."""

    def said() -> list[Finding]:
        found = patient.examine(DATABASE_URL=postgres_url).findings
        return [one for one in found if one.check == "connections"]

    with ExitStack() as opened:
        for number in range(7):
            connect_as(f"kyc database {number}@host", postgres_url, opened)
        assert [(one.level, one.said.partition(" of ")[0]) for one in said()] == [(Level.OK, "7 processes may open 84")]
        for number in (8, 9):
            connect_as(f"kyc database {number}@host", postgres_url, opened)
        (found,) = said()
    assert found.level is Level.WARNING
    assert "9 processes of the service may together open 108 connections" in found.said
    assert "`max_connections` there by " in (found.do or "")


def test_a_server_of_keys_is_looked_at_where_it_is_another(patient: Patient, empty_postgres_url: str) -> None:
    keys = KeyStore.connect(empty_postgres_url, patient.folder / "master.key", create=False)
    with closing(patient.rt), ExitStack() as opened:
        connect_as("kyc key store 1@host", empty_postgres_url, opened)
        found = patient.examine(KYC_KEY_STORE_URL=empty_postgres_url).findings
    keys.dispose()
    said = [one.said for one in found if one.check == "connections"]
    assert said[0].startswith("1 processes may open 10 of "), said
    assert said[0].endswith("the server of KYC_KEY_STORE_URL")


def connect_as(name: str, url: str, opened: ExitStack) -> None:
    """Open a connection as another process of the service has it."""
    opened.enter_context(psycopg.connect(url, application_name=name))


def test_a_database_of_keys_is_asked_for(patient: Patient) -> None:
    other = patient.folder / "other.db"
    shutil.copy(patient.folder / "kyc.db", other)
    other.chmod(0o600)
    assert "holds no keys" in patient.bad(KYC_KEY_STORE_URL=f"sqlite:///{other}")["key_store"][0].said


@pytest.mark.parametrize(
    ("revision", "said", "level"),
    [
        ("0020", "Run `kyc prepare`", Level.FAULT),
        ("9999", "newer", Level.WARNING),
        ("00aa", "right database", Level.FAULT),
    ],
)
def test_another_schema_is_said(patient: Patient, revision: str, said: str, level: Level) -> None:
    set_column(patient, "UPDATE alembic_version SET version_num = ?", revision)
    found = patient.bad()["schema"][0]
    assert found.level is level
    assert said in f"{found.said} {found.do}"


def set_column(patient: Patient, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(patient.folder / "kyc.db")) as connection:
        connection.execute(statement, values)
        connection.commit()


@pytest.mark.parametrize("name", ["kyc.db", "keys.db", "master.key", "registers.toml"])
def test_files_that_others_can_read_are_said(patient: Patient, name: str) -> None:
    path = patient.folder / name
    path.touch()
    path.chmod(0o644)
    env = {"KYC_REGISTERS_FILE": str(path)} if name == "registers.toml" else {}
    found = patient.bad(**env)
    check = "master_key" if name == "master.key" else "files"
    assert found[check][0].level is Level.FAULT


def test_a_redis_that_throws_away_or_writes_nothing_down_is_said(patient: Patient) -> None:
    connection = Redis.from_url(patient.env["REDIS_URL"])
    connection.config_set("maxmemory-policy", "allkeys-lru")
    connection.config_set("appendonly", "no")
    try:
        found = patient.bad()["queue"]
    finally:
        connection.config_set("maxmemory-policy", "noeviction")
    assert [one.level for one in found] == [Level.FAULT, Level.WARNING]


def test_a_job_that_somebody_else_put_there_is_said(patient: Patient) -> None:
    connection = Redis.from_url(patient.env["REDIS_URL"])
    connection.rpush("rq:queue:outside", "planted")
    connection.hset("rq:job:planted", mapping={"data": zlib.compress(json.dumps(["os.system", None, [], {}]).encode())})
    assert "they are refused" in patient.bad()["queue"][0].said


def test_a_queue_without_a_worker_is_named(patient: Patient) -> None:
    connection = Redis.from_url(patient.env["REDIS_URL"])
    for key in cast("set[bytes]", connection.smembers("rq:workers")):
        if connection.hget(key, "queues") == b"registers":
            connection.delete(key)
    found = patient.bad()["workers"]
    assert [one.level for one in found] == [Level.FAULT]
    assert "kyc worker --queue registers" in (found[0].do or "")


def test_a_scheduler_that_is_silent_is_said(patient: Patient) -> None:
    set_column(patient, "UPDATE heartbeats SET at = '2026-01-01 00:00:00.000000'")
    assert "kyc scheduler" in (patient.bad()["scheduler"][0].do or "")


def test_lists_that_are_missing_are_named(patient: Patient) -> None:
    set_column(patient, "UPDATE list_sources SET digest = NULL, parser = NULL WHERE source = 'un'")
    found = patient.bad()["lists"][0]
    assert (found.level, "list un: never_loaded" in found.said) == (Level.FAULT, True)


def test_an_audit_whose_heads_are_gone_is_said(patient: Patient) -> None:
    with patient.rt.open_system("tester") as system:
        system.audit.append("disposal.run", "done")
    assert Sealer(patient.rt).seal() > 0
    assert "audit" not in patient.bad()
    patient.rt.settings.audit_heads_file.unlink()
    found = patient.bad()["audit"][0]
    assert (found.level, "no head is on file" in found.said) == (Level.FAULT, True)


def test_a_restored_backup_that_was_not_cleaned_is_said(patient: Patient) -> None:
    patient.rt.keys.journal.append(Record("dsp_" + "0" * 32, State.DONE, {}))
    assert "kyc retention replay" in (patient.bad()["disposals"][0].do or "")


def test_disposals_that_stopped_are_said(patient: Patient) -> None:
    with patient.rt.open_system("tester") as system:
        system.disposal_runs.stop("too_many", 500)
    found = patient.bad()
    assert "too_many" in found["disposals"][0].said


def test_a_policy_that_cannot_be_read_keeps_it_from_starting(patient: Patient) -> None:
    path = patient.folder / "policy.toml"
    path.write_text("nonsense = [")
    found = patient.bad(KYC_POLICY_FILE=str(path))
    assert found["start"][0].level is Level.FAULT
    assert {one.level for one in found["audit"]} == {Level.UNKNOWN}


def test_a_vault_is_looked_at_in_place_of_the_master_key(patient: Patient, vault: Vault) -> None:
    patient.rt.keys.moves.hand_to(VaultCustodian(vault.choice))
    env = {"KYC_VAULT_FILE": str(vault.file)}
    assert not {"master_key", "key_store"} & set(patient.bad(**env))
    vault.choice.token_file.chmod(0o644)
    assert [one.said for one in patient.bad(**env)["master_key"]] == [
        "everybody on this machine can read the vault's token"
    ]
    vault.choice.token_file.chmod(0o600)
    vault.transit.sealed = True
    found = patient.bad(**env)
    assert [one.level for one in found["master_key"]] == [Level.FAULT]
    assert [one.level for one in found["key_store"]] == [Level.UNKNOWN]
    assert "vault.not_answered" in str(found["master_key"][0].do)
