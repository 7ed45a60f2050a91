"""The service in the shape it has in production: PostgreSQL, Redis, gunicorn, fresh lists, four eyes, outages."""

from __future__ import annotations

import gzip
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import redis
import requests

from jobs import stack
from jobs.supervisor import Program, spawn
from kyc_service import bootstrap
from kyc_service.domain.tenants import Scope
from kyc_service.policy import file as policy_file
from kyc_service.services import access
from kyc_service.settings import Settings
from tests.fixtures.bundled_index import Lend
from tests.fixtures.http_servers import find_port
from tests.fixtures.service import submission
from tests.fixtures.wires import Wire
from watchlists import bundled, sources

pytestmark = [pytest.mark.processes]

HOST = "kyc.internal.example"
PATIENCE = 240.0
LISTED = "National Bank of Cuba"
"""Another name of an entry of the bundled OFAC list."""


class Mirror:
    """A mirror of the publishers on loopback. It refuses everything until it is opened."""

    def __init__(self) -> None:
        self.is_open = threading.Event()
        files = {
            f"/lists/{source_id}/{file.name}": bundled.files(source_id)[file.name]
            for source_id in bundled.SOURCE_IDS
            for file in sources.get(source_id).files
        }
        is_open = self.is_open

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = files.get(self.path)
                if path is None or not is_open.is_set():
                    self.send_error(HTTPStatus.FORBIDDEN)
                    return
                body = gzip.decompress(path.read_bytes())
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", '"first"')
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/lists"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Production:
    """A service that runs, what it depends on, and what happened to it so far."""

    folder: Path
    env: dict[str, str]
    port: int
    mirror: Mirror
    data: Wire
    keys: Wire
    tokens: dict[str, str] = field(default_factory=dict)

    def kyc(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        argv = [sys.executable, "-m", "jobs.cli.main", *arguments]
        return subprocess.run(argv, env=self.env, capture_output=True, text=True, check=False, timeout=600)

    def read(self, *arguments: str) -> Any:
        """Run a command that succeeds, and read what it prints."""
        done = self.kyc(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def ask(self, method: str, path: str, who: str = "shop", **more: Any) -> requests.Response:
        """Send a request under one of the allowed names."""
        headers = {"Host": HOST, "Authorization": f"Bearer {self.tokens[who]}", **more.pop("headers", {})}
        return requests.request(method, f"http://127.0.0.1:{self.port}{path}", headers=headers, timeout=40, **more)

    def submit(self, reference: str, name: str = "Jansen Fietsen B.V.", wait: int = 0) -> requests.Response:
        """Submit a business."""
        body = submission(reference=reference)
        body["business"] = {**body["business"], "name": name}
        headers = {"Idempotency-Key": uuid.uuid4().hex, **({"Prefer": f"wait={wait}"} if wait else {})}
        return self.ask("POST", "/v1/verifications", json=body, headers=headers)

    def status(self, verification_id: str) -> dict[str, Any]:
        """Ask where a verification stands."""
        answer = self.ask("GET", f"/v1/verifications/{verification_id}")
        assert answer.status_code == HTTPStatus.OK, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def settle(self, reference: str, name: str = "Jansen Fietsen B.V.") -> dict[str, Any]:
        """Submit a business and wait until it is where it stays."""
        answer = self.submit(reference, name, wait=10)
        assert answer.status_code in {HTTPStatus.OK, HTTPStatus.ACCEPTED}, answer.text
        return self.finish(answer)

    def finish(self, accepted: requests.Response) -> dict[str, Any]:
        """Wait until what was accepted is where it stays."""
        verification_id = accepted.json()["id"]
        self.wait(lambda: self.status(verification_id)["status"] not in {"created", "processing"})
        return self.status(verification_id)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds."""
        pause = threading.Event()
        for _ in range(int(PATIENCE / 0.2)):
            with suppress(requests.ConnectionError):
                if condition():
                    return
            pause.wait(0.2)
        log = self.folder / "up.log"
        pytest.fail(f"did not happen within {PATIENCE:.0f} s\n{log.read_text()[-1500:] if log.exists() else ''}")

    def is_up(self) -> bool:
        """Whether the API answers."""
        return requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5).ok

    def is_ready(self) -> bool:
        """Whether the API says that it can do its work."""
        return requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=40).ok


def make_database(server: str, name: str) -> tuple[str, str, str]:
    """Make an empty database; return its user, its name and the socket of its server."""
    parts = urlsplit(server)
    folder = parse_qs(parts.query)["host"][0]
    with psycopg.connect(server.replace("@/", "@/postgres", 1), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        port = connection.info.port
    return parts.username or "postgres", name, f"{folder}/.s.PGSQL.{port}"


def address(database: tuple[str, str, str], wire: Wire) -> str:
    """Name a database at the near end of a wire."""
    return f"postgresql+psycopg://{database[0]}@127.0.0.1:{wire.port}/{database[1]}"


def make_tokens(env: dict[str, str]) -> dict[str, str]:
    """Make a tenant with a key for its shop and for two analysts."""
    with closing(bootstrap.build(Settings.from_env(env))) as rt, rt.open_system("tester") as system:
        tenant = access.create_tenant(system, rt.policy, "Marketplace", obliged_entity=True, home_region="NL")
        people = {"shop": Scope.ONBOARDING, "mila": Scope.ANALYST, "noor": Scope.ANALYST}
        return {name: access.create_key(system, tenant.id, name, [scope])[1].reveal() for name, scope in people.items()}


@pytest.fixture(scope="module")
def arranged(
    postgres_server: str,
    redis_server: str,
    tmp_path_factory: pytest.TempPathFactory,
    lend_index: Lend,
) -> Iterator[Production]:
    """Everything the service depends on, and its settings; nothing of the service runs."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    folder = tmp_path_factory.mktemp("production")
    lend_index(folder / "var")
    data, keys = (make_database(postgres_server, name) for name in ("production_data", "production_keys"))
    with ExitStack() as used:
        mirror = used.enter_context(closing(Mirror()))
        wires = [used.enter_context(closing(Wire(database[2]))) for database in (data, keys)]
        port = find_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KYC_")}
        (folder / "lists.toml").write_text("".join(f"[lists.{source_id}]\n" for source_id in bundled.SOURCE_IDS))
        env = {
            **kept,
            "KYC_MODE": "production",
            "KYC_DATA_DIR": str(folder / "var"),
            "DATABASE_URL": address(data, wires[0]),
            "KYC_KEY_STORE_URL": address(keys, wires[1]),
            "KYC_MASTER_KEY_FILE": str(folder / "secrets" / "master.key"),
            "REDIS_URL": redis_server,
            "KYC_ALLOWED_HOSTS": HOST,
            "KYC_HTTP_PORT": str(port),
            "KYC_LIST_MIRROR": mirror.url,
            "KYC_LISTS_FILE": str(folder / "lists.toml"),
            "KYC_POLICY_FILE": str(policy_file.SHIPPED),
            "KYC_LEASE_SECONDS": "5",
        }
        yield Production(folder, env, port, mirror, wires[0], wires[1])


@pytest.fixture(scope="module")
def started(arranged: Production) -> Iterator[Production]:
    """The service, up, with its bundled lists, a tenant and keys; no publisher can be reached."""
    made = arranged.kyc("keys", "master")
    assert made.returncode == 0, made.stderr
    process = spawn(
        Program(name="up", argv=stack.kyc("up"), env=arranged.env, rank=0, log=arranged.folder / "up.log"),
    )
    try:
        arranged.wait(lambda: process.poll() is not None or arranged.is_up())
        assert process.poll() is None, (arranged.folder / "up.log").read_text()
        arranged.tokens.update(make_tokens(arranged.env))
        yield arranged
    finally:
        process.terminate()
        process.wait(90)
        assert process.returncode == 0


@pytest.fixture(scope="module")
def stale(started: Production) -> dict[str, Any]:
    """What became of a submission while there were only bundled lists; the mirror is opened afterwards."""
    found = started.submit("before-1", wait=3).json()
    started.wait(lambda: started.status(found["id"])["reason"] is not None)
    before = {"verification": started.status(found["id"]), "ready": started.is_ready()}
    listed = started.submit("before-2", LISTED).json()
    started.wait(lambda: started.status(listed["id"])["status"] != "processing")
    before["listed"] = started.ask("GET", f"/v1/verifications/{listed['id']}", "mila").json()
    before["refresh"] = started.kyc("lists", "refresh").returncode
    return before


@pytest.fixture(scope="module")
def production(started: Production, stale: dict[str, Any]) -> Production:
    """The same with fresh lists."""
    assert stale["refresh"] == 1
    started.mirror.is_open.set()
    done = started.read("lists", "refresh")["lists"]
    assert {row["source"] for row in done} == set(bundled.SOURCE_IDS)
    assert {row["outcome"] for row in done} <= {"loaded", "unchanged"}
    return started


def test_bundled_lists_never_clear(stale: dict[str, Any]) -> None:
    found = stale["verification"]

    assert (found["status"], found["reason"], found["completed_at"]) == ("processing", "lists_stale", None)
    assert stale["ready"] is False


def test_bundled_lists_are_screened_against(stale: dict[str, Any]) -> None:
    evidence = stale["listed"]["evidence"]

    assert [(hit["entry_id"], hit["status"]) for hit in evidence["hits"]] == [("ofac:306", "open")]
    assert {check["status"] for check in evidence["checks"]} == {"attention", "pending", "passed"}
    assert (stale["listed"]["status"], stale["listed"]["coverage"]) == ("review", "partial")


def test_what_waited_for_lists_goes_on_when_they_are_fresh(production: Production, stale: dict[str, Any]) -> None:
    waited = stale["verification"]["id"]
    production.wait(lambda: production.status(waited)["status"] != "processing")

    assert production.status(waited)["status"] == "clear"


def test_after_a_refresh_the_lists_are_fresh(production: Production) -> None:
    found = production.ask("GET", "/v1/lists", "mila").json()["items"]

    assert {row["id"]: (row["fresh"], row["origin"]) for row in found} == dict.fromkeys(
        bundled.SOURCE_IDS, (True, "mirror")
    )
    assert production.is_ready()


def test_an_unchanged_list_is_not_loaded_again(production: Production) -> None:
    again = production.read("lists", "refresh", "un")["lists"]

    assert [row["outcome"] for row in again] == ["unchanged"]


def test_a_business_on_no_list_is_clear(production: Production) -> None:
    found = production.settle("clean-1")

    assert (found["status"], found["coverage"], found["reason"]) == ("clear", "complete", None)
    assert {source["name"] for source in found["sources"]} == set(bundled.SOURCE_IDS)
    assert all(source["fresh"] for source in found["sources"])
    assert found["notice"] is None


def test_only_the_allowed_host_is_answered(production: Production) -> None:
    answer = production.ask("GET", "/v1/verifications", headers={"Host": f"127.0.0.1:{production.port}"})

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.BAD_REQUEST, "bad_host")


def test_a_listed_business_is_rejected_by_two_people(production: Production) -> None:
    found = production.settle("listed-1", LISTED)
    assert found["status"] == "review"
    case = next(
        row
        for row in production.ask("GET", "/v1/cases", "mila").json()["items"]
        if row["verification_id"] == found["id"]
    )
    path = f"/v1/cases/{case['id']}"

    for hit in production.ask("GET", path, "mila").json()["evidence"]["hits"]:
        disposed = production.ask(
            "POST",
            f"{path}/hits/{hit['id']}/disposition",
            "mila",
            json={"disposition": "true_match", "reason_code": "same_name_and_facts"},
            headers={"If-Match": f'"{hit["version"]}"'},
        )
        assert disposed.status_code == HTTPStatus.OK, disposed.text
    decision = {"outcome": "reject", "reason_code": "listed_party", "note": "It is the listed bank."}
    read = production.ask("GET", path, "mila")
    decided = production.ask("POST", f"{path}/decision", "mila", json=decision, headers=match(read))
    assert (decided.status_code, decided.json()["status"]) == (HTTPStatus.OK, "pending_approval"), decided.text
    verdict = {"verdict": "approve"}
    alone = production.ask("POST", f"{path}/approval", "mila", json=verdict, headers=match(decided))
    assert (alone.status_code, alone.json()["code"]) == (HTTPStatus.FORBIDDEN, "four_eyes")
    approved = production.ask("POST", f"{path}/approval", "noor", json=verdict, headers=match(decided))
    assert (approved.status_code, approved.json()["status"]) == (HTTPStatus.OK, "closed"), approved.text
    assert production.status(found["id"])["status"] == "rejected"


def match(answer: requests.Response) -> dict[str, str]:
    """Base a change on the version that was read."""
    return {"If-Match": answer.headers["ETag"]}


@pytest.mark.parametrize(("lost", "code"), [("data", "database_unavailable"), ("keys", "key_store_unavailable")])
def test_while_a_database_is_away_clients_are_told_to_come_back(production: Production, lost: str, code: str) -> None:
    wire: Wire = getattr(production, lost)
    earlier = production.settle(f"before-{lost}")
    wire.cut()
    try:
        answers = [production.ask("GET", "/v1/verifications")]
        # A few new subjects find a key that was made before the outage.
        answers += [production.submit(f"during-{lost}-{number}") for number in range(20)]
        alive, ready = production.is_up(), production.is_ready()
    finally:
        wire.mend()

    refused = [answer for answer in answers if not answer.ok]
    assert {answer.status_code for answer in refused} == {HTTPStatus.SERVICE_UNAVAILABLE}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
    assert {answer.json()["code"] for answer in refused} == {code}
    told = re.findall(r'.*"database_failed".*', (production.folder / "up.log").read_text())
    assert any(f'"code": "{code}"' in line and '"connection_lost"' in line for line in told), told
    assert (alive, ready) == (True, False)
    assert len(refused) == len(answers) or lost == "keys"
    production.wait(production.is_ready)
    assert production.status(earlier["id"])["status"] == "clear"
    assert production.settle(f"after-{lost}")["status"] == "clear"
    for answer in answers:
        if answer.status_code == HTTPStatus.ACCEPTED:
            assert production.finish(answer)["status"] == "clear"


def test_what_was_accepted_before_an_outage_is_finished_after_it(production: Production) -> None:
    accepted = [production.submit(f"across-{number}") for number in range(5)]
    production.data.cut()
    away = production.ask("GET", "/v1/verifications").status_code
    production.data.mend()

    assert {answer.status_code for answer in accepted} == {HTTPStatus.ACCEPTED}
    assert away == HTTPStatus.SERVICE_UNAVAILABLE
    assert {production.finish(answer)["status"] for answer in accepted} == {"clear"}


def test_the_audit_of_all_this_is_one_chain_that_holds(production: Production) -> None:
    sealed = production.kyc("audit", "seal")
    assert sealed.returncode == 0, sealed.stderr
    found = json.loads(production.kyc("audit", "verify", "--json").stdout)
    assert (found["holds"], found["fault"]) == (True, None)
    assert found["sealed"] > 10
    assert (production.folder / "secrets" / "audit-heads.jsonl").is_file()
