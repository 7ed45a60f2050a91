"""`kyc evaluate fit`: which weights of the score would suit labelled pairs best."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jobs.cli.commands import Command
from jobs.cli.output import json_option, print_json, print_table, say
from jobs.cli.progress import track

_JUDGED = ("precision", "recall", "f1", "missed", "false_alarms")
_STAGES = {"before": "as it is", "after_on_the_same": "fitted, same pairs", "after_cross_validated": "cross-validated"}


@click.command(
    cls=Command,
    examples=(
        "kyc evaluate build pairs.jsonl && kyc evaluate fit pairs.jsonl --group record --group namesake",
        "kyc evaluate fit decided.jsonl --threshold 0.75 --json",
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--group", "groups", multiple=True, help="Only groups that begin so; may be given several times.")
@click.option(
    "--threshold", type=click.FloatRange(0.01, 1.0), help="Score that counts as a match; the service's own otherwise."
)
@json_option
def fit(*, files: tuple[Path, ...], groups: tuple[str, ...], threshold: float | None, as_json: bool) -> None:
    """Fit the weights of the score to labelled pairs, and judge them on pairs of other parties.

    Changes nothing: `kyc profiles draft --weight` takes a weight over, and has it measured and approved.
    """
    from jobs.cli.evaluate.commands import production_threshold
    from watchlists.evaluation.fitting.cases import Cases
    from watchlists.evaluation.fitting.validation import fit_and_validate
    from watchlists.evaluation.formats import read_pairs
    from watchlists.matching import MATCHER_VERSION

    pairs = [pair for file in files for pair in read_pairs(file) if pair.group.startswith(groups or "")]
    if len({pair.match for pair in pairs}) < 2:  # noqa: PLR2004 - matches and others
        message = "the pairs have to hold matches and others"
        raise click.UsageError(message)
    result = fit_and_validate(Cases.of(track(pairs, "comparing")), production_threshold(threshold))
    if as_json:
        print_json({"matcher": MATCHER_VERSION, **result})
    else:
        _print(result)


def _print(result: dict[str, Any]) -> None:
    rows = [(title, *(result[stage][name] for name in _JUDGED)) for stage, title in _STAGES.items()]
    say(f"{result['cases']} pairs, {result['matches']} of them matches")
    print_table(f"Judged at threshold {result['threshold']}", ("weights", *_JUDGED), rows)
    print_table(
        "Weights",
        ("weight", "as it is", "fitted", "in matches", "in others"),
        [
            (key, row["before"], row["after"] if row["after"] != row["before"] else "", row["matches"], row["others"])
            for key, row in result["weights"].items()
        ],
    )
    buckets = zip(result["reliability_before"], result["reliability_after"], strict=True)
    print_table(
        "Reliability: the share of pairs with such a score that are matches",
        ("score from", "pairs", "matches", "pairs, fitted", "matches, fitted"),
        [(one.least, one.cases, one.matches, other.cases, other.matches) for one, other in buckets],
    )
    best = result["after_cross_validated"]
    say(f"the threshold that would suit these pairs best: {best['best_threshold']} (F1 {best['best_f1']})")
