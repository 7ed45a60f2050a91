"""`kyc evaluate`: what goes in, what comes out, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.main import main
from tests.fixtures.labelled import DECIDED, PAIR, QUERY, write_cases
from watchlists.evaluation.formats import read_pairs

EXTRACTS = Path(__file__).parents[3] / "watchlists" / "extracts"
UN = f"un={EXTRACTS / 'un_2026-02-27.xml'}"
PROMISED = {"threshold", "precision", "recall", "f1", "best_f1", "best_threshold", "by_group", "cross_validated"}
CANARY = "Zaphod Beeblebrox"


def evaluate(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


def ask(*arguments: object) -> dict[str, Any]:
    result = evaluate(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    other = {**PAIR, "id": "p2", "entry": {"names": ["Ludmilla Fromm"]}, "match": False}
    return write_cases(tmp_path / "pairs.jsonl", [PAIR, other])


def test_pairs_are_judged(pairs: Path) -> None:
    found = ask("pairs", pairs)

    assert set(found) >= PROMISED
    assert (found["threshold"], found["f1"], found["by_group"]["g"]["cases"]) == (0.7, 1.0, 2)


def test_the_threshold_may_be_given(pairs: Path) -> None:
    found = ask("pairs", pairs, "--threshold", "1.0")

    assert (found["threshold"], found["recall"]) == (1.0, 0.0)


def test_people_get_tables(pairs: Path) -> None:
    result = evaluate("pairs", pairs)

    assert result.exit_code == 0
    assert "cross-validated" in result.stdout
    assert "pairs a second" in result.stderr


def test_queries_are_screened_over_the_lists_that_are_named(tmp_path: Path) -> None:
    misses = tmp_path / "variations.jsonl"
    path = write_cases(tmp_path / "queries.jsonl", [QUERY, {**QUERY, "query": {"names": [CANARY]}, "expect": []}])

    found = ask("queries", path, "--lists", UN)

    assert set(found) >= PROMISED | {"detected", "wrong_top", "false_positive_rate", "latency_ms", "per_second"}
    assert (found["detected"], found["false_positive_rate"], found["expected_not_listed"]) == (0.0, 0.0, 1)
    assert [used["source"] for used in found["lists"]] == ["un"]
    shown = evaluate("queries", path, "--lists", UN)
    assert "1 of the expected entries are on none of these lists" in shown.stderr
    assert "false_positive_rate" in shown.stdout
    assert not misses.exists()


@pytest.mark.parametrize("case", [PAIR, DECIDED])
def test_thresholds_are_simulated_on_pairs_and_on_history(tmp_path: Path, case: dict[str, Any]) -> None:
    path = write_cases(tmp_path / "cases.jsonl", [case, {**case, "match": False}])

    found = ask("thresholds", path, "--from", "0.5", "--to", "1", "--step", "0.25")

    rows = {row["threshold"]: row for row in found["thresholds"]}
    assert sorted(rows) == [0.5, 0.7, 0.75, 1.0]
    assert (rows[0.5]["precision"], rows[0.5]["recall"], rows[0.5]["alerts_per_1000"]) == (0.5, 1.0, 1000.0)
    assert (rows[1.0]["recall"], rows[1.0]["alerts_per_1000"], rows[1.0]["missed"]) == (0.0, 0.0, 1)
    assert "in use" in evaluate("thresholds", path).stdout


def test_a_history_says_below_which_score_it_knows_nothing(tmp_path: Path) -> None:
    rows = [{**DECIDED, "id": f"h{number}", "score": score} for number, score in enumerate((0.72, 0.8, 0.95))]
    path = write_cases(tmp_path / "history.jsonl", [*rows, {**DECIDED, "id": "h9", "score": 0.74, "match": False}])

    assert ask("thresholds", path)["known_from"] == 0.72
    shown = evaluate("thresholds", path, "--from", "0.65", "--to", "0.8", "--step", "0.05")
    assert "below 0.72 were never shown" in shown.stderr
    assert "not known" in shown.stdout
    assert "+1 missed, -1 false alarms, -500.0 alerts of 1,000" in shown.stdout


def test_thresholds_are_simulated_on_queries(tmp_path: Path) -> None:
    path = write_cases(tmp_path / "queries.jsonl", [{**QUERY, "expect": []}])

    found = ask("thresholds", path, "--lists", UN)

    assert {row["false_alarms"] for row in found["thresholds"]} == {0}


def test_clean_names_are_screened(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(f"name\n{CANARY}\nHarmless Biscuits\n")

    found = ask("clean", path, "--lists", UN, "--kind", "person", "--sample", 1)

    assert (found["names"], found["flagged"], found["kind"]) == (1, 0, "person")
    assert [(used["source"], len(used["digest"])) for used in found["lists"]] == [("un", 64)]
    assert "false_positive_rate" in evaluate("clean", path, "--lists", UN).stdout


def test_pairs_are_built_and_can_be_judged_at_once(tmp_path: Path) -> None:
    out = tmp_path / "built.jsonl"

    built = ask("build", out, "--lists", UN, "--most", 3)

    pairs = read_pairs(out)
    assert {pair.match for pair in pairs} == {True, False}
    assert sum(found["matches"] for found in built["groups"].values()) == sum(pair.match for pair in pairs)
    assert ask("pairs", out)["cases"] == len(pairs)
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_is_not_replaced_unless_told_so(tmp_path: Path) -> None:
    out = tmp_path / "built.jsonl"
    out.write_text("mine")

    result = evaluate("build", out, "--lists", UN)

    assert (result.exit_code, out.read_text()) == (2, "mine")
    assert evaluate("build", out, "--lists", UN, "--force").exit_code == 0
    assert out.read_text() != "mine"


@pytest.mark.parametrize("command", ["pairs", "queries", "thresholds", "clean"])
@pytest.mark.parametrize("content", ["", f"{CANARY}\n", f'{{"{CANARY}": 1}}\n', f'["{CANARY}"]\n', None])
def test_a_bad_file_is_one_line_and_exit_code_2(tmp_path: Path, command: str, content: str | None) -> None:
    path = tmp_path / "bad.jsonl"
    if content is not None:
        path.write_text(content)

    result = evaluate(command, path)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("kyc: bad.jsonl: ")
    assert len(result.stderr.splitlines()) == 1
    assert CANARY not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("queries", "QUERIES", "--lists", "un=/none/at/all.xml"),
        ("queries", "QUERIES", "--lists", "un"),
        ("queries", "QUERIES", "--lists", f"nowhere={EXTRACTS}"),
        ("queries", "QUERIES", "--lists", f"ofac_sdn={EXTRACTS / 'un_2026-02-27.xml'}"),
        ("variations", "--kind", "ghost"),
        ("variations", "--sample", "0"),
        ("variations", "--lists", UN, "--sample", "1", "--misses", "/none/at/all.jsonl"),
        ("thresholds", "QUERIES", "--from", "0.9", "--to", "0.5"),
        ("pairs", "QUERIES"),
        ("build", "/none/at/all.jsonl"),
        ("clean", "QUERIES", "--column", "who"),
    ],
)
def test_what_cannot_be_done_is_exit_code_2_and_prints_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    path = write_cases(tmp_path / "queries.jsonl", [QUERY])

    result = evaluate(*(path if part == "QUERIES" else part for part in arguments))

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    assert "unexpected" not in result.stderr
