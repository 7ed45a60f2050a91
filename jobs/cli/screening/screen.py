"""The command that screens one name, without any server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from kyc_service.settings import Settings
    from watchlists.matching.screener import Screener
    from watchlists.model import Match, Subject

_KINDS = ("person", "organisation", "vessel", "aircraft", "unknown")


@click.command(
    cls=Command,
    examples=(
        'kyc screen "National Bank of Cuba" --kind organisation',
        'kyc screen "Oleg Deripaska" --kind person --dob 1968 --country RU',
        'kyc screen "Acme Trading" --json',
        "kyc screen - < name.txt          keeps the name out of the process list",
    ),
)
@click.argument("name")
@click.option("--kind", type=click.Choice(_KINDS), default="unknown", show_default=True, help="What it names.")
@click.option("--dob", help="Date of birth, or of incorporation: 1970, 1970-02, 1970-02-01 or 1970/1972.")
@click.option("--country", "countries", multiple=True, help="ISO 3166-1 alpha-2; may be given several times.")
@click.option("--threshold", type=click.FloatRange(0.01, 1.0), help="Least score to show; the service's own otherwise.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Most matches to show.")
@json_option
def screen(*, name: str, threshold: float | None, limit: int, as_json: bool, **about: Any) -> None:  # noqa: ANN401 - click's
    """Screen one NAME against the lists, now. Nothing is stored.

    Takes the lists of the service's database where there are any, else those that ship with the service.
    """
    from jobs import context

    subject = _subject(sys.stdin.readline().strip() if name == "-" else name, **about)
    screener, origin = open_screener(context.read_settings())
    matches = screener.screen(subject, threshold=threshold, limit=limit, per_party=True)
    lists = [
        {"source": used.source, "published": used.published, "entries": used.entries, "digest": used.digest}
        for used in screener.index.versions
    ]
    if as_json:
        used = threshold or screener.threshold
        print_json(
            {"lists": lists, "origin": origin, "threshold": used, "matches": [describe(match) for match in matches]}
        )
        return
    say(f"{origin} lists: " + ", ".join(f"{used['source']} of {used['published'] or '?'}" for used in lists))
    if not matches:
        say("no match")
        return
    print_table(
        "Matches", ("score", "entry", "also listed", "name", "kind", "born", "why"), [_row(match) for match in matches]
    )


def describe(match: Match) -> dict[str, Any]:
    """Return a match for JSON."""
    entry = match.entry
    return {
        "entry_id": entry.id,
        "source": entry.source,
        "caption": entry.caption,
        "kind": entry.kind,
        "score": round(match.score, 4),
        "birth_dates": [str(date) for date in entry.birth_dates],
        "countries": list(entry.countries),
        "programmes": list(entry.programmes),
        "also_listed": [listing.entry.id for listing in match.listings],
        "evidence": list(match.evidence),
    }


def open_screener(settings: Settings) -> tuple[Screener, str]:
    """Open the lists of the database, else the bundled ones; say which."""
    running = database_screener(settings)
    return (_open_bundled(settings), "bundled") if running is None else (running, "the service's")


def database_screener(settings: Settings) -> Screener | None:
    """Open the lists of the database; None where there is no database, or none in it. Makes no database."""
    from jobs import context
    from kyc_service.errors import ScreeningUnavailableError

    if _is_missing(settings.database_url.reveal()):
        return None
    rt = context.runtime()
    if rt.database.is_migrated():
        try:
            return rt.screeners.current().screener
        except ScreeningUnavailableError:
            say("the database holds no list yet")
    return None


def _is_missing(database_url: str) -> bool:
    """Whether the database is a file that does not exist; asking it would make it."""
    from pathlib import Path

    scheme, _, path = database_url.partition(":///")
    return scheme.startswith("sqlite") and not Path(path).is_file()


def _open_bundled(settings: Settings) -> Screener:
    from pathlib import Path

    from watchlists import bundled
    from watchlists.errors import IndexFileError
    from watchlists.index.build import build, index_key
    from watchlists.index.snapshot_file import Index
    from watchlists.matching.screener import DEFAULT_THRESHOLD, Screener
    from watchlists.sources import get
    from watchlists.sources.raw_files import digest_files

    directory = settings.index_dir if settings.data_dir.is_dir() else Path.home() / ".cache" / "kyc-service" / "index"
    digests = {source: digest_files(source, bundled.files(source)) for source in bundled.SOURCE_IDS}
    key = index_key((source, digest, get(source).parser) for source, digest in digests.items())
    try:
        index = Index.open(directory / key)
    except IndexFileError:
        say("reading the bundled lists, once")
        index = Index.open(build([bundled.load(source) for source in bundled.SOURCE_IDS], directory))
    return Screener(index, settings.match_threshold or DEFAULT_THRESHOLD)


def _subject(name: str, *, kind: str, dob: str | None, countries: tuple[str, ...]) -> Subject:
    from watchlists.dates import PartialDate
    from watchlists.model import Kind, Subject

    if not name.strip():
        message = "a name is needed"
        raise click.BadParameter(message, param_hint="NAME")
    try:
        dates = (PartialDate.parse(dob),) if dob else ()
    except ValueError:
        message = "has to be 1970, 1970-02, 1970-02-01 or 1970/1972"
        raise click.BadParameter(message, param_hint="--dob") from None
    for country in countries:
        if len(country) != 2 or not country.isascii() or not country.isalpha():  # noqa: PLR2004 - alpha-2
            message = "has to be two letters, as NL"
            raise click.BadParameter(message, param_hint="--country")
    organisation = kind == Kind.ORGANISATION
    return Subject(
        kind=Kind(kind),
        names=(name,),
        birth_dates=() if organisation else dates,
        incorporation_dates=dates if organisation else (),
        countries=tuple(country.upper() for country in countries),
    )


def _row(match: Match) -> tuple[object, ...]:
    entry = match.entry
    born = tuple(str(date) for date in entry.birth_dates)
    why = "; ".join(f"{piece.noun}: {piece.reason}" for piece in match.evidence)
    also = tuple(listing.entry.id for listing in match.listings)
    return (f"{match.score:.2f}", entry.id, also, entry.caption, entry.kind.value, born, why)
