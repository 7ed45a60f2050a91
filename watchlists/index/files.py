"""The files of an index: written once, read through memory maps by every process, checked when opened.

One directory: a manifest, NumPy arrays and blobs. Knows nothing of names; `build` fills it, `snapshot_file` reads it.
"""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from watchlists.errors import IndexFileError

INDEX_FORMAT = "watchlists-index/11"
"""Changes with the layout of the files or with what names are prepared into."""

MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_READING = threading.Lock()
"""NumPy reads the head of a file as Python, and up to 3.11.7 Python fails now and then where two threads do (gh-106905:
`AST constructor recursion depth mismatch`)."""


@dataclass(frozen=True, slots=True)
class Blob:
    """Byte strings, one behind the other, with where each begins."""

    data: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]

    def read(self, number: int) -> bytes:
        """Copy one of them."""
        return self.data[int(self.starts[number]) : int(self.starts[number + 1])].tobytes()

    def __len__(self) -> int:
        """Count them."""
        return len(self.starts) - 1


def pack_blob(items: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Lay byte strings out for a `Blob`."""
    starts = np.zeros(len(items) + 1, dtype=np.int64)
    np.cumsum([len(item) for item in items], out=starts[1:])
    return np.frombuffer(b"".join(items), dtype=np.uint8), starts


def write_files(directory: Path, arrays: Mapping[str, npt.NDArray[Any]], about: Mapping[str, Any]) -> None:
    """Write every array and, last, the manifest that names them with size and checksum."""
    files: dict[str, dict[str, int]] = {}
    for name, array in arrays.items():
        path = directory / f"{name}.npy"
        np.save(path, array, allow_pickle=False)
        files[name] = {"bytes": path.stat().st_size, "crc32": _checksum(path)}
    manifest = {"format": INDEX_FORMAT, **about, "files": files}
    (directory / MANIFEST).write_text(json.dumps(manifest, sort_keys=True, indent=1), encoding="utf-8")


def read_manifest(directory: Path) -> dict[str, Any]:
    """Read the manifest. Raises IndexFileError when it is missing, damaged or of another format."""
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        message = f"the index {directory.name} has no readable manifest"
        raise IndexFileError(message) from problem
    if not isinstance(manifest, dict) or manifest.get("format") != INDEX_FORMAT or "files" not in manifest:
        message = f"the index {directory.name} is of another format than {INDEX_FORMAT}"
        raise IndexFileError(message)
    return manifest


def map_files(directory: Path, files: Mapping[str, Mapping[str, int]]) -> dict[str, npt.NDArray[Any]]:
    """Map every array. Raises IndexFileError when one is missing or not as it was written."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, about in files.items():
        path = directory / f"{name}.npy"
        try:
            if path.stat().st_size != about["bytes"] or _checksum(path) != about["crc32"]:
                message = f"the index file {path.name} is damaged"
                raise IndexFileError(message)
            arrays[name] = _map(path)
        except (OSError, ValueError, KeyError) as problem:
            message = f"the index file {path.name} cannot be read"
            raise IndexFileError(message) from problem
    return arrays


def _map(path: Path) -> npt.NDArray[Any]:
    with _READING:
        array: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    # A plain view answers several times faster than np.memmap; it keeps the map alive.
    return array.view(np.ndarray)


def _checksum(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            value = zlib.crc32(chunk, value)
    return value
