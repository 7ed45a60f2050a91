"""Figures of several processes that serve together, told by whichever is asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from jobs import context

_COUNT = """
import sys
from pathlib import Path
from jobs import context
from kyc_service import logs
logs.configure("warning")
context.share_figures(Path(sys.argv[1]))
from prometheus_client import generate_latest
from kyc_service import bootstrap
from kyc_service.api.metrics.requests import Metrics, is_shared
from kyc_service.settings import Settings
import os
assert is_shared()
rt = bootstrap.build(Settings.from_env({"KYC_DATA_DIR": sys.argv[2]}))
child = os.fork()
metrics = Metrics(rt)
metrics.count("GET", "/healthz", 200, 0.01)
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
text = generate_latest(metrics.registry).decode()
print([line for line in text.splitlines() if line.startswith("kyc_http_requests_total")][0])
print("kyc_queue_up" in text)
"""


def test_whichever_process_is_asked_tells_what_all_have_counted(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])}
    argv = [sys.executable, "-c", _COUNT, str(tmp_path / "figures"), str(tmp_path / "var")]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        'kyc_http_requests_total{method="GET",route="/healthz",status="200"} 2.0',
        "True",
    ]


def test_what_dead_processes_counted_is_removed(tmp_path: Path, monkeypatch: object) -> None:
    assert monkeypatch
    gone, mine = tmp_path / "4194305", tmp_path / str(os.getppid())
    for folder in (gone, mine):
        folder.mkdir()
    before = os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    try:
        context.share_figures(tmp_path)
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted([mine.name, str(os.getpid())])
    finally:
        os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
        if before is not None:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = before
