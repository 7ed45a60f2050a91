"""Files that an evaluation writes: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click


def check_place(path: Path, option: str, *, replace: bool = True) -> None:
    """See that a file can be written there, before the work begins. Raises a usage error."""
    if not path.absolute().parent.is_dir():
        message = f"there is no folder for {path.name}"
        raise click.BadParameter(message, param_hint=option)
    if path.is_dir() or (path.exists() and not replace):
        message = f"{path.name} is there already" + ("" if replace else "; --force replaces it")
        raise click.BadParameter(message, param_hint=option)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines beside the place and move them there, so that half a file never lies there."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    beside.replace(path)
