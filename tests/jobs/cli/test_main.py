"""The `kyc` command: help that helps, errors in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import click
import pytest
from click.testing import CliRunner

from jobs.cli import settings as settings_command
from jobs.cli.main import main
from kyc_service.errors import ConflictError, NotFoundError
from kyc_service.settings import variables

CANARY = "Zaphod Beeblebrox"


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, command in group.commands.items():
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
    return found


@pytest.mark.parametrize("path", commands(main), ids=" ".join)
def test_every_command_says_what_it_does(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*path, "--help"])

    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 3
    assert "Show this message" in result.output


def test_help_is_fast_because_it_imports_nothing_heavy() -> None:
    code = "import sys, jobs.cli.main; print(sorted({'sqlalchemy', 'numpy', 'flask', 'rq', 'lxml'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_examples_stand_in_the_help_as_they_are() -> None:
    output = CliRunner().invoke(main, ["screen", "--help"]).output

    assert '  kyc screen "National Bank of Cuba" --kind organisation\n' in output


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConflictError("close it first"), "kyc: close it first\n"),
        (NotFoundError(), "kyc: No such thing, or not yours: the two are not told apart\n"),
        (RuntimeError(CANARY), "kyc: unexpected RuntimeError; `kyc --debug ...` shows where\n"),
    ],
)
def test_an_error_is_a_line_and_exit_code_2(error: Exception, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode() -> Any:
        raise error

    monkeypatch.setattr(settings_command, "describe", explode)

    result = CliRunner().invoke(main, ["settings"])

    assert (result.exit_code, result.stderr, result.stdout) == (2, said, "")


def test_a_developer_can_see_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode() -> Any:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(settings_command, "describe", explode)

    assert isinstance(CliRunner().invoke(main, ["--debug", "settings"]).exception, RuntimeError)


def test_every_wrong_setting_is_named_at_once() -> None:
    env = {"KYC_HTTP_PORT": "none", "KYC_NO_SUCH": "1"}

    result = CliRunner(env=env).invoke(main, ["policy", "show"])

    assert result.exit_code == 2
    assert "KYC_HTTP_PORT" in result.stderr
    assert "KYC_NO_SUCH" in result.stderr


def test_settings_are_listed_with_their_meaning_and_without_values() -> None:
    env = {"KYC_HTTP_PORT": "8123"}

    result = CliRunner(env=env).invoke(main, ["settings", "--json"])

    rows = {row["variable"]: row for row in json.loads(result.stdout)["settings"]}
    assert set(rows) == set(variables().values())
    assert all(row["meaning"] for row in rows.values())
    assert rows["KYC_HTTP_PORT"]["set"] is True
    assert "8123" not in result.stdout


def test_the_policy_is_shown() -> None:
    result = CliRunner().invoke(main, ["policy", "show", "--json"])

    shown = json.loads(result.stdout)
    assert shown["fields"]["business.name"] == "company"
    assert len(shown["sha256"]) == 64
