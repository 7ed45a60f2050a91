"""What it costs to start a process of the service again: forked by a parent that has everything imported, or from cold.

`python -m benchmarks.restarts` starts each so many times in turn, with everything that a worker imports and nothing
that it does then, and prints the processor's seconds and the seconds on the clock of each, and how they compare.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

from jobs.warm import children, modules

COLD = (sys.executable, "-c", "from jobs.warm import modules; modules.load()")


def fork() -> None:
    """Begin and end a child that is forked."""
    children.fork(modules.load, children.Setting("kyc nothing", dict(os.environ), None)).wait()


def execute() -> None:
    """Begin and end a process that imports everything itself."""
    subprocess.run(COLD, check=True)


def measure(start: Callable[[], None]) -> tuple[float, float]:
    """Return the processor's seconds and the clock's of one start."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    start()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    modules.load()
    pairs = [(measure(fork), measure(execute)) for _ in range(times)]
    for name, found in zip(("forked", "from cold"), zip(*pairs, strict=True), strict=True):
        processor, clock = (sorted(values)[times // 2] for values in zip(*found, strict=True))
        sys.stdout.write(f"{name:<10} {processor:.3f} s of a processor, {clock:.3f} s on the clock\n")
    ratio = sum(cold[0] for _, cold in pairs) / sum(warm[0] for warm, _ in pairs)
    sys.stdout.write(f"a cold start costs {ratio:.0f} times as much; load {os.getloadavg()[0]:.1f}\n")


if __name__ == "__main__":
    main()
