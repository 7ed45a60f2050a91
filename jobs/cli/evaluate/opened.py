"""The lists that an evaluation runs over: files that are named, else the service's, else the bundled ones."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.cli.output import say

if TYPE_CHECKING:
    from watchlists.matching.screener import Screener
    from watchlists.model import Entry
    from watchlists.sources.base import Source
    from watchlists.versions import ListVersion

_HINT = "--lists"


@contextmanager
def open_lists(named: Sequence[str], threshold: float | None) -> Iterator[Screener]:
    """Open a screener over `SOURCE=PATH` files; over the service's or the bundled lists when none is named.

    An index of files, or of the bundled lists, is built for this run and removed behind it: a measurement must never
    come from an index that another version of the code has built.
    """
    from jobs import context
    from jobs.cli.screen import database_screener
    from watchlists.matching.screener import DEFAULT_THRESHOLD, Screener

    found = find_files(named)
    settings = context.read_settings()
    least = threshold or settings.match_threshold or DEFAULT_THRESHOLD
    running = None if found else database_screener(settings)
    if running is not None:
        say("the service's lists")
        yield Screener(running.index, least)
        return
    with tempfile.TemporaryDirectory(prefix="kyc-evaluate-") as directory:
        from watchlists.index.build import build
        from watchlists.index.snapshot_file import Index

        index = Index.open(build(_load(found), Path(directory)))
        try:
            say(", ".join(f"{used.source}: {used.entries} entries" for used in index.versions))
            yield Screener(index, least)
        finally:
            index.close()


def load_entries(named: Sequence[str]) -> list[Entry]:
    """Read the entries of the lists that are named; of the service's or the bundled lists when none is."""
    from jobs import context
    from jobs.cli.screen import database_screener
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

    Raises a usage error that names the source when a file is missing, or is none of the list's.
    """
    paths: defaultdict[str, list[Path]] = defaultdict(list)
    for item in named:
        source, equals, path = item.partition("=")
        if not equals or not source or not path:
            message = "has to be SOURCE=PATH, as un=consolidated.xml"
            raise click.BadParameter(message, param_hint=_HINT)
        paths[source].append(Path(path).expanduser())
    found: dict[str, Mapping[str, Path]] = {}
    for source, places in paths.items():
        chosen, files = _choose(source, places)
        if chosen in found:
            message = f"{chosen} is named twice, under two names"
            raise click.BadParameter(message, param_hint=_HINT)
        found[chosen] = files
    return found


def _choose(name: str, places: Sequence[Path]) -> tuple[str, Mapping[str, Path]]:
    """Choose the source by its id; by the beginning of its entry ids where that leaves one whose files are there."""
    from watchlists.sources.registry import SOURCES

    for place in places:
        if not place.exists():
            message = f"{name}: there is no {place.name}"
            raise click.BadParameter(message, param_hint=_HINT)
    if name in SOURCES:
        return name, _match(SOURCES[name], places)
    series = [source for source in SOURCES.values() if source.series == name]
    if not series:
        message = f"no source has this id; there are {', '.join(SOURCES)}"
        raise click.BadParameter(message, param_hint=_HINT)
    fitting = []
    for source in series:
        try:
            fitting.append((source.id, _match(source, places)))
        except click.BadParameter:
            continue
    if len(fitting) != 1:
        message = f"{name} may be any of {', '.join(source.id for source in series)}: name one of them"
        raise click.BadParameter(message, param_hint=_HINT)
    return fitting[0]


def _match(source: Source, places: Sequence[Path]) -> Mapping[str, Path]:
    """Give each file the name that the source knows it by."""
    required = [file.name for file in source.files if not file.optional]
    known = [file.name for file in source.files]
    found: dict[str, Path] = {}
    for place in places:
        if place.is_dir():
            found |= _in_folder(known, place)
        else:
            only = required[0] if len(required) == 1 and len(places) == 1 else None
            found[_name_of(source, known, place, only)] = place
    if missing := [name for name in required if name not in found]:
        message = f"{source.id}: {', '.join(missing)} is missing"
        raise click.BadParameter(message, param_hint=_HINT)
    return found


def _in_folder(known: Sequence[str], folder: Path) -> dict[str, Path]:
    candidates = ((name, folder / f"{name}{end}") for name in reversed(known) for end in (".gz", ""))
    return {name: path for name, path in candidates if path.is_file()}


def _name_of(source: Source, known: Sequence[str], place: Path, only: str | None) -> str:
    """Tell which of a source's files this is: by its name, by the end of it, or because there is but one."""
    plain = place.name.removesuffix(".gz")
    if plain in known:
        return plain
    ends = [name for name in known if plain.endswith((f"-{name}", f"_{name}"))]
    if len(ends) == 1:
        return ends[0]
    if only is None:
        message = f"{source.id}: {place.name} is none of {', '.join(known)}"
        raise click.BadParameter(message, param_hint=_HINT)
    return only
