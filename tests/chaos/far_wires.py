"""Wires in a process each: what one of them carries takes no turn from another, nor from the clients of the run.

`python -m tests.chaos.far_wires SOCKET` is such a process: it says its port, then obeys line after line of its standard
input and says each time that it has; it ends with its input.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import asdict

from tests.fixtures.wires import Weather, Weathered, Wire

PATIENCE = 10.0
"""Seconds until a wire that was closed is killed."""


class FarWire(Weathered):
    """A wire that lives in a process of its own; handled as a `Wire` is."""

    def __init__(self, target: str) -> None:
        """Begin to listen. `target` is the path of a Unix socket; nothing needs to listen there yet."""
        argv = (sys.executable, "-m", "tests.chaos.far_wires", target)
        self._process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self._lock = threading.Lock()
        self.port = int(self._hear())

    def become(self, weather: Weather) -> None:
        """Tell the wire."""
        self._say("become", **asdict(weather))

    def reset(self) -> None:
        """Have the wire do it."""
        self._say("reset")

    def close(self) -> None:
        """Break everything and listen no more."""
        try:
            # Its input ends, so it does.
            self._process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def _say(self, what: str, **how: object) -> None:
        with self._lock:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps([what, how]) + "\n")
            self._hear()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        if not (heard := self._process.stdout.readline()):
            message = "a wire of the run has ended"
            raise RuntimeError(message)
        return heard


def main() -> None:
    """Be the process of one wire."""
    with closing(Wire(sys.argv[1])) as wire:
        sys.stdout.write(f"{wire.port}\n")
        sys.stdout.flush()
        for line in sys.stdin:
            what, how = json.loads(line)
            if what == "become":
                wire.become(Weather(**how))
            else:
                wire.reset()
            sys.stdout.write("done\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
