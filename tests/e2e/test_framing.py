"""Hostile framing over real sockets, against both servers: refused or cut off, never an error of ours, nothing kept."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from jobs import stack
from jobs.supervisor import Program, spawn
from kyc_service.domain.tenants import Scope
from tests.fixtures.service import Service, start_service, submission
from watchlists.versions import ListVersion

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("framing")]

SILENCE = 1
"""Seconds of silence that the impatient servers here allow; the real limit is `servers.SILENCE_SECONDS`."""
ALIVE = 5
"""Seconds a healthy server may take: far more than it needs, so that a busy machine fails nothing."""
CUT_OFF = 30
"""Seconds after which a connection that is still open counts as held."""
ENDLESS = 8 * 1024 * 1024
"""Bytes after which a test stops sending what has no end."""
IMPATIENT = f"""
from jobs.cli import servers
servers.SILENCE_SECONDS = {SILENCE}
limit = servers.limit_silence
servers.limit_silence = lambda server: limit(server, {SILENCE})
from jobs.cli.main import main
main()
"""


@dataclass(frozen=True)
class Reply:
    """Everything a server sent before it closed the connection or fell silent."""

    raw: bytes
    closed: bool

    @property
    def status(self) -> int | None:
        """Status of the first answer; None for a connection closed without one."""
        return int(self.raw.split(b" ", 2)[1]) if self.raw.startswith(b"HTTP/1.1 ") else None

    @property
    def answers(self) -> int:
        """How many requests were answered."""
        return self.raw.count(b"HTTP/1.1 ")

    @property
    def code(self) -> str | None:
        """Code of a problem of ours; None where the server answered by itself."""
        _, _, body = self.raw.partition(b"\r\n\r\n")
        with suppress(ValueError):
            return str(json.loads(body)["code"])
        return None

    def header(self, name: str) -> str | None:
        """A header of the first answer."""
        for line in self.raw.partition(b"\r\n\r\n")[0].decode("latin-1").splitlines()[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None


@dataclass(frozen=True)
class Served:
    """A server that runs, over a service whose rows can be counted."""

    kind: str
    port: int
    service: Service
    token: str
    process: subprocess.Popen[bytes]
    log: Path

    def head(self, method: str = "POST", path: str = "/v1/verifications", *, host: str = "localhost") -> bytes:
        """Make the beginning of a request with a valid key."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Authorization: Bearer {self.token}"]
        if method == "POST":
            lines += ["Content-Type: application/json", f"Idempotency-Key: {os.urandom(8).hex()}"]
        return "\r\n".join([*lines, ""]).encode()

    def send(self, data: bytes, *, hang_up: bool = False) -> Reply:
        """Send bytes, all that the server will take, and read what it answers."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=CUT_OFF) as client:
            # A server that refuses early stops reading: what it wrote before that still counts.
            with suppress(ConnectionError):
                client.sendall(data)
                if hang_up:
                    client.shutdown(socket.SHUT_WR)
            return read_reply(client)

    def is_alive(self) -> bool:
        """Whether a request of somebody else is answered at once."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ALIVE)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        finally:
            connection.close()


def read_reply(client: socket.socket) -> Reply:
    """Read until the server closes, or its first answer is complete and nothing follows."""
    raw = b""
    while True:
        try:
            chunk = client.recv(65536)
        except TimeoutError:
            return Reply(raw, closed=False)
        except ConnectionError:
            return Reply(raw, closed=True)
        if not chunk:
            return Reply(raw, closed=True)
        raw += chunk
        client.settimeout(0.5)


def start_server(kind: str, service: Service, *, impatient: bool = False) -> Iterator[Served]:
    """Start a server over a service as `kyc serve` does: gunicorn with the settings that `deploy/` has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
    kept.pop("DATABASE_URL", None)
    folder = service.path.parent
    env = {
        **kept,
        "KYC_DATA_DIR": str(folder),
        "REDIS_URL": f"unix://{folder}/no-redis.sock",
        "KYC_HTTP_PORT": str(port),
        "KYC_RATE_LIMIT": "1000000",
    }
    arguments = ("serve", "--server", kind, "--processes", "1")
    argv = (sys.executable, "-c", IMPATIENT, *arguments) if impatient else stack.kyc(*arguments)
    log = folder / "serve.log"
    process = spawn(Program(name="serve", argv=argv, env=env, rank=0, log=log))
    try:
        wait_for_port(process, port, log)
        token = service.add_keys(service.add_caller(f"Tenant of {kind}").tenant)[Scope.ONBOARDING]
        yield Served(kind, port, service, token, process, log)
    finally:
        process.terminate()
        process.wait(60)


def wait_for_port(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    pause = threading.Event()
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        if not stack.is_free("127.0.0.1", port):
            return
        pause.wait(0.1)
    pytest.fail(log.read_text())


@pytest.fixture(scope="module", params=["waitress", "gunicorn"])
def served(
    request: pytest.FixtureRequest,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    small_versions: tuple[ListVersion, ...],
) -> Iterator[Served]:
    """Each server, with its real limits, for all tests of this file."""
    for service in start_service(sqlite_template, tmp_path_factory.mktemp("framing"), small_versions):
        yield from start_server(request.param, service)


@pytest.fixture(params=["waitress", "gunicorn"])
def impatient(
    request: pytest.FixtureRequest,
    sqlite_template: Path,
    tmp_path: Path,
    small_versions: tuple[ListVersion, ...],
) -> Iterator[Served]:
    """Each server, with a second of patience instead of many."""
    for service in start_service(sqlite_template, tmp_path, small_versions):
        yield from start_server(request.param, service, impatient=True)
