"""Every example of the documentation, run against the whole service in sandbox mode, as a stranger would run it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kyc_service.client import Client
from kyc_service.client.client import UNDER_WAY
from kyc_service.client.models.shared import Verification
from kyc_service.client.models.verifications import Submission
from kyc_service.domain.tenants import Scope
from tests.fixtures.bundled_index import Lend
from tests.fixtures.stacks import ROOT, Sandbox, run_sandbox

pytestmark = [pytest.mark.processes]
DOCS = ROOT / "docs"
PATIENCE = 240.0
"""Seconds: tests of other things may keep the machine busy."""
_BLOCK = re.compile(r"^```(bash|python|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory, lend_index: Lend) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("stack")
    lend_index(folder)
    with run_sandbox(folder) as found:
        (key,) = found.make_keys("First", Scope.ONBOARDING)
        with Client(found.url, key) as flow:
            # The first of all waits until the workers have the lists in their memory.
            flow.wait_until_decided(flow.submit_verification(_make("Warm Brood B.V.", "first"))["id"], seconds=PATIENCE)
        yield found


def blocks_of(page: str) -> list[tuple[str, str]]:
    return [(found[1], found[2]) for found in _BLOCK.finditer((DOCS / page).read_text())]


class Reader:
    """Does what a page says, block by block; what a block exports is there for the next."""

    def __init__(self, url: str, env: dict[str, str], folder: Path, replaced: dict[str, str]) -> None:
        self.url = url
        self.env = env
        self.state = folder / "state"
        self.state.write_text("")
        self.replaced = replaced
        self.names: dict[str, Any] = {}
        self.printed = ""

    def read(self, kind: str, text: str) -> None:
        for before, after in self.replaced.items():
            text = text.replace(before, after)
        {"bash": self.run, "python": self.execute, "json": self.compare}[kind](text)

    def run(self, text: str) -> None:
        script = f"set -euo pipefail; . {self.state}\n{text}\nexport -p >{self.state}\n"
        done = subprocess.run(
            ["bash", "-c", script], env=self.env, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        self.printed = done.stdout

    def execute(self, text: str) -> None:
        exec(compile(text, "<page>", "exec"), self.names)  # noqa: S102 - the project's own pages

    def compare(self, text: str) -> None:
        """Hold what a page shows of an answer against the answer."""
        shown, answered = json.loads(text), json.loads(self.printed)
        if answered.get("status") in UNDER_WAY and shown.get("status", "created") not in UNDER_WAY:
            # A busy machine may need longer than a page waits.
            keys = re.findall(r'KEY="?([\w-]+)', self.state.read_text()) or [self.env["KEY"]]
            with Client(self.url, keys[-1]) as flow:
                answered |= flow.wait_until_decided(answered["id"], seconds=PATIENCE)
        assert {name: answered.get(name, "(not there)") for name in shown} == shown


@pytest.fixture
def kyc(tmp_path: Path) -> str:
    """A `kyc` of this very checkout, in the place of the one in `.venv`."""
    path = tmp_path / "kyc"
    path.write_text(f'#!/bin/sh\nexec {sys.executable} -m jobs.cli.main "$@"\n')
    path.chmod(0o755)
    return str(path)


needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@needs_curl
def test_the_quick_start_leads_where_it_says(sandbox: Sandbox, tmp_path: Path, kyc: str) -> None:
    replaced = {
        ".venv/bin/kyc": kyc,
        "KYC_DATA_DIR=var/sandbox": f"KYC_DATA_DIR={sandbox.env['KYC_DATA_DIR']}",
        "http://127.0.0.1:8080": sandbox.url,
    }
    reader = Reader(sandbox.url, sandbox.env, tmp_path, replaced)
    blocks = blocks_of("quickstart.md")
    assert [kind for kind, _ in blocks].count("bash") >= 4
    for kind, text in blocks:
        reader.read(kind, text)


@needs_curl
def test_every_example_of_the_api_guide_works(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, analyst, admin = sandbox.make_keys("Guide", Scope.ONBOARDING, Scope.ANALYST, Scope.ADMIN)
    given = {"KYC": sandbox.url, "KEY": key, "ANALYST": analyst, "ADMIN": admin}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    replaced = {"localhost:9000": f"localhost:{sandbox.receiver_port}", "9000": str(sandbox.receiver_port)}
    reader = Reader(sandbox.url, sandbox.env | given, tmp_path, replaced)
    for kind, text in blocks_of("api.md"):
        reader.read(kind, text)


def test_a_table_of_names_says_what_happens(sandbox: Sandbox) -> None:
    """The rows of docs/sandbox.md, each submitted as it stands there."""
    page = (DOCS / "sandbox.md").read_text()
    rows = re.findall(r"^\| `(SANDBOX [A-Z ]+)` \| (.*?) \| (.*?) \|$", page, re.MULTILINE)
    (key,) = sandbox.make_keys("Names", Scope.ONBOARDING)
    assert len(rows) == 8
    with Client(sandbox.url, key) as flow:
        for number, (name, outcome, action) in enumerate(rows):
            made = flow.submit_verification(_make(name, f"row-{number}"))
            found = _follow(flow, made, outcome)
            *_, last = re.findall(r"then `(\w+)`|^`(\w+)`", outcome.partition("; then")[0])
            assert found["status"] == "".join(last), name
            assert [one["code"] for one in found["next_actions"]] == re.findall(r"`(\w+)`", action), name
            said = re.search(r"reason `(\w+)`", outcome)
            assert found["reason"] == (said[1] if said else None), name
            assert found["sandbox"] is True
            if name == "SANDBOX SLOW LTD":
                assert flow.wait_until_decided(made["id"], seconds=PATIENCE)["status"] == "clear"


def _follow(flow: Client, made: Verification, outcome: str) -> Verification:
    """Read a verification when it stands where its row says it stands first, or last."""
    if "processing" in outcome:
        found = flow.wait_until_decided(made["id"], seconds=PATIENCE, waits_for={"created"})
        end = time.monotonic() + PATIENCE
        while "reason" in outcome and found["reason"] is None and time.monotonic() < end:
            # The first worker that looks at it says why it waits.
            time.sleep(0.2)
            found = flow.get_verification(made["id"])
        return found
    through = {*UNDER_WAY, "review"} if "then" in outcome else UNDER_WAY
    return flow.wait_until_decided(made["id"], seconds=PATIENCE, waits_for=through)


def test_the_client_reads_answers_as_its_types_say(sandbox: Sandbox) -> None:
    """A verification as it is answered has every member that its type has, and no other."""
    key, analyst = sandbox.make_keys("Types", Scope.ONBOARDING, Scope.ANALYST)
    with Client(sandbox.url, key) as flow, Client(sandbox.url, analyst) as desk:
        made = flow.submit_verification(_make("SANDBOX REVIEW LTD", "types-1"), idempotency_key="types-1")
        again = flow.submit_verification(_make("SANDBOX REVIEW LTD", "types-1"), idempotency_key="types-1")
        assert made["id"] == again["id"]
        found = flow.wait_until_decided(made["id"])
        whole = desk.get_verification(made["id"])
        cancelled = flow.submit_verification(_make("SANDBOX SLOW LTD", "types-2"))
        assert flow.cancel_verification(cancelled["id"])["status"] == "cancelled"
    members = set(Verification.__annotations__)
    assert (set(found), set(whole)) == (members - {"evidence"}, members)


def _make(name: str, reference: str) -> Submission:
    return {
        "reference": reference,
        "role": "seller",
        "business": {
            "name": name,
            "type": "company",
            "registration": {"number": "12345678", "authority": "KVK", "country": "NL"},
        },
        "contact": {"name": "Pieter Jansen", "email": "pieter@jansen.nl"},
    }
