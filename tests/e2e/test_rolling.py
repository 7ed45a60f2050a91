"""Two machines of the API are restarted in turn while clients submit: every request is answered, nothing is lost.

In front stands a proxy's part: a request goes to the other machine when one takes no connection, or hangs up before it
answered. That is safe: a submission carries a key, and the same key again is the same submission.
"""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import pytest
import requests

from kyc_service import bootstrap
from kyc_service.domain.tenants import Scope
from kyc_service.services import access
from kyc_service.settings import Settings
from tests.fixtures.bundled_index import Lend
from tests.fixtures.http_servers import find_port
from tests.fixtures.promised import Promised
from tests.fixtures.service import submission

pytestmark = [pytest.mark.long, pytest.mark.processes]
ROUNDS = int(os.environ.get("ROLLING_ROUNDS", "1"))
"""Of two restarts each."""
CLIENTS = 3


@dataclass
class Machine:
    """One `kyc serve`, that can be replaced."""

    env: dict[str, str]
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        argv = [sys.executable, "-m", "jobs.cli.main", "serve", "--server", "gunicorn", "--processes", "1"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([*argv, "--port", str(self.port)], env=self.env, stderr=log, stdout=log)
        until = time.monotonic() + 240
        while not self.is_up():
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() < until, self.log.read_text()[-2000:]
            time.sleep(0.1)

    def is_up(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=10).ok
        except requests.RequestException:
            return False

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(60) == 0


@dataclass
class Front:
    """Sends requests to one of the machines, and writes down what its clients saw."""

    ports: tuple[int, int]
    token: str
    answered: dict[str, str] = field(default_factory=dict)
    """Reference to verification, as acknowledged."""
    failed: list[str] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    """Requests that the first machine did not answer."""
    _turn: Iterator[int] = field(default_factory=itertools.count)

    def submit(self, reference: str) -> None:
        first = next(self._turn) % 2
        body = submission(reference=reference)
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": uuid.uuid4().hex, "Connection": "close"}
        for port in (self.ports[first], self.ports[1 - first]):
            try:
                url = f"http://127.0.0.1:{port}/v1/verifications"
                answer = requests.post(url, json=body, headers=headers, timeout=60)
            except requests.ConnectionError:
                self.turned.append(reference)
                continue
            if answer.status_code == HTTPStatus.ACCEPTED:
                self.answered[reference] = answer.json()["id"]
            else:
                self.failed.append(f"{reference}: {answer.status_code} {answer.json().get('code')}")
            return
        self.failed.append(f"{reference}: nobody answered")


@contextmanager
def clients(front: Front) -> Iterator[None]:
    """Let clients submit, one request after another each, until the block ends."""
    stop = threading.Event()

    def run(name: int) -> None:
        for number in itertools.count():
            if stop.is_set():
                return
            front.submit(f"shop-{name}-{number}")

    threads = [threading.Thread(target=run, args=(name,)) for name in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_machines_are_restarted_in_turn_and_every_request_is_answered(
    tmp_path: Path, lend_index: Lend, promised: Promised
) -> None:
    lend_index(tmp_path)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
    ours = {"KYC_DATA_DIR": str(tmp_path), "REDIS_URL": f"unix://{tmp_path}/no-redis.sock", "KYC_RATE_LIMIT": "1000000"}
    env = {**kept, **ours}
    prepared = subprocess.run([sys.executable, "-m", "jobs.cli.main", "prepare"], env=env, check=False, timeout=600)
    assert prepared.returncode == 0
    rt = bootstrap.build(Settings.from_env(ours))
    with rt.open_system("tester") as system:
        tenant = access.create_tenant(system, rt.policy, "Marketplace", obliged_entity=False, home_region="NL")
        token = access.create_key(system, tenant.id, "shop", [Scope.ONBOARDING])[1].reveal()
    machines = [Machine(env, find_port(), tmp_path / f"{name}.log") for name in ("one", "two")]
    front = Front((machines[0].port, machines[1].port), token)
    with ExitStack() as running:
        for machine in machines:
            running.callback(machine.stop)
            machine.start()
        began = time.monotonic()
        with clients(front):
            for machine in [*machines] * ROUNDS:
                machine.stop()
                machine.start()
        passed = time.monotonic() - began
    assert front.failed == []
    assert len(front.answered) > 2 * ROUNDS
    with rt.open_work(tenant.id, "tester", read_only=True) as work:
        kept_ids = {work.verifications.get(found).id for found in front.answered.values()}
    assert len(kept_ids) == len(front.answered), "each submission is one verification"
    rt.close()
    many = f"{len(front.answered)} answered, {len(front.turned)} by the other machine"
    promised.tell(34, f"{2 * ROUNDS} restarts in {passed:.0f} s, {many}, none failed")
