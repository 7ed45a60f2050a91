"""`kyc evaluate variations`: every listed name varied by frozen definitions, on every core, to be taken up again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Command
from jobs.cli.evaluate import tables
from jobs.cli.evaluate.kept import Kept
from jobs.cli.evaluate.opened import Opened, describe_lists, open_index
from jobs.cli.evaluate.written import check_place, write_lines
from jobs.cli.output import json_option, print_json, say
from jobs.cli.progress import track

if TYPE_CHECKING:
    from watchlists.evaluation.detection import Detection, Level, Listed
    from watchlists.evaluation.variations.tallies import LevelTally

LEVELS: tuple[Level, ...] = ("exact", "minor", "major", "disguise")
_PART = 4000
"""Names of one part of a run: what is lost at most when it is cut off."""


@click.command(
    cls=Command,
    examples=(
        "kyc evaluate variations --sample 1000",
        "kyc evaluate variations --kind minor --kind major --lists un=consolidated.xml --json",
        "kyc evaluate variations --kind disguise --sample 500 --seed spring --misses misses.jsonl",
        "kyc evaluate variations --resume run.jsonl --json > report.json",
    ),
)
@click.option(
    "--lists",
    "named",
    multiple=True,
    metavar="SOURCE=PATH",
    help="A list, from its file or the folder of its files; several times. The service's or the bundled otherwise.",
)
@click.option("--kind", "kinds", type=click.Choice(LEVELS), multiple=True, help="Only these; exact, minor and major.")
@click.option("--sample", type=click.IntRange(1), help="Only so many names, the same ones for the same seed.")
@click.option("--seed", default="", help="Another sample than the usual one.")
@click.option("--threshold", type=click.FloatRange(0.01, 1.0), help="Score that counts; the service's own otherwise.")
@click.option("--processes", type=click.IntRange(1), help="How many; one for each core otherwise.")
@click.option("--misses", type=click.Path(path_type=Path), help="Write what was missed there, as a file of queries.")
@click.option("--resume", type=click.Path(path_type=Path, dir_okay=False), help="Keep what is done there, and go on.")
@json_option
def variations(*, named: tuple[str, ...], kinds: tuple[Level, ...], as_json: bool, **about: Any) -> None:  # noqa: ANN401 - click's
    """Vary every listed name, by frozen definitions, and see whether it is found."""
    for option in ("misses", "resume"):
        if about[option] is not None:
            check_place(about[option], f"--{option}")
    chosen = [level for level in LEVELS if level in (kinds or LEVELS[:3])]
    with open_index(named, about["threshold"]) as opened:
        result, missed = _run(opened, chosen, **about)
    if about["misses"] is not None:
        write_lines(about["misses"], missed)
    if as_json:
        print_json(result)
    else:
        tables.print_detected(result, LEVELS)


def _run(opened: Opened, levels: Sequence[Level], **about: Any) -> tuple[dict[str, Any], list[str]]:  # noqa: ANN401 - click's
    """Vary and screen; return the report, and what was missed as lines of a file of queries."""
    from watchlists.evaluation import detection
    from watchlists.evaluation.parties import Parties
    from watchlists.evaluation.queries import listed_entries
    from watchlists.matching import MATCHER_VERSION

    screener = opened.screener
    entries = list(listed_entries(screener.index))
    known = Parties(entries)
    names = detection.listed_names(entries, about["sample"], about["seed"])
    result: dict[str, Any] = {
        "matcher": MATCHER_VERSION,
        "threshold": screener.threshold,
        "definitions": detection.describe_definitions(),
        "entries": len(entries),
        "names": len(names),
        "sample": about["sample"],
        "seed": about["seed"],
        "links": dict(known.links),
        "lists": describe_lists(screener),
    }
    kept = None if about["resume"] is None else Kept(about["resume"], result)
    processes = about["processes"] or len(os.sched_getaffinity(0))
    search = (
        detection.search_here(screener)
        if processes == 1
        else detection.search_on_cores(opened.path, screener.threshold, processes)
    )
    run = detection.Detection(search, known, detection.Variations(entries, known))
    for level in levels:
        result[level] = _run_level(run, names, level, kept).as_report()
    return result, run.missed


def _run_level(run: Detection, names: Sequence[Listed], level: Level, kept: Kept | None) -> LevelTally:
    """Run one level part by part, leaving out what was done before."""
    from watchlists.evaluation.variations.tallies import LevelTally

    total, again = LevelTally(), 0
    for start in track(range(0, len(names), _PART), level):
        part = f"{level}/{start}"
        done = kept.get(part) if kept else None
        if done is not None:
            again += 1
            total.add(LevelTally.from_json(done["tally"]))
            run.missed.extend(done["missed"])
            continue
        before = len(run.missed)
        tally = run.run(names[start : start + _PART], level)
        if kept:
            kept.add(part, {"tally": tally.to_json(), "missed": run.missed[before:]})
        total.add(tally)
    if again:
        say(f"{level}: {again} parts were done before")
    return total
