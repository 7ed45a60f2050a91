"""A disk that is full takes nothing more, and takes everything again when there is room."""

from __future__ import annotations

import errno
from contextlib import closing
from pathlib import Path

import pytest

from tests.chaos.disks import Disk

PAGE = b"x" * 65536


def test_a_full_disk_refuses_and_a_freed_one_takes_it(tmp_path: Path) -> None:
    with closing(Disk(tmp_path / "disk")) as disk:
        kept = disk.folder / "kept"
        kept.write_bytes(PAGE)
        disk.fill()
        if disk.can_be_full:
            with pytest.raises(OSError, match="No space left") as caught:
                (disk.folder / "more").write_bytes(PAGE)
            assert caught.value.errno == errno.ENOSPC
        disk.free()
        (disk.folder / "more").write_bytes(PAGE)

        assert kept.read_bytes() == (disk.folder / "more").read_bytes() == PAGE


def test_nothing_is_left_of_it(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "disk")
    if disk.can_be_full:
        (disk.folder / "kept").write_bytes(PAGE)
    disk.close()

    assert list(disk.folder.iterdir()) == []
