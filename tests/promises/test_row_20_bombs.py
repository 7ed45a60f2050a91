"""Row 20: bombs, entities and ways out are refused within a second and 64 MiB, and nothing is opened or asked.

Each is read in a process of its own, forked from one that has imported everything, by the door every list comes
through. The kernel tells which files were opened (`inotify`) and how much memory was held (`VmHWM`); Python's own
audit tells of every other file and of the network.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import json
import os
import resource
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.fixtures.promised import Promised
from tests.fixtures.xml_bombs import MIB, Bomb, bombs
from watchlists import versions
from watchlists.errors import ListRefusedError
from watchlists.fetch import gates
from watchlists.sources import get

SECONDS = 1.0
"""Of processor time: what a busy machine does beside is no fault of the reader."""
MEMORY = 64 * MIB
LEAST = 12
"""Files that the promise is about, at least."""
_IN_OPEN_OR_CREATE = 0x20 | 0x100
_EVENT = struct.Struct("iIII")
_NETWORK = ("socket.", "http.", "urllib.", "ftplib.")


class Watch:
    """Counts how often anything in a folder was opened or made, whoever does it."""

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._handle = libc.inotify_init1(os.O_NONBLOCK)
        assert libc.inotify_add_watch(self._handle, str(folder).encode(), _IN_OPEN_OR_CREATE) >= 0

    def count(self) -> int:
        """Count since the last time."""
        try:
            data = os.read(self._handle, 1 << 16)
        except BlockingIOError:
            return 0
        found, place = 0, 0
        while place < len(data):
            found, place = found + 1, place + _EVENT.size + _EVENT.unpack_from(data, place)[3]
        return found


def test_every_bomb_is_refused_quickly_and_opens_nothing(promised: Promised, tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    canary = outside / "canary"
    canary.write_text("a secret of this machine")
    watch = Watch(outside)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        plan = [write(bomb, inside / str(place)) for place, bomb in enumerate(bombs(str(canary), address))]
        (inside / "plan.json").write_text(json.dumps(plan))
        # That the watches see anything at all: the canary's own reading, and the asking of the address.
        assert canary.read_text()
        assert watch.count() > 0
        root = Path(__file__).parents[2]
        env = {**os.environ, "PYTHONPATH": str(root)}
        subprocess.run([sys.executable, __file__, str(inside / "plan.json")], env=env, check=True, timeout=300)
        found: list[dict[str, Any]] = json.loads((inside / "found.json").read_text())
        opened, asked = watch.count(), _count_callers(listener)
    assert len(found) == len(plan) >= LEAST
    for one in found:
        assert one["code"], f"{one['what']} was not refused: {one}"
        assert one["seconds"] <= SECONDS, one
        assert one["grown"] < MEMORY, one
        assert one["touched"] == [], one
    assert (opened, asked) == (0, 0)
    slowest, largest = max(one["seconds"] for one in found), max(one["grown"] for one in found)
    promised.tell(
        20,
        f"{len(found)} bombs refused: {slowest:.2f} s of processor, {largest / MIB:.0f} MiB at most, no file, no call",
    )


def write(bomb: Bomb, folder: Path) -> dict[str, str]:
    """Write a bomb where a downloader would, and say what it is."""
    folder.mkdir()
    path = folder / bomb.name
    path.write_bytes(bomb.make())
    return {"what": bomb.what, "source": bomb.source, "name": bomb.name, "path": str(path)}


def _count_callers(listener: socket.socket) -> int:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return 0
    return 1


def read(planned: dict[str, str]) -> dict[str, Any]:
    """Read a bomb as a list; say what came of it, and what it took."""
    touched: list[str] = []

    def see(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | bytes):
            path = os.fsdecode(arguments[0])
            # What is imported only when it is needed is no doing of the file.
            if path != planned["path"] and not path.endswith((".py", ".pyc", ".so")):
                touched.append(path)
        elif event.startswith((*_NETWORK, "os.remove", "os.rename", "os.mkdir", "shutil.", "subprocess.")):
            touched.append(event)

    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    source, before = get(planned["source"]), _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    sys.addaudithook(see)
    began, code = time.process_time(), ""
    try:
        loaded = versions.load(source, {planned["name"]: Path(planned["path"])})
        gates.check(source, loaded, None, dt.date(2026, 11, 27))
    except ListRefusedError as error:
        code = error.code
    seconds, seen = time.process_time() - began, list(touched)
    grown = _memory("VmHWM") - before
    return {"what": planned["what"], "code": code, "seconds": seconds, "grown": grown, "touched": seen}


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def main() -> None:
    """Read each bomb of a plan in a process of its own."""
    place = Path(sys.argv[1])
    found = []
    for planned in json.loads(place.read_text()):
        out, into = os.pipe()
        if os.fork() == 0:
            os.write(into, json.dumps(read(planned)).encode())
            os._exit(0)
        os.close(into)
        with os.fdopen(out, "rb") as answer:
            text = answer.read()
        os.wait()
        died = {"what": planned["what"], "code": "", "seconds": 0, "grown": 0, "touched": ["it died"]}
        found.append(json.loads(text) if text else died)
    place.with_name("found.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main()
