"""What a long run has come to so far, in a file, so that it can be taken up again where it was cut off."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click


class Kept:
    """A file of JSON lines: first what the run is about, then one line for each part of it that is done."""

    def __init__(self, path: Path, about: Mapping[str, object]) -> None:
        """Read what is done, or begin the file. Raises a usage error for any other file."""
        self._path = path
        self._done: dict[str, Any] = {}
        first = json.loads(json.dumps(about, default=str))
        lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
        if not any(lines):
            path.write_text(json.dumps(first) + "\n", encoding="utf-8")
            return
        try:
            begun = json.loads(lines[0])
            # What stands behind the last end of a line was cut off while it was written.
            self._done = {row["part"]: row for row in map(json.loads, filter(None, lines[1:-1]))}
        except (ValueError, KeyError, TypeError):
            self._refuse("is no file of a run")
        if begun != first:
            self._refuse("belongs to a run over other lists, with another matcher or with other settings")
        kept = [lines[0], *(json.dumps(row) for row in self._done.values())]
        path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")

    def get(self, part: str) -> dict[str, Any] | None:
        """Return what a part came to, if it is done."""
        return self._done.get(part)

    def add(self, part: str, found: Mapping[str, object]) -> None:
        """Keep what a part came to."""
        row = {"part": part, **found}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        self._done[part] = row

    def _refuse(self, why: str) -> None:
        message = f"{self._path.name} {why}"
        raise click.BadParameter(message, param_hint="--resume")
