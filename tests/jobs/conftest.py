"""A whole service in a folder: SQLite, a Redis of its own, three short lists, and real processes when asked for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis import Redis

from jobs import context, embedded_redis, stack
from jobs.supervisor import Program, spawn
from jobs.worker import connect
from kyc_service import bootstrap
from kyc_service.domain.personal import Personal
from kyc_service.domain.subjects import Party, SubjectKind, Submission
from kyc_service.domain.verifications import Verification
from kyc_service.services import access, verifications
from kyc_service.services.runtime import Runtime
from kyc_service.settings import Settings
from watchlists.model import Entry, Kind, Name
from watchlists.versions import ListVersion

CANARY = "Quibblewick Hazelgrove"
"""A person's name that may be found nowhere but encrypted in the database."""
PATIENCE = 180.0
_LISTED = (
    ("un", Kind.PERSON, "Bartolomeus Vexhammer"),
    ("ofac_sdn", Kind.ORGANISATION, "Grimswold Munitions Trust"),
    ("ofac_cons", Kind.PERSON, "Ottoline Drakemarsh"),
)


@dataclass
class House:
    """One service, and the processes that the test started in it."""

    data_dir: Path
    env: dict[str, str]
    settings: Settings
    rt: Runtime
    tenant_id: str
    redis_plan: embedded_redis.EmbeddedRedis
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    redis: subprocess.Popen[bytes] | None = None

    def start_redis(self) -> None:
        self.redis = spawn(
            Program(name="redis", argv=self.redis_plan.argv, env=self.env, rank=0, log=self.log("redis"))
        )
        self.client().ping()

    def kill_redis(self) -> None:
        assert self.redis is not None
        self.redis.kill()
        self.redis.wait()

    def client(self) -> Redis:
        return connect(self.redis_plan.url)

    def log(self, name: str) -> Path:
        return self.data_dir / f"{name}.log"

    def kyc(self, *arguments: str) -> subprocess.Popen[bytes]:
        return self.start(arguments[0], stack.kyc(*arguments))

    def python(self, name: str, code: str) -> subprocess.Popen[bytes]:
        return self.start(name, (sys.executable, "-c", code))

    def start(self, name: str, argv: tuple[str, ...]) -> subprocess.Popen[bytes]:
        process = spawn(Program(name=name, argv=argv, env=self.env, rank=0, log=self.log(name)))
        self.processes.append(process)
        return process

    def submit(self, reference: str, name: str = "Harmless Biscuits Ltd", contact: str = CANARY) -> str:
        business = Party(SubjectKind.BUSINESS, "seller", Personal({"business.name": name}))
        person = Party(SubjectKind.PERSON, "contact", Personal({"person.name": contact}))
        submission = Submission(
            reference=reference, policy_id="any", role="seller", business=business, people=(person,), flags=()
        )
        with self.rt.open_work(self.tenant_id, "test") as work:
            return verifications.submit(work, self.rt.policy, submission).id

    def get(self, verification_id: str) -> Verification:
        with self.rt.open_work(self.tenant_id, "test") as work:
            return work.verifications.get(verification_id)

    def status(self, verification_id: str) -> str:
        return self.get(verification_id).status.value

    def results(self, verification_id: str) -> list[int]:
        """Return how often each screening was attempted, of those with a result."""
        with self.rt.open_work(self.tenant_id, "test") as work:
            return [check.attempt for check in work.checks.of(verification_id) if work.checks.result_of(check.id)]

    def wait(self, condition: Callable[[], bool]) -> None:
        pause = threading.Event()
        for _ in range(int(PATIENCE / 0.05)):
            if condition():
                return
            pause.wait(0.05)
        logs = "\n".join(f"--- {path.name}\n{path.read_text()[-3000:]}" for path in self.data_dir.glob("*.log"))
        pytest.fail(f"did not happen within {PATIENCE:.0f} s\n{logs}")

    def wait_for(self, verification_id: str, status: str) -> None:
        self.wait(lambda: self.status(verification_id) == status)

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.redis is not None and self.redis.poll() is None:
            self.redis.terminate()
            self.redis.wait()
        self.rt.close()


def load_short_lists(rt: Runtime) -> None:
    with rt.open_system() as system:
        for number, (source, kind, name) in enumerate(_LISTED):
            entry = Entry(id=f"{source}:T{number}", source=source, kind=kind, names=(Name(name),))
            version = ListVersion(
                source=source, digest=f"{number}" * 64, published=None, parser="test/1", entries=(entry,)
            )
            system.lists.add_version(version, origin="bundled", confirmed_at=None)


@pytest.fixture(autouse=True)
def own_context() -> Iterator[None]:
    """Leave no Runtime of one test to the next."""
    context.install(None)
    yield
    for rt in context._installed:
        rt.close()
    context.install(None)


@pytest.fixture
def house(tmp_path: Path, sqlite_url: str) -> Iterator[House]:
    """A service without processes; Redis is planned and not started."""
    redis_plan = embedded_redis.plan(tmp_path)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
    env = kept | {
        "KYC_MODE": "demo",
        "KYC_DATA_DIR": str(tmp_path),
        "KYC_LEASE_SECONDS": "2",
        "REDIS_URL": redis_plan.url,
    }
    env.pop("DATABASE_URL", None)
    settings = Settings.from_env(env)
    assert settings.database_url.reveal() == sqlite_url, "the migrated copy lies where the service looks"
    rt = bootstrap.build(settings)
    load_short_lists(rt)
    rt.screeners.current()
    with rt.open_system() as system:
        tenant = access.create_tenant(system, rt.policy, "test", obliged_entity=True, home_region="NL")
    found = House(tmp_path, env, settings, rt, tenant.id, redis_plan)
    context.install(rt)
    yield found
    found.close()


@pytest.fixture
def in_house(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The same, with this process's environment set to it: for commands that run in this process."""
    for name in ("KYC_MODE", "KYC_DATA_DIR", "KYC_LEASE_SECONDS", "REDIS_URL"):
        monkeypatch.setenv(name, house.env[name])
    return house


@pytest.fixture
def running(house: House) -> House:
    """The same with its Redis started."""
    house.start_redis()
    return house
