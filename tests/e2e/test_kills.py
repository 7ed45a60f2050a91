"""Whatever is killed, what was accepted is decided once, told once, and no personal value is left lying about.

Runs the whole service on its embedded defaults and kills each of its processes in turn, Redis included.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from jobs import stack
from jobs.supervisor import Program, spawn
from tests.fixtures.bundled_index import Lend
from tests.fixtures.http_servers import QuietHandler, serve

pytestmark = [pytest.mark.processes, pytest.mark.long]

CANARY = "Canarivogel"
SUBMISSIONS = 60
EVERY = 10
"""Submissions between two kills."""
PATIENCE = 240.0


@dataclass
class Running:
    """The service, a key for it, and what its webhooks said."""

    folder: Path
    base_url: str
    token: str
    pid: int
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return requests.request(method, f"{self.base_url}{path}", headers=headers, timeout=20, **more)

    def submit(self, number: int) -> str:
        """Send one business in until it is accepted, always with the same idempotency key, as a client would."""
        listed = number % 10 == 0
        body = {
            "reference": f"shop-{number}",
            "role": "seller",
            "business": {"name": "Banco Nacional de Cuba" if listed else "Jansen Fietsen B.V."},
            "contact": {"name": f"Pieter {CANARY}", "email": "canary@kanarie.example"},
        }
        key = {"Idempotency-Key": uuid.uuid4().hex}
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(requests.RequestException):
                answer = self.ask("POST", "/v1/verifications", json=body, headers=key)
                if answer.status_code == requests.codes.accepted:
                    return str(answer.json()["id"])
                assert answer.status_code in {409, 503}, answer.text
            time.sleep(0.2)
        pytest.fail("a submission was not accepted")

    def status(self, verification_id: str) -> str:
        with suppress(requests.RequestException):
            return str(self.ask("GET", f"/v1/verifications/{verification_id}").json()["status"])
        return "processing"


@pytest.fixture
def running(tmp_path: Path, lend_index: Lend) -> Iterator[Running]:
    told: list[tuple[str, dict[str, Any]]] = []

    class Receiver(QuietHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.append((self.headers["webhook-id"], json.loads(body)))
            self.send_response(204)
            self.end_headers()

    kept = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
    lend_index(tmp_path / "data")
    settings = {"KYC_DATA_DIR": str(tmp_path / "data"), "KYC_HTTP_PORT": "18080", "KYC_LEASE_SECONDS": "5"}
    with serve(Receiver) as hook:
        env = {**kept, **settings, "KYC_WEBHOOK_TEST_HOSTS": hook}
        process = spawn(Program(name="up", argv=stack.kyc("up"), env=env, rank=0, log=tmp_path / "up.log"))
        try:
            base_url = wait_until_ready(process, tmp_path)
            started = Running(tmp_path, base_url, make_token(env), process.pid, told)
            made = started.ask("POST", "/v1/webhook-endpoints", json={"url": f"http://{hook}/hook"})
            assert made.status_code == requests.codes.created
            yield started
        finally:
            process.terminate()
            process.wait(60)


def wait_until_ready(process: subprocess.Popen[bytes], folder: Path) -> str:
    end = time.monotonic() + PATIENCE
    while (base_url := stack.read_word(folder / "data")) is None:
        assert process.poll() is None, (folder / "up.log").read_text()
        assert time.monotonic() < end, (folder / "up.log").read_text()
        time.sleep(0.2)
    return base_url


def make_token(env: dict[str, str]) -> str:
    """Make a tenant and a key that may submit and register webhooks, as an operator would."""

    def kyc(*arguments: str) -> Any:
        done = subprocess.run(stack.kyc(*arguments, "--json"), env=env, check=True, capture_output=True, text=True)
        return json.loads(done.stdout)

    tenant = kyc("tenants", "create", "Acme", "--home-region", "NL", "--not-obliged")["id"]
    key = kyc("keys", "create", "--tenant", tenant, "--name", "all", "--scope", "onboarding", "--scope", "admin")
    return str(key["token"])


def kill_one(running: Running, turn: int) -> None:
    """Kill one of the service's processes, each in its turn."""
    children = sorted(psutil.Process(running.pid).children(), key=lambda child: child.pid)
    with suppress(psutil.NoSuchProcess):
        children[turn % len(children)].kill()


def test_nothing_is_lost_doubled_or_left_lying_about(running: Running) -> None:
    made = []
    for number in range(SUBMISSIONS):
        made.append(running.submit(number))
        if number % EVERY == EVERY - 1:
            kill_one(running, number // EVERY)
    assert len(set(made)) == SUBMISSIONS

    left = set(made)
    end = time.monotonic() + PATIENCE
    while left and time.monotonic() < end:
        left = {one for one in left if running.status(one) == "processing"}
        time.sleep(0.3)
    assert Counter(running.status(one) for one in made) == {"clear": 54, "review": 6}

    while len({ident for ident, _ in running.told}) < SUBMISSIONS and time.monotonic() < end + 30:
        time.sleep(0.3)
    # At least once, and always under the same id, by which a receiver drops what it has.
    told = {ident: message["data"] for ident, message in running.told}
    assert Counter(data["status"] for data in told.values()) == {"clear": 54, "review": 6}
    assert {data["verification_id"] for data in told.values()} == set(made)

    written = [path for path in running.folder.rglob("*") if path.is_file()]
    assert len(written) > 5
    for path in written:
        assert CANARY.encode() not in path.read_bytes(), path.name
        assert b"kanarie.example" not in path.read_bytes(), path.name
