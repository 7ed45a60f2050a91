"""The policy in force: the newest published version whose day has come; a broken one changes nothing."""

from __future__ import annotations

import datetime as dt

from structlog.testing import capture_logs

from kyc_service.errors import DatabaseUnavailableError
from kyc_service.policy import file
from kyc_service.services.policies import publications
from kyc_service.services.policies.in_force import LOOK_SECONDS, Policies
from kyc_service.services.runtime import Runtime
from kyc_service.storage.database import Database
from kyc_service.storage.keys import KeyStore
from tests.fixtures.policies import WIDER, publish, version


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_file_of_the_settings_holds_until_a_version_is_published(bare_runtime: Runtime) -> None:
    rt = bare_runtime
    assert rt.policy.sha256 == file.load().sha256
    assert not rt.policy.earlier
    publish(rt, version("2.0"))
    assert rt.policy.version == "2.0"


def test_every_process_takes_up_a_published_version_within_seconds(bare_runtime: Runtime) -> None:
    rt, clock = bare_runtime, Clock()
    other = Policies(rt.database, file.load(), clock)
    before = other.current()
    publications.adopt(rt)
    publish(rt, version("2.0"))
    assert other.current() is before
    clock.now += LOOK_SECONDS
    assert other.current().version == "2.0"
    assert list(other.current().earlier) == [before.sha256]


def test_a_version_whose_day_has_not_come_waits(bare_runtime: Runtime) -> None:
    publications.adopt(bare_runtime)
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    publish(bare_runtime, version("2.0", day=tomorrow))
    assert bare_runtime.policy.version == file.load().version


def test_a_version_that_cannot_be_read_leaves_the_last_good_one_in_force(bare_runtime: Runtime) -> None:
    rt = bare_runtime
    publications.adopt(rt)
    publish(rt, version("2.0"))
    broken = version("3.0", WIDER)
    publish(rt, broken)
    with rt.database._engine.begin() as owner:
        if owner.dialect.name == "postgresql":
            owner.exec_driver_sql("SET LOCAL session_replication_role = replica")
            owner.exec_driver_sql("UPDATE policy_versions SET content = %s WHERE version = '3.0'", (b"x",))
        else:
            owner.exec_driver_sql("DROP TRIGGER policy_versions_content")
            owner.exec_driver_sql("DROP TRIGGER policy_versions_final")
            owner.exec_driver_sql("UPDATE policy_versions SET content = ? WHERE version = '3.0'", (b"x",))
    assert rt.policies.refresh().version == "3.0", "a process that read it keeps it"
    fresh = Policies(rt.database, file.load())
    with capture_logs() as logs:
        assert fresh.current().version == "2.0"
        assert fresh.refresh().version == "2.0"
    assert [(line["event"], line["version"]) for line in logs] == [("policy.version_cannot_be_read", "3.0")]


def test_a_database_that_is_away_or_empty_leaves_the_last_good_one_in_force(
    bare_runtime: Runtime, keys: KeyStore, tmp_path_factory: object
) -> None:
    folder = tmp_path_factory.mktemp("empty")  # type: ignore[attr-defined]
    empty = Database.connect(f"sqlite:///{folder}/empty.db", keys)
    assert Policies(empty, file.load()).current().sha256 == file.load().sha256
    empty.dispose()

    rt = bare_runtime
    publish(rt, version("2.0"))

    class Away(Database):
        def open_system(self, *_: object, **__: object) -> object:  # type: ignore[override]
            raise DatabaseUnavailableError

    rt.policies._database = Away(rt.database._engine, keys)
    assert rt.policies.refresh().version == "2.0"
