"""The whole service on one machine: which processes it is made of, and in which order they come and go.

API before workers before scheduler before Redis, when they stop: each ends while what it needs is still there.
"""

from __future__ import annotations

import fcntl
import http.client
import json
import shlex
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from jobs import embedded_redis
from jobs.supervisor import Process, Program, Supervisor, spawn
from jobs.warm import children, modules
from kyc_service.errors import KycError
from kyc_service.settings import Mode, Settings
from kyc_service.tasks import Queue

_API, _WORKER, _SCHEDULER, _REDIS = range(4)
READY_SECONDS = 120.0
"""A machine that is busy with something else takes its time to start eight processes."""
PORTS_TRIED = 50
WORD = "up.json"
"""File in the data directory that says where a running service is."""
LOCK = "up.lock"
"""File in the data directory that one running service holds."""
WORKER_GRACE = 30.0
"""Seconds a worker may take to finish its job."""


class StackError(KycError):
    """The service cannot be started here; the text says what to do."""

    code = "cannot_start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to run."""

    settings: Settings
    env: Mapping[str, str]
    port: int
    workers: int
    processes: int | None = None
    """Of the API under gunicorn; None for the server that the mode chooses."""
    log_dir: Path | None = None
    """Folder for what the processes print; this process's stderr otherwise."""


@dataclass(frozen=True, slots=True)
class Started:
    """Where everything is."""

    base_url: str
    redis_url: str | None
    """Address of the Redis that was started here; None for one given."""
    ready: bool
    pids: Mapping[str, int]


def run(plan: Plan, stop: threading.Event, tell: Callable[[Started], None]) -> None:
    """Run the whole service until asked to stop; `tell` hears when it is up."""
    with alone(plan.settings.data_dir):
        supervisor = Supervisor(stop)
        try:
            redis_url = None
            if plan.settings.embedded_redis:
                redis = embedded_redis.plan(plan.settings.data_dir)
                plan = replace(plan, env={**plan.env, "REDIS_URL": redis.url})
                log = _log_of(plan, "redis")
                supervisor.start(Program(name="redis", argv=redis.argv, env=plan.env, rank=_REDIS, log=log))
                redis_url = redis.url
            if children.CAN_FORK:
                modules.load()
            if _prepare(plan, supervisor, stop):
                supervisor.start(*_programs(plan))
                ready = supervisor.watch(lambda: is_ready(plan.settings, plan.port), READY_SECONDS)
                if not stop.is_set():
                    started = Started(base_url(plan.settings, plan.port), redis_url, ready, supervisor.pids())
                    _leave_word(plan.settings.data_dir, started)
                    tell(started)
                supervisor.watch()
        finally:
            (plan.settings.data_dir / WORD).unlink(missing_ok=True)
            supervisor.stop()


def _leave_word(data_dir: Path, started: Started) -> None:
    """Write down where everything is, for programs that started this and wait; whole or not at all."""
    draft = data_dir / f"{WORD}.new"
    draft.write_text(json.dumps({"base_url": started.base_url, "ready": started.ready}))
    draft.replace(data_dir / WORD)


def read_word(data_dir: Path) -> str | None:
    """Return the address of the ready service in a data directory, or None."""
    try:
        word = json.loads((data_dir / WORD).read_text())
    except (OSError, ValueError):
        return None
    return str(word["base_url"]) if word["ready"] else None


def kyc(*arguments: str) -> tuple[str, ...]:
    """Return the command line of a `kyc` command under this very Python."""
    return (sys.executable, "-m", "jobs.cli.main", *arguments)


def run_here(*arguments: str) -> None:
    """Run a `kyc` command in this process, which it ends."""
    from jobs.cli.main import main  # noqa: PLC0415 - it knows every command, this one's too

    main(list(arguments), prog_name="kyc")


def worker_programs(env: Mapping[str, str], queue: Queue, count: int, log: Path | None = None) -> list[Program]:
    """Return the workers of one queue."""
    command = ("worker", "--queue", queue.value)
    return [
        _command(f"worker:{queue}:{number}", _WORKER, command, env, log, grace=WORKER_GRACE)
        for number in range(1, count + 1)
    ]


def _command(
    name: str, rank: int, arguments: tuple[str, ...], env: Mapping[str, str], log: Path | None, grace: float = 10.0
) -> Program:
    """Describe a `kyc` command: run in a fork of this process where that can be, by its command line elsewhere."""
    return Program(
        name=name,
        argv=kyc(*arguments),
        env=env,
        rank=rank,
        grace=grace,
        log=log,
        inside=partial(run_here, *arguments),
        title=shlex.join(("kyc", *arguments)),
    )


