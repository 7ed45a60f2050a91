"""Which processes the service is made of, and where it listens."""

import dataclasses
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs import stack
from kyc_service.settings import Mode, Settings
from kyc_service.tasks import Queue


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_env({"KYC_DATA_DIR": str(tmp_path)})


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_demo_takes_the_next_free_port(settings: Settings, taken: int) -> None:
    assert stack.choose_port(settings, taken) > taken


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


def test_nothing_listens_so_nothing_is_ready(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]

    assert stack.is_ready(settings, free) is False


def test_only_one_service_uses_a_data_directory(settings: Settings) -> None:
    plan = stack.Plan(settings=settings, env={}, port=1, workers=1)
    with stack.alone(settings.data_dir), pytest.raises(stack.StackError, match="already runs"):
        stack.run(plan, threading.Event(), lambda _: None)


def test_one_queue_for_each_worker_process() -> None:
    programs = stack.worker_programs({}, Queue.SCREENING, 3)

    assert len({program.name for program in programs}) == 3
    assert all(program.argv[-2:] == ("--queue", "screening") for program in programs)
