"""What the benchmarks of screening share: lists to load, names to ask for, a plain search to compare with.

The mix of daily work: 70 % clean names, 20 % listed ones with a variation, 10 % listed ones as they are. The same seed
gives the same mix.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import string
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from watchlists import bundled, versions
from watchlists.index import Index
from watchlists.index.build import build
from watchlists.model import Entry, Kind, Name, NameKind, Subject
from watchlists.normalize.text import fold_text
from watchlists.sources import registry
from watchlists.versions import ListVersion

NAME_COLUMNS = ("full_name", "name", "Security Name", "Security")
SHORTEST_SLIP = 4
YARDSTICK_QUERIES = 50


@dataclass(frozen=True, slots=True)
class Query:
    """A name to screen, and the entry that has to be found."""

    subject: Subject
    expected: str | None = None


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what every benchmark of screening takes."""
    parser.add_argument(
        "--lists",
        action="append",
        default=[],
        metavar="SOURCE=PATH",
        help="file of a list, or the folder of its files under the names its source gives them; else the bundled lists",
    )
    parser.add_argument("--persons", type=Path, action="append", default=[], help="CSV file of clean persons")
    parser.add_argument("--organisations", type=Path, action="append", default=[], help="CSV file of clean companies")
    parser.add_argument("--index", type=Path, help="folder to build the index in and to find it again")
    parser.add_argument("--seed", type=int, default=7)


def load_lists(chosen: Sequence[str]) -> list[ListVersion]:
    """Read lists given as SOURCE=PATH, or the bundled ones. A source given twice is another list each time."""
    if not chosen:
        return [bundled.load(source) for source in bundled.SOURCE_IDS]
    loaded: list[ListVersion] = []
    for text in chosen:
        source_id, _, path = text.partition("=")
        version = versions.load(registry.get(source_id), files_of(source_id, Path(path)))
        again = sum(known.source.partition("@")[0] == source_id for known in loaded)
        loaded.append(replace(version, source=f"{source_id}@{again}") if again else version)
    return loaded


def files_of(source_id: str, path: Path) -> Mapping[str, Path]:
    """Name the files of a list in a folder, or the one that is given, as its source does."""
    if path.is_dir():
        return {file.name.removesuffix(".gz"): file for file in sorted(path.iterdir())}
    return {registry.get(source_id).files[0].name: path}


def read_clean(paths: Mapping[Kind, Sequence[Path]]) -> dict[Kind, list[str]]:
    """Read clean names by kind."""
    return {kind: [name for path in files for name in read_names(path)] for kind, files in paths.items() if files}


def read_names(path: Path) -> list[str]:
    """Read the name column of a CSV file, gzipped or not; share classes behind ` - ` are cut off."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    rows = list(csv.DictReader(text.splitlines()))
    column = next(name for name in NAME_COLUMNS if name in rows[0])
    return sorted({row[column].split(" - ")[0].strip() for row in rows if row[column]})


def build_index(lists: Sequence[ListVersion], directory: Path) -> tuple[Path, dict[str, float]]:
    """Build an index and open it once; tell how long both took, and how large it is."""
    start = time.perf_counter()
    path = build(lists, directory)
    built = time.perf_counter()
    index = Index.open(path)
    opened = time.perf_counter()
    return path, {
        "entries": len(index),
        "names": index.names,
        "build_s": round(built - start, 2),
        "open_ms": round((opened - built) * 1000, 1),
        "index_mb": round(sum(file.stat().st_size for file in path.iterdir()) / 1e6, 1),
    }


def slip(name: str, chance: random.Random) -> str:
    """Make one typing error in one word of four letters and more, where there is one."""
    words = name.split()
    places = [place for place, word in enumerate(words) if len(word) >= SHORTEST_SLIP and word.isalpha()]
    if not places:
        return name
    chosen = chance.choice(places)
    word, letter = words[chosen], chance.choice(string.ascii_lowercase)
    at = chance.randrange(len(word) - 1)
    words[chosen] = chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return " ".join(words)


def listed_name(entry: Entry, chance: random.Random) -> str:
    """Choose one of an entry's names that is not weak."""
    names = [name.value for name in entry.names if name.kind is not NameKind.WEAK]
    return chance.choice(names or [entry.caption])


def make_mix(
    lists: Sequence[ListVersion], clean: Mapping[Kind, Sequence[str]], size: int, chance: random.Random
) -> list[Query]:
    """Make the mix of daily work. Without clean names, all are listed ones."""
    entries = [entry for version in lists for entry in version.entries]
    wanted = size * 7 // 10
    queries = [
        Query(Subject(kind=kind, names=(name,)))
        for kind, names in clean.items()
        for name in chance.choices(names, k=wanted // len(clean))
    ]
    changes: tuple[tuple[Callable[[str, random.Random], str], int], ...] = (
        (slip, (size - len(queries)) * 2 // 3),
        (lambda name, _: name, size - len(queries) - (size - len(queries)) * 2 // 3),
    )
    for change, count in changes:
        for entry in chance.choices(entries, k=count):
            name = change(listed_name(entry, chance), chance)
            queries.append(Query(Subject(kind=entry.kind, names=(name,)), entry.id))
    chance.shuffle(queries)
    return queries


def multiply(lists: Sequence[ListVersion], times: int, chance: random.Random) -> list[ListVersion]:
    """Make a list so many times as long: in each copy of a name one word is another name's, and another has a slip.

    So words become as much more frequent as names do, new ones come up, and no copy is near what it was made of.
    """
    words: dict[Kind, list[str]] = {}
    for version in lists:
        for entry in version.entries:
            words.setdefault(entry.kind, []).extend(word for name in entry.names for word in name.value.split())
    longer = list(lists)
    for copy in range(1, times):
        for version in lists:
            entries = tuple(_mutate(entry, copy, words[entry.kind], chance) for entry in version.entries)
            longer.append(
                replace(version, source=f"{version.source}@x{copy}", digest=f"{copy}{version.digest}", entries=entries)
            )
    return longer


def _mutate(entry: Entry, copy: int, words: Sequence[str], chance: random.Random) -> Entry:
    names = []
    for name in entry.names:
        parts = name.value.split()
        place = chance.randrange(len(parts)) if parts else 0
        kept = slip(" ".join(parts[:place] + parts[place + 1 :]), chance).split()
        names.append(Name(" ".join([*kept[:place], chance.choice(words), *kept[place:]]), name.kind))
    return replace(entry, id=f"{entry.id}@x{copy}", names=tuple(names))


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """Summarise milliseconds."""
    ordered = sorted(times)
    return {
        name: round(ordered[int(len(ordered) * share)], 3)
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    }


def yardstick(index: Index, queries: Sequence[Query]) -> dict[str, float]:
    """Time brute force: `fuzz.ratio` of a folded name with every folded listed one, all in one call of rapidfuzz."""
    names = [fold_text(index.value(number)) for number in range(index.names)]
    times = []
    for query in queries[:YARDSTICK_QUERIES]:
        start = time.thread_time()
        process.cdist(
            [fold_text(query.subject.names[0])], names, scorer=fuzz.ratio, score_cutoff=85, dtype=np.uint8, workers=1
        )
        times.append((time.thread_time() - start) * 1000)
    return percentiles(times)
