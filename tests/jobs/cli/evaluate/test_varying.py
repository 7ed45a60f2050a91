"""`kyc evaluate variations`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jobs.cli.evaluate import varying
from jobs.cli.main import main
from watchlists.evaluation.formats import read_queries

UN = f"un={Path(__file__).parents[3] / 'watchlists' / 'extracts' / 'un_2026-02-27.xml'}"


def evaluate(*arguments: object) -> Any:
    options = ["--lists", UN, "--processes", "1", *map(str, arguments)]
    return CliRunner().invoke(main, ["evaluate", "variations", *options])


def ask(*arguments: object) -> dict[str, Any]:
    result = evaluate(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_variations_of_listed_names_are_found_or_written_down(tmp_path: Path) -> None:
    misses = tmp_path / "misses.jsonl"

    found = ask("--kind", "exact", "--kind", "disguise", "--sample", 5, "--misses", misses)

    assert found["exact"]["detected"] == 1.0
    assert [used["source"] for used in found["lists"]] == ["un"]
    assert found["disguise"]["variations"] > 100
    assert set(found["definitions"]) == {"definitions", "disguises"}
    assert "minor" not in found
    missed = found["disguise"]["missed"]
    if missed:
        assert len(read_queries(misses)) >= missed
    else:
        assert misses.read_text() == ""


def test_exact_minor_and_major_variations_are_made_when_no_kind_is_asked_for() -> None:
    result = evaluate("--sample", 5)

    assert result.exit_code == 0
    assert all(word in result.stdout for word in ("exact", "minor", "major", "list: un", "script: Latn"))
    assert "disguise" not in result.stdout


def test_a_run_is_taken_up_where_it_was_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(varying, "_PART", 2)
    state = tmp_path / "run.jsonl"
    arguments = ("--kind", "exact", "--kind", "minor", "--sample", 6, "--resume", state)
    whole = ask(*arguments)
    lines = state.read_text().splitlines(keepends=True)
    state.write_text("".join(lines[:3]))

    again = ask(*arguments)

    assert len(lines) == 1 + 3 + 3
    assert _timeless(again) == _timeless(whole)
    assert len(state.read_text().splitlines()) == len(lines)
    assert "3 parts were done before" in evaluate(*arguments).stderr


def test_a_state_of_other_settings_is_refused(tmp_path: Path) -> None:
    state = tmp_path / "run.jsonl"
    ask("--kind", "exact", "--sample", 2, "--resume", state)

    result = evaluate("--kind", "exact", "--sample", 3, "--resume", state)

    assert result.exit_code == 2
    assert "other settings" in result.stderr


def _timeless(report: dict[str, Any]) -> dict[str, Any]:
    levels = {"exact", "minor"}
    return {
        key: {name: kept for name, kept in value.items() if name not in {"seconds", "per_second"}}
        if key in levels
        else value
        for key, value in report.items()
    }
