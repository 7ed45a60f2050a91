"""Progress of long work, on stderr, where a person watches; silent in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TransferSpeedColumn,
)
from rich.progress import track as follow

if TYPE_CHECKING:
    from watchlists.fetch.download import Progress as Hears  # a command's help has to answer without it

Item = TypeVar("Item")


class Downloads:
    """Bars of the files that are being downloaded."""

    def __init__(self, progress: Progress) -> None:
        """Begin without a bar."""
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    def of(self, source: str) -> Hears:
        """Make what a download of this list reports to."""
        return partial(self._hear, source)

    def _hear(self, source: str, name: str, done: int, of: int | None) -> None:
        key = f"{source}  {name}"
        if key not in self._bars:
            self._bars[key] = self._progress.add_task(key, total=of)
        self._progress.update(self._bars[key], completed=done, total=of)


def track(items: Sequence[Item], label: str) -> Iterable[Item]:
    """Yield the items and show how many are done."""
    if not sys.stderr.isatty():
        return items
    return follow(items, label, console=Console(file=sys.stderr), transient=True)


@contextmanager
def counted(label: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show how many of a few things that run side by side are done, and which was the last."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[last]}"))
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task(label, total=None, last="")

        def hear(last: str, done: int, of: int) -> None:
            progress.update(bar, completed=done, total=of, last=last)

        yield hear


@contextmanager
def measured(label: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show how much of something that others work on is done, with a word of when it will be."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[left]}"))
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task(label, total=None, left="")

        def hear(left: str, done: int, of: int) -> None:
            progress.update(bar, completed=done, total=of, left=left)

        yield hear


@contextmanager
def downloads() -> Iterator[Downloads]:
    """Show a bar for each file while it comes."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(file=sys.stderr), disable=not sys.stderr.isatty()) as progress:
        yield Downloads(progress)
