"""Byte strings laid out one behind the other."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.index.files import Blob, map_files, pack_blob, read_manifest, write_files


@given(st.lists(st.binary(max_size=20), max_size=12))
def test_what_is_packed_is_read_back(items: list[bytes]) -> None:
    blob = Blob(*pack_blob(items))
    assert [blob.read(number) for number in range(len(blob))] == items


def test_nothing_stands_behind_the_last() -> None:
    with pytest.raises(IndexError):
        Blob(*pack_blob([b"a"])).read(1)


def test_one_thread_at_a_time_reads_the_heads_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to Python 3.11.7 two at once failed now and then: NumPy has Python parse the head of a file."""
    write_files(tmp_path, {"numbers": np.arange(3), "others": np.arange(2)}, {"key": "k"})
    files = read_manifest(tmp_path)["files"]
    load, inside, met = np.load, threading.Lock(), list[bool]()

    def slowly(*arguments: Any, **more: Any) -> Any:
        alone = inside.acquire(blocking=False)
        met.append(alone)
        time.sleep(0.01)
        if alone:
            inside.release()
        return load(*arguments, **more)

    monkeypatch.setattr(np, "load", slowly)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: map_files(tmp_path, files), range(4)))
    assert met == [True] * 8
    assert [one["numbers"].tolist() for one in found] == [[0, 1, 2]] * 4
