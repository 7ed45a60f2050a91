"""What became of a submission is written down by whoever does it, and told of the slowest."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.chaos import steps
from tests.chaos.steps import Slow


class Bell:
    """Something with a method that may fail."""

    def ring(self, task: str, ids: Mapping[str, str]) -> str:
        if task == "fails":
            raise ConnectionError
        return f"{task} {ids['verification_id']}"


def test_a_function_does_what_it_did_and_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bell, "ring", Bell.ring)
    noted: list[tuple[str, Mapping[str, Any]]] = []
    steps.around(types.SimpleNamespace(Bell=Bell), "Bell.ring", lambda what, **more: noted.append((what, more)), "rung")

    assert Bell().ring("runs", {"verification_id": "ver_1"}) == "runs ver_1"
    with pytest.raises(ConnectionError):
        Bell().ring("fails", {"verification_id": "ver_2"})

    assert [(what, more["about"], more["outcome"]) for what, more in noted] == [
        ("rung", "ver_1", "done"),
        ("rung", "ver_2", "failed"),
    ]


def test_the_steps_of_the_slowest_are_told_in_order(tmp_path: Path) -> None:
    common = {"pid": 7, "outcome": "done", "took": 0.25}
    written = [
        {**common, "at": 5.0, "role": "worker", "what": "job", "about": "ver_1"},
        {**common, "at": 1.5, "role": "serve", "what": "rung", "about": "ver_1"},
        {**common, "at": 1.6, "role": "serve", "what": "rung", "about": "ver_2"},
        {"at": 0.5, "pid": 7, "role": "worker", "what": "began"},
    ]
    (tmp_path / steps.FILE).write_text("".join(f"{json.dumps(line)}\n" for line in written))

    told = steps.tell(tmp_path, [Slow("ver_1", created=101.0, took=4.0, rings=[(101.0, 101.75)])], epoch=100.0)

    assert told == [
        "ver_1 took 4.0 s",
        "     0.00 s  a ring is asked for",
        "     0.50 s  rung, done after 0.25 s (serve, 7)",
        "     0.75 s  a ring is noted as handed over",
        "     4.00 s  job, done after 0.25 s (worker, 7)",
    ]
