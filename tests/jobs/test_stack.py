"""Which processes the service is made of, and where it listens."""

import dataclasses
import json
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest

from jobs import stack
from jobs.cli.serving.tls import Files, make_context
from kyc_service.settings import Mode, Settings
from kyc_service.tasks import Queue
from tests.fixtures.certificates import Authority
from tests.fixtures.http_servers import QuietHandler, find_port


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_env({"KYC_DATA_DIR": str(tmp_path)})


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def choose(settings: Settings, wanted: int, stack_of: ExitStack) -> int:
    chosen = stack.choose_port(settings, wanted)
    stack_of.enter_context(closing(chosen.claim))
    return chosen.number


def test_a_demo_takes_the_next_free_port(settings: Settings, taken: int) -> None:
    with ExitStack() as claims:
        assert choose(settings, taken, claims) > taken


def test_two_that_start_at_once_do_not_take_the_same_port(settings: Settings) -> None:
    with ExitStack() as claims:
        first = choose(settings, 20_000, claims)
        assert choose(settings, first, claims) > first
    with ExitStack() as claims:
        assert choose(settings, first, claims) == first


def test_a_half_written_word_is_no_address(tmp_path: Path) -> None:
    assert stack.read_word(tmp_path) is None
    (tmp_path / stack.WORD).write_text('{"base_url": "http://127')
    assert stack.read_word(tmp_path) is None


def test_production_says_that_the_port_is_taken(settings: Settings, taken: int) -> None:
    strict = dataclasses.replace(settings, mode=Mode.PRODUCTION)

    with pytest.raises(stack.StackError, match=str(taken)):
        stack.choose_port(strict, taken)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),  # noqa: S104 - only named here
        ("::1", "http://[::1]:8080"),
        ("kyc.internal", "http://kyc.internal:8080"),
    ],
)
def test_the_address_to_reach_it_at(settings: Settings, host: str, expected: str) -> None:
    assert stack.base_url(dataclasses.replace(settings, http_host=host), 8080) == expected


def test_an_api_that_ends_tls_itself_is_asked_by_tls(settings: Settings, tmp_path: Path) -> None:
    pair = Authority(tmp_path, "ours").sign("server")
    secure = dataclasses.replace(settings, tls_certificate_file=pair.certificate, tls_key_file=pair.key)
    assert stack.base_url(secure, 8080) == "https://127.0.0.1:8080"
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Ready)
    server.socket = make_context(Files(pair.certificate, pair.key, None)).wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        assert stack.is_ready(secure, server.server_port)
        assert not stack.is_ready(settings, server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Ready(QuietHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


def test_nothing_listens_so_nothing_is_ready(settings: Settings) -> None:
    assert stack.is_ready(settings, find_port()) is False


def test_only_one_service_uses_a_data_directory(settings: Settings) -> None:
    plan = stack.Plan(settings=settings, env={}, port=1, workers=1)
    with stack.alone(settings.data_dir), pytest.raises(stack.StackError, match="already runs"):
        stack.run(plan, threading.Event(), lambda _: None)


def test_one_queue_for_each_worker_process() -> None:
    programs = stack.worker_programs({}, Queue.SCREENING, 3)

    assert len({program.name for program in programs}) == 3
    assert all(program.argv[-2:] == ("--queue", "screening") for program in programs)


@pytest.fixture
def up(house: Any, request: pytest.FixtureRequest) -> Iterator[tuple[Any, Any]]:
    """`kyc up`, with the arguments of a parameter, over a database that holds short lists already."""
    env = {**house.env, "KYC_HTTP_PORT": "18211"}
    del env["REDIS_URL"]
    process = subprocess.Popen(
        stack.kyc("up", "--json", *getattr(request, "param", ())),
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    while not lines or not lines[-1].startswith("}"):
        lines.append(process.stdout.readline())
        assert lines[-1] or process.poll() is None, process.stderr and process.stderr.read()
    yield process, json.loads("".join(lines))
    if process.poll() is None:
        process.terminate()
    process.communicate(timeout=60)


def alive(pids: Iterable[int]) -> list[int]:
    return [pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE]


@pytest.mark.processes
def test_one_command_runs_everything_and_stops_everything(up: tuple[Any, Any]) -> None:
    process, started = up
    assert started["ready"]
    workers = {f"worker:{queue}:1" for queue in Queue}
    assert set(started["pids"]) == {"redis", "scheduler", *workers, "api"}

    process.send_signal(signal.SIGINT)

    assert process.wait(60) == 0
    assert alive(started["pids"].values()) == []


@pytest.mark.processes
@pytest.mark.parametrize("up", [("--processes", "2")], indirect=True)
def test_the_api_runs_in_as_many_processes_as_are_asked_for(up: tuple[Any, Any], house: Any) -> None:
    process, started = up
    assert started["ready"]
    api = psutil.Process(started["pids"]["api"])
    house.wait(lambda: len(api.children()) == 2)
    answering = {child.pid for child in api.children()}
    assert not started["pids"].keys() - {"redis", "scheduler", "api"} - {f"worker:{queue}:1" for queue in Queue}

    killed = min(answering)
    os.kill(killed, signal.SIGKILL)
    port = int(started["base_url"].rpartition(":")[2])
    # It may be there a moment longer.
    house.wait(lambda: len(alive(child.pid for child in api.children() if child.pid != killed)) == 2)
    house.wait(lambda: stack.is_ready(house.settings, port))
    assert api.is_running()
    answering |= {child.pid for child in api.children()}
    process.send_signal(signal.SIGINT)

    assert process.wait(60) == 0
    assert len(answering) == 3
    assert alive([*started["pids"].values(), *answering]) == []


@pytest.mark.processes
def test_what_dies_comes_back(up: tuple[Any, Any], house: Any) -> None:
    _, started = up
    for name in ("api", "worker:screening:1", "redis"):
        os.kill(started["pids"][name], signal.SIGKILL)

    found = house.submit("a", contact="Bartolomeus Vexhammer")

    house.wait_for(found, "review")
    port = int(started["base_url"].rpartition(":")[2])
    house.wait(lambda: stack.is_ready(house.settings, port))


@pytest.mark.processes
def test_nothing_outlives_a_killed_launcher(up: tuple[Any, Any], house: Any) -> None:
    process, started = up

    process.kill()
    process.wait()

    house.wait(lambda: alive(started["pids"].values()) == [])


@pytest.mark.long
@pytest.mark.processes
def test_a_second_service_in_the_same_folder_is_refused(up: tuple[Any, Any], house: Any) -> None:
    del up
    env = {**house.env, "KYC_HTTP_PORT": "18231"}

    second = subprocess.run(stack.kyc("up"), env=env, capture_output=True, text=True, check=False, timeout=60)

    assert second.returncode == 2
    assert "already runs" in second.stderr
    assert "Traceback" not in second.stderr
