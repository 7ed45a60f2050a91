"""What is imported before any child: everything that works, and nothing that a fork would spoil."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from kyc_service.tasks import Task

LOOK = """
import json, os, socket, sys, threading
before = set(os.listdir("/proc/self/fd"))
from jobs.warm import modules
modules.load()
print(json.dumps({
    "modules": sorted(sys.modules),
    "threads": threading.active_count(),
    "files": len(set(os.listdir("/proc/self/fd")) - before),
}))
"""


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True, timeout=300)
    return dict(json.loads(done.stdout))


def test_whatever_a_job_is_named_after_is_there(found: dict[str, Any]) -> None:
    assert {task.value.rpartition(".")[0] for task in Task} <= set(found["modules"])


def test_what_decides_on_its_import_is_left_to_the_process_that_needs_it(found: dict[str, Any]) -> None:
    assert not {"prometheus_client", "flask"} & set(found["modules"])


def test_no_thread_runs_and_no_file_is_open(found: dict[str, Any]) -> None:
    assert (found["threads"], found["files"]) == (1, 0)
