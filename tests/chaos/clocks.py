"""A clock that can be set, for the service's processes alone: nobody else on the machine sees the time move.

A library of a few lines, compiled for the run, stands before the C library's clock in every process that is started
with `environment()`, and adds what a file says. Time that only runs (`CLOCK_MONOTONIC`) stays as it is, as on a real
machine whose clock is set. The servers' clocks - PostgreSQL's, above all - are not moved.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path

SOURCE = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile long long *shift;

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("CHAOS_CLOCK");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *seen = mmap(0, sizeof *shift, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (seen != MAP_FAILED) shift = seen;
}

int clock_gettime(clockid_t clock, struct timespec *told) {
    int failed = (int)syscall(SYS_clock_gettime, clock, told);
    if (!failed && shift && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) told->tv_sec += *shift;
    return failed;
}

int gettimeofday(struct timeval *restrict told, void *restrict zone) {
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
    told->tv_sec = now.tv_sec;
    told->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *told) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now)) return (time_t)-1;
    if (told) *told = now.tv_sec;
    return now.tv_sec;
}
"""


class SetClock:
    """The clock of every process that is started with its environment."""

    def __init__(self, folder: Path) -> None:
        """Compile the library, where the machine has a compiler, and show the true time."""
        self._shift = folder / "clock"
        self._library = folder / "clock.so"
        self._shift.write_bytes(struct.pack("q", 0))
        compiler = shutil.which("cc")
        if compiler is not None:
            (folder / "clock.c").write_text(SOURCE)
            argv = (compiler, "-shared", "-fPIC", "-O1", "-o", str(self._library), str(folder / "clock.c"))
            subprocess.run(argv, check=True, capture_output=True)

    @property
    def can_be_set(self) -> bool:
        """Whether there was a compiler."""
        return self._library.exists()

    def environment(self) -> Mapping[str, str]:
        """Give what a process has to be started with."""
        if not self.can_be_set:
            return {}
        return {"LD_PRELOAD": str(self._library), "CHAOS_CLOCK": str(self._shift)}

    def move(self, seconds: int) -> None:
        """Show a time that is so many seconds from the true one, from now on, in every process at once."""
        with self._shift.open("r+b") as file:
            file.write(struct.pack("q", seconds))
