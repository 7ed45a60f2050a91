"""The demonstration from beginning to end: start, send in, read, show, stop."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from jobs import context, stack
from jobs.cli.output import print_json
from jobs.demo import report
from jobs.demo.businesses import Example, examples, unremarkable
from jobs.demo.client import Client
from jobs.demo.decision import decide
from jobs.demo.desks import open_desks
from jobs.demo.results import NOTHING, Result, Results, Timing, read_evidence
from jobs.supervisor import Program, execute
from kyc_service import bootstrap
from kyc_service.domain.people.roles import Role
from kyc_service.domain.tenants import Scope
from kyc_service.services import access
from kyc_service.services.lists import standing
from kyc_service.services.people import accounts
from kyc_service.settings import Settings

DATA_DIR = Path("var") / "demo"
START_SECONDS = 300.0
STOP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Doors:
    """The service as two of its users see it."""

    flow: Client
    analyst: Client
    second: Client
    token: str
    invitation: str
    """Token of a senior analyst's way into the console."""
    policy_id: str
    lists: tuple[dict[str, Any], ...]


def run(*, once: bool, as_json: bool, port: int) -> None:
    """Show the service at work; stay afterwards when somebody is there to look at it."""
    stays = not once and not as_json and sys.stdout.isatty()
    progress = Console(stderr=True)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _interrupt(stop))
    with _data_dir(once=not stays) as data_dir, open_desks(data_dir / "registers") as registers_file:
        env = _environment(data_dir, port) | {"KYC_REGISTERS_FILE": str(registers_file)}
        settings = Settings.from_env(env)
        with _service(env, settings, progress) as base_url:
            doors = _open_doors(settings, base_url)
            results = _go(doors, base_url, progress)
            if as_json:
                print_json(results.to_json())
            else:
                report.show(Console(), results)
            if stays:
                body = next(unremarkable(doors.policy_id, 1)) | {"reference": "my-first-one"}
                report.show_where(Console(), base_url, doors.token, body)
                report.show_desk(Console(), base_url, doors.invitation)
                progress.print("The service runs until Ctrl-C.")
                stop.wait()


def _interrupt(stop: threading.Event) -> None:
    """Leave whatever is under way; what was started is stopped on the way out."""
    if stop.is_set():
        return
    stop.set()
    raise KeyboardInterrupt


@contextmanager
def _data_dir(*, once: bool) -> Iterator[Path]:
    """Give an empty directory: one that goes away again, or `var/demo` for a demonstration that stays."""
    if once:
        with tempfile.TemporaryDirectory(prefix="kyc-demo-") as folder:
            yield Path(folder)
        return
    with stack.alone(DATA_DIR):
        for path in DATA_DIR.iterdir():
            if path.name != stack.LOCK:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    yield DATA_DIR.absolute()


def _environment(data_dir: Path, port: int) -> dict[str, str]:
    """Return this process's environment without any setting of a real service."""
    kept = {
        name: value
        for name, value in context.environment().items()
        if not name.startswith("KYC_") and name not in {"DATABASE_URL", "REDIS_URL"}
    }
    return {
        **kept,
        "KYC_MODE": "demo",
        "KYC_DATA_DIR": str(data_dir),
        "KYC_HTTP_PORT": str(port),
        "KYC_LOG_LEVEL": "warning",
    }


@contextmanager
def _service(env: Mapping[str, str], settings: Settings, progress: Console) -> Iterator[str]:
    """Run `kyc up` beside this process, wait until it is ready and give its address."""
    log = settings.data_dir / "demo.log"
    process = execute(Program(name="up", argv=stack.kyc("up"), env=env, rank=0, log=log))
    try:
        with progress.status("Starting: reading the bundled lists, building the index ..."):
            base_url = _wait_until_ready(process, settings, log)
        yield base_url
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], settings: Settings, log: Path) -> str:
    pause = threading.Event()
    for _ in range(int(START_SECONDS / 0.1)):
        if process.poll() is not None:
            last = log.read_text(errors="replace").strip().rpartition("\n")[2]
            message = f"the service ended while starting: {last.removeprefix('kyc: ')}"
            raise stack.StackError(message)
        base_url = stack.read_word(settings.data_dir)
        if base_url is not None:
            return base_url
        pause.wait(0.1)
    message = f"the service did not get ready; see {log}"
    raise stack.StackError(message)


def _open_doors(settings: Settings, base_url: str) -> Doors:
    """Make a tenant with a key for the onboarding flow and one for each of two analysts."""
    rt = bootstrap.build(settings)
    try:
        with rt.open_system("demo") as system:
            tenant = access.create_tenant(system, rt.policy, "Demo", obliged_entity=True, home_region="NL")
            _, flow = access.create_key(system, tenant.id, "onboarding flow", [Scope.ONBOARDING])
            _, analyst = access.create_key(system, tenant.id, "analyst", [Scope.ANALYST])
            _, second = access.create_key(system, tenant.id, "second analyst", [Scope.ANALYST])
            used: tuple[dict[str, Any], ...] = tuple(
                {"id": state.id, "title": state.title, "published": state.published, "entries": state.entries}
                for state in standing.states(system, rt)
            )
        with rt.open_work(tenant.id, "demo") as work:
            roles = (Role.SENIOR_ANALYST, Role.ADMINISTRATOR)
            invited = accounts.invite(work, "Demo Analyst", "analyst@demo.example", roles)
        return Doors(
            flow=Client(base_url, flow.reveal()),
            analyst=Client(base_url, analyst.reveal()),
            second=Client(base_url, second.reveal()),
            token=flow.reveal(),
            invitation=invited.token.reveal(),
            policy_id=rt.policy.id,
            lists=used,
        )
    finally:
        rt.close()


def _go(doors: Doors, base_url: str, progress: Console) -> Results:
    shown = []
    for example in examples(doors.policy_id):
        progress.print(f"Sending in {example.title} ...", soft_wrap=True)
        shown.append(_show(doors, example))
    progress.print("Timing unremarkable businesses ...")
    times = [doors.flow.submit(body).milliseconds for body in unremarkable(doors.policy_id)]
    progress.print("Two analysts decide the first case ...")
    decided = decide(doors.flow, doors.analyst, doors.second, shown[0].verification_id or "")
    return Results(doors.lists, tuple(shown), Timing.of(times), decided, f"{base_url}/docs")


def _show(doors: Doors, example: Example) -> Result:
    answer = doors.flow.submit(example.body)
    found = answer.verification
    reference = example.body["reference"]
    cleared = None
    if found is not None:
        cleared = bool(doors.flow.get(f"/v1/subjects/{reference}/clearance")["clear"])
    return Result(
        title=example.title,
        name=example.body["business"]["name"],
        reference=reference,
        verification_id=found["id"] if found else None,
        status=found["status"] if found else "refused",
        coverage=found["coverage"] if found else None,
        evidence=read_evidence(doors.analyst, found["id"], example.body) if found else NOTHING,
        refused=answer.refused,
        cleared=cleared,
    )
