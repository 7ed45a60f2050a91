"""The demonstration as a newcomer runs it: one command, one JSON object, nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

pytestmark = [pytest.mark.processes]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, str, Path]:
    folder = tmp_path_factory.mktemp("demo")
    # Settings of a real service that stand in the environment must not be touched by a demonstration.
    env = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "KYC_HTTP_HOST": "192.0.2.1"}
    env["TMPDIR"] = str(folder)
    done = subprocess.run(
        [sys.executable, "-m", "jobs.cli.main", "demo", "--once", "--json"],
        env=env,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr, folder


def test_each_business_ends_where_it_should(demo: tuple[Any, str, Path]) -> None:
    listed, director, clean, borrowed, silent, invalid = demo[0]["submissions"]

    assert (listed["status"], listed["hits"][0]["entry_id"]) == ("review", "ofac:306")
    assert (director["status"], director["hits"][0]["entry_id"]) == ("review", "ofac:21171")
    assert (clean["status"], clean["coverage"], clean["hits"]) == ("clear", "complete", [])
    assert (borrowed["status"], borrowed["hits"]) == ("review", [])
    assert silent["status"] == "clear"
    assert invalid["status"] == "refused"
    assert [clean["cleared"], listed["cleared"]] == [True, False]


def test_registers_confirm_contradict_or_are_down(demo: tuple[Any, str, Path]) -> None:
    listed, _, confirmed, borrowed, silent, _ = demo[0]["submissions"]
    assert listed["registers"] == []

    (house,) = confirmed["registers"]
    results = {row["matter"]: row["result"] for row in house["compared"] if row["ours"] is not None}
    assert (house["register"], house["outcome"]) == ("companies_house", "verified")
    assert {results[matter] for matter in ("name", "number", "address", "officer")} == {"match"}
    assert confirmed["named_by_registers"] == ["VOORBEELD SECRETARIES LIMITED"]

    (vies,) = borrowed["registers"]
    (name,) = [row for row in vies["compared"] if row["result"] == "mismatch"]
    assert name == {
        "matter": "name",
        "result": "mismatch",
        "ours": "Windmill Bicycle Parts B.V.",
        "theirs": "ZUIDWIJK BAKKERIJMACHINES N.V.",
    }

    (brreg,) = silent["registers"]
    assert (brreg["outcome"], brreg["required"], brreg["compared"]) == ("unavailable", False, [])
    assert silent["cleared"] is True


def test_two_people_decide_and_the_flow_reads_it_back(demo: tuple[Any, str, Path]) -> None:
    decision = demo[0]["decision"]

    assert decision["reference"] == demo[0]["submissions"][0]["reference"]
    assert decision["same_person_approving"] == "four_eyes"
    assert (decision["status"], decision["clear"], decision["reasons"]) == ("rejected", False, ["rejected"])


def test_every_hit_has_its_reasons_in_words(demo: tuple[Any, str, Path]) -> None:
    for submission in demo[0]["submissions"][:2]:
        for hit in submission["hits"]:
            assert 0 < hit["score"] <= 1
            assert hit["reasons"]
            assert all(len(reason.split()) > 2 for reason in hit["reasons"])


def test_every_refused_field_is_named_with_what_to_do(demo: tuple[Any, str, Path]) -> None:
    refused = {fault["pointer"]: fault for fault in demo[0]["submissions"][5]["refused"]}

    assert set(refused) == {
        "/business/registration/country",
        "/contact/email",
        "/contact/passport_scan",
        "/people/0/date_of_birth",
    }
    assert all(fault["code"] and fault["message"] for fault in refused.values())


def test_the_lists_are_the_bundled_ones(demo: tuple[Any, str, Path]) -> None:
    assert {used["id"]: used["entries"] > 400 for used in demo[0]["lists"]} == {
        "un": True,
        "ofac_sdn": True,
        "ofac_cons": True,
    }


def test_it_says_how_long_a_result_takes_and_where_to_read_on(demo: tuple[Any, str, Path]) -> None:
    timing = demo[0]["submit_to_result_ms"]

    assert 0 < timing["p50"] <= timing["p95"]
    assert demo[0]["docs"].startswith("http://127.0.0.1:")


def test_nothing_is_left_behind(demo: tuple[Any, str, Path]) -> None:
    _, progress, folder = demo

    assert list(folder.iterdir()) == []
    assert "Traceback" not in progress
    left = [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(folder) in " ".join(process.info["cmdline"] or [])
    ]
    assert left == []
