"""`kyc evaluate`: labelled pairs and queries, variations, thresholds, clean names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.cli.commands import Group
from jobs.cli.evaluate import tables
from jobs.cli.evaluate.opened import describe_lists, load_entries, open_lists
from jobs.cli.evaluate.written import check_place, write_lines
from jobs.cli.output import json_option, print_json, print_table, say
from jobs.cli.progress import track

if TYPE_CHECKING:
    from watchlists.evaluation.thresholds import Alerted

_KINDS = ("person", "organisation", "vessel", "aircraft", "unknown")
_file = click.argument("file", type=click.Path(path_type=Path))
_threshold = click.option(
    "--threshold", type=click.FloatRange(0.01, 1.0), help="Score that counts as a match; the service's own otherwise."
)
_lists = click.option(
    "--lists",
    "named",
    multiple=True,
    metavar="SOURCE=PATH",
    help="A list, from its file or the folder of its files, gzipped or not; may be given several times."
    " The service's lists otherwise, or the bundled ones.",
)
_sample = click.option("--sample", type=click.IntRange(1), help="Only so many names, always the same ones.")


@click.group(
    cls=Group,
    examples=(
        "kyc evaluate pairs pairs.jsonl",
        "kyc evaluate variations --sample 1000",
        "kyc evaluate clean customers.csv --kind person",
    ),
)
def evaluate() -> None:
    """Measure how right the matcher is: on labelled cases, on the lists themselves, on clean names.

    docs/evaluation.md says what each figure means.
    """


@evaluate.command(examples=("kyc evaluate pairs pairs.jsonl", "kyc evaluate pairs pairs.jsonl --threshold 0.8 --json"))
@_file
@_threshold
@json_option
def pairs(*, file: Path, threshold: float | None, as_json: bool) -> None:
    """Judge labelled pairs of a subject and an entry: precision, recall, F1, by group."""
    from watchlists.evaluation.formats import read_pairs
    from watchlists.evaluation.pairs import evaluate_pairs

    found = read_pairs(file)
    result = evaluate_pairs(found, production_threshold(threshold), track(found, "comparing"))
    if as_json:
        print_json(result)
        return
    tables.print_judged("Pairs", result)
    say(f"{result['pairs_per_second']} pairs a second; {len(result['wrong'])} judged wrong, their ids with --json")


@evaluate.command(
    examples=(
        "kyc evaluate queries queries.jsonl",
        "kyc evaluate queries queries.jsonl --lists un=consolidated.xml --lists ofac_sdn=lists/ofac --json",
    ),
)
@_file
@_lists
@_threshold
@json_option
def queries(*, file: Path, named: tuple[str, ...], threshold: float | None, as_json: bool) -> None:
    """Screen labelled queries: what is found, what stands wrongly on top, false alarms, times."""
    from watchlists.evaluation.formats import read_queries
    from watchlists.evaluation.parties import Parties
    from watchlists.evaluation.queries import evaluate_queries, listed_entries

    found = read_queries(file)
    with open_lists(named, threshold) as screener:
        known = Parties(listed_entries(screener.index))
        result = evaluate_queries(screener, known, found, track(found, "screening"))
        result["lists"] = describe_lists(screener)
    if result["expected_not_listed"]:
        say(f"{result['expected_not_listed']} of the expected entries are on none of these lists")
    if as_json:
        print_json(result)
        return
    tables.print_judged("Queries", result, ("detected", "wrong_top", "false_positive_rate"))
    times = result["latency_ms"]
    say(f"p50 {times['p50']} ms, p95 {times['p95']} ms, p99 {times['p99']} ms; {result['per_second']} a second")


@evaluate.command(
    examples=(
        "kyc evaluate thresholds history.jsonl",
        "kyc evaluate thresholds queries.jsonl --from 0.6 --to 0.9 --step 0.01 --json",
    ),
)
@_file
@_lists
@click.option("--from", "first", type=click.FloatRange(0.01, 1.0), default=0.5, show_default=True)
@click.option("--to", "last", type=click.FloatRange(0.01, 1.0), default=0.95, show_default=True)
@click.option("--step", type=click.FloatRange(0.001, 1.0), default=0.05, show_default=True)
@json_option
def thresholds(*, file: Path, named: tuple[str, ...], first: float, last: float, step: float, as_json: bool) -> None:
    """Show what any threshold would mean: precision, recall, F1 and alerts for 1,000 cases.

    FILE holds labelled pairs, queries, or hits that analysts decided.
    """
    from watchlists.evaluation.thresholds import simulate, steps

    if last < first:
        message = "has to be no less than --from"
        raise click.BadParameter(message, param_hint="--to")
    production = production_threshold(None)
    sort, cases = _read_alerted(file, named, min(first, production))
    rows = simulate(cases, [*steps(first, last, step), production])
    # A history holds what was shown: of what a lower threshold would have shown it knows nothing.
    known_from = min((alerted.case.score for alerted in cases), default=0.0) if sort == "history" else 0.0
    matches = sum(alerted.case.match for alerted in cases)
    if as_json:
        about = {"threshold": production, "cases": len(cases), "matches": matches, "known_from": known_from}
        print_json({**about, "thresholds": rows})
        return
    say(f"{len(cases)} cases, {matches} of them matches")
    tables.print_thresholds(rows, production, known_from)


def _read_alerted(file: Path, named: tuple[str, ...], least: float) -> tuple[str, list[Alerted]]:
    from watchlists.evaluation import formats, queries
    from watchlists.evaluation.pairs import score_pairs
    from watchlists.evaluation.parties import Parties
    from watchlists.evaluation.thresholds import Alerted

    sort = formats.tell_format(file)
    match sort:
        case "queries":
            cases = formats.read_queries(file)
            with open_lists(named, None) as screener:
                known = Parties(queries.listed_entries(screener.index))
                answers = queries.ask_all(screener, known, track(cases, "screening"), least)
            return sort, [Alerted(queries.to_scored(query, answer), answer.scores) for query, answer in answers]
        case "pairs":
            scored = score_pairs(track(formats.read_pairs(file), "comparing"))
        case _:
            scored = list(formats.read_history(file))
    return sort, [Alerted(case, (case.score,)) for case in scored]


@evaluate.command(
    examples=(
        "kyc evaluate clean customers.csv --kind person",
        'kyc evaluate clean nasdaq_listed.csv --kind organisation --cut " - " --json',
    ),
)
@_file
@_lists
@click.option("--kind", type=click.Choice(_KINDS), default="unknown", show_default=True, help="What the names are of.")
@click.option("--column", help="Heading of the column of names; full_name, name or the like otherwise.")
@click.option("--cut", help="Leave out what stands behind these signs in a name.")
@_sample
@_threshold
@json_option
def clean(*, file: Path, named: tuple[str, ...], kind: str, sample: int | None, **about: Any) -> None:  # noqa: ANN401 - click's
    """Screen the names of nobody listed, from a CSV file, and say how many are flagged."""
    from watchlists.evaluation.clean import evaluate_clean, read_names, sample_names
    from watchlists.evaluation.queries import listed_entries
    from watchlists.model import Kind

    names = sample_names(read_names(file, about["column"], about["cut"]), sample)
    with open_lists(named, about["threshold"]) as screener:
        result = evaluate_clean(screener, listed_entries(screener.index), track(names, "screening"), Kind(kind))
        lists = describe_lists(screener)
    if about["as_json"]:
        print_json({**result, "lists": lists})
        return
    print_table("Clean names", ("figure", "value"), [(name, str(value)) for name, value in result.items()])


@evaluate.command(
    examples=(
        "kyc evaluate build pairs.jsonl",
        "kyc evaluate build pairs.jsonl --lists un=consolidated.xml --lists ofac_sdn=lists/ofac --most 500",
    ),
)
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@_lists
@click.option("--most", type=click.IntRange(1), default=2000, show_default=True, help="Positives of each group.")
@click.option("--force", is_flag=True, help="Replace OUT where there is such a file.")
@json_option
def build(*, out: Path, named: tuple[str, ...], most: int, force: bool, as_json: bool) -> None:
    """Build labelled pairs from the lists themselves and write them to OUT.

    One party on several lists, aliases, original scripts against Latin letters; beside each the nearest other party.
    """
    from watchlists.evaluation.building import build_pairs

    check_place(out, "OUT", replace=force)
    write_lines(out, build_pairs(load_entries(named), most))
    tables.print_built(out, as_json=as_json)


def production_threshold(threshold: float | None) -> float:
    """Return the threshold that is asked for, else the one that the service runs with."""
    from jobs import context
    from watchlists.matching import DEFAULT_THRESHOLD

    return threshold or context.read_settings().match_threshold or DEFAULT_THRESHOLD
