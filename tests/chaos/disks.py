"""A disk of the run's own, which can be full: a file system in memory whose size is set to what is used.

It takes the right to mount; without it the run's files lie where they always would, and no disk gets full.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

ROOM = "8g"
"""Largest size; no memory is taken before it is used."""
LEAVES_SECONDS = 15.0
"""How long the end waits for whoever still has a file open."""


class Disk:
    """A folder for what is written down: the databases, and the service's own files."""

    def __init__(self, folder: Path) -> None:
        """Mount a file system at the folder, or only make the folder."""
        self.folder = folder
        folder.mkdir(mode=0o755)
        argv = ("mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=755", "chaos", str(folder))
        self.can_be_full = shutil.which("mount") is not None and _run(argv)

    def fill(self) -> None:
        """Leave no room for another page."""
        seen = os.statvfs(self.folder)
        used = (seen.f_blocks - seen.f_bfree) * seen.f_frsize
        self._resize(str(max(used, seen.f_frsize)))

    def free(self) -> None:
        """Give back the room."""
        self._resize(ROOM)

    def close(self) -> None:
        """Unmount it: what was on it is gone."""
        end = time.monotonic() + LEAVES_SECONDS
        while self.can_be_full and not _run(("umount", str(self.folder))):
            if time.monotonic() > end:
                _run(("umount", "--lazy", str(self.folder)))
                return
            time.sleep(0.2)

    def _resize(self, size: str) -> None:
        if self.can_be_full:
            # What is written between the look and this may be more than the size: then it is refused, and full enough.
            _run(("mount", "-o", f"remount,size={size}", str(self.folder)))


def _run(argv: tuple[str, ...]) -> bool:
    return subprocess.run(argv, capture_output=True, check=False).returncode == 0