def base_url(settings: Settings, port: int) -> str:
    """Return the address to reach the API at from this machine."""
    host = "127.0.0.1" if settings.http_host in {"0.0.0.0", "::"} else settings.http_host  # noqa: S104 - read, not bound
    scheme = "https" if settings.tls_certificate_file else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


@dataclass(frozen=True, slots=True)
class Port:
    """A port to listen on, kept from other services of this kind while this value lives."""

    number: int
    claim: socket.socket


def choose_port(settings: Settings, wanted: int | None = None) -> Port:
    """Claim the port to listen on: the one wanted, or in a demo the next free one.

    Raises StackError when the port is taken.
    """
    first = wanted or settings.http_port
    last = min(first + PORTS_TRIED, 65536) if settings.mode is not Mode.PRODUCTION else first + 1
    for number in range(first, last):
        claim = _claim(number)
        if claim is not None and is_free(settings.http_host, number):
            return Port(number, claim)
        if claim is not None:
            claim.close()
    message = f"port {first} is taken on {settings.http_host}; choose another with KYC_HTTP_PORT or --port"
    raise StackError(message)


def _claim(port: int) -> socket.socket | None:
    """Say to others of this kind that a port is taken: the API listens there only some seconds from now.

    The name is in Linux's abstract namespace: no file stays, and the kernel drops the claim of a dead process.
    """
    claim = socket.socket(socket.AF_UNIX)
    try:
        if sys.platform == "linux":
            claim.bind(f"\0kyc-service-port-{port}")
    except OSError:
        claim.close()
        return None
    return claim


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def is_ready(settings: Settings, port: int) -> bool:
    """Whether the API says that it is ready."""
    host = urlsplit(base_url(settings, port)).hostname or ""
    connection = _connect(settings, host, port)
    try:
        named = settings.allowed_hosts[0].lstrip(".") if settings.allowed_hosts else host
        connection.request("GET", "/readyz", headers={"Host": named})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _connect(settings: Settings, host: str, port: int) -> http.client.HTTPConnection:
    if settings.tls_certificate_file is None:
        return http.client.HTTPConnection(host, port, timeout=5)
    # The certificate is for the name that clients know, and not for this machine; nothing secret is asked.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=5, context=context)


def _programs(plan: Plan) -> list[Program]:
    log = plan.log_dir
    several = () if plan.processes is None else ("--server", "gunicorn", "--processes", str(plan.processes))
    return [
        _program(plan, "scheduler", _SCHEDULER, "scheduler"),
        *worker_programs(plan.env, Queue.SCREENING, plan.workers, log / "workers.log" if log else None),
        *worker_programs(plan.env, Queue.REGISTERS, 1, log / "workers.log" if log else None),
        *worker_programs(plan.env, Queue.OUTSIDE, 1, log / "workers.log" if log else None),
        *worker_programs(plan.env, Queue.WEBHOOKS, 1, log / "workers.log" if log else None),
        *worker_programs(plan.env, Queue.MONITORING, 1, log / "workers.log" if log else None),
        _program(plan, "api", _API, "serve", "--port", str(plan.port), *several),
    ]


def _program(plan: Plan, name: str, rank: int, *arguments: str) -> Program:
    return _command(name, rank, arguments, plan.env, _log_of(plan, name))


def _log_of(plan: Plan, name: str) -> Path | None:
    return plan.log_dir / f"{name}.log" if plan.log_dir else None


def _prepare(plan: Plan, supervisor: Supervisor, stop: threading.Event) -> bool:
    """Bring the database, the lists and the index up to date in a process that then gives its memory back."""
    process = spawn(_program(plan, "prepare", _API, "prepare"))
    try:
        supervisor.watch(lambda: process.poll() is not None)
    finally:
        if process.poll() is None:
            process.terminate()
            _wait(process)
    if stop.is_set():
        return False
    if process.returncode != 0:
        message = "the database or the lists could not be prepared; `kyc prepare` says why"
        raise StackError(message)
    return True


def _wait(process: Process) -> None:
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Let one `kyc up` use a data directory; the kernel drops the lock of a dead one."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"the service already runs in {data_dir}; stop it, or set another KYC_DATA_DIR"
            raise StackError(message) from None
        yield
