"""A key that is revoked in one process ends in all of them: nothing about keys is remembered between requests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kyc_service import bootstrap
from kyc_service.domain.tenants import Scope
from kyc_service.services import access
from kyc_service.settings import Settings

_SERVE = """
import os, sys
from kyc_service.app import create_app
from kyc_service.bootstrap import build
from kyc_service.logs import configure
from kyc_service.settings import Settings
configure("error")
client = create_app(build(Settings.from_env(os.environ))).test_client()
print("begun", flush=True)
for token in sys.stdin:
    headers = {"Authorization": f"Bearer {token.strip()}"}
    print(client.get("/v1/verifications", headers=headers).status_code, flush=True)
"""


class Server:
    """A process of the API that answers one request for each token."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert self._read() == "begun"

    def ask(self, token: str) -> str:
        assert self._process.stdin is not None
        print(token, file=self._process.stdin, flush=True)
        return self._read()

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    env = {"KYC_DATA_DIR": str(folder), "KYC_LOG_LEVEL": "error"}
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", _SERVE], env=env, stdin=pipe, stdout=pipe, text=True) as process:
        yield Server(process)
        process.kill()


def test_a_revoked_key_ends_in_every_process_with_the_next_request(sqlite_url: str, tmp_path: Path) -> None:
    assert sqlite_url == f"sqlite:///{tmp_path}/kyc.db"
    rt = bootstrap.build(Settings.from_env({"KYC_DATA_DIR": str(tmp_path)}))
    with rt.open_system() as system:
        tenant = access.create_tenant(system, rt.policy, "A", obliged_entity=False, home_region="EU")
        key, secret = access.create_key(system, tenant.id, "flow", [Scope.ONBOARDING])
        _, other = access.create_key(system, tenant.id, "other", [Scope.ONBOARDING])
    with serving(tmp_path) as one, serving(tmp_path) as two:
        assert [server.ask(secret.reveal()) for server in (one, two)] == ["200", "200"]
        with rt.open_system() as system:
            system.api_keys.revoke(key.id)
        assert [server.ask(secret.reveal()) for server in (one, two)] == ["401", "401"]
        assert [server.ask(other.reveal()) for server in (one, two)] == ["200", "200"]
    rt.close()
