"""Two machines on one PostgreSQL and one Redis, each with a network of its own where the kernel lets us: one run.

Each machine has its own data folder, and so its own index; the keys stand in PostgreSQL as well. All they share is
what they reach over the network, and the file of the master key.
"""

from __future__ import annotations

import contextlib
import os
import random
import select
import shutil
import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from jobs import context, embedded_redis
from kyc_service import bootstrap
from kyc_service.services import access
from kyc_service.services.monitoring import planning
from kyc_service.settings import Settings
from kyc_service.storage import migrate
from tests.fixtures.watch_kills import CHUNK, LEASE, Machine, survive
from tests.jobs.conftest import House, load_short_lists

pytestmark = [pytest.mark.processes, pytest.mark.long]

MACHINES = 2


class Forwarder(socketserver.ThreadingTCPServer):
    """Hands every connection on to a Unix socket, as a switch between two machines would."""

    daemon_threads = True
    allow_reuse_address = True
    target = ""


class Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, Forwarder)
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as inner:
            inner.connect(server.target)
            ends = {self.request: inner, inner: self.request}
            while True:
                for end in select.select([*ends], [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    ends[end].sendall(data)


@contextlib.contextmanager
def forward(host: str, target: str) -> Iterator[int]:
    """Let a Unix socket be reached by TCP; give the port."""
    with Forwarder((host, 0), Handler) as server:
        server.target = target
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


def ip(*words: str) -> None:
    subprocess.run(("ip", *words), check=True, capture_output=True)


@contextlib.contextmanager
def network(number: int) -> Iterator[tuple[tuple[str, ...], str]]:
    """Make a network namespace; give what enters it, and the address at which it reaches this one.

    Without the rights to make one, a group of processes has to do.
    """
    name, outer, inner = (f"kyc{part}{os.getpid() % 10000}{number}" for part in ("n", "o", "i"))
    net = f"10.{77 + number}.{os.getpid() % 250}"
    if os.geteuid() != 0 or shutil.which("ip") is None:
        yield (), "127.0.0.1"
        return
    try:
        ip("netns", "add", name)
    except subprocess.CalledProcessError:
        yield (), "127.0.0.1"
        return
    try:
        ip("link", "add", outer, "type", "veth", "peer", "name", inner)
        ip("link", "set", inner, "netns", name)
        ip("addr", "add", f"{net}.1/24", "dev", outer)
        ip("link", "set", outer, "up")
        for words in (("addr", "add", f"{net}.2/24", "dev", inner), ("link", "set", inner, "up")):
            ip("-n", name, *words)
        ip("-n", name, "link", "set", "lo", "up")
        yield ("ip", "netns", "exec", name), f"{net}.1"
    finally:
        ip("netns", "delete", name)


@pytest.fixture
def postgres(postgres_server: str) -> Iterator[tuple[str, str]]:
    """The socket of the server, and its user; two databases are made: `kyc_machines` and `kyc_machine_keys`."""
    parts = urlsplit(postgres_server)
    directory = parse_qs(parts.query)["host"][0]
    names = ("kyc_machines", "kyc_machine_keys")
    with psycopg.connect(postgres_server.replace("@/", "@/postgres", 1), autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}".encode())
        yield f"{directory}/.s.PGSQL.{parts.port or 5432}", parts.username or "postgres"
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_two_machines_share_a_run_and_survive_kills(
    postgres: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "CHUNK", CHUNK)
    monkeypatch.setattr(planning, "TOGETHER", 1)
    target, user = postgres
    redis = embedded_redis.plan(tmp_path)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
    common = {**kept, "KYC_MODE": "demo", "KYC_LEASE_SECONDS": LEASE, "KYC_MASTER_KEY_FILE": f"{tmp_path}/master.key"}
    with contextlib.ExitStack() as opened:
        machines = []
        for number in range(MACHINES):
            enter, host = opened.enter_context(network(number))
            port = opened.enter_context(forward(host, target))
            bell = opened.enter_context(forward(host, str(redis.socket)))
            own = {
                "KYC_DATA_DIR": str(tmp_path / f"machine-{number}"),
                "DATABASE_URL": f"postgresql+psycopg://{user}@{host}:{port}/kyc_machines",
                "KYC_KEY_STORE_URL": f"postgresql+psycopg://{user}@{host}:{port}/kyc_machine_keys",
                "REDIS_URL": f"redis://{host}:{bell}",
            }
            machines.append(Machine(enter, common | own))
        env = dict(machines[0].env)
        settings = Settings.from_env(env)
        migrate.upgrade(settings.database_url.reveal())
        rt = bootstrap.build(settings)
        load_short_lists(rt)
        rt.screeners.current()
        with rt.open_system() as system:
            tenant = access.create_tenant(system, rt.policy, "test", obliged_entity=True, home_region="NL")
        house = House(tmp_path, env, settings, rt, tenant.id, redis)
        context.install(rt)
        opened.callback(house.close)
        assert survive(house, random.Random(1), machines)
        assert {path.name for path in tmp_path.glob("machine-*") if (path / "index").is_dir()} == {
            "machine-0",
            "machine-1",
        }, "both machines worked, each over an index of its own"
