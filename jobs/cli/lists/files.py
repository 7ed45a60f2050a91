"""Commands about lists as files: which sources there are, what a file holds, what changed between two."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from watchlists.changes import EntryChange, ListDiff
    from watchlists.model import Entry
    from watchlists.versions import ListVersion

_paths = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))


@click.command(cls=Command, examples=("kyc lists sources", "kyc lists sources --json"))
@json_option
def sources(*, as_json: bool) -> None:
    """Name every list that can be loaded, with its publisher, terms and addresses."""
    from watchlists.sources import SOURCES

    if as_json:
        print_json(
            {
                "sources": [
                    {
                        "id": source.id,
                        "title": source.title,
                        "publisher": source.publisher,
                        "topics": list(source.topics),
                        "licence": source.licence,
                        "consent": source.consent,
                        "homepage": source.homepage,
                        "parser": source.parser,
                        "files": [
                            {"name": file.name, "url": file.url, "optional": file.optional} for file in source.files
                        ],
                    }
                    for source in SOURCES.values()
                ]
            }
        )
        return
    print_table(
        "Sources",
        ("id", "title", "publisher", "means", "terms"),
        [
            (source.id, source.title, source.publisher, source.topics, source.consent or source.licence)
            for source in SOURCES.values()
        ],
    )


@click.command(
    cls=Command,
    examples=(
        "kyc lists parse un consolidated.xml.gz",
        "kyc lists parse ofac_sdn sdn.csv alt.csv add.csv --json",
        "kyc lists parse eu full-list.xml --show EU.27.28",
    ),
)
@click.argument("source")
@_paths
@click.option("--show", metavar="TEXT", help="Print the entries whose id or name holds this, whole.")
@json_option
def parse(*, source: str, files: tuple[Path, ...], show: str | None, as_json: bool) -> None:
    """Read the FILES of a list, gzipped or not, and say what they hold. Nothing is stored.

    FILES may have any name: what each is, is told by its content. A folder stands for the files in it.
    """
    version = read_version(source, files)
    found = describe(version)
    if as_json:
        print_json(found)
        return
    rows = [
        (name, ", ".join(f"{key} {count}" for key, count in value.items()) if isinstance(value, dict) else value)
        for name, value in found.items()
    ]
    print_table(f"{source}: what the files hold", ("", "found"), rows)
    if show is not None:
        _show(version, show)


def read_version(source_id: str, paths: tuple[Path, ...]) -> ListVersion:
    """Read a list from files under any name, or from folders of them. Raises WatchlistError."""
    from watchlists.sources import get
    from watchlists.sources.recognise import name_files
    from watchlists.versions import load

    source = get(source_id)
    return load(source, name_files(source, all_files(paths)))


def all_files(paths: tuple[Path, ...]) -> list[Path]:
    """Put the files of a folder in its place."""
    return [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else (path,))]


def describe(version: ListVersion) -> dict[str, Any]:
    """Count what a version holds, for JSON."""
    from watchlists.versions import summarise

    summary = summarise(version)
    return {
        "source": version.source,
        "version": version.digest,
        "published": version.published,
        "parser": version.parser,
        "entries": summary.entries,
        "by_kind": dict(sorted(summary.by_kind.items())),
        "names": summary.names,
        "names_by_quality": dict(sorted(summary.names_by_kind.items())),
        "birth_dates": summary.birth_dates,
        "identifiers": summary.identifiers,
        "relations": summary.relations,
        "references": sum(len(entry.references) for entry in version.entries),
        "stated_count": version.stated_count,
        "rejected_rows": version.rejected_rows,
        "not_understood": dict(sorted(summary.not_understood.items())),
    }


def _show(version: ListVersion, wanted: str) -> None:
    from watchlists.serialise import entry_to_json

    folded = wanted.casefold()
    found = [
        entry
        for entry in version.entries
        if folded in entry.id.casefold() or any(folded in name.value.casefold() for name in entry.names)
    ]
    for entry in found:
        print_json(entry_to_json(entry))
    say(f"{len(found)} entries")


@click.command(
    cls=Command,
    examples=(
        "kyc lists diff un                                     the current version and the one before",
        "kyc lists diff un --from 3f0c9a --to 81b2d4 --json",
        "kyc lists diff un --from un-june.xml --to un-december.xml",
    ),
)
@click.argument("source")
@click.option(
    "--from", "before", help="Digest or its beginning, a file or a folder; the version before the current one."
)
@click.option("--to", "after", help="Digest or its beginning, a file or a folder; the current version.")
@json_option
def diff(*, source: str, before: str | None, after: str | None, as_json: bool) -> None:
    """Say what changed between two versions of a list, value by value."""
    old, new, changes = _compare(source, before, after)
    if as_json:
        print_json(
            {
                "source": source,
                "from": old,
                "to": new,
                "added": [_brief(entry) for entry in changes.added],
                "removed": [_brief(entry) for entry in changes.removed],
                "changed": [
                    {**_brief(change.after), "fields": change.fields, "values": list(change.values)}
                    for change in changes.changed
                ],
            },
        )
        return
    print_changes(f"{source}: {old[:12]} to {new[:12]}", changes)


def print_changes(title: str, changes: ListDiff) -> None:
    """Print what changed as a table, and how much on stderr."""
    rows: list[tuple[object, ...]] = [
        ("added", entry.id, entry.caption, "", _programmes(entry), "") for entry in changes.added
    ]
    rows += [("removed", entry.id, entry.caption, "", _programmes(entry), "") for entry in changes.removed]
    rows += [row for change in changes.changed for row in _rows(change)]
    print_table(title, ("what", "entry", "name", "field", "came", "gone"), rows)
    say(f"{len(changes.added)} added, {len(changes.removed)} removed, {len(changes.changed)} changed")


def _compare(source: str, before: str | None, after: str | None) -> tuple[str, str, ListDiff]:
    """Compare files where both are given as such, else versions of the database."""
    from watchlists import changes

    if before and after and Path(before).exists() and Path(after).exists():
        versions = [read_version(source, (Path(path),)) for path in (before, after)]
        return versions[0].digest, versions[1].digest, changes.diff(*versions)
    from jobs import context
    from kyc_service.services.lists import standing as services

    with context.prepared_runtime().open_system("cli") as system:
        known = [version.digest for version in system.lists.versions(source)]
        new = pick(known, after, 0)
        old = pick(known, before, known.index(new) + 1)
        return old, new, services.compare_versions(system, source, old, new)


def pick(known: list[str], wanted: str | None, position: int) -> str:
    """Choose a version by the beginning of its digest, or by its position, newest first."""
    if wanted is None:
        if position >= len(known):
            message = "there is no earlier version to compare with"
            raise click.UsageError(message)
        return known[position]
    found = [digest for digest in known if digest.startswith(wanted)]
    if len(found) != 1:
        message = "names no version and no file, or more than one version"
        raise click.BadParameter(message, param_hint="--from/--to")
    return found[0]


def _rows(change: EntryChange) -> list[tuple[object, ...]]:
    """Show each field of a changed entry on a line of its own."""
    return [
        ("changed", change.id, change.after.caption, value.field, "\n".join(value.came), "\n".join(value.gone))
        for value in change.values
    ]


def _programmes(entry: Entry) -> str:
    return ", ".join(entry.programmes)


def _brief(entry: Entry) -> dict[str, Any]:
    return {"entry_id": entry.id, "caption": entry.caption, "kind": entry.kind, "programmes": entry.programmes}
