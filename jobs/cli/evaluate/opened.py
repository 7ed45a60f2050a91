"""The lists that an evaluation runs over: files that are named, else the service's, else the bundled ones."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from jobs.cli.output import say

if TYPE_CHECKING:
    from watchlists.matching.screener import Screener
    from watchlists.model import Entry
    from watchlists.sources.base import Source
    from watchlists.versions import ListVersion


@dataclass(frozen=True, slots=True)
class Opened:
    """An index that an evaluation runs over."""

    screener: Screener
    path: Path
    """Folder of the index, for other processes to open."""


@contextmanager
def open_lists(named: Sequence[str], threshold: float | None) -> Iterator[Screener]:
    """Open a screener as `open_index` does."""
    with open_index(named, threshold) as opened:
        yield opened.screener


@contextmanager
def open_index(named: Sequence[str], threshold: float | None) -> Iterator[Opened]:
    """Open a screener over `SOURCE=PATH` files; over the service's or the bundled lists when none is named.

    An index of files, or of the bundled lists, is built for this run and removed behind it: a measurement must never
    come from an index that another version of the code has built.
    """
    from jobs import context
    from jobs.cli.screening.screen import database_screener
    from watchlists.matching.screener import DEFAULT_THRESHOLD, Screener

    found = find_files(named)
    settings = context.read_settings()
    least = threshold or settings.match_threshold or DEFAULT_THRESHOLD
    running = None if found else database_screener(settings)
    if running is not None:
        say("the service's lists")
        yield Opened(Screener(running.index, least), settings.index_dir / running.index.key)
        return
    with tempfile.TemporaryDirectory(prefix="kyc-evaluate-") as directory:
        from watchlists.index.build import build
        from watchlists.index.snapshot_file import Index

        path = build(_load(found), Path(directory))
        index = Index.open(path)
        try:
            say(", ".join(f"{used.source}: {used.entries} entries" for used in index.versions))
            yield Opened(Screener(index, least), path)
        finally:
            index.close()


def describe_lists(screener: Screener) -> list[dict[str, object]]:
    """Name the list versions that a figure was measured on, for JSON."""
    return [
        {"source": used.source, "published": used.published, "entries": used.entries, "digest": used.digest}
        for used in screener.index.versions
    ]


def load_entries(named: Sequence[str]) -> list[Entry]:
    """Read the entries of the lists that are named; of the service's or the bundled lists when none is."""
    from jobs import context
    from jobs.cli.screening.screen import database_screener
    from watchlists.evaluation.queries import listed_entries

    found = find_files(named)
    running = None if found else database_screener(context.read_settings())
    if running is not None:
        return list(listed_entries(running.index))
    return [entry for version in _load(found) for entry in version.entries]


def _load(found: Mapping[str, Mapping[str, Path]]) -> list[ListVersion]:
    from watchlists import bundled, versions
    from watchlists.sources import get

    if not found:
        say("reading the bundled lists")
        return [bundled.load(source) for source in bundled.SOURCE_IDS]
    loaded = []
    for source, files in found.items():
        say(f"reading {source}")
        loaded.append(versions.load(get(source), files))
    return loaded


def find_files(named: Sequence[str]) -> Mapping[str, Mapping[str, Path]]:
    """Find the files of every list that is named, by the names its source gives them.

    Raises a usage error for a list that nobody knows or that lacks a file, ListRefusedError for a file of another list.
    """
    paths: defaultdict[str, list[Path]] = defaultdict(list)
    for item in named:
        source, equals, path = item.partition("=")
        if not equals or not source or not path:
            _refuse("has to be SOURCE=PATH, as un=consolidated.xml")
        place = Path(path).expanduser()
        if not place.exists():
            _refuse(f"{source}: there is no {place.name}")
        paths[source].append(place)
    found: dict[str, Mapping[str, Path]] = {}
    for name, places in paths.items():
        source, files = _choose(name, places)
        if source in found:
            _refuse(f"{source} is named twice, by two names")
        found[source] = files
    return found


def _choose(name: str, places: Sequence[Path]) -> tuple[str, Mapping[str, Path]]:
    """Choose the source by its id; else, by what its entry ids begin with, the first whose files these are."""
    from watchlists.errors import ListRefusedError
    from watchlists.sources.registry import SOURCES

    if name in SOURCES:
        return name, _match(SOURCES[name], places)
    refused: ListRefusedError | None = None
    for source in SOURCES.values():
        if source.series == name:
            try:
                return source.id, _match(source, places)
            except ListRefusedError as error:
                refused = refused or error
    if refused is not None:
        raise refused
    return _refuse(f"there is no such source; there are {', '.join(SOURCES)}")


def _match(source: Source, places: Sequence[Path]) -> Mapping[str, Path]:
    """Give each file the name that the source knows it by. Raises ListRefusedError when one is missing or foreign."""
    from watchlists.errors import ListRefusedError
    from watchlists.sources.recognise import name_files

    files = [file for place in places for file in (_in_folder(source, place) if place.is_dir() else (place,))]
    found = name_files(source, files)
    if source.recognise is None:
        missing = [file.name for file in source.files if not file.optional and file.name not in found]
        if missing:
            raise ListRefusedError(source.id, "list_incomplete", f"{', '.join(missing)} is missing")
    return found


def _in_folder(source: Source, folder: Path) -> list[Path]:
    """Tell the files of a list in a folder: those with the names the source gives them, or all where there is none."""
    named = [folder / f"{file.name}{end}" for file in source.files for end in ("", ".gz")]
    return [path for path in named if path.is_file()] or sorted(path for path in folder.iterdir() if path.is_file())


def _refuse(message: str) -> NoReturn:
    raise click.BadParameter(message, param_hint="--lists")
